package main

import (
	"strings"
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

func TestAPageByMailIsAnsweredByMail(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians("type: push, address: Ann", "type: email, address: ann@example.net"))
		if err := b.mails(mailGate, "tower-7 is DOWN", "no answer"); err != nil {
			t.Fatal(err)
		}
		b.toldOnly("at once", "Ann mail")
		n, mails := b.newest(), b.carriers.mail.Mails()
		letter, err := mails[len(mails)-1].Letter()
		if err != nil {
			t.Fatal(err)
		}
		to := strings.Trim(letter.Header.Get("Reply-To"), "<>")
		for from, said := range map[string]string{"ben@example.net": "4", "ann@example.net": "who are you?"} {
			if err := b.mailsFrom(from, to, "Re: tower-7 is DOWN", said); err == nil || !strings.Contains(err.Error(), "did nothing") {
				t.Errorf("%s says %q, and is told %v", from, said, err)
			}
		}
		b.wantStatus(n, engine.Triggered)
		if err := b.mailsFrom("ann@example.net", to, "Re: tower-7 is DOWN", "4\r\n\r\n> tower-7 is DOWN"); err != nil {
			t.Fatal(err)
		}
		b.wantStatus(n, engine.Acked)
		if err := b.mailsFrom("ann@example.net", to, "Re: tower-7 is DOWN", "6"); err != nil {
			t.Fatal(err)
		}
		b.wantStatus(n, engine.Resolved)
		if got := b.newest(); got != n {
			t.Errorf("an answer opened incident %d", got)
		}
		b.after(time.Hour)
		b.told("after the answer")
	})
}

// A sender whose connection broke before our answer sends the same bytes again.
func TestAMailThatIsSentAgainWithoutAMessageIDPagesOnce(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		send := func() uint64 {
			if err := b.hands("gen@example.net", "From: gen@example.net\r\nSubject: Generator\r\n\r\nIt needs oil.\r\n", mailGate); err != nil {
				t.Fatal(err)
			}
			return b.newest()
		}
		first := send()
		b.toldOnly("at once", "Ann push")
		b.after(5 * time.Minute)
		if again := send(); again != first {
			t.Errorf("sent again, it is incident %d beside %d", again, first)
		}
		if _, err := b.a.engine.Do(b.Context(), first, b.actor("ann@example.net"), engine.Act{Resolve: true}); err != nil {
			t.Fatal(err)
		}
		if anew := send(); anew == first {
			t.Error("after its end, it opens nothing")
		}
	})
}
