package schedules_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

func TestForgettingWhatIsOverChangesNoAnswerSince(t *testing.T) {
	forgot := 0
	properties(t, func(t *rapid.T, c crossing, s schedules.Schedule) {
		before, _ := drawWindow(t, c)
		was := s.Shifts(before.AddDate(0, -1, 0), before.AddDate(0, 0, 5))
		lean, gone := s.Without(before)
		if diff := cmp.Diff(s.Shifts(before, before.AddDate(0, 0, 5)), lean.Shifts(before, before.AddDate(0, 0, 5))); diff != "" {
			t.Fatalf("%+v forgotten, and from %s on others are on call: %s", gone, before, diff)
		}
		if err := lean.Validate(); err != nil {
			t.Fatal(err)
		}
		if _, again := lean.Without(before); again.Any() {
			t.Fatalf("the second time it forgets %+v", again)
		}
		if diff := cmp.Diff(was, s.Shifts(before.AddDate(0, -1, 0), before.AddDate(0, 0, 5))); diff != "" {
			t.Fatalf("the schedule it was asked of has changed: %s", diff)
		}
		if gone.Any() {
			forgot++
		}
	})
	if forgot == 0 {
		t.Error("nothing was ever forgotten: the property shows nothing")
	}
}

func TestWhatEndsAtThatVeryInstantIsOverAndWhatRunsOnStays(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	noon := civil.At(2026, 3, 2, 12, 0)
	s := schedules.Schedule{
		Name: "Primary", TimeZone: "UTC",
		Layers: []schedules.Layer{
			{ID: "over", Start: noon.Add(-48 * time.Hour), End: noon}, {ID: "ends in a second", Start: noon.Add(-48 * time.Hour), End: noon.Add(time.Second)}, {ID: "never ends", Start: noon.Add(-48 * time.Hour)},
		},
		Overrides: []schedules.Override{
			{ID: "over", Start: at.Add(-time.Hour), End: at}, {ID: "runs", Start: at.Add(-time.Hour), End: at.Add(time.Second)}, {ID: "to come", Start: at.Add(time.Hour), End: at.Add(2 * time.Hour)},
		},
		Absences: []schedules.Absence{{ID: "over", User: "ann", Start: at.Add(-time.Hour), End: at}, {ID: "runs", User: "ann", Start: at.Add(-time.Hour), End: at.Add(1)}},
		Swaps:    []schedules.Swap{{ID: "lapsed", Start: at.Add(-time.Hour), End: at}, {ID: "open", Start: at.Add(-time.Hour), End: at.Add(1)}},
		Holidays: []schedules.Holiday{{Date: noon.Date.AddDays(-700)}},
	}
	lean, gone := s.Without(at)
	var left []string
	for _, l := range lean.Layers {
		left = append(left, "layer "+l.ID)
	}
	for _, o := range lean.Overrides {
		left = append(left, "override "+o.ID)
	}
	for _, a := range lean.Absences {
		left = append(left, "absence "+a.ID)
	}
	for _, w := range lean.Swaps {
		left = append(left, "swap "+w.ID)
	}
	want := []string{"layer ends in a second", "layer never ends", "override runs", "override to come", "absence runs", "swap open"}
	if !slices.Equal(left, want) || gone != (schedules.Forgotten{Layers: 1, Overrides: 1, Absences: 1, Swaps: 1}) || len(lean.Holidays) != 1 {
		t.Errorf("left: %v, %d holidays; gone: %+v", left, len(lean.Holidays), gone)
	}
}
