package main

import (
	"testing"
	"time"

	"wakeman/engine"
)

const mailGate = "abcdef0123456789abcdef0123456789@alerts.example.net"

func TestAMailPagesAndItsRecoveryEndsIt(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		for range 2 {
			if err := b.mails(mailGate, "** PROBLEM Host Alert: tower-7 is DOWN **", "Notification Type: PROBLEM\r\nHost: tower-7\r\nState: DOWN\r\nInfo: no answer"); err != nil {
				t.Fatal(err)
			}
		}
		b.toldOnly("at once", "Ann push")
		first := b.newest()
		b.wantStatus(first, engine.Triggered)
		if err := b.mails(mailGate, "** RECOVERY Host Alert: tower-7 is UP **", "Notification Type: RECOVERY\r\nHost: tower-7\r\nState: UP"); err != nil {
			t.Fatal(err)
		}
		b.wantStatus(first, engine.Resolved)
		b.after(time.Hour)
		if got := b.newest(); got != first {
			t.Errorf("incident %d was opened beside %d", got, first)
		}
	})
}
