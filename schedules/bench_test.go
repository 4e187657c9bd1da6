package schedules_test

import (
	"fmt"
	"testing"
	"time"

	"wakeman/schedules"
)

// large is five layers and 500 overrides spread over a year.
func large() schedules.Schedule {
	s := berlin(
		weekly("2020-01-06T09:00", "ann", "bob", "cleo", "dev"),
		rotation("2020-01-06T08:00", "12h", "ann", "bob", "cleo"),
		restricted(rotation("2020-01-06T00:00", "1d", "dev", "eva"), schedules.Restriction{From: clock(22), For: 8 * time.Hour}),
		restricted(weekly("2020-01-06T09:00", "bob", "", "eva"), schedules.Restriction{Days: []time.Weekday{0, 6}, From: clock(9), For: 12 * time.Hour}),
		restricted(rotation("2020-01-31T09:00", "1mo", "ann", "bob"), schedules.Restriction{Days: []time.Weekday{1}, From: clock(9), For: 8 * time.Hour}),
	)
	year := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 500 {
		start := year.Add(time.Duration(i) * 17 * time.Hour)
		s.Overrides = append(s.Overrides, schedules.Override{
			ID: fmt.Sprint(i), Start: start, End: start.Add(9 * time.Hour), User: "zoe", Replaces: []string{"", "ann"}[i%2], CreatedAt: year,
		})
	}
	return s
}

func midJuly() time.Time { return time.Date(2026, 7, 15, 12, 0, 0, 0, time.UTC) }

func BenchmarkScheduleOnCall(b *testing.B) {
	s := large()
	for b.Loop() {
		s.OnCall(midJuly())
	}
}

func BenchmarkCalendar(b *testing.B) {
	s := large()
	for b.Loop() {
		s.Calendar()
	}
}

func BenchmarkOnCall(b *testing.B) {
	c := large().Calendar()
	for b.Loop() {
		c.OnCall(midJuly())
	}
}

func BenchmarkNext(b *testing.B) {
	c := large().Calendar()
	for b.Loop() {
		c.Next(midJuly())
	}
}

func BenchmarkShiftsOfAFortnight(b *testing.B) {
	s := large()
	for b.Loop() {
		s.Shifts(midJuly(), midJuly().AddDate(0, 0, 14))
	}
}

func BenchmarkShiftsOfAYear(b *testing.B) {
	s, from := large(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for b.Loop() {
		b.ReportMetric(float64(len(s.Shifts(from, from.AddDate(1, 0, 0)))), "shifts")
	}
}
