package civil

import (
	"cmp"
	"time"
)

// Date is a day in the Gregorian calendar, in no zone. The zero Date means "not set" and is not valid.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// TimeOfDay is a reading of a 24-hour clock, to the second, in no zone. The zero value is midnight.
type TimeOfDay struct {
	Hour, Minute, Second int
}

// DateTime is a reading of a wall clock with a calendar beside it, to the second, in no zone. The zero DateTime means
// "not set" and is not valid.
type DateTime struct {
	Date Date
	Time TimeOfDay
}

// At builds a DateTime on the full minute. It does not check its arguments: see [DateTime.Valid].
func At(year int, month time.Month, day, hour, minute int) DateTime {
	return DateTime{Date{year, month, day}, TimeOfDay{Hour: hour, Minute: minute}}
}

// DateTimeOf is what a clock in loc shows at t, cut to the second. In a doubled hour it shows the same reading twice; use
// [Read] for decisions and this for display.
func DateTimeOf(t time.Time, loc *time.Location) DateTime {
	t = t.In(loc)
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	return DateTime{Date{year, month, day}, TimeOfDay{hour, minute, second}}
}

// In is the first instant, in UTC, at which a clock in loc shows d or a later reading. See [Instant].
func (d DateTime) In(loc *time.Location) time.Time { return Instant(d.Wall(), loc) }

// IsZero reports whether d is not set.
func (d DateTime) IsZero() bool { return d == DateTime{} }

// Valid reports whether d is a reading that a clock and calendar can show in the years 1 to 9999.
func (d DateTime) Valid() bool { return d.Date.Valid() && d.Time.Valid() }

// Compare is negative when d comes before e on the same wall, zero when they are equal, positive otherwise.
func (d DateTime) Compare(e DateTime) int { return cmp.Compare(d.Wall(), e.Wall()) }

// Add is the reading n seconds later on a clock that is never put forward or back.
func (d DateTime) Add(n time.Duration) DateTime { return (d.Wall() + Wall(n/time.Second)).DateTime() }

// AddMonths is the same time of day n months later. A day that the month does not have becomes its last one, so always
// count from the anchor, not from a date that has been clamped already.
func (d DateTime) AddMonths(n int) DateTime { return DateTime{d.Date.AddMonths(n), d.Time} }

// IsZero reports whether d is not set.
func (d Date) IsZero() bool { return d == Date{} }

// Valid reports whether the calendar has this day, in the years 1 to 9999.
func (d Date) Valid() bool {
	return d.Year >= 1 && d.Year <= 9999 && d.Month >= time.January && d.Month <= time.December &&
		d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month)
}

// At is the reading at this time of this day.
func (d Date) At(t TimeOfDay) DateTime { return DateTime{d, t} }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.midnight().Weekday() }

// AddDays is the date n days later.
func (d Date) AddDays(n int) Date {
	year, month, day := d.midnight().AddDate(0, 0, n).Date()
	return Date{year, month, day}
}

// AddMonths is the same day n months later, or the last day of that month when it is too short.
func (d Date) AddMonths(n int) Date {
	year, month, _ := time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC).Date()
	return Date{year, month, min(d.Day, daysIn(year, month))}
}

func (d Date) midnight() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// Valid reports whether t is between 00:00:00 and 23:59:59.
func (t TimeOfDay) Valid() bool {
	return t.Hour >= 0 && t.Hour < 24 && t.Minute >= 0 && t.Minute < 60 && t.Second >= 0 && t.Second < 60
}

// Seconds counts from midnight.
func (t TimeOfDay) Seconds() int { return t.Hour*3600 + t.Minute*60 + t.Second }

// TimeOfSeconds is the time of day n seconds after midnight; whole days are left out.
func TimeOfSeconds(n int) TimeOfDay {
	n = ((n % 86400) + 86400) % 86400
	return TimeOfDay{n / 3600, n / 60 % 60, n % 60}
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
