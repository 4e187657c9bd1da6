package api

import (
	"testing"
	"time"

	"wakeman/schedules"
)

func TestCoverageIsAHundredOnlyWhereNoSecondIsLeftOut(t *testing.T) {
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	w := window{day, day.AddDate(0, 0, 1)}
	for end, want := range map[time.Time]float64{w.to: 100, w.to.Add(-30 * time.Second): 99.9, w.to.Add(-12 * time.Hour): 50} {
		if got := coverage([]schedules.Shift{{Start: w.from, End: end}}, w); *got != want {
			t.Errorf("until %s: %v, want %v", end, *got, want)
		}
	}
}
