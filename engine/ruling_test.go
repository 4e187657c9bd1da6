package engine_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/rules"
	"wakeman/store"
)

// ruled is the configuration of two technicians with event rules for all events.
func ruled(set ...rules.Rule) func(*engine.Config) {
	return func(c *engine.Config) {
		for i := range set {
			set[i].ID, set[i].Name = fmt.Sprint("R", i+1), fmt.Sprint("rule ", i+1)
		}
		c.EventRules = set
	}
}

func TestADroppedEventIsInTheEventLogWithTheRule(t *testing.T) {
	drop := rules.Rule{When: `event.source == "lab"`, Actions: rules.Actions{Drop: true}}
	hush := rules.Rule{When: `event.source == "hush"`, Actions: rules.Actions{Suppress: true}}
	inBubble(t, ruled(drop, hush), func(w *world) {
		body := []byte(`{"payload":"as it came"}`)
		r, err := w.engine.Submit(w.ctx, engine.Post{Key: "key", Via: "test", Raw: engine.Raw{Body: body}, Events: []engine.Event{
			{Action: engine.Trigger, Key: "a", Summary: "down", Source: "lab"},
			{Action: engine.Trigger, Key: "b", Summary: "down", Source: "hush"},
			{Action: engine.Trigger, Key: "c", Summary: "down", Source: "tower"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		post, kept, _, err := w.db.Post(r.Seq)
		if err != nil || !kept || string(post.Raw.Body) != string(body) {
			t.Fatalf("the body is %q, %v, %v", post.Raw.Body, kept, err)
		}
		var got []string
		for _, ev := range post.Events {
			got = append(got, fmt.Sprint(ev.Fate, " ", ev.Rules, " ", strings.Contains(ev.Reason, "rule "), " ", ev.Incident))
		}
		want := []string{"dropped [rule 1] true 0", "suppressed [rule 2] true 0", "opened [] false 1"}
		if !slices.Equal(got, want) {
			t.Errorf("the event log says %q, want %q", got, want)
		}
		w.passes(time.Second)
		w.wantTold("for the one that is left", "Ann push")
		counts := w.ruleCounts()
		if counts["R1"].LastDay(time.Now()) != 1 || counts["R2"].LastWeek(time.Now()) != 1 || counts["R1"].LastHit.IsZero() {
			t.Errorf("the counts are %+v", counts)
		}
	})
}

// What a rule can not be asked about pages as if there were no rule.
func TestABrokenRuleLosesNothing(t *testing.T) {
	inBubble(t, ruled(
		rules.Rule{When: `event.gone == 1`, Actions: rules.Actions{Drop: true}},
		rules.Rule{When: `event.details.a.b == 1`, Actions: rules.Actions{Drop: true}},
		rules.Rule{Actions: rules.Actions{Note: "{event.details}", DedupKey: "{event.class}"}},
	), func(w *world) {
		if v := w.event(engine.Event{Key: "k", Summary: "down"}); v.Fate != engine.Opened || v.Key != "k" {
			t.Errorf("%+v", v)
		}
		w.passes(time.Second)
		w.wantTold("although every rule is broken", "Ann push")
		counts := w.ruleCounts()
		if counts["R2"].Failures != 1 || counts["R3"].Failures != 2 || counts["R3"].LastDay(time.Now()) != 1 || !strings.Contains(counts["R2"].LastError, "cannot fetch") {
			t.Errorf("the counts are %+v", counts)
		}
		if why := w.db.Config().UnreadRule("", "R1"); !strings.Contains(why, "there is no event.gone") {
			t.Errorf("the rule that does not compile says %q", why)
		}
	})
}

// What could not be read was not judged, and what pages nobody needs no judging.
func TestRulesLeaveUnparsedEventsAlone(t *testing.T) {
	inBubble(t, ruled(rules.Rule{Actions: rules.Actions{Drop: true}}), func(w *world) {
		for _, tc := range []struct {
			event engine.Event
			want  engine.Fate
		}{
			{engine.Event{Key: "a", Summary: "can not be read", Unparsed: true}, engine.Opened},
			{engine.Event{Key: "b", Summary: "deployed", Action: engine.Change}, engine.Noted},
			{engine.Event{Key: "c", Summary: "ping", Test: true}, engine.Noted},
			{engine.Event{Key: "d", Summary: "Watchdog", Beat: true}, engine.Noted},
			{engine.Event{Key: "e", Summary: "down"}, engine.Dropped},
		} {
			if v := w.event(tc.event); v.Fate != tc.want {
				t.Errorf("%s: %s", tc.event.Summary, v.Fate)
			}
		}
	})
}

// A sender that gives no key gets one from a rule, and its end finds it.
func TestARuleGivesAKeyToASenderThatHasNone(t *testing.T) {
	inBubble(t, ruled(rules.Rule{Actions: rules.Actions{DedupKey: "{event.source}"}}), func(w *world) {
		first := w.event(engine.Event{Summary: "down", Source: "r1"})
		again := w.event(engine.Event{Summary: "down", Source: "r1"})
		over := w.event(engine.Event{Action: engine.Resolve, Source: "r1"})
		if first.Fate != engine.Opened || again.Fate != engine.Repeated || over.Fate != engine.ResolvedFate || over.Incident != first.Incident {
			t.Errorf("%+v, %+v, %+v", first, again, over)
		}
		if without := w.event(engine.Event{Summary: "down"}); without.Fate != engine.Opened || without.Key == "" {
			t.Errorf("without a source: %+v", without)
		}
	})
}

// A hundred keys are remembered, and the last of them ends the alert.
func TestAnAlertOfVeryManyIsOverWithTheLast(t *testing.T) {
	inBubble(t, ruled(rules.Rule{Actions: rules.Actions{DedupKey: "all of them"}}), func(w *world) {
		for i := range 100 {
			w.event(engine.Event{Key: fmt.Sprint("k", i), Summary: "down"})
		}
		for i := range 100 {
			v := w.event(engine.Event{Action: engine.Resolve, Key: fmt.Sprint("k", i)})
			if last := v.Fate == engine.ResolvedFate; last != (i == 99) {
				t.Fatalf("after %d: %+v", i+1, v)
			}
		}
	})
}

// Ever new values of what a rule counts apart do not stay in the store.
func TestCountsThatAreOverGo(t *testing.T) {
	rate := &rules.Rate{Count: 2, Within: time.Minute, Per: "event.key"}
	inBubble(t, ruled(rules.Rule{Rate: rate}), func(w *world) {
		left := func() (n int) {
			err := w.db.View(func(r engine.Reader) error {
				old, err := r.OldRates(time.Now().Add(24*time.Hour), 1000)
				n = len(old)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		for i := range 40 {
			w.event(engine.Event{Key: fmt.Sprint("k", i), Summary: "down", Source: strings.Repeat("\x00", i)})
		}
		if n := left(); n != 40 {
			t.Errorf("%d counts, want 40", n)
		}
		w.passes(2 * time.Minute)
		for range 10 {
			w.event(engine.Event{Key: "again", Summary: "down"})
		}
		if n := left(); n != 1 {
			t.Errorf("%d counts are left, want 1", n)
		}
	})
}

// BenchmarkRules is the intake of BenchmarkSubmit with rules that do not match,
// and prints how it compares with none, measured in the same run.
func BenchmarkRules(b *testing.B) {
	var none float64
	for _, n := range []int{0, 10, 100} {
		b.Run(fmt.Sprint(n, " rules"), func(b *testing.B) {
			db, err := store.Open(context.Background(), store.Options{Dir: b.TempDir()})
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close() //nolint:errcheck // a benchmark
			c := twoTechnicians()
			for i := range n {
				c.EventRules = append(c.EventRules, rules.Rule{ID: fmt.Sprint(i), When: fmt.Sprintf(`event.source startsWith "lab-%d" and event.details.site == "x"`, i)})
			}
			err = db.Configure(context.Background(), func(*engine.Config) (*engine.Config, []engine.AuditRow, error) { return c, nil, nil })
			if err != nil {
				b.Fatal(err)
			}
			e := engine.New(engine.Options{Store: db, Log: slog.New(slog.DiscardHandler)})
			b.SetParallelism(32)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					ev := engine.Event{Action: engine.Trigger, Key: engine.NewKey(), Summary: "link down", Source: "tower", Details: []byte(`{"site":"Elm Ridge"}`)}
					if _, err := e.Submit(context.Background(), engine.Post{Key: "key", Via: "test", Events: []engine.Event{ev}, Raw: engine.Raw{Body: make([]byte, 300)}}); err != nil {
						b.Error(err)
						return
					}
				}
			})
			rate := float64(b.N) / b.Elapsed().Seconds()
			if n == 0 {
				none = rate
			}
			b.ReportMetric(rate, "events/s")
			b.ReportMetric(rate/none, "of-none")
		})
	}
}

func TestStrangersInQuarantineDoNotMoveTheCountsOfRules(t *testing.T) {
	urgent := rules.Rule{Rate: &rules.Rate{Count: 2, Within: time.Minute}, Actions: rules.Actions{Suppress: true}}
	inBubble(t, ruled(urgent), func(w *world) {
		r, err := w.engine.Submit(w.ctx, engine.Post{Key: "key", Via: "email", Events: []engine.Event{
			{Action: engine.Trigger, Key: "a", Summary: "x", Quarantine: "mail from x@example.com is not taken here"},
			{Action: engine.Trigger, Key: "b", Summary: "the tower is down"},
		}})
		if err != nil || r.Verdicts[0].Fate != engine.Quarantined || r.Verdicts[1].Fate != engine.Opened {
			t.Errorf("the verdicts are %+v, %v", r.Verdicts, err)
		}
	})
}
