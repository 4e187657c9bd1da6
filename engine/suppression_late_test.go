package engine_test

import (
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/rules"
)

// quietAcks suppresses acknowledgements, which a rule does only if it names the action.
func quietAcks() rules.Rule {
	return rules.Rule{When: `event.action == "acknowledge"`, Actions: rules.Actions{Suppress: true}}
}

// Whoever acknowledged it in the monitoring has it, and a rule that asks for silence is
// no reason to go on paging.
func TestASuppressedAcknowledgementReachesAnOpenIncident(t *testing.T) {
	inBubble(t, ruled(quietAcks()), func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "down"})
		w.wantTold("at once", "Ann push")
		v := w.event(engine.Event{Action: engine.Acknowledge, Key: "a"})
		if v.Fate != engine.Acknowledged || v.Incident != 1 || !strings.Contains(v.Reason, "acknowledged by the sender; suppressed by the event rule “rule 1”") {
			t.Errorf("%+v", v)
		}
		w.passes(20 * time.Minute)
		w.wantTold("while its sender says that somebody has it")
		if in := w.incident(1); in.Status != engine.Acked || in.Acks[0].By.Kind != engine.ByIntegration {
			t.Errorf("it is %s: %+v", in.Status, in.Acks)
		}
	})
}

// It is known of both: the incident, and its worse turn that is held.
func TestASuppressedAcknowledgementCountsForTheWorseTurnToo(t *testing.T) {
	critical := rules.Rule{When: `event.severity == "critical"`, Window: night().Window, Actions: rules.Actions{Suppress: true}}
	inBubble(t, ruled(critical, quietAcks()), func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "slow", Severity: engine.Warning})
		w.event(engine.Event{Key: "a", Summary: "down", Severity: engine.Critical})
		w.told()
		w.event(engine.Event{Action: engine.Acknowledge, Key: "a"})
		if list := w.held(); len(list) != 1 || list[0].AckedAt.IsZero() || w.incident(1).Status != engine.Acked {
			t.Errorf("held are %+v, the incident is %s", list, w.incident(1).Status)
		}
	})
}

func TestASuppressedAcknowledgementOfNothingIsRecordedOnly(t *testing.T) {
	inBubble(t, ruled(quietAcks()), func(w *world) {
		if v := w.event(engine.Event{Action: engine.Acknowledge, Key: "a"}); v.Fate != engine.Suppressed || v.Incident != 0 {
			t.Errorf("of what was never heard of: %+v", v)
		}
		w.event(engine.Event{Key: "a", Summary: "down"})
		w.configure(func(c *engine.Config) {
			svc := c.Services["PSVC"]
			svc.Disabled = true
			c.Services = map[string]engine.Service{"PSVC": svc}
		})
		if v := w.event(engine.Event{Action: engine.Acknowledge, Key: "a"}); v.Fate != engine.Suppressed || w.incident(1).Status != engine.Triggered {
			t.Errorf("of a service that is switched off: %+v", v)
		}
	})
}

// An end closes: what a rule kept from being told must not close what is still bad.
func TestASuppressedEndClosesNoIncident(t *testing.T) {
	inBubble(t, ruled(rules.Rule{When: `event.action == "resolve"`, Actions: rules.Actions{Suppress: true}}), func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "down"})
		if v := w.event(engine.Event{Action: engine.Resolve, Key: "a"}); v.Fate != engine.Suppressed || w.incident(1).Status != engine.Triggered {
			t.Errorf("%+v; it is %s", v, w.incident(1).Status)
		}
	})
}

// What waited in a queue is counted, and tells nothing new.
func TestALateEventDoesNotTakeThePlaceOfANewerOneThatIsHeld(t *testing.T) {
	inBubble(t, ruled(night()), func(w *world) {
		w.passes(time.Hour)
		w.event(engine.Event{Key: "a", Summary: "down", Severity: engine.Critical, SentAt: time.Now()})
		w.passes(10 * time.Minute)
		v := w.event(engine.Event{Key: "a", Summary: "slow", Severity: engine.Warning, SentAt: time.Now().Add(-30 * time.Minute)})
		if v.Fate != engine.Suppressed || !strings.Contains(v.Reason, "delivered late: something newer of it is held") {
			t.Errorf("%+v", v)
		}
		if list := w.held(); len(list) != 1 || list[0].Event.Severity != engine.Critical || list[0].Post != 1 || list[0].Count != 2 {
			t.Errorf("held are %+v", list)
		}
		w.event(engine.Event{Key: "a", Summary: "down for an hour", Severity: engine.Error, SentAt: time.Now()})
		w.passes(6 * time.Hour)
		if in := w.incident(1); in.Title != "down for an hour" || in.Severity != engine.Error {
			t.Errorf("it opened as %q, %s: the newest counts", in.Title, in.Severity)
		}
	})
}

// It passes the rule, and opens an incident; that what came after it was worse is still
// known.
func TestALateEventThatPassesTheRulesDoesNotEndAWorseOneThatIsHeld(t *testing.T) {
	critical := night()
	critical.When = `event.severity == "critical"`
	for name, c := range map[string]struct {
		late engine.Event
		want engine.Severity
	}{
		"late":            {engine.Event{Severity: engine.Warning, SentAt: time.Date(2000, 1, 1, 0, 40, 0, 0, time.UTC)}, engine.Critical},
		"late, no worse":  {engine.Event{SentAt: time.Date(2000, 1, 1, 0, 40, 0, 0, time.UTC)}, engine.Critical},
		"new, and better": {engine.Event{Severity: engine.Warning, SentAt: time.Date(2000, 1, 1, 1, 10, 0, 0, time.UTC)}, engine.Warning},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, ruled(critical), func(w *world) {
				w.passes(time.Hour)
				w.event(engine.Event{Key: "a", Summary: "down", Severity: engine.Critical, SentAt: time.Now()})
				w.passes(10 * time.Minute)
				c.late.Key, c.late.Summary = "a", "slow"
				if v := w.event(c.late); v.Fate != engine.Opened {
					t.Fatalf("%+v", v)
				}
				w.event(engine.Event{Key: "a", Summary: "slow"}) // says nothing of how bad it is
				w.passes(6 * time.Hour)
				if in := w.incident(1); in.Severity != c.want {
					t.Errorf("in the morning it is %s, want %s", in.Severity, c.want)
				}
			})
		})
	}
}
