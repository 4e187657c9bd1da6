package auth

import (
	"encoding/base32"
	"fmt"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"pgregory.net/rapid"
)

// The vectors of RFC 6238, appendix B, for SHA-1; their last six digits.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	seed := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	for unix, code := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		step, ok := matchStep(seed, code, 0, time.Unix(unix, 0))
		if !ok || step != unix/30 {
			t.Errorf("%s at %d: step %d, %v", code, unix, step, ok)
		}
	}
}

// Whatever is shown in whatever order, no step is taken twice, none after a
// later one, and none that is more than one step off.
func TestNoStepIsTakenTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := newSeed()
		now, last := time.Unix(1_800_000_000, 0), int64(0)
		taken := map[int64]bool{}
		for range rapid.IntRange(1, 60).Draw(t, "tries") {
			now = now.Add(time.Duration(rapid.IntRange(-40, 90).Draw(t, "seconds")) * time.Second) // clocks are set back, too
			shown := now.Unix()/30 + int64(rapid.IntRange(-4, 4).Draw(t, "phone's error"))
			code, err := totp.GenerateCode(seed, time.Unix(shown*30, 0))
			if err != nil {
				t.Fatal(err)
			}
			step, ok := matchStep(seed, code, last, now)
			off := shown - now.Unix()/30
			if should := off >= -1 && off <= 1 && shown > last; should && !ok {
				t.Fatalf("a code %d steps off, last %d steps ago, is refused", off, shown-last)
			}
			if !ok {
				continue
			}
			if taken[step] || step <= last {
				t.Fatalf("step %d is taken, and %d was before", step, last)
			}
			taken[step], last = true, step
		}
	})
}

func TestWhatIsNoCodeMatchesNothing(t *testing.T) {
	seed, now := newSeed(), time.Unix(1_800_000_000, 0)
	for _, code := range []string{"", "12345", "1234567", "abcdef", "١٢٣٤٥٦", fmt.Sprintf("%0500d", 1), "\x00\x00\x00\x00\x00\x00"} {
		if _, ok := matchStep(seed, code, 0, now); ok {
			t.Errorf("%q matches", code)
		}
	}
	if _, ok := matchStep("not a seed!", "000000", 0, now); ok {
		t.Error("a broken seed matches")
	}
}

func FuzzRecoveryCode(f *testing.F) {
	f.Add("3-k7xv-q2wm-9fht")
	f.Add(" 3K7XVQ2WM9FHT ")
	f.Add("")
	f.Add("\x8f\x8f\x8f\x8f")
	f.Fuzz(func(t *testing.T, typed string) {
		plain := plainRecovery(typed)
		number, ok := numberOf(plain)
		if ok && (number < 0 || number >= recoveryCodes) {
			t.Errorf("%q is code %d", typed, number)
		}
		if ok && plainRecovery(plain) != plain {
			t.Errorf("%q is read as %q, and that as %q", typed, plain, plainRecovery(plain))
		}
		_ = isAppCode(typed)
	})
}
