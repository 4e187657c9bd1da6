package civil

import (
	"math"
	"time"
)

// Wall is a reading of a wall clock as a number: the seconds from 1970-01-01T00:00:00 to it on a clock that is never put
// forward or back. Two Walls may be compared and subtracted only if they belong to the same wall.
type Wall int64

// maxOffset is further, in seconds, than any zone is from UTC. POSIX allows just under 25 hours; Manila once was 15:56 behind.
const maxOffset = 25 * 60 * 60

// Wall is the reading d as a number.
func (d DateTime) Wall() Wall {
	return Wall(time.Date(d.Date.Year, d.Date.Month, d.Date.Day, d.Time.Hour, d.Time.Minute, d.Time.Second, 0, time.UTC).Unix())
}

// DateTime is the reading w in figures.
func (w Wall) DateTime() DateTime { return DateTimeOf(time.Unix(int64(w), 0), time.UTC) }

// Instant is the first instant, in UTC, at which a clock in loc shows w or a later reading: the first of two in a doubled
// hour, the end of the gap in a skipped one. It never decreases as w grows.
func Instant(w Wall, loc *time.Location) time.Time {
	// No clock anywhere shows w yet where the walk starts, so the first period that reaches w has the answer.
	at := time.Unix(int64(w)-maxOffset, 0).In(loc)
	for {
		offset, end := period(at)
		shown := time.Unix(int64(w)-offset, 0)
		if shown.Before(at) {
			return at.UTC() // the change to this period jumped over w
		}
		if end.IsZero() || shown.Before(end) {
			return shown.UTC()
		}
		at = end
	}
}

// Read is the furthest reading that a clock in loc has shown at any instant up to t. Outside the hour (or so) after the
// clock was put back, that is simply what it shows at t. It never decreases as t grows.
func Read(t time.Time, loc *time.Location) Wall {
	// Nothing that was shown before the walk starts can be further than what is shown at t.
	at := t.Add(-2 * maxOffset * time.Second).In(loc)
	furthest := Wall(math.MinInt64)
	for {
		offset, end := period(at)
		if end.IsZero() || end.After(t) {
			return max(furthest, Wall(t.Unix()+offset))
		}
		furthest = max(furthest, Wall(end.Unix()-1+offset))
		at = end
	}
}

// period is the offset from UTC in seconds at t, in t's own zone, and an instant after t up to which it surely does not
// change; zero when it never does.
//
// HAZARD, measured with Go 1.26: past the last transition in a zone's table, ZoneBounds gives a start that may lie before
// that transition (America/Ciudad_Juarez, December 2022), so starts are not used here; and on the 31st of December of a
// leap year an end that is not after t, because it counts every year as 365 days (any zone with summer time, next in 2028),
// on which a walk from end to end would never stop. The offset itself is right, and lasts until the year is out.
func period(t time.Time) (offset int64, end time.Time) {
	_, seconds := t.Zone()
	_, end = t.ZoneBounds()
	if !end.IsZero() && !end.After(t) {
		end = time.Date(t.UTC().Year()+1, time.January, 1, 0, 0, 0, 0, time.UTC).In(t.Location())
	}
	return int64(seconds), end
}
