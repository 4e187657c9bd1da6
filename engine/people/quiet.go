package people

import (
	"time"

	"wakeman/schedules/civil"
)

// QuietHours are a person's night, from From (inclusive) to Until (exclusive) on
// the clock of their own zone, over midnight if Until is not later. Reminders are
// not sent in them; pages are, always. Two equal times, as in the zero value, mean
// that there are none.
type QuietHours struct {
	From  civil.TimeOfDay `json:"from"`
	Until civil.TimeOfDay `json:"until"`
}

// DefaultQuietHours is what forms offer to somebody who has none.
func DefaultQuietHours() QuietHours {
	return QuietHours{From: civil.TimeOfDay{Hour: 22}, Until: civil.TimeOfDay{Hour: 7}}
}

// IsZero reports whether there are none.
func (q QuietHours) IsZero() bool { return q.From == q.Until }

// Around is the quiet stretch that t lies in, from begin (inclusive) to end
// (exclusive), in UTC; false if it lies in none. Where the clock skips or doubles
// an hour it is as package civil says.
func (q QuietHours) Around(t time.Time, zone *time.Location) (begin, end time.Time, within bool) {
	if q.IsZero() {
		return begin, end, false
	}
	today := civil.DateTimeOf(t, zone).Date
	for _, day := range []civil.Date{today.AddDays(-1), today} {
		until := day
		if q.Until.Seconds() <= q.From.Seconds() {
			until = day.AddDays(1)
		}
		begin, end = day.At(q.From).In(zone), until.At(q.Until).In(zone)
		if !t.Before(begin) && t.Before(end) {
			return begin, end, true
		}
	}
	return time.Time{}, time.Time{}, false
}
