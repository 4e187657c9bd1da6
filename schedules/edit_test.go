package schedules_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// Whatever is made of a schedule: before the edit it answers as it did, from then on as the new one does.
func TestAnEditChangesTheFutureOnly(t *testing.T) {
	properties(t, func(t *rapid.T, c crossing, s schedules.Schedule) {
		from, to := drawWindow(t, c)
		now := from.Add(time.Duration(rapid.Int64Range(0, int64(to.Sub(from))).Draw(t, "edited")))
		cut := civil.Instant(civil.Read(now, c.loc)+1, c.loc)
		if !cut.After(now) {
			t.Fatalf("an edit at %s would change %s", now, cut)
		}
		want := drawSchedule(t, c)
		want.Layers = append(want.Layers, s.Layers[rapid.IntRange(0, len(s.Layers)-1).Draw(t, "kept layer")])
		edited := s.Edited(want, now)
		want.Overrides, want.Absences = s.Overrides, s.Absences
		begun := func(h schedules.Holiday) bool { return civil.Instant(h.Date.At(h.From).Wall(), c.loc).Before(cut) }
		want.Holidays = slices.DeleteFunc(want.Holidays, begun)
		want.Holidays = append(want.Holidays, slices.DeleteFunc(slices.Clone(s.Holidays), func(h schedules.Holiday) bool { return !begun(h) })...)
		checkSame(t, "the past (- before, + edited)", s.Shifts(from, cut), edited.Shifts(from, cut))
		checkSame(t, "the future (- wanted, + edited)", want.Shifts(cut, to), edited.Shifts(cut, to))
	})
}

// However often the zone changes, and whatever else with it: each edit leaves what was before it alone, on the clock of then,
// and from it on the schedule answers as what was wanted does on the new clock.
func TestAnEditOfTheZoneChangesTheFutureOnly(t *testing.T) {
	properties(t, func(t *rapid.T, c crossing, s schedules.Schedule) {
		from, to := drawWindow(t, c)
		now := from
		for range 3 {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(to.Sub(now))).Draw(t, "edited")))
			zone := rapid.SampledFrom(append(difficult(), "Asia/Tokyo", s.TimeZone)).Draw(t, "zone")
			next := crossing{zone, zoneOf(t, zone), c.at}
			want := drawSchedule(t, next)
			before, after := s.Cut(want, now)
			own := len(want.Layers)
			if len(s.Layers) > 0 {
				want.Layers = append(want.Layers, s.Layers[rapid.IntRange(0, len(s.Layers)-1).Draw(t, "kept layer")])
			}
			cut := before.In(zoneOf(t, s.TimeZone))
			if !cut.After(now) || !after.In(next.loc).Equal(cut) {
				t.Fatalf("an edit at %s holds from %s in %s, and %s in %s", now, before, s.TimeZone, after, zone)
			}
			edited := s.Edited(want, now)
			checkSame(t, "the past (- before, + edited)", s.Shifts(from, cut), edited.Shifts(from, cut))
			if len(s.Layers) > 0 && want.Layers[own].Over(before) {
				want.Layers = want.Layers[:own]
			}
			begun := func(h schedules.Holiday) bool { return h.Date.At(h.From).Compare(after) < 0 }
			want.Overrides, want.Absences = s.Overrides, s.Absences
			want.Holidays = slices.DeleteFunc(want.Holidays, begun)
			want.Holidays = append(want.Holidays, slices.DeleteFunc(slices.Clone(s.Holidays), func(h schedules.Holiday) bool { return !begun(h) })...)
			checkSame(t, "the future (- wanted, + edited)", want.Shifts(cut, to), edited.Shifts(cut, to))
			for i := range edited.Layers { // as callers do
				edited.Layers[i].ID = fmt.Sprintf("e%d.%s", i, now)
			}
			if err := edited.Validate(); err != nil {
				t.Fatal(err)
			}
			s = edited
		}
	})
}

func zoneOf(t rapid.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestAnEditedLayerIsCutInTwo(t *testing.T) {
	s := berlin(weekly("2026-01-05T09:00", "ann", "bob"), weekly("2026-01-05T09:00", "cleo"))
	s.Layers[0].ID, s.Layers[1].ID = "l1", "l2"
	s.Overrides = []schedules.Override{{ID: "o1"}}
	to := s
	to.Layers = slices.Clone(s.Layers)
	to.Layers[0].Turn = schedules.Turn{Count: 1, Unit: schedules.Day}
	to.Layers[1].ID, to.Layers[1].Name = "", "renamed"
	to.Overrides = nil

	edited := s.Edited(to, at(location(t, s.TimeZone), "2026-02-01T12:00"))

	past, coming, same := ending(s.Layers[0], "2026-02-01T12:00:01"), to.Layers[0], s.Layers[1]
	past.ID = ""
	coming.Start, coming.Anchor, coming.Written = dateTime("2026-02-01T12:00:01"), s.Layers[0].Start, s.Layers[0].Start
	same.Name = "renamed"
	want := schedules.Schedule{
		ID: s.ID, Name: s.Name, TimeZone: s.TimeZone, Layers: []schedules.Layer{coming, past, same}, Overrides: s.Overrides,
	}
	if diff := cmp.Diff(want, edited); diff != "" {
		t.Errorf("(- want, + edited)\n%s", diff)
	}
	if err := edited.Validate(); err == nil || !strings.Contains(err.Error(), "overrides[0]") || strings.Contains(err.Error(), "layers") {
		t.Errorf("the layers of an edited schedule have faults: %v", err)
	}
}

func TestALayerThatIsLeftOutEndsAndStaysOnRecord(t *testing.T) {
	s := berlin(weekly("2026-01-05T09:00", "ann"), ending(weekly("2025-01-06T09:00", "bob"), "2025-06-02T09:00"))
	s.Layers[0].ID, s.Layers[1].ID = "l1", "l2"
	to := s
	to.Layers = nil
	want := s
	want.Layers = []schedules.Layer{ending(s.Layers[0], "2026-02-01T12:00:01"), s.Layers[1]}
	if diff := cmp.Diff(want, s.Edited(to, at(location(t, s.TimeZone), "2026-02-01T12:00"))); diff != "" {
		t.Errorf("(- want, + edited)\n%s", diff)
	}
}

func TestANewEndCutsNothing(t *testing.T) {
	s := berlin(weekly("2026-01-05T09:00", "ann"))
	to := berlin(ending(s.Layers[0], "2026-06-01T09:00"))
	if diff := cmp.Diff(to, s.Edited(to, at(location(t, s.TimeZone), "2026-02-01T12:00"))); diff != "" {
		t.Errorf("(- want, + edited)\n%s", diff)
	}
}

func TestAnEditThatChangesNothingLeavesEverythingWhole(t *testing.T) {
	properties(t, func(t *rapid.T, c crossing, s schedules.Schedule) {
		checkSame(t, "edited", s, s.Edited(s, c.at))
	})
}

func TestALayerThatHasNotBegunIsJustReplaced(t *testing.T) {
	for _, begins := range []string{"2026-02-01T12:00:01", "2026-03-01T00:00"} { // the very second of the edit, and later
		s := berlin(weekly(begins, "ann"))
		to := berlin(weekly(begins, "bob"))
		edited := s.Edited(to, at(location(t, s.TimeZone), "2026-02-01T12:00"))
		if diff := cmp.Diff(to, edited); diff != "" {
			t.Errorf("a layer from %s (- want, + edited)\n%s", begins, diff)
		}
	}
}

func TestALayerThatIsOverIsHistory(t *testing.T) {
	over := ending(weekly("2026-01-05T09:00", "ann"), "2026-01-12T09:00")
	s := berlin(over)
	edited := s.Edited(berlin(ending(weekly("2026-01-05T09:00", "bob"), "2026-01-13T09:00")), at(location(t, s.TimeZone), "2026-02-01T12:00"))
	if diff := cmp.Diff(s, edited); diff != "" {
		t.Errorf("(- before, + edited)\n%s", diff)
	}
}

func TestALayerToComeBeginsWithTheSlotItWasToBeginWith(t *testing.T) {
	l := anchored(weekly("2026-02-02T09:00", "ann", "bob"), "2026-01-05T09:00") // four weeks after the anchor
	l = l.WithUsers(weekly("2026-02-02T09:00", "ann", "bob", "cleo").Users, dateTime("2026-01-14T09:00"))
	s := berlin(l)
	if diff := cmp.Diff([]string{"ann"}, s.OnCall(l.Start.In(location(t, s.TimeZone)))); diff != "" {
		t.Error(diff)
	}
}

// In Berlin the layer ends, in London it begins at the same instant, an hour earlier on the clock.
func TestALayerIsCutOnBothClocksWhenTheZoneChanges(t *testing.T) {
	s := berlin(weekly("2026-01-05T09:00", "ann"), weekly("2026-01-05T09:00", "bob"))
	s.Layers[0].ID, s.Layers[1].ID = "l1", "l2"
	s.Layers[1].Restrictions = []schedules.Restriction{{For: time.Hour}}
	s.Holidays = []schedules.Holiday{{Date: dateTime("2026-01-06T00:00").Date, Feed: "f"}, {Date: dateTime("2026-12-25T00:00").Date}}
	to := s
	to.TimeZone, to.Layers = "Europe/London", s.Layers[:1]

	coming, past, without := s.Layers[0], ending(s.Layers[0], "2026-07-15T14:00:01"), ending(s.Layers[1], "2026-07-15T14:00:01")
	coming.Start, coming.Anchor, coming.Written = dateTime("2026-07-15T13:00:01"), s.Layers[0].Start, s.Layers[0].Start
	past.ID, past.TimeZone, without.TimeZone = "", "Europe/Berlin", "Europe/Berlin"
	without.Holidays = []schedules.Holiday{{Date: dateTime("2026-01-06T00:00").Date}}
	want := to
	want.Layers = []schedules.Layer{past, without, coming}
	edited := s.Edited(to, at(location(t, s.TimeZone), "2026-07-15T14:00"))
	if diff := cmp.Diff(want, edited); diff != "" {
		t.Errorf("(- want, + edited)\n%s", diff)
	}
	if diff := cmp.Diff(edited, edited.Edited(edited, midJuly().AddDate(0, 1, 0))); diff != "" {
		t.Errorf("edited again, with nothing changed: %s", diff)
	}
}

func TestAPersonMoreOrLessDoesNotMoveTheOthersWeeks(t *testing.T) {
	tests := []struct{ name, before, after, week3, want string }{
		{"one more at the end", "ann bob cleo", "ann bob cleo dev", "cleo", "cleo dev ann bob"},
		{"one more at the beginning", "ann bob cleo", "dev ann bob cleo", "cleo", "cleo dev ann bob"},
		{"one less, not on now", "ann bob cleo", "bob cleo", "cleo", "cleo bob cleo bob"},
		{"the one on now goes: the next keeps the next week", "ann bob cleo", "ann bob", "cleo", "bob ann bob ann"},
		{"the one on now is replaced", "ann bob cleo", "ann bob dev", "cleo", "dev ann bob dev"},
		{"nobody is left", "ann bob cleo", "dev eva", "cleo", "dev eva dev eva"},
		{"of two places, the one that keeps more turns", "ann bob ann cleo", "eva ann bob ann cleo", "ann", "ann cleo eva ann"},
		{"several in a slot, in another order", "ann bob cleo+dev", "eva ann bob dev+cleo", "cleo+dev", "cleo+dev eva ann bob"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := weekly("2026-01-05T09:00", strings.Fields(test.before)...)
			now := dateTime("2026-01-21T12:00") // the third week
			loc := location(t, "Europe/Berlin")
			if got := strings.Join(berlin(l).OnCall(now.In(loc)), "+"); got != test.week3 {
				t.Fatalf("%s is on call in the third week", got)
			}
			l = l.WithUsers(weekly("2026-01-05T09:00", strings.Fields(test.after)...).Users, now)
			var got []string
			for week := range 4 {
				got = append(got, strings.Join(berlin(l).OnCall(now.Add(time.Duration(week)*7*24*time.Hour).In(loc)), "+"))
			}
			if diff := cmp.Diff(strings.Fields(test.want), got); diff != "" {
				t.Errorf("(- want, + got)\n%s", diff)
			}
		})
	}
	if l := weekly("2026-01-05T09:00", "ann").WithUsers(nil, dateTime("2026-01-21T12:00")); l.Users != nil {
		t.Errorf("no users became %v", l.Users)
	}
}
