package rules

import (
	"slices"
	"time"
)

// Next is the first instant after t at which the clock alone may make a rule of the
// set answer otherwise about the same event; zero: none ever does. Rates are not
// looked at: what they count is the caller's.
func (p *Program) Next(t time.Time) (next time.Time) {
	if p == nil {
		return next
	}
	for _, c := range p.rules {
		if c.clock { // it sees the time by the minute
			next = sooner(next, t.Truncate(time.Minute).Add(time.Minute))
		}
		next = sooner(next, c.Window.next(t, c.zone))
	}
	return next
}

// sooner is the earlier of two instants, of which zero is never.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// next is the first instant after t at which the window may begin or end; zero if it
// never does. Between two changes of the clocks a wall counts as evenly as UTC, so
// that it is reckoned there as if the zone had no others; at a change the reading
// jumps, and it may do either.
func (w *Window) next(t time.Time, zone *time.Location) time.Time {
	if w == nil || w.From == w.Until && len(w.Days) == 0 {
		return time.Time{}
	}
	local := t.In(zone)
	_, offset := local.Zone()
	_, change := local.ZoneBounds()
	wall := local.In(time.FixedZone("", offset))
	if next := w.nextOn(wall); !next.IsZero() && (change.IsZero() || next.Before(change)) {
		return next.UTC()
	}
	return change.UTC()
}

// nextOn is the first edge of the window after a reading of a wall without changes.
func (w *Window) nextOn(wall time.Time) (next time.Time) {
	y, m, d := wall.Date()
	for ahead := -1; ahead <= 7; ahead++ { // one that began yesterday may end today
		day := time.Date(y, m, d+ahead, 0, 0, 0, 0, wall.Location())
		if len(w.Days) > 0 && !slices.Contains(w.Days, day.Weekday()) {
			continue
		}
		from, until := day.Add(seconds(w.From.Seconds())), day.Add(seconds(w.Until.Seconds()))
		switch {
		case w.From == w.Until:
			from, until = day, day.AddDate(0, 0, 1)
		case until.Before(from):
			until = until.AddDate(0, 0, 1)
		}
		for _, edge := range []time.Time{from, until} {
			if edge.After(wall) {
				next = sooner(next, edge)
			}
		}
	}
	return next
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }
