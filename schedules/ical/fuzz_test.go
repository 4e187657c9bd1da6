package ical_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"wakeman/schedules/ical"
)

// FuzzRead: whatever comes is read or refused; what is read keeps to the window, and written out comes back.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.ics")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, lines := range [][]string{
		{"DTSTART;TZID=Europe/Stockholm:20260329T023000", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;BYDAY=-1SU;BYSETPOS=1;COUNT=9"},
		{"DTSTART;VALUE=DATE:16010101", "RRULE:FREQ=DAILY;UNTIL=20260401", "EXDATE;VALUE=DATE:20260330,20260331"},
		{"DTSTART;TZID=X", "DTEND"},
		{"DTSTART;TZID=(UTC+01:00) Rome, Vienna:20260329T023000", "DTEND;TZID=(GMT):20260401T000000Z", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"},
		{`DTSTART;TZID="W. Europe Standard Time":20260329T023000`, "DTEND:20260401T000000Z", "RDATE;VALUE=PERIOD:20260402T000000Z/PT1H"},
		{"DTSTART:20260329T023000", "DURATION:P1DT24H", "RRULE:FREQ=YEARLY;BYYEARDAY=1,366;BYWEEKNO=53;WKST=SU"},
	} {
		f.Add([]byte(event(lines...)))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		o := window(zone(t, "America/Chicago"))
		o.Guessed = func(g ical.Guess) {
			if g.As == nil || g.Zone == "" {
				t.Fatalf("guessed %+v", g)
			}
		}
		entries, err := ical.Read(ctx, text, o)
		if err != nil {
			return
		}
		var feed ical.Feed
		for _, e := range entries {
			if !e.Start.Before(e.End) || !e.End.After(o.From) || e.Start.After(o.To) {
				t.Fatalf("outside of the window, or empty: %+v", e)
			}
			feed.Events = append(feed.Events, ical.Event{UID: "u", Start: e.Start, End: e.End, Summary: e.Summary})
		}
		again, err := ical.Read(ctx, ical.Write(feed), o)
		if err != nil || len(again) != len(entries) {
			t.Fatalf("%d entries came back as %d: %v", len(entries), len(again), err)
		}
	})
}
