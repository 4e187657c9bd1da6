package main

import (
	"strings"
	"testing"
	"time"
)

func TestThirtySecondsWithoutAnybodyAreNotAHundredPercentAndAreShown(t *testing.T) {
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	o := scheduleOut{scheduleTimes: scheduleTimes{Since: day, Until: day.AddDate(0, 0, 1), Coverage: 86370.0 / 86400}}
	o.gap(day.Add(9*time.Hour), day.Add(9*time.Hour+30*time.Second))
	var out strings.Builder
	if err := o.writeCoverage(&out, time.UTC); err != nil {
		t.Fatal(err)
	}
	if want := "Somebody is on call for 99.9 % of the time.\nNobody from Mon 2026-03-02 09:00 UTC to Mon 2026-03-02 09:00:30 UTC.\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}
