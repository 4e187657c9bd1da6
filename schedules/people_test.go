package schedules_test

import (
	"slices"
	"testing"
	"time"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

func TestWhoLeftARotationIsNotInItAndWhoComesIs(t *testing.T) {
	weekly := schedules.Turn{Count: 1, Unit: schedules.Week}
	now := time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC) // 3:00 in Berlin, whose clock has just skipped an hour
	s := schedules.Schedule{TimeZone: "Europe/Berlin", Layers: []schedules.Layer{
		{Start: civil.At(2026, 1, 5, 9, 0), Turn: weekly, Users: []schedules.Slot{{"BOB"}, {"ANN", "CLEO"}, {}}},
		{Start: civil.At(2026, 1, 5, 9, 0), End: civil.At(2026, 3, 29, 3, 0), Turn: weekly, Users: []schedules.Slot{{"LEFT"}, {"ANN"}}},
		{Start: civil.At(2026, 1, 5, 9, 0), End: civil.At(2026, 3, 29, 3, 1), Turn: weekly, Users: []schedules.Slot{{"LAST"}}},
		{Start: civil.At(2026, 6, 1, 9, 0), Turn: weekly, Users: []schedules.Slot{{"COMES"}, {"BOB"}}},
	}}
	if got, want := s.People(now), []string{"BOB", "ANN", "CLEO", "LAST", "COMES"}; !slices.Equal(got, want) {
		t.Errorf("now: %v, want %v", got, want)
	}
	if got := s.People(now.Add(-time.Second)); !slices.Contains(got, "LEFT") {
		t.Errorf("a second before the end: %v", got)
	}
	if got := s.People(now.AddDate(0, 0, 1)); slices.Contains(got, "LAST") {
		t.Errorf("a day later: %v", got)
	}
}
