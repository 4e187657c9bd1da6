package ui

import (
	"slices"
	"strings"
	"time"

	"wakeman/schedules"
	"wakeman/web/ui/view"
)

// hoursWords says when a layer is on, day by day: "Mon to Fri 08:00 – 20:00",
// "Fri 17:00 – Mon 08:00".
func hoursWords(r schedules.Restriction) string {
	const day = 24 * time.Hour
	whole := r.For%day == 0
	ends := int((time.Duration(r.From.Seconds())*time.Second + r.For) / day) // days after it begins
	switch {
	case len(r.Days) == 0 && r.For >= day:
		return "always"
	case len(r.Days) == 0 || len(r.Days) == 7 && r.For <= day:
		return "every day " + r.From.String() + " – " + r.Until().String()
	case r.For == 7*day:
		return "always"
	case r.For <= day && !(whole && r.From.Seconds() == 0):
		return daysOfWeek(r.Days) + " " + r.From.String() + " – " + r.Until().String()
	case r.For == day:
		return daysOfWeek(r.Days) + ", the whole day"
	}
	var parts []string
	for _, first := range r.Days {
		last := time.Weekday((int(first) + ends) % 7)
		parts = append(parts, first.String()[:3]+" "+r.From.String()+" – "+last.String()[:3]+" "+r.Until().String())
	}
	return strings.Join(parts, ", ")
}

// daysOfWeek is "Mon to Fri", or the days one by one.
func daysOfWeek(days []time.Weekday) string {
	var names []string
	first, last := -1, -1
	for i, day := range view.Weekdays() {
		if slices.Contains(days, day) {
			names = append(names, day.String()[:3])
			if last = i; first < 0 {
				first = i
			}
		}
	}
	if len(names) > 2 && last-first == len(names)-1 {
		return names[0] + " to " + names[len(names)-1]
	}
	return strings.Join(names, ", ")
}
