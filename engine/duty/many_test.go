package duty_test

import (
	"fmt"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/duty"
	"wakeman/schedules"
)

// crowded is the box with n overrides of an hour each, one after the other, the last of which ends when the hour of now begins.
func crowded(n int) *engine.Config {
	c := box()
	s := c.Schedules["S"]
	for i := range n {
		at := now().Truncate(time.Hour).Add(-time.Duration(n-i) * time.Hour)
		s.Overrides = append(s.Overrides, schedules.Override{
			ID: fmt.Sprintf("o%06d", i), User: "CLEO", Start: at, End: at.Add(time.Hour), CreatedAt: at.Add(-time.Hour),
		})
	}
	c.Schedules["S"] = s
	return c
}

// A bridge to another system can make an override every half hour: 19,000 within the 400 days that are kept.
func TestYearsOfOverridesKeepNobodyFromTakingOnCall(t *testing.T) {
	c := crowded(20_000)
	before := onCall(c, now().Add(-time.Hour))
	c = does(t, c, func(next *engine.Config) error {
		_, err := duty.Take{Schedule: "S", User: "BOB", Until: day(5, 12)}.Do(next, by(c, "BOB"), now())
		return err
	})
	if onCall(c, now()) != "BOB" || len(c.Schedules["S"].Overrides) != 20_001 || onCall(c, now().Add(-time.Hour)) != before {
		t.Errorf("on call: %s of %d overrides; an hour ago %s, and before that was taken %s", onCall(c, now()), len(c.Schedules["S"].Overrides), onCall(c, now().Add(-time.Hour)), before)
	}
	c = does(t, c, func(next *engine.Config) error {
		last := c.Schedules["S"].Overrides[20_000].ID
		return duty.Back{Schedule: "S", Override: last}.Do(next, by(c, "BOB"), now().Add(time.Hour))
	})
	if got := onCall(c, now().Add(2*time.Hour)); got != "ANN" {
		t.Errorf("given back, on call: %s", got)
	}
}

func BenchmarkTakeAmong20000Overrides(b *testing.B) {
	c := crowded(20_000)
	for b.Loop() {
		next, err := config.Edit(c, now(), func(next *engine.Config) error {
			_, err := duty.Take{Schedule: "S", User: "BOB", Until: day(5, 12)}.Do(next, by(c, "BOB"), now())
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		if len(config.Diff(c, next)) != 1 {
			b.Fatal("one schedule changes")
		}
	}
}

func TestOverridesToComeHaveABoundThatHoldsNobodyOffTonight(t *testing.T) {
	c := crowded(6000)
	s := c.Schedules["S"]
	for i := range s.Overrides { // 2,000 of them run or are to come
		s.Overrides[i].Start, s.Overrides[i].End = s.Overrides[i].Start.Add(2000*time.Hour), s.Overrides[i].End.Add(2000*time.Hour)
	}
	plan := duty.Override{Schedule: "S", User: "BOB", Start: day(5, 0), End: day(5, 12)}
	_, err := plan.Do(c, by(c, "SAM"), now())
	refusal(t, err, engine.Conflict, "2000 overrides of Primary run or are to come already")
	c = does(t, c, func(next *engine.Config) error {
		_, err := duty.Take{Schedule: "S", User: "BOB", Until: day(5, 12)}.Do(next, by(c, "BOB"), now())
		return err
	})
	if onCall(c, now()) != "BOB" {
		t.Errorf("on call: %s", onCall(c, now()))
	}
	plan.Start, plan.End = day(6, 0), day(6, 12)
	later := now().Add(3 * time.Hour) // some are over by then
	does(t, c, func(next *engine.Config) error { _, err := plan.Do(next, by(c, "SAM"), later); return err })
}
