package main

import (
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify/notifytest/carrier"
)

// reachedByMail is the two technicians, of whom Ann has a mail address of her
// own beside that of her account.
func reachedByMail() string {
	return twoTechnicians(`      - {label: mobile, type: sms, address: "+15555550101"}`, `      - {label: mobile, type: sms, address: "+15555550101"}
      - {label: home, type: email, address: old@example.net}`)
}

// moves changes Ann's mail address at home, as somebody.
func (b *box) moves(to string, by engine.Actor) {
	b.Helper()
	b.edits(by, func(ann *people.User) {
		for i, m := range ann.ContactMethods {
			if m.Label == "home" {
				ann.ContactMethods[i].Address = to
			}
		}
	})
}

// edits changes Ann as a page does.
func (b *box) edits(by engine.Actor, change func(ann *people.User)) {
	b.Helper()
	id := b.person("ann@example.net")
	_, err := b.a.editor().Do(b.Context(), by, func(next *engine.Config) error {
		ann := next.Users[id]
		ann.ContactMethods = append([]people.ContactMethod(nil), ann.ContactMethods...)
		change(&ann)
		next.Users[id] = ann
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func boss() engine.Actor {
	return engine.Actor{Kind: engine.ByPerson, ID: "PBOSS01", Name: "The boss", Via: "ui"}
}

// The new address of a contact method is not told: whose it is, nobody knows
// until a code that was sent there comes back. The account's own always is.
func TestWhoseContactMethodGoesElsewhereIsToldWhereItWentBeforeAndAtTheAccount(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(reachedByMail())
		b.told("at the beginning")
		b.moves("new@example.net", boss())
		b.after(time.Second)
		for _, p := range b.told("when the boss changed it", "Ann mail", "Old mail") {
			b.wantText(p, "old@example.net", "new@example.net", "The boss")
		}
		b.after(24 * time.Hour)
		b.told("a day later")
	})
}

func TestWhoChangesTheirOwnContactMethodIsToldWhereItWentBeforeToo(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(reachedByMail())
		b.moves("thief@example.org", engine.Actor{Kind: engine.ByPerson, ID: b.person("ann@example.net"), Name: "Ann", Via: "ui"})
		b.after(time.Second)
		b.told("when somebody changed it in her name", "Ann mail", "Old mail")
	})
}

func TestWhoseAccountGetsAnotherAddressIsToldAtTheOldAndTheNewOne(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		b.edits(boss(), func(ann *people.User) { ann.Email = "annette@example.net" })
		b.after(time.Second)
		for _, p := range b.told("when the boss changed it", "Ann mail", "Annette mail") {
			b.wantText(p, "annette@example.net", "it was ann@example.net")
		}
	})
}

func TestANoticeOutlivesACrashAndABusyMailServer(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(reachedByMail())
		b.carriers.mail.Always(carrier.Answer(451, "busy"))
		b.moves("new@example.net", boss())
		b.after(time.Second)
		if pages := b.pages(); len(pages) == 0 || !pages[0].refused {
			b.Fatalf("the mail server was asked %v", pages)
		}
		b.crash()
		b.carriers.mail.Always(carrier.Fault{})
		b.start()
		b.after(time.Hour)
		got := map[string]int{}
		for _, p := range b.pages() {
			if !p.refused {
				got[p.who]++
			}
		}
		for _, who := range []string{"Ann", "Old"} {
			if got[who] != 1 {
				b.Errorf("%s was told %d times: %v", who, got[who], got)
			}
		}
	})
}

func TestWithoutAMailServerNoNoticeWaitsForOne(t *testing.T) {
	scenario(t, func(b *box) {
		file := reachedByMail()
		line := file[strings.Index(file, "  mail: {host"):]
		b.given(strings.Replace(file, line[:strings.IndexByte(line, '\n')+1], "", 1))
		b.moves("new@example.net", boss())
		b.after(time.Minute)
		b.told("without a mail server")
		b.given(file)
		b.after(2 * time.Hour)
		for _, p := range b.pages() {
			if strings.Contains(p.text, "elsewhere: home (mail to new@") {
				b.Errorf("a stale notice came to %s: %s", p.who, p.text)
			}
		}
	})
}
