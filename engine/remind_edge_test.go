package engine_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/engine"
	"wakeman/schedules"
)

// goesOn puts somebody on call for Primary from an instant on, as the page does: from the second that runs.
func goesOn(user string, now time.Time) func(schedules.Schedule) schedules.Schedule {
	return func(s schedules.Schedule) schedules.Schedule {
		s.Overrides = append(slices.Clone(s.Overrides), schedules.Override{
			ID: fmt.Sprint("O", len(s.Overrides)), User: user, Start: now.Truncate(time.Second), End: at("2026-01-12T00:00:00Z"), CreatedAt: now,
		})
		return s
	}
}

// givesBack ends the newest override at an instant.
func givesBack(now time.Time) func(schedules.Schedule) schedules.Schedule {
	return func(s schedules.Schedule) schedules.Schedule {
		s, _ = s.Given(s.Overrides[len(s.Overrides)-1].ID, now)
		return s
	}
}

func (r *rota) changes(change func(schedules.Schedule) schedules.Schedule) {
	r.Helper()
	err := r.db.Configure(context.Background(), func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		return duty(using("S"), func(c *engine.Config) {
			c.Users, c.Schedules = old.Users, map[string]schedules.Schedule{"S": change(old.Schedules["S"])}
		}).Index(), nil, nil
	})
	if err != nil {
		r.Fatal(err)
	}
}

// looks is a scan at an instant.
func (r *rota) looks(now time.Time) {
	r.Helper()
	r.now = now
	if err := r.engine.Remind(context.Background()); err != nil {
		r.Fatal(err)
	}
}

func TestWhoTakesOverInTheSecondOfAScanGetsAHandoffAndAReminderOnce(t *testing.T) {
	for _, offset := range []time.Duration{0, 300 * time.Millisecond, 400 * time.Millisecond, 999 * time.Millisecond, 1500 * time.Millisecond} {
		t.Run(offset.String(), func(t *testing.T) {
			r := newRota(t, reminding("PBEN", "on 0s M2"))
			r.opens()
			r.looks(at("2026-01-06T09:59:00Z"))
			scan, took := at("2026-01-06T10:00:00Z").Add(300*time.Millisecond), at("2026-01-06T10:00:00Z").Add(offset)
			if took.After(scan) {
				r.looks(scan)
			}
			r.changes(goesOn("PBEN", took))
			for later := range 200 {
				r.looks(scan.Add(time.Duration(later+2) * time.Second))
			}
			r.wantHandoffs("1 S PANN>PBEN open")
			kinds := map[bool]int{} // whether it is of the handoff, its shift's beginning with it or not
			for _, m := range r.messages() {
				kinds[strings.Contains(m.Text, "your shift began")]++
			}
			if kinds[true] != 1 || kinds[false] > 1 {
				t.Errorf("told %v", kinds)
			}
		})
	}
}

// However it falls: people take over and give back at any instant, it takes a moment until that is stored, and scans come
// at any instant before, between and after. Each change of who is on call has one handoff, and one reminder for each person.
func TestEachChangeOfWhoIsOnCallIsToldOnceWheneverSomebodyLooks(t *testing.T) {
	rapid.Check(t, func(d *rapid.T) {
		r := openRota(t, reminding("PANN", "both 0s M1"), reminding("PBEN", "both 0s M2"))
		defer r.close()
		within := func(name string, most time.Duration) time.Duration {
			return time.Duration(rapid.Int64Range(0, int64(most)).Draw(d, name))
		}
		begun := at("2026-01-05T16:00:00Z").Add(within("first scan", time.Minute))
		r.looks(begun)
		minute, taken := at("2026-01-05T16:00:00Z"), false
		for range rapid.IntRange(1, 5).Draw(d, "changes") {
			minute = minute.Add(time.Duration(rapid.IntRange(12, 90).Draw(d, "minutes later")) * time.Minute)
			looked := minute.Add(within("scan", 2*engine.Settled))
			now := rapid.SampledFrom([]time.Time{minute, looked, looked.Add(-engine.Settled), looked.Truncate(time.Second), looked.Add(-engine.Settled).Truncate(time.Second).Add(999 * time.Millisecond), minute.Add(within("changed", time.Minute))}).Draw(d, "change")
			stored := now.Add(rapid.SampledFrom([]time.Duration{0, within("until it is stored", engine.Settled), engine.Settled}).Draw(d, "takes"))
			change := goesOn("PBEN", now)
			if taken {
				change = givesBack(now)
			}
			taken = !taken
			if looked.Before(stored) {
				r.looks(looked)
			}
			r.changes(change)
			if !looked.Before(stored) {
				r.looks(looked)
			}
			for range rapid.IntRange(0, 3).Draw(d, "scans after") {
				r.looks(stored.Add(within("after", time.Minute)))
			}
			r.looks(minute.Add(2*time.Minute + engine.Settled + time.Second))
		}
		r.isToldOnce(d, begun)
	})
}

// isToldOnce holds handoffs and reminders against what the schedule has been in the end.
func (r *rota) isToldOnce(d *rapid.T, begun time.Time) {
	edges := r.db.Config().Schedules["S"].Handoffs(begun, r.now)
	var want, got []string
	for _, e := range edges {
		want = append(want, e.At.Format(time.RFC3339)+" to "+e.On[0])
	}
	for _, h := range r.handoffRows() {
		got = append(got, h.At.Format(time.RFC3339)+" to "+h.To[0])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		d.Errorf("handoffs (-want +got):\n%s", diff)
	}
	reminders := map[string]int{}
	for _, m := range r.messages() {
		reminders[m.User]++
	}
	if diff := cmp.Diff(map[string]int{"PANN": len(edges), "PBEN": len(edges)}, reminders); diff != "" {
		d.Errorf("reminders (-want +got):\n%s", diff)
	}
}
