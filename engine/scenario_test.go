package engine_test

import (
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/notify"
)

func TestTheFirstTechnicianIsPagedFiveMinutesLaterTheSecondAndAfterTheAckNobody(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		v := w.event(engine.Event{Key: "tower-north", Summary: "Tower North: no power", Source: "tower-north", Severity: engine.Critical})
		w.wantTold("at once", "Ann push")
		w.passes(time.Minute)
		w.wantTold("a minute later, by the next rule", "Ann sms")
		w.passes(4 * time.Minute)
		w.wantTold("five minutes after the event", "Ben push")
		w.do(v.Incident, engine.Act{Acknowledge: true})
		w.passes(24 * time.Hour)
		w.wantTold("for a day after the acknowledgement")
		if in := w.incident(v.Incident); in.Status != engine.Acked {
			t.Errorf("status %s\n%s", in.Status, w.timeline(v.Incident))
		}
	})
}

func TestAResolveEndsItAndTheNextTriggerPagesAgain(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		first := w.event(engine.Event{Key: "k", Summary: "down"})
		w.wantTold("at once", "Ann push")
		w.event(engine.Event{Key: "k", Action: engine.Resolve})
		w.passes(time.Hour)
		w.wantTold("after the resolve")
		second := w.event(engine.Event{Key: "k", Summary: "down"})
		w.wantTold("when it triggers again", "Ann push")
		if first.Incident == second.Incident {
			t.Error("the second trigger did not open a new incident")
		}
	})
}

func TestWhenACarrierRefusesForGoodTheNextMethodGoesAtOnce(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.answer = func(d notify.Delivery) notify.Outcome {
			if d.To.Channel == notify.Push {
				return notify.Outcome{Status: notify.Permanent, Reason: "404 no such topic"}
			}
			return notify.Outcome{Status: notify.Accepted}
		}
		w.event(engine.Event{Key: "k", Summary: "down"})
		w.wantTold("at once", "Ann push", "Ann sms")
	})
}

func TestWhenEveryChannelOfAStepFailsTheNextStepStartsNow(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.answer = func(d notify.Delivery) notify.Outcome {
			if d.Message.Recipient == "Ann" {
				return notify.Outcome{Status: notify.Permanent, Reason: "gone"}
			}
			return notify.Outcome{Status: notify.Delivered}
		}
		w.event(engine.Event{Key: "k", Summary: "down"})
		w.wantTold("at once", "Ann push", "Ann sms", "Ben push")
	})
}

func TestAPolicyThatReachesNobodyPagesTheFallbackContactAndKeepsTrying(t *testing.T) {
	empty := func(c *engine.Config) {
		c.Policies["PPOL"] = engine.Policy{ID: "PPOL", Name: "Default"}
		c.Settings.Fallback = []string{"PBEN"}
	}
	inBubble(t, empty, func(w *world) {
		v := w.event(engine.Event{Key: "k", Summary: "down"})
		w.wantTold("at once", "Ben push")
		w.passes(time.Minute)
		w.wantTold("by the next rule", "Ben sms")
		if in := w.incident(v.Incident); in.Quiet == "" {
			t.Error("the incident does not say why the policy paged nobody")
		}
		w.passes(4 * time.Minute)
		w.wantTold("five minutes later, from the start", "Ben push")
		w.do(v.Incident, engine.Act{Acknowledge: true})
		w.passes(24 * time.Hour)
		w.wantTold("after the acknowledgement")
	})
}
