package engine_test

import (
	"strings"
	"testing"
	"time"

	"wakeman/engine"
)

func (w *world) merge(target uint64, sources ...uint64) {
	w.Helper()
	if _, err := w.engine.Merge(w.ctx, engine.Actor{Kind: engine.ByPerson, ID: "PBEN", Name: "Ben"}, target, sources...); err != nil {
		w.Fatal(err)
	}
}

// A customer's outage that somebody merged with an alarm of the box is not over when the
// alarm is.
func TestTheEndOfAnAlarmLeavesOpenWhatWasMergedWithIt(t *testing.T) {
	for name, target := range map[string]uint64{"into the alarm's incident": 1, "into the other": 2} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, nil, func(w *world) {
				if _, err := w.engine.Alarm(w.ctx, engine.Alarm{Key: "disk", Title: "The disk is nearly full"}); err != nil {
					t.Fatal(err)
				}
				w.event(engine.Event{Key: "tower", Summary: "Tower 7 is down"})
				w.merge(target, 3-target)
				w.do(target, engine.Act{Acknowledge: true})
				w.told()
				if err := w.engine.EndAlarm(w.ctx, "disk", "There is room again."); err != nil {
					t.Fatal(err)
				}
				if in := w.incident(target); in.Status != engine.Acked || in.OpenAlerts != 1 {
					t.Errorf("it is %s with %d open alerts", in.Status, in.OpenAlerts)
				}
				if text := w.timeline(target); !strings.Contains(text, "One alert is over; 1 still open. There is room again.") {
					t.Error(text)
				}
				w.event(engine.Event{Action: engine.Resolve, Key: "tower"})
				if in := w.incident(target); in.Status != engine.Resolved {
					t.Errorf("when the tower is back it is %s", in.Status)
				}
			})
		})
	}
}

func TestTheEndOfAnAlarmResolvesItsIncident(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		if _, err := w.engine.Alarm(w.ctx, engine.Alarm{Key: "disk", Title: "The disk is nearly full"}); err != nil {
			t.Fatal(err)
		}
		if err := w.engine.EndAlarm(w.ctx, "disk", "There is room again."); err != nil {
			t.Fatal(err)
		}
		if in := w.incident(1); in.Status != engine.Resolved || in.OpenAlerts != 0 || !strings.Contains(w.timeline(1), "There is room again.") {
			t.Errorf("%+v", in)
		}
	})
}

// One key that comes again within the flap window does not keep the others of its
// incident waiting for ever: later on theirs is a new problem.
func TestTheFlapWindowOfEachAlertEnds(t *testing.T) {
	inBubble(t, func(c *engine.Config) {
		svc := c.Services["PSVC"]
		svc.FlapWindow = 10 * time.Minute
		c.Services["PSVC"] = svc
	}, func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "a is down"})
		w.event(engine.Event{Key: "b", Summary: "b is down"})
		w.merge(1, 2)
		w.event(engine.Event{Action: engine.Resolve, Key: "a"})
		w.event(engine.Event{Action: engine.Resolve, Key: "b"})
		w.passes(time.Minute)
		if v := w.event(engine.Event{Key: "a", Summary: "a is down"}); v.Fate != engine.Reopened || v.Incident != 1 {
			t.Fatalf("%+v", v)
		}
		w.passes(time.Hour)
		if v := w.event(engine.Event{Key: "b", Summary: "b is down"}); v.Fate != engine.Opened || v.Incident != 3 {
			t.Errorf("an hour later: %+v", v)
		}
	})
}
