package engine_test

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wakeman/engine"
	"wakeman/engine/rules"
)

func (w *world) ruleCounts() map[string]engine.RuleCount {
	w.Helper()
	counts, err := w.engine.RuleCounts()
	if err != nil {
		w.Fatal(err)
	}
	return counts
}

func hush() rules.Rule {
	return rules.Rule{When: `event.source == "lab"`, Actions: rules.Actions{Suppress: true}}
}

// A box that is stopped keeps every hit; one that crashes loses those of a minute.
func TestTheHitsOfARuleOutliveARestart(t *testing.T) {
	inBubble(t, ruled(hush()), func(w *world) {
		began := time.Now().UTC()
		for range 3 {
			w.event(engine.Event{Key: "a", Summary: "down", Source: "lab"})
		}
		w.passes(2 * time.Minute)
		w.event(engine.Event{Key: "a", Summary: "down", Source: "lab"})
		crashed := engine.New(engine.Options{Store: w.db, Log: slog.New(slog.DiscardHandler)})
		if counts, err := crashed.RuleCounts(); err != nil || counts["R1"].LastDay(time.Now()) < 3 {
			t.Errorf("after a crash it has %+v, %v", counts["R1"], err)
		}
		w.close()
		w.openStore()
		w.start()
		if n := w.ruleCounts()["R1"]; n.LastDay(time.Now()) != 4 || n.LastWeek(time.Now()) != 4 || !n.LastHit.Equal(began.Add(2*time.Minute)) {
			t.Errorf("after a restart it has %+v", n)
		}
		w.passes(25 * time.Hour)
		w.event(engine.Event{Key: "a", Summary: "down", Source: "lab"})
		if n := w.ruleCounts()["R1"]; n.LastDay(time.Now()) != 1 || n.LastWeek(time.Now()) != 5 {
			t.Errorf("a day later it has %+v", n)
		}
		w.passes(8 * 24 * time.Hour)
		if n := w.ruleCounts()["R1"]; n.LastDay(time.Now()) != 0 || n.LastWeek(time.Now()) != 0 || n.LastHit.IsZero() {
			t.Errorf("a week later it has %+v", n)
		}
	})
}

// What a rule counted goes with it, also while others are counted.
func TestTheHitsOfARuleGoWithIt(t *testing.T) {
	inBubble(t, ruled(hush(), rules.Rule{Actions: rules.Actions{Drop: true}}), func(w *world) {
		w.event(engine.Event{Key: "a", Summary: "down", Source: "lab"})
		w.passes(2 * time.Minute)
		err := w.db.Configure(w.ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
			next := *old
			next.EventRules = old.EventRules[1:]
			return &next, nil, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		w.event(engine.Event{Key: "b", Summary: "down"})
		w.passes(2 * time.Minute)
		if counts := w.ruleCounts(); len(counts) != 1 || counts["R2"].LastDay(time.Now()) != 1 {
			t.Errorf("they are %+v", counts)
		}
	})
}

// writes is a store that counts what is written, and refuses while it is down.
type writes struct {
	engine.Store
	n    atomic.Int64
	down atomic.Bool
}

func (c *writes) Update(ctx context.Context, class engine.Class, command func(engine.Tx) error) error {
	if c.n.Add(1); c.down.Load() {
		return engine.Fail(engine.Unavailable, "no")
	}
	return c.Store.Update(ctx, class, command)
}

// Events do not wait for counts, and a store that refuses them loses none.
func TestHitsAreWrittenOnceAMinute(t *testing.T) {
	inBubble(t, ruled(hush()), func(w *world) {
		w.stop() // this test turns the loop itself
		w.done.Wait()
		db := &writes{Store: w.db}
		e := engine.New(engine.Options{Store: db, Log: slog.New(slog.DiscardHandler)})
		sends := func(n int) {
			for range n {
				if _, err := e.Submit(w.ctx, engine.Post{Key: "key", Via: "test", Events: []engine.Event{{Action: engine.Trigger, Key: "a", Summary: "x", Source: "lab"}}}); err != nil {
					t.Fatal(err)
				}
				if _, err := e.Step(w.ctx); err != nil {
					t.Fatal(err)
				}
			}
		}
		sends(50)
		if n := db.n.Load(); n != 51 {
			t.Errorf("50 events made %d transactions, want one more", n)
		}
		time.Sleep(2 * time.Minute)
		if _, err := e.Submit(w.ctx, engine.Post{Key: "key", Via: "test", Events: []engine.Event{{Action: engine.Trigger, Key: "a", Summary: "x", Source: "lab"}}}); err != nil {
			t.Fatal(err)
		}
		db.down.Store(true)
		if _, err := e.Step(w.ctx); err != nil {
			t.Errorf("a step fails with the counts: %v", err)
		}
		time.Sleep(2 * time.Minute)
		db.down.Store(false)
		for range 2 { // what is given back is stored without another event
			if _, err := e.Step(w.ctx); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * time.Minute)
		}
		again := engine.New(engine.Options{Store: db, Log: slog.New(slog.DiscardHandler)})
		if counts, err := again.RuleCounts(); err != nil || counts["R1"].LastDay(time.Now()) != 51 || len(counts) != 1 {
			t.Errorf("they are %+v, %v", counts, err)
		}
		w.start()
	})
}

// A count is that of the events in the hours and days it speaks of, however they are
// spread over restarts, and whatever the clock did.
func TestHitsAreThoseOfTheLastHoursAndDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := engine.Counted{}
		now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
		var all []time.Time
		for _, step := range rapid.SliceOfN(rapid.IntRange(0, 40*3600), 0, 60).Draw(t, "seconds") {
			now = now.Add(time.Duration(step) * time.Second)
			c.Hit(now, rapid.Bool().Draw(t, "stored"))
			all = append(all, now)
		}
		var day, week uint64
		for _, at := range all {
			if now.Unix()/3600-at.Unix()/3600 < 24 {
				day++
			}
			if now.Unix()/86400-at.Unix()/86400 < 7 {
				week++
			}
		}
		got := c.Sum()
		if got.LastDay(now) != day || got.LastWeek(now) != week || len(got.Hours) > 24 || len(got.Days) > 7 {
			t.Fatalf("%d and %d, want %d and %d: %+v", got.LastDay(now), got.LastWeek(now), day, week, got)
		}
		back := now.Add(-400 * 24 * time.Hour) // a clock that was wrong leaves nothing behind
		c.Hit(back, true)
		if got := c.Sum(); got.LastWeek(back) != 1 || len(got.Days) != 1 {
			t.Fatalf("after the clock was set back: %+v", got)
		}
	})
}
