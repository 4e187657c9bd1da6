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
		{"DTSTART;TZID=tzone://Microsoft/Utc:20260329T023000", "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=45000901", "EXRULE:FREQ=WEEKLY;COUNT=3", "LOCATION;X=\"a:b", "c"},
	} {
		f.Add([]byte(event(lines...)))
	}
	f.Add(series("DTSTART;VALUE=DATE:20260317 RRULE:FREQ=DAILY;COUNT=9", "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260324 DTSTART:20260326T093000 DURATION:P2D"))
	f.Add(series("DTSTART;TZID=Asia/Tokyo:20260317T230000 DURATION:PT3H RRULE:FREQ=WEEKLY RDATE;VALUE=PERIOD:20260401T000000Z/20260402T000000Z,20260318T000000/P1DT1S",
		"STATUS:CANCELLED RECURRENCE-ID;RANGE=THISANDFUTURE:20260407T140000Z DTSTART;VALUE=DATE:20270101",
		"RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260324 DTSTART;TZID=Own:20250326T093000 DURATION:PT1M"))
	f.Add([]byte("BEGIN:VCALENDAR\n" + rules("DTSTART:16010101T030000 TZOFFSETFROM:+0200 TZOFFSETTO:+0100 RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
		"DTSTART:20250330T020000 TZOFFSETFROM:+0100 TZOFFSETTO:+013000 RDATE:20260329T020000,20270328T010000Z") + event("DTSTART;TZID=Own:20260329T023000", "DURATION:PT1H")[len("BEGIN:VCALENDAR\r\n"):]))
	f.Add(ical.Write(each(zone(f, "Europe/Dublin"), []time.Time{time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC), time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC)})))
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
		feed := ical.Feed{Zone: zone(t, "America/St_Johns")}
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
