package schedules

import (
	"slices"
	"time"
)

// Forgotten counts what [Schedule.Without] took away.
type Forgotten struct{ Layers, Overrides, Absences, Swaps int }

// Any reports whether anything was taken away.
func (f Forgotten) Any() bool { return f != Forgotten{} }

// Without is the schedule without what was over at an instant: layers, overrides, absences, and requests that lapsed. From
// then on it answers as before; of the time before that it knows less, so whoever keeps history says when. Holidays stay,
// because a file that names them means every year's.
func (s Schedule) Without(before time.Time) (Schedule, Forgotten) {
	lean := s
	lean.Layers = s.Coming(before)
	lean.Overrides = slices.DeleteFunc(slices.Clone(s.Overrides), func(o Override) bool { return o.Over(before) })
	lean.Absences = AbsencesFrom(s.Absences, before)
	lean.Swaps = slices.DeleteFunc(slices.Clone(s.Swaps), func(w Swap) bool { return !w.Open(before) })
	gone := Forgotten{
		len(s.Layers) - len(lean.Layers), len(s.Overrides) - len(lean.Overrides), len(s.Absences) - len(lean.Absences), len(s.Swaps) - len(lean.Swaps),
	}
	if !gone.Any() {
		return s, gone
	}
	return lean, gone
}

// AbsencesFrom is the absences that were not over at an instant.
func AbsencesFrom(all []Absence, before time.Time) []Absence {
	return slices.DeleteFunc(slices.Clone(all), func(a Absence) bool { return a.Over(before) })
}

// Over reports whether an override is history at an instant.
func (o Override) Over(at time.Time) bool { return !o.End.After(at) }

// Over reports whether an absence is history at an instant.
func (a Absence) Over(at time.Time) bool { return !a.End.After(at) }
