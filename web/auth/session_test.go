package auth_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
)

func TestSessionLivesWithUseAndEndsAfterNinetyDays(t *testing.T) {
	inBox(t, func(b *box) {
		phone := b.browser("192.0.2.7")
		b.must(phone.signIn("Ann@Example.net ", goodPassword))
		for day := 0; day < 75; day += 25 { // each within thirty days of the last
			phone.wantKnown(true, "after another 25 days")
			time.Sleep(25 * 24 * time.Hour)
		}
		phone.wantKnown(true, "on day 75")
		time.Sleep(15*24*time.Hour - time.Second)
		phone.wantKnown(true, "at the end of day 90")
		time.Sleep(time.Second)
		phone.wantKnown(false, "after 90 days, although it was in use")
	})
}

func TestSessionEndsWhenItIsNotUsedForThirtyDays(t *testing.T) {
	inBox(t, func(b *box) {
		phone := b.browser("192.0.2.7")
		b.must(phone.signIn("ann@example.net", goodPassword))
		time.Sleep(auth.SessionIdle)
		phone.wantKnown(false, "after 30 days")
	})
}

func TestUseIsWrittenDownAtMostEachFiveMinutes(t *testing.T) {
	inBox(t, func(b *box) {
		phone := b.browser("192.0.2.7")
		b.must(phone.signIn("ann@example.net", goodPassword))
		before := b.db.Health().Commands
		for range 60 {
			time.Sleep(10 * time.Second)
			phone.wantKnown(true, "in use")
		}
		if wrote := b.db.Health().Commands - before; wrote != 2 {
			t.Errorf("60 requests in ten minutes wrote %d times, want 2", wrote)
		}
	})
}

func TestSigningInGivesANewSecretAndEndsTheOldSession(t *testing.T) {
	inBox(t, func(b *box) {
		desk := b.browser("192.0.2.7")
		b.must(desk.signIn("ann@example.net", goodPassword))
		stolen := b.browser("198.51.100.66")
		for name, c := range desk.cookies {
			stolen.cookies[name] = c
		}
		b.must(desk.signIn("ann@example.net", goodPassword))
		desk.wantKnown(true, "the new session")
		stolen.wantKnown(false, "the old cookie")
	})
}

func TestSigningOutEndsTheSessionOnTheServer(t *testing.T) {
	inBox(t, func(b *box) {
		desk := b.browser("192.0.2.7")
		b.must(desk.signIn("ann@example.net", goodPassword))
		kept := desk.cookies["wakeman"]
		w := httptest.NewRecorder()
		b.must(b.auth.SignOut(w, desk.request("POST", "/signout")))
		desk.keep(w)
		if len(desk.cookies) != 0 {
			t.Errorf("the browser keeps %v", desk.cookies)
		}
		desk.cookies["wakeman"] = kept
		desk.wantKnown(false, "a copy of the cookie after signing out")
		if b.ended == 0 {
			t.Error("nobody was told that a session ended")
		}
		b.must(b.auth.SignOut(httptest.NewRecorder(), desk.request("POST", "/signout"))) // again is fine
	})
}

func TestAUseThatCrossesWithSigningOutDoesNotBringTheSessionBack(t *testing.T) {
	inBox(t, func(b *box) {
		desk := b.browser("192.0.2.7")
		b.must(desk.signIn("ann@example.net", goodPassword))
		p, _ := desk.who()
		s, _, err := b.db.Session(p.Session)
		b.must(err)
		b.must(b.auth.SignOut(httptest.NewRecorder(), desk.request("POST", "/signout")))
		b.must(b.db.PutSession(b.ctx, s, nil)) // what a request that came before would write
		desk.wantKnown(false, "after signing out")
	})
}

func TestChangedPasswordEndsTheOtherSessions(t *testing.T) {
	inBox(t, func(b *box) {
		desk, phone := b.browser("192.0.2.7"), b.browser("192.0.2.8")
		b.must(desk.signIn("ann@example.net", goodPassword))
		b.must(phone.signIn("ann@example.net", goodPassword))
		change := func(old, password string) error {
			r := desk.request("POST", "/password")
			p, _ := desk.who()
			return b.auth.ChangePassword(r.WithContext(auth.With(r.Context(), p)), old, password)
		}
		wantCode(t, change("not my password", "nine blue switches"), auth.Denied, "with a wrong old password")
		time.Sleep(time.Minute)
		wantCode(t, change(goodPassword, "short"), engine.Invalid, "to a bad one")
		b.must(change(goodPassword, "nine blue switches"))
		desk.wantKnown(true, "where it was changed")
		phone.wantKnown(false, "elsewhere")
		wantCode(t, phone.signIn("ann@example.net", goodPassword), auth.Denied, "the old password")
		time.Sleep(time.Minute)
		b.must(phone.signIn("ann@example.net", "nine blue switches"))

		b.must(auth.SetPassword(b.ctx, b.db, "ann@example.net", "three red cables", cli()))
		desk.wantKnown(false, "after a reset on the command line")
	})
}

func TestRoleAndDisablingCountAtOnce(t *testing.T) {
	inBox(t, func(b *box) {
		desk := b.browser("192.0.2.7")
		b.must(desk.signIn("ann@example.net", goodPassword))
		b.change("PANN", func(u *people.User) { u.Role = people.Viewer })
		if p, _ := desk.who(); p.Role != people.Viewer {
			t.Errorf("role %q after it was lowered, want viewer", p.Role)
		}
		b.change("PANN", func(u *people.User) { u.Disabled = true })
		desk.wantKnown(false, "disabled")
		wantCode(t, b.browser("192.0.2.9").signIn("ann@example.net", goodPassword), auth.Denied, "signing in while disabled")
		b.change("PANN", func(u *people.User) { u.Disabled = false })
		desk.wantKnown(false, "the old session after coming back")
	})
}

func TestTheCookieIsHostOnlyOverTLSAndPlainWithoutIt(t *testing.T) {
	for _, c := range []struct {
		https  bool
		name   string
		secure bool
	}{{true, "__Host-wakeman", true}, {false, "wakeman", false}} {
		inBox(t, func(b *box) {
			desk := b.browser("192.0.2.7")
			desk.https = c.https
			b.must(desk.signIn("ann@example.net", goodPassword))
			got, ok := desk.cookies[c.name]
			if !ok || len(desk.cookies) != 1 {
				t.Fatalf("https %v: cookies %v, want only %s", c.https, desk.cookies, c.name)
			}
			if !got.HttpOnly || got.Path != "/" || got.SameSite != http.SameSiteLaxMode || got.Secure != c.secure || got.Domain != "" {
				t.Errorf("https %v: %s", c.https, got)
			}
			desk.https = !c.https
			desk.wantKnown(false, "the same cookie over the other protocol")
		})
	}
}
