package auth_test

import (
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
)

func waitOf(err error) time.Duration {
	if f, ok := errors.AsType[*engine.Failure](err); ok && f.Code == auth.Throttled {
		return f.Retry
	}
	return 0
}

func TestAnAccountIsSlowedDownUpToFifteenMinutesAndNeverLocked(t *testing.T) {
	inBox(t, func(b *box) {
		// Each guess comes from another address, so that only the account counts.
		guess := func(i int) error {
			return b.browser(fmt.Sprintf("198.51.%d.%d", i/200, i%200+1)).signIn("ann@example.net", "a wrong password")
		}
		want := time.Second
		for i := range 20 {
			wantCode(t, guess(2*i), auth.Denied, "a guess after waiting")
			err := guess(2*i + 1)
			if waitOf(err) != want {
				t.Fatalf("after %d failures: %v, want to wait %v", i+1, err, want)
			}
			time.Sleep(want)
			want = min(2*want, 15*time.Minute)
		}
		b.must(b.browser("203.0.113.5").signIn("ann@example.net", goodPassword))
		wantCode(t, guess(900), auth.Denied, "a guess after the owner signed in")
		time.Sleep(time.Second)
		wantCode(t, guess(901), auth.Denied, "a second later: success had cleared the count")
	})
}

func TestStrangersDoNotKeepOutWhoSignedInFromThereBefore(t *testing.T) {
	inBox(t, func(b *box) {
		home := b.browser("203.0.113.5")
		b.must(home.signIn("ann@example.net", goodPassword))
		for i := range 12 {
			time.Sleep(time.Hour)
			_ = b.browser(fmt.Sprintf("198.51.100.%d", i+1)).signIn("ann@example.net", "a wrong password")
		}
		wantCode(t, b.browser("198.51.100.200").signIn("ann@example.net", goodPassword), auth.Throttled, "from a new address")
		b.must(home.signIn("ann@example.net", goodPassword))
		wantCode(t, home.signIn("ann@example.net", "a wrong password"), auth.Denied, "a typo at home")
		if waitOf(home.signIn("ann@example.net", goodPassword)) != time.Second {
			t.Error("a typo at home is not slowed down")
		}
	})
}

func TestAnAddressIsBlockedForAnHourAfterTenFailuresInTenMinutes(t *testing.T) {
	for _, c := range []struct{ name, first, neighbour, stranger string }{
		{"IPv4 address", "198.51.100.66", "198.51.100.66", "198.51.100.67"},
		{"IPv6 /64", "[2001:db8::1]", "[2001:db8::2]", "[2001:db8:0:1::1]"},
	} {
		inBox(t, func(b *box) {
			for i := range 10 {
				wantCode(t, b.browser(c.first).signIn(fmt.Sprintf("user%d@example.net", i), "a wrong password"), auth.Denied, c.name)
			}
			if wait := waitOf(b.browser(c.neighbour).signIn("ann@example.net", goodPassword)); wait != time.Hour {
				t.Errorf("%s: the eleventh waits %v, want an hour", c.name, wait)
			}
			b.must(b.browser(c.stranger).signIn("ann@example.net", goodPassword))
			time.Sleep(time.Hour)
			b.must(b.browser(c.neighbour).signIn("vic@example.net", goodPassword))
		})
	}
}

func TestTheOfficeIsNeverBlockedAndStillSlowedDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := emptyBox(t, netip.MustParsePrefix("203.0.113.0/25"), netip.MustParsePrefix("2001:db8:1::/48"))
		b.must(auth.CreateUser(b.ctx, b.db, people.User{ID: "PANN", Email: "ann@example.net", Name: "Ann Archer", Role: people.Owner}, goodPassword, cli()))
		for _, from := range []string{"203.0.113.5", "[2001:db8:1::7]"} {
			for i := range 40 {
				_ = b.browser(from).signIn(fmt.Sprintf("user%d@example.net", i), "a wrong password")
			}
			b.must(b.browser(from).signIn("ann@example.net", goodPassword))
			wantCode(t, b.browser(from).signIn("ann@example.net", "a wrong password"), auth.Denied, "a wrong one")
			wantCode(t, b.browser(from).signIn("ann@example.net", goodPassword), auth.Throttled, "at once after a wrong one: the account's own wait stays")
			time.Sleep(time.Second)
		}
		for i := range 10 {
			_ = b.browser("203.0.113.200").signIn(fmt.Sprintf("other%d@example.net", i), "a wrong password")
		}
		wantCode(t, b.browser("203.0.113.200").signIn("ann@example.net", goodPassword), auth.Throttled, "from the other half of the network")
		b.must(b.db.Close())
	})
}

func TestTenFailuresInMoreThanTenMinutesBlockNobody(t *testing.T) {
	inBox(t, func(b *box) {
		for i := range 30 {
			wantCode(t, b.browser("198.51.100.66").signIn(fmt.Sprintf("user%d@example.net", i), "a wrong password"), auth.Denied, "slow typos")
			time.Sleep(75 * time.Second)
		}
	})
}

func TestOwnSuccessDoesNotClearTheAddress(t *testing.T) {
	inBox(t, func(b *box) {
		vic := b.browser("198.51.100.66")
		for i := range 9 {
			wantCode(t, vic.signIn(fmt.Sprintf("user%d@example.net", i), "a wrong password"), auth.Denied, "a guess")
			b.must(vic.signIn("vic@example.net", goodPassword))
		}
		wantCode(t, vic.signIn("user9@example.net", "a wrong password"), auth.Denied, "the tenth guess")
		wantCode(t, vic.signIn("vic@example.net", goodPassword), auth.Throttled, "after ten failures")
	})
}

func TestAHundredGuessesAtOnceAreOneGuess(t *testing.T) {
	inBox(t, func(b *box) {
		var all sync.WaitGroup
		codes := make([]engine.Code, 100)
		for i := range codes {
			all.Go(func() {
				codes[i] = engine.CodeOf(b.browser(fmt.Sprintf("198.51.100.%d", i+1)).signIn("ann@example.net", "a wrong password"))
			})
		}
		all.Wait()
		denied := 0
		for _, c := range codes {
			if c == auth.Denied {
				denied++
			}
		}
		if denied != 1 {
			t.Errorf("%d of 100 were compared, want 1", denied)
		}
		if b.refusals() != 100 {
			t.Errorf("%d refusals recorded, want 100", b.refusals())
		}
	})
}

func TestRefusalsNameAccountsButNeverWhatWasTyped(t *testing.T) {
	inBox(t, func(b *box) {
		_ = b.browser("198.51.100.1").signIn("ann@example.net", "a wrong password")
		_ = b.browser("198.51.100.2").signIn("my secret password", "")
		want := []engine.Refusal{
			{Door: "sign_in", Remote: "198.51.100.1", Reason: "wrong password or unknown e-mail address", Hint: "ann@example.net"},
			{Door: "sign_in", Remote: "198.51.100.2", Reason: "wrong password or unknown e-mail address", Hint: "unknown account"},
		}
		for i, r := range b.refused {
			if r != want[i] {
				t.Errorf("%+v, want %+v", r, want[i])
			}
		}
	})
}
