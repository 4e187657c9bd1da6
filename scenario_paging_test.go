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
