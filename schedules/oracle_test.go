package schedules_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/schedules"
)

// Any schedule, in any difficult zone, from 36 hours before the clocks change to 36 hours after, agrees minute by minute
// with the stepper: who is on call, the shifts, the next change, the coverage, and each layer by itself.
func TestAnyScheduleAgreesWithTheStepper(t *testing.T) {
	all := crossings(t)
	rapid.Check(t, func(t *rapid.T) {
		c := all[rapid.IntRange(0, len(all)-1).Draw(t, "crossing")]
		s := drawSchedule(t, c)
		from, to, want := agrees(t, c, s)
		checkNext(t, s, want, from, to)
		i := rapid.IntRange(0, len(s.Layers)-1).Draw(t, "layer")
		alone := s
		alone.Layers, alone.Overrides = s.Layers[i:i+1], nil
		want, _ = stepThrough(newStepper(alone, c.loc, from), from, to, alone.Calendar().OnCall, t.Errorf)
		if diff := cmp.Diff(want, s.LayerShifts(i, from, to)); diff != "" {
			t.Errorf("%s, layer %d (- stepper, + schedule):\n%s", c.zone, i, diff)
		}
	})
}

// agrees compares a schedule with the stepper for 36 hours before and after a crossing: each minute, the shifts, and the
// coverage. It returns the window and the stepper's shifts in it.
func agrees(t rapid.TB, c crossing, s schedules.Schedule) (from, to time.Time, shifts []schedules.Shift) {
	from = c.at.Truncate(time.Minute).Add(-36 * time.Hour)
	to = from.Add(72 * time.Hour)
	shifts, minutes := stepThrough(newStepper(s, c.loc, from), from, to, s.Calendar().OnCall, t.Errorf)
	if diff := cmp.Diff(shifts, s.Shifts(from, to)); diff != "" {
		t.Errorf("%s, shifts (- stepper, + schedule):\n%s", c.zone, diff)
	}
	if got, want := s.Coverage(from, to), float64(minutes)/float64(72*60); got < want-1e-9 || got > want+1e-9 {
		t.Errorf("coverage %v, the stepper has %v", got, want)
	}
	return from, to, shifts
}

// stepThrough compares each minute of the window, and returns the shifts that the stepper saw, and its minutes with
// somebody on call.
func stepThrough(st *stepper, from, to time.Time, onCall func(time.Time) []string, errorf func(string, ...any)) (shifts []schedules.Shift, minutes int) {
	wrong := 0
	for t := from; t.Before(to); t = t.Add(time.Minute) {
		st.stepTo(t)
		want := st.onCall()
		if got := onCall(t); !slices.Equal(got, want) && wrong < 3 {
			wrong++
			errorf("at %s (%s): %v is on call, the stepper has %v", t.UTC(), t.In(st.loc).Format("15:04 MST"), got, want)
		}
		if len(want) == 0 {
			continue
		}
		minutes++
		if last := len(shifts) - 1; last >= 0 && shifts[last].End.Equal(t) && slices.Equal(shifts[last].Users, want) {
			shifts[last].End = t.Add(time.Minute)
			continue
		}
		shifts = append(shifts, schedules.Shift{Start: t, End: t.Add(time.Minute), Users: want})
	}
	return shifts, minutes
}

// checkNext compares the first change after from with where the stepper's first shift begins or ends.
func checkNext(t *rapid.T, s schedules.Schedule, shifts []schedules.Shift, from, to time.Time) {
	want := to
	switch {
	case len(shifts) > 0 && shifts[0].Start.After(from):
		want = shifts[0].Start
	case len(shifts) > 0:
		want = shifts[0].End
	}
	got, found := s.Next(from)
	if want.Before(to) && (!found || !got.Equal(want)) {
		t.Errorf("Next(%s) = %s, %v; the stepper has %s", from, got, found, want)
	}
	if found && want.Equal(to) && got.Before(to) {
		t.Errorf("Next(%s) = %s, but the stepper saw no change until %s", from, got, to)
	}
}
