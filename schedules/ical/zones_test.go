package ical_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/schedules/ical"
)

// Outlook's own: a zone that it calls customized, display names, with and without quotes, and zones that nobody knows.
func TestTheZonesThatOutlookWrites(t *testing.T) {
	text, err := os.ReadFile("testdata/outlook-zones.ics")
	if err != nil {
		t.Fatal(err)
	}
	loc := zone(t, "America/Chicago")
	o := window(loc)
	var guesses []string
	o.Guessed = func(g ical.Guess) { guesses = append(guesses, fmt.Sprint(g.Zone, " in line ", g.Line, " as ", g.As)) }
	got, err := ical.Read(t.Context(), text, o)
	want := []string{
		"Fri 2026-03-06 09:00 – 2026-03-06 10:00 CST: By its own rules",
		"Fri 2026-03-13 09:00 – 2026-03-13 10:00 CDT: By its own rules",
		"Thu 2026-07-02 02:00 – 2026-07-02 03:00 CDT: By its display name", // not by the rules that never change
		"Fri 2026-07-03 09:00 – 2026-07-03 10:00 CDT: By its display name, without quotes",
		"Sat 2026-07-04 08:00 – 2026-07-04 09:00 CDT: Unknown", // on the calendar's own clock
		"Sun 2026-07-05 08:00 – 2026-07-05 09:00 CDT: Broken",
		"2026-07-06 for 1 days: A day of an unknown zone",
		"2026-07-08 for 2 days: Two days that Outlook marks",
	}
	if diff := cmp.Diff(want, shown(got, loc)); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	if diff := cmp.Diff([]string{"Tower Time in line 59 as America/New_York", "Broken in line 65 as America/New_York"}, guesses); diff != "" {
		t.Error(diff)
	}
}

func TestAnUnknownZoneIsReadOnTheClockOfWhoeverReads(t *testing.T) {
	o := window(zone(t, "Asia/Kolkata"))
	told := 0
	o.Guessed = func(ical.Guess) { told++ }
	lines := []string{"DTSTART;TZID=Mars/Olympus:20260704T100000", "DTEND;TZID=Mars/Olympus:20260704T110000", "EXDATE;TZID=Local:20270704T100000"}
	got, err := ical.Read(t.Context(), []byte(event(lines...)), o)
	if err != nil || len(got) != 1 || got[0].Start.In(o.Zone).Format("15:04 MST") != "10:00 IST" {
		t.Errorf("%v, %v", got, err)
	}
	if told != 2 { // the machine's zone is nobody's
		t.Errorf("told %d times", told)
	}
}

// rules are a zone's present ones, as calendars write them.
func rules(standard, daylight string) string {
	part := func(name, lines string) string {
		return "BEGIN:" + name + "\n" + strings.ReplaceAll(lines, " ", "\n") + "\nEND:" + name + "\n"
	}
	return "BEGIN:VTIMEZONE\nTZID:Own\n" + part("STANDARD", standard) + part("DAYLIGHT", daylight) + "END:VTIMEZONE\n"
}

// A calendar's own rules, where they are those of a zone that is known, have each event at the same instant as by its name.
func TestACalendarsOwnRulesAreThoseOfTheZone(t *testing.T) {
	zones := map[string]string{
		"Europe/Stockholm": rules("DTSTART:16010101T030000 TZOFFSETFROM:+0200 TZOFFSETTO:+0100 RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10",
			"DTSTART:16010101T020000 TZOFFSETFROM:+0100 TZOFFSETTO:+0200 RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3"),
		"America/Chicago": rules("DTSTART:20071104T020000 TZOFFSETFROM:-0500 TZOFFSETTO:-0600 RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11",
			"DTSTART:20070311T020000 TZOFFSETFROM:-0600 TZOFFSETTO:-0500 RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3"),
		"Australia/Lord_Howe": rules("DTSTART:20080406T020000 TZOFFSETFROM:+1100 TZOFFSETTO:+1030 RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU",
			"DTSTART:20081005T020000 TZOFFSETFROM:+1030 TZOFFSETTO:+1100 RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=1SU"),
		// Written as dates, the last of them by the clock of UTC.
		"America/New_York": rules("DTSTART:20241103T020000 TZOFFSETFROM:-0400 TZOFFSETTO:-0500 RDATE:20251102T020000,20261101T020000 RDATE:20271107T060000Z",
			"DTSTART:20240310T020000 TZOFFSETFROM:-0500 TZOFFSETTO:-0400 RDATE:20250309T020000,20260308T020000,20270314T020000"),
	}
	names := []string{"Europe/Stockholm", "America/Chicago", "Australia/Lord_Howe", "America/New_York"}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "zone")
		at := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 540*48).Draw(t, "at")) * 30 * time.Minute)
		if rapid.Bool().Draw(t, "near a change") {
			at = rapid.SampledFrom([]time.Time{
				time.Date(2026, 3, 29, 0, 0, 0, 0, time.UTC), time.Date(2026, 10, 25, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC),
				time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 4, 5, 0, 0, 0, 0, time.UTC), time.Date(2026, 10, 4, 0, 0, 0, 0, time.UTC),
			}).Draw(t, "change").Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "half hours")) * 15 * time.Minute)
		}
		lines := "BEGIN:VEVENT\nDTSTART;TZID=Own:" + at.Format("20060102T150405") + "\nDURATION:PT45M\nRRULE:FREQ=DAILY;COUNT=5\nEND:VEVENT\n"
		read := func(text string) []ical.Entry {
			got, err := ical.Read(t.Context(), []byte("BEGIN:VCALENDAR\n"+text+"END:VCALENDAR\n"), window(time.UTC))
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		if diff := cmp.Diff(read(strings.Replace(lines, "TZID=Own", "TZID="+name, 1)), read(zones[name]+lines)); diff != "" {
			t.Errorf("%s (- by its name, + by its rules): %s", name, diff)
		}
	})
}

// A zone that means harm is one that is not known: the rest of the calendar is read.
func TestRulesOfAZoneThatMeanHarmAreNotFollowed(t *testing.T) {
	for name, bad := range map[string]string{
		"no begin":             "BEGIN:STANDARD\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:STANDARD\nBEGIN:DAYLIGHT\nTZOFFSETTO:+0100\nEND:DAYLIGHT\n",
		"no offset":            "BEGIN:STANDARD\nDTSTART:20250101T000000\nEND:STANDARD\n",
		"an offset of days":    "BEGIN:STANDARD\nDTSTART:20250101T000000\nTZOFFSETFROM:+9900\nTZOFFSETTO:+0200\nEND:STANDARD\nBEGIN:DAYLIGHT\nTZOFFSETTO:+0100\nEND:DAYLIGHT\n",
		"each day another":     rules("DTSTART:16010101T000000 TZOFFSETFROM:+0100 TZOFFSETTO:+0200 RRULE:FREQ=DAILY", "DTSTART:16010101T120000 TZOFFSETFROM:+0200 TZOFFSETTO:+0100 RRULE:FREQ=DAILY"),
		"by the second":        rules("DTSTART:16010101T000000 TZOFFSETFROM:+0100 TZOFFSETTO:+0200 RRULE:FREQ=SECONDLY", "DTSTART:16010101T120000 TZOFFSETFROM:+0200 TZOFFSETTO:+0100"),
		"many that never come": rules("DTSTART:20250101T000000 TZOFFSETFROM:+0100 TZOFFSETTO:+0200"+strings.Repeat(" RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 200), "DTSTART:20250701T000000 TZOFFSETFROM:+0200 TZOFFSETTO:+0100"),
		"nothing":              "",
	} {
		if !strings.HasPrefix(bad, "BEGIN:VTIMEZONE") {
			bad = "BEGIN:VTIMEZONE\nTZID:Own\n" + bad + "END:VTIMEZONE\n"
		}
		text := "BEGIN:VCALENDAR\n" + bad + "BEGIN:VEVENT\nDTSTART;TZID=Own:20260704T100000\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR\n"
		o := window(time.UTC)
		var told []string
		o.Guessed = func(g ical.Guess) { told = append(told, g.Zone) }
		got, err := ical.Read(t.Context(), []byte(text), o)
		if err != nil || len(got) != 1 || !got[0].Start.Equal(time.Date(2026, 7, 4, 10, 0, 0, 0, time.UTC)) || len(told) != 1 || told[0] != "Own" {
			t.Errorf("%s: %v, %v, guessed %q", name, got, err, told)
		}
	}
}

// Days that Outlook marks are days on every clock: where it writes their last or one that is left out as an instant, it is
// that of the event's own zone.
func TestDaysThatOutlookMarksAreThoseOfTheirOwnZone(t *testing.T) {
	lines := []string{
		"DTSTART;TZID=Central Standard Time:20260706T000000", "DTEND;TZID=Central Standard Time:20260707T000000", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
		"RRULE:FREQ=DAILY;UNTIL=20260710T050000Z", "EXDATE:20260708T050000Z", "EXDATE;TZID=Central Standard Time:20260709T000000",
	}
	want := []string{"2026-07-06 for 1 days: ", "2026-07-07 for 1 days: ", "2026-07-10 for 1 days: "}
	for _, name := range []string{"America/Los_Angeles", "America/Chicago", "Asia/Tokyo", "UTC"} {
		loc := zone(t, name)
		got, err := ical.Read(t.Context(), []byte(event(lines...)), window(loc))
		if diff := cmp.Diff(want, shown(got, loc)); err != nil || diff != "" {
			t.Errorf("read in %s: %v %s", name, err, diff)
		}
	}
}

// One that is moved or cancelled says which day it was as an instant: that is a day of the event's own zone, wherever it is read.
func TestAMovedDayThatOutlookNamesByAnInstantIsOneOfTheEventsOwnZone(t *testing.T) {
	day := func(first, next string, more ...string) string {
		lines := append([]string{
			"UID:fair", "DTSTART;TZID=W. Europe Standard Time:" + first + "T000000", "DTEND;TZID=W. Europe Standard Time:" + next + "T000000",
			"X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
		}, more...)
		return "BEGIN:VEVENT\n" + strings.Join(lines, "\n") + "\nEND:VEVENT\n"
	}
	dates := "BEGIN:VEVENT\nUID:fair\nDTSTART;VALUE=DATE:20261124\nRRULE:FREQ=DAILY;COUNT=3\n"
	outlook := day("20261124", "20261125", "RRULE:FREQ=DAILY;COUNT=3")
	left := []string{"2026-11-24 for 1 days: ", "2026-11-26 for 1 days: "}
	for name, tc := range map[string]struct {
		events string
		zones  []string
		want   []string
	}{
		"moved":                            {outlook + day("20261201", "20261202", "RECURRENCE-ID:20261124T230000Z"), []string{"Europe/Berlin", "America/Chicago", "UTC"}, append(left, "2026-12-01 for 1 days: ")},
		"cancelled":                        {outlook + day("20261125", "20261126", "RECURRENCE-ID:20261124T230000Z", "STATUS:CANCELLED"), []string{"Europe/Berlin", "America/Chicago", "UTC"}, left},
		"cancelled, with another before":   {day("20261125", "20261126", "RECURRENCE-ID:20261124T230000Z", "STATUS:CANCELLED") + outlook, []string{"Europe/Berlin"}, left},
		"cancelled, on its own clock":      {outlook + day("20261125", "20261126", "RECURRENCE-ID;TZID=W. Europe Standard Time:20261125T000000", "STATUS:CANCELLED"), []string{"Europe/Berlin", "America/Chicago"}, left},
		"dates, left out at our midnight":  {dates + "EXDATE:20261124T230000Z\nEND:VEVENT\n", []string{"Europe/Berlin"}, left},
		"dates, cancelled at our midnight": {dates + "END:VEVENT\n" + day("20261125", "20261126", "RECURRENCE-ID:20261124T230000Z", "STATUS:CANCELLED"), []string{"Europe/Berlin"}, left},
		"dates, cancelled at midnight UTC": {dates + "END:VEVENT\n" + day("20261125", "20261126", "RECURRENCE-ID:20261125T000000Z", "STATUS:CANCELLED"), []string{"Europe/Berlin", "America/Chicago", "UTC"}, left},
	} {
		for _, zoned := range tc.zones {
			loc := zone(t, zoned)
			got, err := ical.Read(t.Context(), []byte("BEGIN:VCALENDAR\n"+tc.events+"END:VCALENDAR\n"), window(loc))
			if diff := cmp.Diff(tc.want, shown(got, loc)); err != nil || diff != "" {
				t.Errorf("%s, read in %s: %v %s", name, zoned, err, diff)
			}
		}
	}
}
