package ui

import (
	"testing"
	"time"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

func TestHoursInWords(t *testing.T) {
	weekdays := []time.Weekday{time.Tuesday, time.Monday, time.Wednesday, time.Thursday, time.Friday}
	for want, r := range map[string]schedules.Restriction{
		"every day 20:00 – 08:00":                      {From: civil.TimeOfDay{Hour: 20}, For: 12 * time.Hour},
		"always":                                       {From: civil.TimeOfDay{Hour: 9}, For: 24 * time.Hour},
		"Mon to Fri 08:00 – 17:00":                     {Days: weekdays, From: civil.TimeOfDay{Hour: 8}, For: 9 * time.Hour},
		"Mon, Wed 22:00 – 06:00":                       {Days: []time.Weekday{time.Wednesday, time.Monday}, From: civil.TimeOfDay{Hour: 22}, For: 8 * time.Hour},
		"Sat, the whole day":                           {Days: []time.Weekday{time.Saturday}, For: 24 * time.Hour},
		"Fri 17:00 – Mon 08:00":                        {Days: []time.Weekday{time.Friday}, From: civil.TimeOfDay{Hour: 17}, For: 63 * time.Hour},
		"Tue 12:00 – Thu 12:00, Sat 12:00 – Mon 12:00": {Days: []time.Weekday{time.Tuesday, time.Saturday}, From: civil.TimeOfDay{Hour: 12}, For: 48 * time.Hour},
	} {
		if got := hoursWords(r); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
