package view_test

import (
	"testing"
	"time"

	"wakeman/web/ui/view"
)

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                            "less than 1 min",
		59 * time.Second:             "less than 1 min",
		time.Minute:                  "1 min",
		59*time.Minute + time.Second: "59 min",
		time.Hour:                    "1 h",
		61 * time.Minute:             "1 h 1 min",
		6*time.Hour + time.Minute:    "6 h",
		47 * time.Hour:               "47 h",
		48 * time.Hour:               "2 days",
		400 * 24 * time.Hour:         "400 days",
	} {
		if got := view.Span(d); got != want {
			t.Errorf("Span(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestWallClockTimesCarryAsMuchDateAsTheyNeed(t *testing.T) {
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	c := view.Clock{Now: time.Date(2026, 3, 14, 7, 15, 0, 0, time.UTC), Zone: zone}
	for ago, want := range map[time.Duration]string{
		0:                      "02:15",
		4 * time.Hour:          "22:15",
		13 * time.Hour:         "Fri 13:15",
		-56 * time.Hour:        "Mon 10:15",
		30 * 24 * time.Hour:    "12 Feb 01:15",
		400 * 24 * time.Hour:   "7 Feb 2025 01:15",
		-7 * 24 * time.Hour:    "21 Mar 02:15",
		6*24*time.Hour - 1:     "Sun 01:15",
		7 * 24 * time.Hour:     "7 Mar 01:15",
		11*time.Hour + 59*60e9: "14:16",
	} {
		if got := c.Short(c.Now.Add(-ago)); got != want {
			t.Errorf("%v ago: %q, want %q", ago, got, want)
		}
	}
	if got, want := c.Exact(c.Now), "Sat 14 Mar 2026 02:15:00 CDT"; got != want {
		t.Errorf("Exact = %q, want %q", got, want)
	}
	if got, want := c.ZoneName(), "America/Chicago (CDT)"; got != want {
		t.Errorf("ZoneName = %q, want %q", got, want)
	}
}

func TestAgoHasADirection(t *testing.T) {
	c := view.Clock{Now: time.Date(2026, 3, 14, 7, 15, 0, 0, time.UTC)}
	for ago, want := range map[time.Duration]string{
		5 * time.Second:  "just now",
		4 * time.Minute:  "4 min ago",
		-5 * time.Minute: "in 5 min",
		-5 * time.Second: "in less than 1 min",
	} {
		if got := c.Ago(c.Now.Add(-ago)); got != want {
			t.Errorf("%v ago: %q, want %q", ago, got, want)
		}
	}
}

func TestAgeIsShort(t *testing.T) {
	c := view.Clock{Now: time.Date(2026, 3, 14, 7, 15, 0, 0, time.UTC)}
	for ago, want := range map[time.Duration]string{0: "now", 59 * time.Second: "now", 90 * time.Second: "1 min", -2 * time.Hour: "2 h"} {
		if got := c.Age(c.Now.Add(-ago)); got != want {
			t.Errorf("%v ago: %q, want %q", ago, got, want)
		}
	}
}

func TestWithoutAZoneTimesAreUTC(t *testing.T) {
	c := view.Clock{Now: time.Date(2026, 3, 14, 7, 15, 0, 0, time.FixedZone("x", 3600))}
	if got := c.Exact(c.Now); got != "Sat 14 Mar 2026 06:15:00 UTC" {
		t.Errorf("Exact = %q", got)
	}
}
