package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/notify/notifytest/carrier"
)

func TestWhenTheMailServerRefusesForGoodTheSMSGoesAtOnce(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians("type: push, address: Ann", "type: email, address: ann@example.net"))
		b.carriers.mail.Always(carrier.Answer(550, "no such user"))
		n := b.trigger("tower-north", "Tower North: no power")
		b.told("at once", "Ann mail refused", "Ann sms")
		b.wantSaid(n, "Could not tell Ann by mail (phone), given up", "no such user", "Told Ann by SMS (mobile)")
	})
}

func TestWhenTheMailServerIsBusyTheMailIsTriedAgain(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians("type: push, address: Ann", "type: email, address: ann@example.net"))
		b.carriers.mail.Fault(carrier.Answer(451, "try again later"))
		b.trigger("tower-north", "Tower North: no power")
		b.told("at once", "Ann mail refused")
		b.after(5 * time.Second)
		b.told("a moment later", "Ann mail")
	})
}

func TestWhenEveryCarrierIsDownTheStepsGoOnAndItIsSaidAsSoonAsOneIsBack(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		b.carriers.always(carrier.Reset())
		n := b.trigger("tower-north", "Tower North: no power")
		b.after(4 * time.Minute)
		for _, p := range b.pages() {
			if !p.refused {
				t.Errorf("%s got through a dead carrier", p)
			}
		}
		b.wantSaid(n, "Could not tell Ann by push", "Could not tell Ann by SMS", "Step 2 of Default: every channel of everybody on the step before failed")
		b.after(10 * time.Minute)
		b.pages()
		b.carriers.always(carrier.Fault{})
		b.after(2 * time.Minute)
		reached := map[string]bool{}
		for _, p := range b.pages() {
			reached[p.who] = reached[p.who] || !p.refused
		}
		if !reached["Ann"] || !reached["Ben"] {
			t.Errorf("two minutes after the carriers are back, reached: %v\n%s", reached, b.timeline(n))
		}
		b.wantStatus(n, engine.Triggered)
	})
}

func TestACarrierThatHangsHoldsUpNoOther(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		b.carriers.push.Always(carrier.Hang())
		b.trigger("tower-north", "Tower North: no power")
		b.after(time.Minute)
		if pages := b.pages(); !strings.Contains(fmt.Sprint(pages), "Ann sms") {
			t.Errorf("after a minute: %v", pages)
		}
	})
}

func TestACarrierThatIsSetUpWhileTheBoxRunsIsUsedFromThenOn(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians("sms.example.net", "nowhere.example.net"))
		b.trigger("tower-north", "Tower North: no power")
		b.after(time.Minute)
		b.told("by the way that works", "Ann push")
		b.given(twoTechnicians())
		b.after(time.Minute)
		b.told("by the one that was set up", "Ann sms")
	})
}

func TestAfterAPowerCutTheMessageThatWasUnderWaySaysItMayBeADuplicate(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		b.carriers.push.Fault(carrier.Delay(time.Minute)) // it has the message, and has not said so
		n := b.trigger("tower-north", "Tower North: no power")
		if first := b.toldOnly("at once", "Ann push"); strings.Contains(first.text, "already") {
			t.Errorf("the first message says it is a duplicate: %s", first.text)
		}
		b.crash()
		b.after(10 * time.Second)
		b.start()
		again := b.toldOnly("after the start", "Ann push")
		if !strings.Contains(again.text, "already") {
			t.Errorf("the message does not say that it may be a duplicate: %s", again.text)
		}
		b.after(5*time.Minute - 10*time.Second)
		b.told("the escalation goes on as if nothing had happened", "Ann sms", "Ben push")
		b.wantStatus(n, engine.Triggered)
	})
}

func TestAfterAPowerCutNothingThatWasAcceptedIsLost(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		for i := range 20 {
			b.trigger(fmt.Sprintf("radio-%d", i), fmt.Sprintf("Radio %d is down", i))
		}
		b.pages()
		b.crash()
		b.start()
		for i := range 20 {
			b.wantStatus(uint64(i+1), engine.Triggered)
		}
		b.after(5 * time.Minute)
		told := map[string]string{}
		for _, p := range b.pages() {
			told[p.who] += p.text
		}
		if !strings.Contains(told["Ben"], "20 incidents") {
			t.Errorf("Ben was not told of all 20: %s", told["Ben"])
		}
	})
}

func TestABoxThatWasOffBeginsItsStepAfreshForWhatIsStillTrue(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		n := b.trigger("tower-north", "Tower North: no power")
		b.told("at once", "Ann push")
		b.shutdown()
		b.after(3 * time.Hour)
		b.told("while the box is off")
		b.start()
		b.told("as soon as it is on again", "Ann push")
		b.after(5 * time.Minute)
		b.told("from then on as always", "Ann sms", "Ben push")
		b.wantStatus(n, engine.Triggered)
	})
}

func TestARestoredCopyPagesNobodyUntilItIsReleased(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		n := b.trigger("tower-north", "Tower North: no power")
		b.told("at once", "Ann push")
		b.restoreElsewhere()
		b.after(6 * time.Hour)
		b.told("while it is held")
		b.trigger("tower-south", "Tower South: no power")
		b.after(time.Hour)
		b.told("not even about something new")
		b.wantStatus(n, engine.Triggered)
		for _, number := range []uint64{n, b.newest()} {
			if level := b.incident(number).Level; level.Step != 0 || level.Exhausted {
				t.Errorf("incident %d went through steps that paged nobody:\n%s", number, b.timeline(number))
			}
		}
		if _, err := b.a.front.commands.release(b.Context(), releaseIn{engine.System()}); err != nil {
			t.Fatal(err)
		}
		b.after(2 * time.Minute)
		pages := b.pages()
		for _, want := range []string{"Tower North", "Tower South"} {
			if !strings.Contains(fmt.Sprint(texts(pages)), want) {
				t.Errorf("after the release nobody is told of %s: %q", want, texts(pages))
			}
		}
	})
}

func texts(pages []page) []string {
	var list []string
	for _, p := range pages {
		list = append(list, p.String()+": "+p.text)
	}
	return list
}
