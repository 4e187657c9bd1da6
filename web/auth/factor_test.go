package auth_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
)

// codeNow is what a phone shows.
func (b *box) codeNow(seed string) string {
	b.Helper()
	code, err := totp.GenerateCode(seed, time.Now())
	b.must(err)
	return code
}

// enrols gives the person signed in an app, and their recovery codes.
func (br *browser) enrols() (seed string, codes []string) {
	br.Helper()
	e, err := br.auth.Enrol(br.asked("POST", "/"))
	br.must(err)
	codes, err = br.auth.Confirm(br.asked("POST", "/"), br.codeNow(e.Secret))
	br.must(err)
	time.Sleep(time.Minute) // that code is spent
	return e.Secret, codes
}

// asked is a request with the principal that middleware found.
func (br *browser) asked(method, path string) *http.Request {
	r := br.request(method, path)
	if p, known := br.who(); known {
		r = r.WithContext(auth.With(r.Context(), p))
	}
	return r
}

func (br *browser) showsCode(code string) error {
	w := httptest.NewRecorder()
	_, err := br.auth.SignInCode(w, br.request("POST", "/signin/code"), code)
	br.keep(w)
	return err
}

func (br *browser) proves(password, code string) error {
	w := httptest.NewRecorder()
	err := br.auth.Reauth(w, br.asked("POST", "/reauth"), password, code)
	br.keep(w)
	return err
}

// inBoxOfAnn is a box with Ann at her desk, an app and recovery codes.
func inBoxOfAnn(t *testing.T, scenario func(b *box, desk *browser, seed string, codes []string)) {
	t.Helper()
	inBox(t, func(b *box) {
		desk := b.browser("192.0.2.7")
		b.must(desk.signIn("ann@example.net", goodPassword))
		seed, codes := desk.enrols()
		scenario(b, desk, seed, codes)
	})
}

func TestWithASecondFactorThePasswordAloneOpensNothing(t *testing.T) {
	inBoxOfAnn(t, func(b *box, _ *browser, seed string, _ []string) {
		phone := b.browser("192.0.2.8")
		wantCode(t, phone.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
		phone.wantKnown(false, "with the password alone")
		if c := phone.cookies["wakeman-half"]; c == nil || !c.HttpOnly || c.MaxAge != 300 || len(phone.cookies) != 1 {
			t.Errorf("cookies %v", phone.cookies)
		}
		phone.cookies["wakeman"] = phone.cookies["wakeman-half"] // the half's secret is no session's
		phone.wantKnown(false, "with the half's secret as a session")
		delete(phone.cookies, "wakeman")
		b.must(phone.showsCode(b.codeNow(seed)))
		phone.wantKnown(true, "with the code")
		if len(phone.cookies) != 1 {
			t.Errorf("the cookie of the half is left: %v", phone.cookies)
		}
	})
}

// TestTheHalfSignedInState is every request that a browser in that state could
// send, and what it gets.
func TestTheHalfSignedInState(t *testing.T) {
	type step struct {
		name string
		do   func(b *box, half *browser, seed string) error
		want engine.Code
		in   bool // signed in afterwards
	}
	for _, s := range []step{
		{"the right code", func(b *box, half *browser, seed string) error { return half.showsCode(b.codeNow(seed)) }, "", true},
		{"the right code as apps show it", func(b *box, half *browser, seed string) error {
			code := b.codeNow(seed)
			return half.showsCode(code[:3] + " " + code[3:])
		}, "", true},
		{"a wrong code", func(_ *box, half *browser, _ string) error { return half.showsCode("000000") }, auth.Denied, false},
		{"no code", func(_ *box, half *browser, _ string) error { return half.showsCode("") }, auth.Denied, false},
		{"nonsense", func(_ *box, half *browser, _ string) error { return half.showsCode(strings.Repeat("9", 500)) }, auth.Denied, false},
		{"the right code after five minutes", func(b *box, half *browser, seed string) error {
			time.Sleep(auth.HalfLife)
			return half.showsCode(b.codeNow(seed))
		}, auth.CodeExpired, false},
		{"the right code from another browser", func(b *box, _ *browser, seed string) error {
			return b.browser("192.0.2.8").showsCode(b.codeNow(seed))
		}, auth.CodeExpired, false},
		{"the right code over the other protocol", func(b *box, half *browser, seed string) error {
			half.https = true
			return half.showsCode(b.codeNow(seed))
		}, auth.CodeExpired, false},
		{"the right code after the password was changed", func(b *box, half *browser, seed string) error {
			b.must(auth.SetPassword(b.ctx, b.db, "ann@example.net", "three red cables", cli()))
			return half.showsCode(b.codeNow(seed))
		}, auth.CodeExpired, false},
		{"the right code of somebody disabled meanwhile", func(b *box, half *browser, seed string) error {
			b.change("PANN", func(u *people.User) { u.Disabled = true })
			return half.showsCode(b.codeNow(seed))
		}, auth.CodeExpired, false},
		{"a code of the factor that was reset meanwhile", func(b *box, half *browser, seed string) error {
			b.must(auth.ResetFactor(b.ctx, b.db, "ann@example.net", cli()))
			return half.showsCode(b.codeNow(seed))
		}, auth.Denied, false},
		{"proving again", func(b *box, half *browser, seed string) error { return half.proves(goodPassword, "") }, engine.Forbidden, false},
		{"changing the password", func(_ *box, half *browser, _ string) error {
			return half.auth.ChangePassword(half.asked("POST", "/"), goodPassword, "three red cables")
		}, engine.Forbidden, false},
		{"enrolling another app", func(_ *box, half *browser, _ string) error {
			_, err := half.auth.Enrol(half.asked("POST", "/"))
			return err
		}, engine.Forbidden, false},
		{"switching the factor off", func(_ *box, half *browser, _ string) error { return half.auth.SwitchOff(half.asked("POST", "/")) }, engine.Forbidden, false},
		{"new recovery codes", func(_ *box, half *browser, _ string) error {
			_, err := half.auth.RenewCodes(half.asked("POST", "/"))
			return err
		}, engine.Forbidden, false},
		{"ending a session", func(_ *box, half *browser, _ string) error { return half.auth.EndSession(half.asked("POST", "/"), "x") }, engine.Forbidden, false},
	} {
		t.Run(s.name, func(t *testing.T) {
			inBoxOfAnn(t, func(b *box, _ *browser, seed string, _ []string) {
				half := b.browser("192.0.2.7")
				wantCode(t, half.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
				wantCode(t, s.do(b, half, seed), s.want, s.name)
				half.wantKnown(s.in, "afterwards")
			})
		})
	}
}

func TestOnePasswordIsGoodForFiveWrongCodes(t *testing.T) {
	inBoxOfAnn(t, func(b *box, _ *browser, seed string, _ []string) {
		half := b.browser("198.51.100.66")
		wantCode(t, half.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
		for i := range 4 {
			wantCode(t, half.showsCode("000000"), auth.Denied, "a wrong code")
			wantCode(t, half.showsCode(b.codeNow(seed)), auth.Throttled, "the right one at once")
			time.Sleep(time.Second << i)
		}
		wantCode(t, half.showsCode("000000"), auth.CodeExpired, "the fifth wrong code")
		time.Sleep(time.Hour)
		wantCode(t, half.showsCode(b.codeNow(seed)), auth.CodeExpired, "the right one afterwards")
		rows, err := b.db.Audit(0, 1)
		b.must(err)
		if rows[0].Action != "signin.wrong_codes" || rows[0].Object != "PANN" || !strings.Contains(rows[0].Detail, "198.51.100.66") {
			t.Errorf("audit %+v", rows[0])
		}
	})
}

func TestKnowingThePasswordDoesNotClearTheCountOfCodes(t *testing.T) {
	inBoxOfAnn(t, func(b *box, _ *browser, _ string, _ []string) {
		compared := 0
		for range 3 * 60 {
			guesser := b.browser("198.51.100.66")
			if engine.CodeOf(guesser.signIn("ann@example.net", goodPassword)) == auth.CodeNeeded && engine.CodeOf(guesser.showsCode("000000")) != auth.Throttled {
				compared++
			}
			time.Sleep(time.Minute)
		}
		if compared > 25 {
			t.Errorf("%d codes were compared in three hours, want at most 25", compared)
		}
	})
}

func TestTwoBrowsersWithTheSameCodeAreOne(t *testing.T) {
	inBoxOfAnn(t, func(b *box, _ *browser, seed string, codes []string) {
		// Ann signed in from the first address before: their tries are counted apart.
		home := b.browser("203.0.113.9")
		wantCode(t, home.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
		b.must(home.showsCode(codes[0]))
		for what, code := range map[string]string{"a code of the app": b.codeNow(seed), "a recovery code": codes[1]} {
			var all sync.WaitGroup
			in := make([]bool, 2)
			for i, br := range []*browser{b.browser("203.0.113.9"), b.browser("203.0.113.5")} {
				wantCode(t, br.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
				all.Go(func() { in[i] = br.showsCode(code) == nil })
			}
			all.Wait()
			if in[0] == in[1] {
				t.Errorf("%s: let in %v", what, in)
			}
			time.Sleep(time.Second)
		}
	})
}

func TestThePasswordAloneForgivesNothing(t *testing.T) {
	inBoxOfAnn(t, func(b *box, _ *browser, _ string, _ []string) {
		wrong := func(i int) error {
			return b.browser(fmt.Sprintf("198.51.100.%d", i)).signIn("ann@example.net", "a wrong password")
		}
		for i := range 5 {
			wantCode(t, wrong(i), auth.Denied, "a guess")
			time.Sleep(time.Second << i)
		}
		wantCode(t, b.browser("203.0.113.5").signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
		wantCode(t, wrong(6), auth.Denied, "the sixth guess")
		if wait := waitOf(wrong(7)); wait != 32*time.Second {
			t.Errorf("after six guesses the wait is %v, want 32s", wait)
		}
	})
}

func TestARecoveryCodeWorksOnceHoweverItIsTyped(t *testing.T) {
	inBoxOfAnn(t, func(b *box, _ *browser, _ string, codes []string) {
		if len(codes) != 10 || len(slices.Compact(slices.Sorted(slices.Values(codes)))) != 10 {
			t.Fatalf("codes %v", codes)
		}
		f, _, err := b.auth.Factor("PANN")
		b.must(err)
		for i, c := range f.Codes {
			if strings.Contains(c.Hash, codes[i]) || !strings.HasPrefix(c.Hash, "$argon2id$") {
				t.Errorf("code %d is kept as %s", i, c.Hash)
			}
		}
		try := func(code string) error {
			br := b.browser("192.0.2.9")
			wantCode(t, br.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
			defer time.Sleep(20 * time.Minute)
			return br.showsCode(code)
		}
		typed := strings.ToUpper(strings.NewReplacer("-", " ", "1", "l", "0", "O").Replace(codes[3]))
		b.must(try(typed))
		wantCode(t, try(codes[3]), auth.Denied, "the same again")
		wantCode(t, try("4"+codes[5][1:]), auth.Denied, "a code under another number")
		wantCode(t, try(codes[4][:len(codes[4])-1]), auth.Denied, "a code cut short")
		b.must(try(codes[4]))
		f, _, err = b.auth.Factor("PANN")
		b.must(err)
		if f.CodesLeft() != 8 {
			t.Errorf("%d codes left, want 8", f.CodesLeft())
		}
	})
}

// Both have compared their hashes already: the transaction decides.
func TestOfTwoWhoSpendARecoveryCodeOneIsLetIn(t *testing.T) {
	inBoxOfAnn(t, func(b *box, _ *browser, _ string, _ []string) {
		f, _, err := b.auth.Factor("PANN")
		b.must(err)
		ann := b.db.Config().Users["PANN"]
		for i, want := range []bool{true, false} {
			if ok, err := b.auth.Spend(b.ctx, ann, 3, f.Codes[3].Hash); ok != want || err != nil {
				t.Errorf("visitor %d: %v, %v", i+1, ok, err)
			}
		}
		if ok, _ := b.auth.Spend(b.ctx, ann, 4, f.Codes[5].Hash); ok {
			t.Error("a code that was replaced meanwhile is spent")
		}
	})
}

func TestNewRecoveryCodesEndTheOldOnes(t *testing.T) {
	inBoxOfAnn(t, func(b *box, desk *browser, _ string, old []string) {
		fresh, err := b.auth.RenewCodes(desk.asked("POST", "/"))
		b.must(err)
		br := b.browser("192.0.2.9")
		wantCode(t, br.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
		wantCode(t, br.showsCode(old[0]), auth.Denied, "an old code")
		time.Sleep(time.Minute)
		b.must(br.showsCode(fresh[0]))
	})
}

func TestEnrollingAndSwitchingOffEndTheOtherSessions(t *testing.T) {
	inBox(t, func(b *box) {
		desk, phone := b.browser("192.0.2.7"), b.browser("192.0.2.8")
		b.must(desk.signIn("ann@example.net", goodPassword))
		b.must(phone.signIn("ann@example.net", goodPassword))
		e, err := b.auth.Enrol(desk.asked("POST", "/"))
		b.must(err)
		if again, err := b.auth.Enrol(desk.asked("POST", "/")); err != nil || again != e {
			t.Errorf("asked again there is another secret (%v)", err)
		}
		if !strings.HasPrefix(e.URI, "otpauth://totp/Wakeman:ann@example.net?secret="+e.Secret+"&") {
			t.Errorf("URI %s", e.URI)
		}
		_, err = b.auth.Confirm(phone.asked("POST", "/"), b.codeNow(e.Secret))
		wantCode(t, err, engine.Invalid, "confirming in a browser that was not shown the secret")
		_, err = b.auth.Confirm(desk.asked("POST", "/"), "000000")
		wantCode(t, err, auth.Denied, "a wrong first code")
		time.Sleep(time.Second)
		if _, found, _ := b.auth.Factor("PANN"); found {
			t.Error("a wrong code switched it on")
		}
		_, err = b.auth.Confirm(desk.asked("POST", "/"), b.codeNow(e.Secret))
		b.must(err)
		desk.wantKnown(true, "where it was switched on")
		phone.wantKnown(false, "elsewhere")
		_, err = b.auth.Enrol(desk.asked("POST", "/"))
		wantCode(t, err, engine.Conflict, "enrolling a second app")

		time.Sleep(time.Minute)
		wantCode(t, phone.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
		b.must(phone.showsCode(b.codeNow(e.Secret)))
		b.must(b.auth.SwitchOff(desk.asked("POST", "/")))
		phone.wantKnown(false, "elsewhere, switched off")
		b.must(phone.signIn("ann@example.net", goodPassword))
	})
}

func TestAResetOnTheCommandLineTakesTheFactorAndTheSessionsNotThePassword(t *testing.T) {
	inBoxOfAnn(t, func(b *box, desk *browser, _ string, _ []string) {
		wantCode(t, auth.ResetFactor(b.ctx, b.db, "nobody@example.net", cli()), engine.NotFound, "nobody's")
		wantCode(t, auth.ResetFactor(b.ctx, b.db, "vic@example.net", cli()), engine.Conflict, "of somebody without one")
		b.must(auth.ResetFactor(b.ctx, b.db, "ann@example.net", cli()))
		desk.wantKnown(false, "after the reset")
		b.must(desk.signIn("ann@example.net", goodPassword))
		rows, err := b.db.Audit(0, 2)
		b.must(err)
		if rows[1].Action != "user.second_factor" || rows[1].Actor.Kind != engine.ByCLI {
			t.Errorf("audit %+v", rows[1])
		}
	})
}
