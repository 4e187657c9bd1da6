package schedules_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/schedules"
)

// drawWindow is up to three days around a crossing, to the nanosecond.
func drawWindow(t *rapid.T, c crossing) (from, to time.Time) {
	from = c.at.Add(time.Duration(rapid.Int64Range(-36*3600e9, 36*3600e9).Draw(t, "from")))
	return from, from.Add(time.Duration(rapid.Int64Range(1, 72*3600e9).Draw(t, "length")))
}

// drawBusy is drawSchedule, now and then with turns of seconds.
func drawBusy(t *rapid.T, c crossing) schedules.Schedule {
	s := drawSchedule(t, c)
	if rapid.IntRange(0, 3).Draw(t, "seconds") == 0 {
		s.Layers[0].Turn = schedules.Turn{Count: rapid.IntRange(400, 90_000).Draw(t, "count"), Unit: schedules.Second}
	}
	return s
}

// properties runs check on many schedules, in all difficult zones, around changes of their clocks.
func properties(t *testing.T, check func(*rapid.T, crossing, schedules.Schedule)) {
	all := crossings(t)
	rapid.Check(t, func(t *rapid.T) {
		c := all[rapid.IntRange(0, len(all)-1).Draw(t, "crossing")]
		check(t, c, drawBusy(t, c))
	})
}

func TestNextIsLaterAndNothingChangesBeforeIt(t *testing.T) {
	properties(t, func(t *rapid.T, c crossing, s schedules.Schedule) {
		now, _ := drawWindow(t, c)
		next, found := s.Next(now)
		if !found {
			next = now.AddDate(2, 0, 0)
		}
		if !next.After(now) {
			t.Fatalf("Next(%s) = %s", now, next)
		}
		before := s.OnCall(now)
		for range 20 {
			between := now.Add(time.Duration(rapid.Int64Range(0, int64(next.Sub(now))-1).Draw(t, "between")))
			if got := s.OnCall(between); !slices.Equal(got, before) {
				t.Fatalf("%v is on at %s and %v at %s, before the next change at %s", before, now, got, between, next)
			}
		}
		if found && slices.Equal(s.OnCall(next), before) {
			t.Fatalf("nothing changes at %s", next)
		}
	})
}

func TestShiftsAreOnCallDrawnOut(t *testing.T) {
	properties(t, func(t *rapid.T, c crossing, s schedules.Schedule) {
		from, to := drawWindow(t, c)
		shifts := s.Shifts(from, to)
		checkShape(t, shifts, from, to)
		for range 20 {
			now := from.Add(time.Duration(rapid.Int64Range(0, int64(to.Sub(from))-1).Draw(t, "now")))
			if got, want := usersAt(shifts, now), s.OnCall(now); !slices.Equal(got, want) {
				t.Fatalf("at %s the shifts have %v, OnCall %v", now, got, want)
			}
		}
		for _, shift := range shifts {
			if !shift.Start.Equal(from.UTC()) && slices.Equal(s.OnCall(shift.Start.Add(-1)), shift.Users) {
				t.Fatalf("the shift began before %s", shift.Start)
			}
		}
	})
}

// checkShape: in order, apart, joined, inside the window, in UTC, with somebody.
func checkShape(t *rapid.T, shifts []schedules.Shift, from, to time.Time) {
	end := from
	for i, s := range shifts {
		if s.Start.Before(end) || !s.End.After(s.Start) || s.End.After(to) || s.Start.Location() != time.UTC || s.End.Location() != time.UTC {
			t.Fatalf("shift %d of %v is out of order or out of the window", i, shifts)
		}
		if len(s.Users) == 0 || !slices.IsSorted(s.Users) || len(slices.Compact(slices.Clone(s.Users))) != len(s.Users) {
			t.Fatalf("shift %d has %v", i, s.Users)
		}
		if i > 0 && s.Start.Equal(end) && slices.Equal(s.Users, shifts[i-1].Users) {
			t.Fatalf("shifts %d and %d are one", i-1, i)
		}
		end = s.End
	}
}

func usersAt(shifts []schedules.Shift, t time.Time) []string {
	for _, s := range shifts {
		if !t.Before(s.Start) && t.Before(s.End) {
			return s.Users
		}
	}
	return nil
}

func TestAdjoiningWindowsMakeOne(t *testing.T) {
	properties(t, func(t *rapid.T, c crossing, s schedules.Schedule) {
		from, to := drawWindow(t, c)
		middle := from.Add(time.Duration(rapid.Int64Range(0, int64(to.Sub(from))).Draw(t, "middle")))
		joined := s.Shifts(from, middle)
		for i, next := range s.Shifts(middle, to) {
			last := len(joined) - 1
			if i == 0 && last >= 0 && joined[last].End.Equal(next.Start) && slices.Equal(joined[last].Users, next.Users) {
				joined[last].End = next.End
				continue
			}
			joined = append(joined, next)
		}
		if diff := cmp.Diff(s.Shifts(from, to), joined); diff != "" {
			t.Fatalf("cut at %s:\n%s", middle, diff)
		}
	})
}

func TestAnOverrideForEverybodyWinsOverAllThereIs(t *testing.T) {
	properties(t, func(t *rapid.T, c crossing, s schedules.Schedule) {
		from, to := drawWindow(t, c)
		s.Overrides = append(s.Overrides, schedules.Override{Start: from, End: to, User: "zoe", CreatedAt: c.at.AddDate(0, 0, 1)})
		if diff := cmp.Diff([]schedules.Shift{{Start: from.UTC(), End: to.UTC(), Users: []string{"zoe"}}}, s.Shifts(from, to)); diff != "" {
			t.Fatal(diff)
		}
		if slices.Contains(s.OnCall(from.Add(-1)), "zoe") || slices.Contains(s.OnCall(to), "zoe") {
			t.Fatal("the override reaches out of its time")
		}
	})
}

// Whoever is added last is on call for all of their time, alone where nobody was; the others keep what they have, and nothing
// changes outside of it.
func TestWhoIsAddedIsOnCallBesideTheOthers(t *testing.T) {
	properties(t, func(t *rapid.T, c crossing, s schedules.Schedule) {
		from, to := drawWindow(t, c)
		added := s
		added.Overrides = append(slices.Clone(s.Overrides), schedules.Override{Start: from, End: to, User: "zoe", Adds: true, CreatedAt: c.at.AddDate(0, 0, 1)})
		want := []schedules.Move{{User: "zoe", Gained: []schedules.Span{{Start: from, End: to}}}}
		if diff := cmp.Diff(want, schedules.Moved(s, added, from.Add(-time.Hour), to.Add(time.Hour))); diff != "" {
			t.Fatal(diff)
		}
		if cover := added.Coverage(from, to); cover < 1-1e-9 {
			t.Fatalf("covered are %v of the time that somebody was added for", cover)
		}
		loads := schedules.Loads(added.Shifts(from, to), func(string) *time.Location { return time.UTC })
		if last := loads[len(loads)-1]; last.User != "zoe" || last.Total != to.Sub(from) || last.Shifts != 1 {
			t.Fatalf("their load is %+v", last)
		}
		added.Absences = append(slices.Clone(s.Absences), schedules.Absence{User: "zoe", Start: from, End: to})
		if moved := schedules.Moved(s, added, from, to); len(moved) > 0 {
			t.Fatalf("while they are away it moves %v", moved)
		}
	})
}

func TestALayerBelowChangesNothingThatIsCovered(t *testing.T) {
	properties(t, func(t *rapid.T, c crossing, s schedules.Schedule) {
		s.Overrides = nil
		from, to := drawWindow(t, c)
		below := s
		below.Layers = append([]schedules.Layer{drawLayer(t, c, "below")}, s.Layers...)
		for _, shift := range s.Shifts(from, to) {
			if diff := cmp.Diff([]schedules.Shift{shift}, below.Shifts(shift.Start, shift.End)); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

func TestACalendarAnswersAsItsScheduleDoes(t *testing.T) {
	properties(t, func(t *rapid.T, c crossing, s schedules.Schedule) {
		from, to := drawWindow(t, c)
		calendar := s.Calendar()
		checkSame(t, "OnCall", s.OnCall(from), calendar.OnCall(from))
		checkSame(t, "Shifts", s.Shifts(from, to), calendar.Shifts(from, to))
		checkSame(t, "Handoffs", s.Handoffs(from, to), calendar.Handoffs(from, to))
		checkSame(t, "Coverage", s.Coverage(from, to), calendar.Coverage(from, to))
		next, found := s.Next(from)
		nextToo, foundToo := calendar.Next(from)
		checkSame(t, "Next", next, nextToo)
		checkSame(t, "Next", found, foundToo)
	})
}

func checkSame[T any](t *rapid.T, what string, schedule, calendar T) {
	if diff := cmp.Diff(schedule, calendar); diff != "" {
		t.Fatalf("%s (- schedule, + calendar):\n%s", what, diff)
	}
}

// Handoffs of adjoining windows are each seen once, and walking along Next finds the same instants.
func TestHandoffsAreWhereNextStops(t *testing.T) {
	properties(t, func(t *rapid.T, c crossing, s schedules.Schedule) {
		from, to := drawWindow(t, c)
		to = from.Add(min(to.Sub(from), 12*time.Hour))
		var want []time.Time
		for next, found := s.Next(from); found && !next.After(to); next, found = s.Next(next) {
			want = append(want, next)
		}
		middle := from.Add(time.Duration(rapid.Int64Range(0, int64(to.Sub(from))).Draw(t, "middle")))
		var got []time.Time
		for _, h := range append(s.Handoffs(from, middle), s.Handoffs(middle, to)...) {
			got = append(got, h.At)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(- Next, + Handoffs)\n%s", diff)
		}
	})
}

// What one caller does with an answer is not seen by the next.
func TestAnswersBelongToTheCaller(t *testing.T) {
	calendar := berlin(weekly("2026-01-05T09:00", "ann", "bob")).Calendar()
	now := time.Date(2026, 1, 6, 0, 0, 0, 0, time.UTC)
	calendar.OnCall(now)[0] = "mallory"
	calendar.Shifts(now, now.AddDate(0, 0, 21))[0].Users[0] = "mallory"
	calendar.Handoffs(now, now.AddDate(0, 0, 21))[0].On[0] = "mallory"
	if diff := cmp.Diff([]string{"ann"}, calendar.OnCall(now)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"bob"}, calendar.OnCall(now.AddDate(0, 0, 7))); diff != "" {
		t.Error(diff)
	}
}
