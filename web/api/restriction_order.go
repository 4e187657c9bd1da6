package api

import (
	"fmt"
	"slices"
	"time"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// restrictionOrder is hours of each day, or of one day of the week.
type restrictionOrder struct {
	Type            string `json:"type" enum:"daily_restriction,weekly_restriction" need:"yes"`
	StartTimeOfDay  string `json:"start_time_of_day" need:"yes"` // 09:00:00
	DurationSeconds int    `json:"duration_seconds" need:"yes"`
	StartDayOfWeek  int    `json:"start_day_of_week"` // 1 is Monday
}

const week = 7 * 24 * time.Hour

// restrictions reads the hours of a layer. Those there are stay if they say the
// same. Days with the same hours, one after the other, become one restriction.
func (x layering) restrictions(orders []restrictionOrder, was schedules.Layer, path string) []schedules.Restriction {
	var shown []restrictionOrder
	for _, r := range was.Restrictions {
		shown = append(shown, each(restrictionWires(r), restrictionWire.order)...)
	}
	if slices.Equal(orders, shown) {
		return was.Restrictions
	}
	var all []schedules.Restriction
	for i, w := range orders {
		r := w.restriction(x.faults, fmt.Sprintf("%s[%d]", path, i))
		if last := len(all) - 1; last >= 0 && joins(all[last], r) {
			all[last].Days = slices.Concat(all[last].Days, r.Days)
			continue
		}
		all = append(all, r)
	}
	return all
}

// order is a restriction as it would come back.
func (w restrictionWire) order() restrictionOrder {
	o := restrictionOrder{Type: w.Type, StartTimeOfDay: w.StartTimeOfDay, DurationSeconds: w.DurationSeconds}
	if w.StartDayOfWeek != nil {
		o.StartDayOfWeek = *w.StartDayOfWeek
	}
	return o
}

// joins reports whether b is the same hours as a on another day.
func joins(a, b schedules.Restriction) bool {
	return len(a.Days) > 0 && len(b.Days) > 0 && a.From == b.From && a.For == b.For && !slices.Contains(a.Days, b.Days[0])
}

func (w restrictionOrder) restriction(f *faults, path string) schedules.Restriction {
	var r schedules.Restriction
	switch w.Type {
	case "daily_restriction":
	case "weekly_restriction":
		if w.StartDayOfWeek < 1 || w.StartDayOfWeek > 7 {
			f.add(path+".start_day_of_week", "must be from 1 (Monday) to 7 (Sunday)")
		}
		r.Days = []time.Weekday{time.Weekday(w.StartDayOfWeek % 7)}
	default:
		f.add(path+".type", "%s is none of daily_restriction, weekly_restriction", quote(w.Type))
	}
	var err error
	if r.From, err = civil.ParseTimeOfDay(w.StartTimeOfDay); err != nil {
		f.add(path+".start_time_of_day", "%s is not a time of day like 09:00:00", quote(w.StartTimeOfDay))
	}
	if w.DurationSeconds < 1 || w.DurationSeconds > int(week/time.Second) {
		f.add(path+".duration_seconds", "must be from 1 second to a week")
		return r
	}
	r.For = time.Duration(w.DurationSeconds) * time.Second
	return r
}
