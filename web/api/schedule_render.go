package api

import (
	"cmp"
	"math"
	"slices"
	"time"

	"wakeman/schedules"
)

// rendering is the window a schedule is rendered for.
type rendering struct {
	window
	zone     *time.Location // nil: the schedule's
	overflow bool           // shifts keep their true ends beyond the window
}

// Bounds on what one request computes.
const (
	// maxWindow is how long a window may be, as in PagerDuty.
	maxWindow = 90 * 24 * time.Hour
	// maxShifts stops schedules with turns of seconds, which tests have.
	maxShifts = 20_000
	// farthest is how far outside the window the true ends of a shift are looked
	// for; beyond it a shift counts as endless.
	farthest = 400 * 24 * time.Hour
)

// shift is one person's time on call. A zero end is one that is not known: the
// shift is endless on that side.
type shift struct {
	user       string
	start, end time.Time
}

func (r rendering) empty() bool { return !r.from.Before(r.to) }

// rendered is who a schedule has on call in the window.
func (v view) rendered(s schedules.Schedule, r rendering) renderedWire {
	if r.empty() {
		return renderedWire{RenderedScheduleEntries: []renderedEntryWire{}}
	}
	cal := v.cfg.Effective(s).Calendar()
	inside, whole := shiftsIn(cal, r.from, r.to)
	list := clipped(personal(inside), r.window)
	if r.overflow {
		list = personShifts(cal, r.window)
	}
	w := renderedWire{RenderedScheduleEntries: v.entries(list, s, r)}
	if whole {
		w.RenderedCoveragePercentage = coverage(inside, r.window)
	}
	return w
}

// renderedOverrides is the overrides of the window as they stand by themselves.
func (v view) renderedOverrides(s schedules.Schedule, r rendering) renderedWire {
	if r.empty() {
		return renderedWire{RenderedScheduleEntries: []renderedEntryWire{}}
	}
	var list []shift
	var times []schedules.Shift
	for _, o := range overridesIn(s, r.window) {
		list = append(list, shift{o.User, o.Start, o.End})
		times = append(times, schedules.Shift{Start: later(o.Start, r.from), End: earlier(o.End, r.to)})
	}
	if !r.overflow {
		list = clipped(list, r.window)
	}
	return renderedWire{v.entries(list, s, r), coverage(joined(times), r.window)}
}

// overridesIn is the overrides that touch a window, open ends included, in
// order of time.
func overridesIn(s schedules.Schedule, w window) []schedules.Override {
	touching := slices.DeleteFunc(slices.Clone(s.Overrides), func(o schedules.Override) bool {
		return !w.to.IsZero() && !o.Start.Before(w.to) || !w.from.IsZero() && !o.End.After(w.from)
	})
	slices.SortStableFunc(touching, func(a, b schedules.Override) int { return a.Start.Compare(b.Start) })
	return touching
}

func (v view) entries(list []shift, s schedules.Schedule, r rendering) []renderedEntryWire {
	zone := r.zone
	if zone == nil {
		zone = zoneOf(s)
	}
	return each(list, func(x shift) renderedEntryWire {
		return renderedEntryWire{local(x.start, zone), local(x.end, zone), v.somebody(x.user)}
	})
}

// coverage is the share of the window that shifts cover, in percent with one
// decimal, rounded down: what is less is never said to be 100. They do not
// overlap.
func coverage(shifts []schedules.Shift, w window) *float64 {
	covered := 0.0
	for _, s := range shifts {
		covered += s.End.Sub(s.Start).Seconds()
	}
	percent := math.Floor(1000*covered/w.to.Sub(w.from).Seconds()) / 10
	return &percent
}

// joined makes stretches that may overlap, in order of their start, into ones
// that do not.
func joined(times []schedules.Shift) []schedules.Shift {
	var apart []schedules.Shift
	for _, t := range times {
		if last := len(apart) - 1; last >= 0 && !t.Start.After(apart[last].End) {
			apart[last].End = later(apart[last].End, t.End)
			continue
		}
		apart = append(apart, t)
	}
	return apart
}

// shiftsIn is the calendar's shifts, a day at a time, so that it can stop when
// there are too many; whole is false then.
func shiftsIn(cal *schedules.Calendar, from, to time.Time) (shifts []schedules.Shift, whole bool) {
	for at := from; at.Before(to); at = at.Add(24 * time.Hour) {
		if len(shifts) > maxShifts {
			return shifts, false
		}
		shifts = append(shifts, cal.Shifts(at, earlier(at.Add(24*time.Hour), to))...)
	}
	return shifts, true
}

// personal splits shifts by person, neighbours joined, in order of start and id.
func personal(shifts []schedules.Shift) []shift {
	var users []string
	for _, s := range shifts {
		users = append(users, s.Users...)
	}
	slices.Sort(users)
	var list []shift
	for _, u := range slices.Compact(users) {
		for _, own := range schedules.ShiftsOf(u, shifts) {
			list = append(list, shift{u, own.Start, own.End})
		}
	}
	slices.SortStableFunc(list, func(a, b shift) int { return cmp.Or(a.start.Compare(b.start), cmp.Compare(a.user, b.user)) })
	return list
}

func clipped(list []shift, w window) []shift {
	return each(list, func(x shift) shift {
		return shift{x.user, later(x.start, w.from), earlier(x.end, w.to)}
	})
}

// personShifts is everybody's time on call that touches the window, with its
// true ends, which may lie far outside.
func personShifts(cal *schedules.Calendar, w window) []shift {
	if !w.from.Before(w.to) {
		w.to = w.from.Add(1) // an instant
	}
	lo, hi := before(cal, w.from), beyond(cal, w.to)
	shifts, whole := shiftsIn(cal, lo, hi)
	if !whole {
		hi = shifts[len(shifts)-1].End
	}
	var touching []shift
	for _, x := range personal(shifts) {
		if !x.start.Before(w.to) || !x.end.After(w.from) {
			continue
		}
		if x.start.Equal(lo) {
			x.start = time.Time{}
		}
		if x.end.Equal(hi) {
			x.end = time.Time{}
		}
		touching = append(touching, x)
	}
	return touching
}

// before is a moment before every shift that runs at t began, as far as that is
// within reach.
func before(cal *schedules.Calendar, t time.Time) time.Time {
	for reach := 24 * time.Hour; ; reach *= 4 {
		lo := t.Add(-min(reach, farthest))
		shifts, whole := shiftsIn(cal, lo, t.Add(1))
		if !whole || reach >= farthest || !slices.ContainsFunc(personal(shifts), func(x shift) bool {
			return x.start.Equal(lo) && x.end.After(t)
		}) {
			return lo
		}
	}
}

// beyond is a moment after every shift that runs just before t ended, as far as
// that is within reach.
func beyond(cal *schedules.Calendar, t time.Time) time.Time {
	for reach := 24 * time.Hour; ; reach *= 4 {
		hi := t.Add(min(reach, farthest))
		shifts, whole := shiftsIn(cal, t.Add(-1), hi)
		if !whole || reach >= farthest || !slices.ContainsFunc(personal(shifts), func(x shift) bool {
			return x.end.Equal(hi) && x.start.Before(t)
		}) {
			return hi
		}
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
