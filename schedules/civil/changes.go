package civil

import "time"

// Change is an instant from which a clock goes by another offset from UTC, or calls it by another name.
type Change struct {
	At           time.Time // in UTC
	Before, From Clock     // until then, and from then on
}

// Clock is how a clock goes between two changes.
type Clock struct {
	Offset int    // from UTC, in seconds
	Name   string // CET, or +03 where people have no name for it
	Summer bool   // as the zone database has it: in Dublin it is winter that it calls so
}

// ClockOf is how the clock of a zone goes at an instant.
func ClockOf(t time.Time, loc *time.Location) Clock {
	t = t.In(loc)
	name, offset := t.Zone()
	return Clock{offset, name, t.IsDST()}
}

// Changes are those of a zone's clock from an instant (inclusive) to another (exclusive), in order.
func Changes(loc *time.Location, from, to time.Time) (all []Change) {
	at := from.Add(-time.Second).In(loc)
	for {
		_, end := period(at)
		if end.IsZero() || !end.Before(to) {
			return all
		}
		if before, next := ClockOf(at, loc), ClockOf(end, loc); before != next {
			all = append(all, Change{end.UTC(), before, next})
		}
		at = end
	}
}
