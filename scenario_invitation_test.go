package main

import (
	"bytes"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify/notifytest/carrier"
)

// stored reports whether the data directory has this text anywhere.
func (b *box) stored(text string) (found bool) {
	b.Helper()
	err := filepath.WalkDir(b.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		found = found || bytes.Contains(content, []byte(text))
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return found
}

func TestAnInvitationByMailBringsALinkThatWorksAndIsStoredNowhere(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(reachedByMail())
		inviter, ann := b.a.front.inviter(), b.person("ann@example.net")
		secret, expires, err := inviter.InviteByMail(b.Context(), ann, boss())
		if err != nil {
			t.Fatal(err)
		}
		b.after(time.Second)
		b.wantText(b.toldOnly("when the boss invites her", "Ann mail"), "The boss", "http://pager.example.net/invite/"+secret, "ann@example.net", expires.Format("15:04"))
		if u, err := inviter.Invited(httptest.NewRequest("GET", "/", nil), secret); err != nil || u.ID != ann {
			t.Errorf("the link is that of %+v, %v", u, err)
		}
		access, err := inviter.Access(ann)
		if err != nil || access.Mail.State != engine.Sent || strings.Contains(access.Mail.Subject+access.Mail.Text, secret) {
			t.Errorf("the mail is %+v, %v", access.Mail, err)
		}
		if b.stored(secret) || !b.stored(access.Mail.ID) {
			t.Error("the link is stored, or its mail is not")
		}
	})
}

func TestALinkThatWaitsForTheMailServerIsNotSentOnceThereIsANewerOne(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(reachedByMail())
		inviter, ann := b.a.front.inviter(), b.person("ann@example.net")
		b.carriers.mail.Fault(carrier.Answer(451, "try again later"))
		if _, _, err := inviter.InviteByMail(b.Context(), ann, boss()); err != nil {
			t.Fatal(err)
		}
		b.after(time.Second)
		first, err := inviter.Access(ann)
		if err != nil || first.Mail.State != engine.Waiting || first.Mail.Reason == "" {
			t.Fatalf("the mail is %+v, %v", first.Mail, err)
		}
		secret, _, err := inviter.InviteByMail(b.Context(), ann, boss())
		if err != nil {
			t.Fatal(err)
		}
		b.after(24 * time.Hour)
		if pages := b.told("in a day", "Ann mail refused", "Ann mail"); len(pages) == 2 {
			b.wantText(pages[1], "/invite/"+secret)
		}
		if d, _, err := b.a.db.Delivery(first.Mail.ID); err != nil || d.State != engine.Cancelled || d.Reason != "there is a newer link" {
			t.Errorf("the first is %+v, %v", d, err)
		}
	})
}

func TestALinkDoesNotFollowAnAddressThatIsTheirsNoMore(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(reachedByMail())
		inviter, ann := b.a.front.inviter(), b.person("ann@example.net")
		b.carriers.mail.Fault(carrier.Answer(451, "try again later"))
		if _, _, err := inviter.InviteByMail(b.Context(), ann, boss()); err != nil {
			t.Fatal(err)
		}
		b.after(time.Second)
		b.edits(boss(), func(u *people.User) { u.Email = "annette@example.net" })
		b.after(24 * time.Hour)
		for _, p := range b.pages() {
			if strings.Contains(p.text, "/invite/") {
				t.Errorf("%s got %s", p, p.text)
			}
		}
		if access, err := inviter.Access(ann); err != nil || access.Mail.State != engine.Failed {
			t.Errorf("the mail is %+v, %v", access.Mail, err)
		}
	})
}

func TestWithoutAMailServerNoInvitationIsMade(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		_, err := b.a.editor().Do(b.Context(), boss(), func(next *engine.Config) error { next.Settings.Mail = nil; return nil })
		if err != nil {
			t.Fatal(err)
		}
		inviter, ann := b.a.front.inviter(), b.person("ann@example.net")
		_, _, err = inviter.InviteByMail(b.Context(), ann, boss())
		if engine.CodeOf(err) != engine.Conflict || !strings.Contains(err.Error(), "No mail server") {
			t.Errorf("it is %v", err)
		}
		if access, err := inviter.Access(ann); err != nil || !access.InvitedTill.IsZero() {
			t.Errorf("a link was made: %+v, %v", access, err)
		}
	})
}
