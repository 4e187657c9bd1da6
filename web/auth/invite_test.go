package auth_test

import (
	"errors"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
)

const newPassword = "eleven green switches"

// invite makes a link for Vic.
func (b *box) invite() string {
	b.Helper()
	secret, expires, err := b.auth.Inviter(b.db).Invite(b.ctx, "PVIC", cli())
	b.must(err)
	if time.Until(expires) != auth.InvitationLife {
		b.Errorf("it works until %s", expires)
	}
	return secret
}

func (b *box) redeem(secret, password string) error {
	_, err := b.auth.Inviter(b.db).Redeem(httptest.NewRequest("POST", "/invite/x", nil), secret, password)
	return err
}

func TestAnInvitationSetsThePasswordOnceAndSignsNobodyIn(t *testing.T) {
	inBox(t, func(b *box) {
		vic := b.browser("192.0.2.7")
		b.must(vic.signIn("vic@example.net", goodPassword))
		secret := b.invite()
		access, err := b.auth.Inviter(b.db).Access("PVIC")
		if err != nil || !access.HasPassword || access.InvitedTill.IsZero() {
			t.Errorf("access is %+v, %v", access, err)
		}
		u, err := b.auth.Inviter(b.db).Invited(httptest.NewRequest("GET", "/invite/x", nil), secret)
		if err != nil || u.ID != "PVIC" {
			t.Errorf("it is the link of %+v, %v", u, err)
		}
		if _, known := vic.who(); !known {
			t.Error("the link ended a session before it was used")
		}
		f, ok := errors.AsType[*engine.Failure](b.redeem(secret, "short"))
		if !ok || f.Code != engine.Invalid || f.Field != "password" {
			t.Errorf("a short password: %v", f)
		}
		b.must(b.redeem(secret, newPassword))
		if _, known := vic.who(); known {
			t.Error("a session from before the new password goes on")
		}
		wantCode(t, b.redeem(secret, newPassword), engine.NotFound, "a second time")
		wantCode(t, vic.signIn("vic@example.net", goodPassword), auth.Denied, "the old password")
		time.Sleep(time.Minute)
		b.must(vic.signIn("vic@example.net", newPassword))
		if access, err := b.auth.Inviter(b.db).Access("PVIC"); err != nil || !access.InvitedTill.IsZero() {
			t.Errorf("afterwards: %+v, %v", access, err)
		}
	})
}

func TestALinkThatDoesNotWorkSetsNothingAndIsRecorded(t *testing.T) {
	for name, spoil := range map[string]func(b *box, secret string) string{
		"expired":  func(_ *box, secret string) string { time.Sleep(auth.InvitationLife); return secret },
		"replaced": func(b *box, secret string) string { b.invite(); return secret },
		"made up":  func(*box, string) string { return strings.Repeat("A", 43) },
		"empty":    func(*box, string) string { return "" },
		"cut off":  func(_ *box, secret string) string { return secret[:42] },
		"too long": func(_ *box, secret string) string { return secret + strings.Repeat("A", 1000) },
		"the person left": func(b *box, secret string) string {
			b.change("PVIC", func(u *people.User) { u.Disabled = true })
			return secret
		},
		"left and came back": func(b *box, secret string) string {
			b.change("PVIC", func(u *people.User) { u.Disabled = true })
			b.change("PVIC", func(u *people.User) { u.Disabled = false })
			return secret
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBox(t, func(b *box) {
				secret := spoil(b, b.invite())
				wantCode(t, b.redeem(secret, newPassword), engine.NotFound, name)
				if b.refusals() != 1 {
					t.Errorf("%d refusals are recorded, want 1", b.refusals())
				}
				b.change("PVIC", func(u *people.User) { u.Disabled = false })
				b.must(b.browser("192.0.2.7").signIn("vic@example.net", goodPassword))
			})
		})
	}
}

func TestNobodyIsInvitedWhoIsNotThere(t *testing.T) {
	inBox(t, func(b *box) {
		_, _, err := b.auth.Inviter(b.db).Invite(b.ctx, "PNOBODY", cli())
		wantCode(t, err, engine.NotFound, "a stranger")
		b.change("PVIC", func(u *people.User) { u.Disabled = true })
		_, _, err = b.auth.Inviter(b.db).Invite(b.ctx, "PVIC", cli())
		wantCode(t, err, engine.Conflict, "somebody who left")
	})
}

func TestOfManyWhoUseALinkAtOnceExactlyOneSucceeds(t *testing.T) {
	inBox(t, func(b *box) {
		secret := b.invite()
		var all sync.WaitGroup
		errs := make([]error, 20)
		for i := range errs {
			all.Go(func() { errs[i] = b.redeem(secret, newPassword) })
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if code := engine.CodeOf(err); code != engine.Conflict && code != engine.NotFound && code != engine.Unavailable {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d succeeded, want 1: %v", won, errors.Join(errs...))
		}
	})
}

func TestTheSecretOfALinkIsKeptNowhere(t *testing.T) {
	inBox(t, func(b *box) {
		secret := b.invite()
		inv, _, err := b.db.Invitation("PVIC")
		b.must(err)
		if strings.Contains(inv.Hash, secret) || inv.Hash == "" || inv.CreatedBy != "root" {
			t.Errorf("kept is %+v", inv)
		}
		rows, err := b.db.Audit(0, 1)
		b.must(err)
		if rows[0].Action != "user.invite" || strings.Contains(rows[0].Detail, secret) {
			t.Errorf("audited is %+v", rows[0])
		}
	})
}
