package main

import (
	"strings"
	"testing"
	"time"

	"wakeman/engine"
)

func TestTheFirstTechnicianIsPagedThenTheSecondAndAfterTheAcknowledgementNobody(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		n := b.trigger("tower-north", "Tower North: no power")
		first := b.toldOnly("at once", "Ann push")
		if !strings.Contains(first.text, "Tower North: no power") {
			t.Errorf("the page does not say what is wrong: %s", first.text)
		}
		b.after(time.Minute)
		b.told("a minute later, by the next rule", "Ann sms")
		b.after(4*time.Minute - time.Second)
		b.told("in the five minutes of the first step")
		b.after(time.Second)
		second := b.toldOnly("five minutes after the event", "Ben push")
		b.presses(second.ackURL)
		b.wantStatus(n, engine.Acked)
		b.after(24 * time.Hour)
		b.told("for a day after the acknowledgement")
		b.wantStatus(n, engine.Acked)
	})
}

func TestWhoAcknowledgedAndDidNothingIsPagedAgainAfterThirtyMinutes(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians("    ack_timeout: off\n", ""))
		n := b.trigger("tower-north", "Tower North: no power")
		b.presses(b.toldOnly("at once", "Ann push").ackURL)
		b.after(30*time.Minute - time.Second)
		b.told("while the acknowledgement is good")
		b.after(time.Second)
		b.told("thirty minutes after the acknowledgement", "Ann push")
		b.wantStatus(n, engine.Triggered)
		b.after(5 * time.Minute)
		b.told("when Ann sleeps on", "Ann sms", "Ben push")
	})
}

func TestMailInBecomesAPageWhoseLinkOnlyAcknowledgesWhenTheButtonIsPressed(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians("type: push, address: Ann", "type: email, address: ann@example.net"))
		if err := b.mails("abcdef0123456789abcdef0123456789@alerts.example.net", "UPS on battery", "Shed 4: 20 minutes left"); err != nil {
			t.Fatal(err)
		}
		page := b.toldOnly("when the mail was taken", "Ann mail")
		if !strings.Contains(page.text, "UPS on battery") || !strings.Contains(page.text, "20 minutes left") {
			t.Errorf("the page does not say what the mail said: %s", page.text)
		}
		n := b.newest()
		for range 3 { // mail scanners open links, and some more than once
			if text := b.looks(page.ackURL); !strings.Contains(text, "<button") {
				t.Errorf("the link's page has no button:\n%s", text)
			}
		}
		b.wantStatus(n, engine.Triggered)
		b.presses(page.ackURL)
		b.wantStatus(n, engine.Acked)
		b.wantSaid(n, "Ann")
		b.after(24 * time.Hour)
		b.told("after the acknowledgement")
	})
}

func TestTheLinkOfAnIncidentThatIsOverSaysSo(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		n := b.trigger("tower-north", "Tower North: no power")
		page := b.toldOnly("at once", "Ann push")
		b.resolve("tower-north")
		for _, text := range []string{b.looks(page.ackURL), b.presses(page.ackURL)} {
			if !strings.Contains(text, "It is over") || strings.Contains(text, "<button") {
				t.Errorf("the page does not say that it is over:\n%s", text)
			}
		}
		b.wantStatus(n, engine.Resolved)
	})
}

func TestTheLinkOfAnIncidentThatSomebodyElseHasSaysWho(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		b.trigger("tower-north", "Tower North: no power")
		first := b.toldOnly("at once", "Ann push")
		b.after(5 * time.Minute)
		pages := b.told("after five minutes", "Ann sms", "Ben push")
		b.presses(pages[1].ackURL)
		if text := b.looks(first.ackURL); !strings.Contains(text, "Ben already has it") {
			t.Errorf("Ann's page does not say that Ben has it:\n%s", text)
		}
	})
}

func TestALinkThatWasGuessedIsNotFound(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		n := b.trigger("tower-north", "Tower North: no power")
		link := b.toldOnly("at once", "Ann push").ackURL
		forged := link[:len(link)-1] + "0"
		if forged == link {
			forged = link[:len(link)-1] + "1"
		}
		for _, method := range []string{"GET", "POST"} {
			if a := b.request(method, forged, "", ""); a.status != 404 {
				t.Errorf("%s of a forged link: %d", method, a.status)
			}
		}
		b.wantStatus(n, engine.Triggered)
	})
}

func TestWhenTheSenderSaysItIsOverNobodyIsPagedFurther(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		n := b.trigger("tower-north", "Tower North: no power")
		b.told("at once", "Ann push")
		b.after(30 * time.Second)
		b.resolve("tower-north")
		b.wantStatus(n, engine.Resolved)
		b.after(24 * time.Hour)
		b.told("after it was over")
	})
}

func TestWhatComesBackAfterAResolvePagesAnew(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		first := b.trigger("tower-north", "Tower North: no power")
		b.told("at once", "Ann push")
		b.resolve("tower-north")
		b.after(2 * time.Minute)
		second := b.trigger("tower-north", "Tower North: no power")
		b.told("when it comes back", "Ann push")
		if first == second {
			t.Error("what was over was continued")
		}
		b.wantStatus(first, engine.Resolved)
		b.wantStatus(second, engine.Triggered)
		b.after(5 * time.Minute)
		b.told("and it escalates", "Ann sms", "Ben push")
	})
}

func TestTheSameEventAgainPagesNobodyAgain(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		n := b.trigger("tower-north", "Tower North: no power")
		b.presses(b.toldOnly("at once", "Ann push").ackURL)
		for range 60 { // a sender that repeats each minute
			b.after(time.Minute)
			if again := b.trigger("tower-north", "Tower North: no power"); again != n {
				t.Fatalf("a repeat opened incident %d", again)
			}
		}
		b.told("in an hour of repeats")
		alerts, err := b.a.db.Alerts(n)
		if err != nil || len(alerts) != 1 || alerts[0].Count != 61 {
			t.Errorf("the repeats are not counted: %+v, %v", alerts, err)
		}
	})
}

func TestLowUrgencyWakesNobodyBeyondTheFirst(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians("    urgency: high\n", "    urgency: low\n"))
		b.trigger("backup", "Backup is late")
		b.told("at once", "Ann push")
		b.after(24 * time.Hour)
		b.told("for a day")
	})
}
