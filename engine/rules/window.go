package rules

import (
	"slices"
	"time"

	"wakeman/schedules/civil"
)

// Zone is that of the window; UTC if there is none, or none of this name.
func (w *Window) Zone() *time.Location {
	if w == nil || w.TimeZone == "" {
		return time.UTC
	}
	loc, err := time.LoadLocation(w.TimeZone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// holds reports whether the clock on the wall is within the window. One that goes
// past midnight belongs to the day on which it began. At a change of the clocks
// it is the reading that counts.
func (w *Window) holds(local time.Time) bool {
	if w == nil {
		return true
	}
	day := func(t time.Time) bool { return len(w.Days) == 0 || slices.Contains(w.Days, t.Weekday()) }
	now := civil.TimeOfDay{Hour: local.Hour(), Minute: local.Minute(), Second: local.Second()}.Seconds()
	from, until := w.From.Seconds(), w.Until.Seconds()
	switch {
	case from == until:
		return day(local)
	case from < until:
		return from <= now && now < until && day(local)
	}
	return now >= from && day(local) || now < until && day(local.AddDate(0, 0, -1))
}
