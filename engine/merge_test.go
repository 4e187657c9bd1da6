package engine_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// Of priorities the higher is kept, whichever incident it is merged into.
func TestTheHigherPriorityOutlivesAMerge(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		for i, p := range []engine.Priority{"", engine.P2, engine.P4} {
			w.event(engine.Event{Key: strconv.Itoa(i), Summary: "down"})
			w.do(uint64(i+1), engine.Act{Priority: &p})
		}
		for _, c := range []struct {
			target, source uint64
			want           engine.Priority
		}{{3, 1, engine.P4}, {3, 2, engine.P2}} {
			in, err := w.engine.Merge(w.ctx, engine.Actor{Kind: engine.ByPerson, ID: "PANN", Name: "Ann"}, c.target, c.source)
			if err != nil || in.Priority != c.want {
				t.Errorf("%d into %d has %q, %v", c.source, c.target, in.Priority, err)
			}
		}
		if text := w.timeline(3); !strings.Contains(text, "Priority set to P2 by Ann; it was P4.") {
			t.Error(text)
		}
	})
}

func TestMergedIncidentsAreOneJob(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.event(engine.Event{Key: "ring", Summary: "Fibre ring broken", Severity: engine.Error})
		w.event(engine.Event{Key: "olt", Summary: "OLT 3 unreachable", Severity: engine.Critical})
		w.event(engine.Event{Key: "tower", Summary: "Tower North down"})
		ann := engine.Actor{Kind: engine.ByPerson, ID: "PANN", Name: "Ann", Via: "ui"}
		if _, err := w.engine.Merge(w.ctx, ann, 1, 2, 3, 3); err != nil {
			t.Fatal(err)
		}
		in := w.incident(1)
		if in.OpenAlerts != 3 || in.AllAlerts != 3 || in.Severity != engine.Critical || in.Status != engine.Triggered {
			t.Errorf("the target is %+v", in)
		}
		for _, n := range []uint64{2, 3} {
			if in := w.incident(n); in.Status != engine.Resolved || in.MergedInto != 1 || !strings.Contains(w.timeline(n), "Merged into #1 by Ann") {
				t.Errorf("incident %d is %+v", n, in)
			}
		}
		if text := w.timeline(1); !strings.Contains(text, `Merged by Ann with #2 "OLT 3 unreachable", #3 "Tower North down"`) {
			t.Error(text)
		}
		w.told()
		w.passes(20 * time.Minute)
		w.mu.Lock()
		for _, d := range w.sent {
			for _, told := range d.Message.Incidents {
				if told.Number != 1 {
					t.Errorf("%s was told of an incident that was merged away: %s", d.Message.Recipient, told.Title)
				}
			}
		}
		if len(w.sent) == 0 {
			t.Error("nobody was told of the incident that is left")
		}
		w.mu.Unlock()
		if v := w.event(engine.Event{Key: "olt", Summary: "OLT 3 unreachable", Severity: engine.Critical}); v.Incident != 1 || v.Fate != engine.Repeated {
			t.Errorf("the sender's repeat is %+v, want it counted on the target", v)
		}
		for i, key := range []string{"ring", "olt", "tower"} {
			w.event(engine.Event{Action: engine.Resolve, Key: key})
			if want := map[bool]engine.Status{true: engine.Resolved, false: engine.Triggered}[i == 2]; w.incident(1).Status != want {
				t.Errorf("after %d of its alerts are resolved it is %s", i+1, w.incident(1).Status)
			}
		}
	})
}

func TestWhatWakesSomebodyIsNotMergedIntoSilence(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		w.event(engine.Event{Key: "fan", Summary: "Fan slow"})
		w.do(1, engine.Act{Urgency: people.Low})
		w.event(engine.Event{Key: "ring", Summary: "Fibre ring broken"})
		ann := engine.Actor{Kind: engine.ByPerson, ID: "PANN", Name: "Ann"}
		if _, err := w.engine.Merge(w.ctx, ann, 1, 2); err != nil {
			t.Fatal(err)
		}
		w.told()
		w.passes(10 * time.Minute)
		if in := w.incident(1); in.Urgency != people.High || !strings.Contains(w.timeline(1), "Step 2 of Default") {
			t.Errorf("nobody is escalated to: %+v\n%s", in, w.timeline(1))
		}
	})
}

func TestWhatCanNotBeMergedIsRefusedAsAWhole(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		for _, key := range []string{"a", "b", "c"} {
			w.event(engine.Event{Key: key, Summary: key})
		}
		w.do(3, engine.Act{Resolve: true})
		ann := engine.Actor{Kind: engine.ByPerson, ID: "PANN", Name: "Ann"}
		for name, tc := range map[string]struct {
			target  uint64
			sources []uint64
			code    engine.Code
		}{
			"into itself":       {1, []uint64{2, 1}, engine.Conflict},
			"a resolved one":    {1, []uint64{2, 3}, engine.Conflict},
			"into a resolved":   {3, []uint64{2}, engine.Conflict},
			"one not there":     {1, []uint64{2, 9}, engine.NotFound},
			"into one not here": {9, []uint64{2}, engine.NotFound},
		} {
			if _, err := w.engine.Merge(w.ctx, ann, tc.target, tc.sources...); engine.CodeOf(err) != tc.code {
				t.Errorf("%s: %v, want %s", name, err, tc.code)
			}
			if in := w.incident(2); in.Status != engine.Triggered || in.OpenAlerts != 1 {
				t.Fatalf("%s: a refused merge changed incident 2 to %+v", name, in)
			}
		}
		if _, err := w.engine.Merge(w.ctx, ann, 1, 2); err != nil {
			t.Fatal(err)
		}
		if _, err := w.engine.Do(w.ctx, 2, ann, engine.Act{Reopen: true}); engine.CodeOf(err) != engine.Conflict {
			t.Errorf("an incident that was merged away is reopened: %v", err)
		}
	})
}
