package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"wakeman/store"
)

func TestABoxThatLostTheKeyOfItsSecretsPagesByWhatNeedsNone(t *testing.T) {
	keyed := func(b *box) { b.secretsKey = filepath.Join(t.TempDir(), "box.key") }
	prepared(t, keyed, func(b *box) {
		b.given(twoTechnicians(
			"address: Ann}", "address: Ann, secret: x}",
			`push: {server: "http://push.example.net"}`, `push: {server: "http://push.example.net", token: tk_secret}`,
		))
		b.trigger("one", "Tower North: no power")
		b.presses(b.toldOnly("with the key", "Ann push").ackURL)
		b.shutdown()
		if err := os.Rename(b.secretsKey, b.secretsKey+".away"); err != nil {
			t.Fatal(err)
		}
		b.start()
		n := b.trigger("two", "Tower South: no power")
		first := b.toldOnly("without the key", "Ann push")
		b.after(time.Minute)
		b.told("a minute later: the gateway's address is a secret")
		b.wantSaid(n, "the secrets of the SMS gateway can not be read")
		b.presses(first.ackURL) // its link was signed with a key of today
		b.shutdown()
		if err := os.Rename(b.secretsKey+".away", b.secretsKey); err != nil {
			t.Fatal(err)
		}
		b.start()
		b.trigger("three", "Tower West: no power")
		b.told("with the key again", "Ann push")
		b.after(time.Minute)
		b.told("a minute later", "Ann sms")
	})
}

func TestAnAuditLogThatWasChangedPagesTheAdmins(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians("  mail_domain:", "  fallback: [ben@example.net]\n  mail_domain:"))
		verified := func(findings ...string) {
			b.a.auditCheck.mu.Lock() // the hourly job reads it beside
			defer b.a.auditCheck.mu.Unlock()
			b.a.auditCheck.verify = func(context.Context, []store.AuditHead) (store.AuditReport, error) {
				return store.AuditReport{Findings: findings}, nil
			}
		}
		verified("row 3: this row was changed")
		b.after(time.Hour)
		b.told("within the hour", "Ben push")
		n := b.newest()
		b.wantSaid(n, "Wakeman noticed this about itself.")
		verified()
		b.until("2026-03-03T04:59:00Z")
		b.wantStatus(n, "resolved")
	})
}
