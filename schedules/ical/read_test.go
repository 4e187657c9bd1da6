package ical_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"wakeman/schedules/ical"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// shown is what was read in words: local begin and end, and what it is.
func shown(entries []ical.Entry, loc *time.Location) (lines []string) {
	for _, e := range entries {
		line := e.Start.In(loc).Format("Mon 2006-01-02 15:04") + " – " + e.End.In(loc).Format("2006-01-02 15:04 MST") + ": " + e.Summary
		if e.Days > 0 {
			line = fmt.Sprintf("%s for %d days: %s", e.Day, e.Days, e.Summary)
		}
		if e.Free {
			line += " (free)"
		}
		lines = append(lines, line)
	}
	return lines
}

func window(loc *time.Location) ical.Options {
	return ical.Options{Zone: loc, From: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2027, 9, 1, 0, 0, 0, 0, time.UTC)}
}

// event is a calendar of one event.
func event(lines ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:one\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}

func TestCalendarsAsTheirMakersWriteThem(t *testing.T) {
	for file, c := range map[string]struct {
		zone string
		want []string
	}{
		"outlook.ics": {"Europe/Stockholm", []string{
			"Tue 2026-03-17 17:00 – 2026-03-17 20:00 CET: Evening school",
			"Tue 2026-03-24 17:00 – 2026-03-24 20:00 CET: Evening school",
			"Tue 2026-03-24 17:00 – 2026-03-25 01:00 CET: Course, second day",
			// The 31st is excepted; the 7th of April was moved to the 8th.
			"Wed 2026-04-08 18:00 – 2026-04-08 21:00 CEST: Evening school, moved",
			"Tue 2026-04-14 17:00 – 2026-04-14 20:00 CEST: Evening school",
		}},
		"google.ics": {"Europe/Stockholm", []string{
			"2026-04-03 for 1 days: Good Friday (free)",
			"2026-05-01 for 1 days: Labour Day with a very long name that its maker had to fold over two lines because it does not fit (free)",
			"2026-12-25 for 2 days: Christmas (free)",
		}},
		"nextcloud.ics": {"America/Chicago", []string{
			"Fri 2026-03-06 22:00 – 2026-03-07 06:00 CST: Nights at the other job",
			// Eight hours of work, across the hour that is skipped.
			"Sat 2026-03-07 22:00 – 2026-03-08 07:00 CDT: Nights at the other job",
			"Mon 2026-03-09 22:00 – 2026-03-10 06:00 CDT: Nights at the other job",
			"Fri 2026-04-10 13:00 – 2026-04-10 15:00 CDT: Floating",
			"Fri 2026-04-17 13:00 – 2026-04-17 15:00 CDT: Floating",
			"Fri 2026-04-24 13:00 – 2026-04-24 15:00 CDT: Floating",
			"2026-07-06 for 14 days: Summer",
		}},
	} {
		t.Run(file, func(t *testing.T) {
			text, err := os.ReadFile("testdata/" + file)
			if err != nil {
				t.Fatal(err)
			}
			loc := zone(t, c.zone)
			for name, text := range map[string]string{"LF": string(text), "CRLF": strings.ReplaceAll(string(text), "\n", "\r\n"), "BOM": "\ufeff" + string(text)} {
				got, err := ical.Read(t.Context(), []byte(text), window(loc))
				if diff := cmp.Diff(c.want, shown(got, loc)); err != nil || diff != "" {
					t.Errorf("%s: %v %s", name, err, diff)
				}
			}
		})
	}
}

func TestEvents(t *testing.T) {
	for name, c := range map[string]struct {
		lines []string
		want  []string
	}{
		"a day is over where the next begins": {[]string{"DTSTART;VALUE=DATE:20260704", "DTEND;VALUE=DATE:20260706"}, []string{"2026-07-04 for 2 days: "}},
		"a day without an end":                {[]string{"DTSTART;VALUE=DATE:20260704"}, []string{"2026-07-04 for 1 days: "}},
		"a day that ends with itself":         {[]string{"DTSTART;VALUE=DATE:20260704", "DTEND;VALUE=DATE:20260704"}, []string{"2026-07-04 for 1 days: "}},
		"days of a duration":                  {[]string{"DTSTART;VALUE=DATE:20260704", "DURATION:P1W"}, []string{"2026-07-04 for 7 days: "}},
		"a time without an end takes none":    {[]string{"DTSTART:20260704T100000Z"}, nil},
		"an instant in UTC":                   {[]string{"DTSTART:20260704T100000Z", "DTEND:20260704T110000Z"}, []string{"Sat 2026-07-04 12:00 – 2026-07-04 13:00 CEST: "}},
		"a duration across the skipped hour":  {[]string{"DTSTART;TZID=Europe/Stockholm:20260329T010000", "DURATION:PT2H"}, []string{"Sun 2026-03-29 01:00 – 2026-03-29 04:00 CEST: "}},
		"a begin that is skipped":             {[]string{"DTSTART;TZID=Europe/Stockholm:20260329T023000", "DURATION:PT1H"}, []string{"Sun 2026-03-29 03:00 – 2026-03-29 04:00 CEST: "}},
		"a begin that comes twice":            {[]string{"DTSTART;TZID=Europe/Stockholm:20261025T023000", "DURATION:PT1H"}, []string{"Sun 2026-10-25 02:30 – 2026-10-25 02:30 CET: "}},
		"a zone at the end of a path":         {[]string{"DTSTART;TZID=/freeassociation.sourceforge.net/America/New_York:20260704T100000", "DURATION:PT1H"}, []string{"Sat 2026-07-04 16:00 – 2026-07-04 17:00 CEST: "}},
		"a Windows zone in quotes":            {[]string{`DTSTART;TZID="Eastern Standard Time":20260704T100000`, "DURATION:PT1H"}, []string{"Sat 2026-07-04 16:00 – 2026-07-04 17:00 CEST: "}},
		"a weekly event keeps its hour": {[]string{"DTSTART;TZID=Europe/Stockholm:20261018T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2"}, []string{
			"Sun 2026-10-18 09:00 – 2026-10-18 10:00 CEST: ", "Sun 2026-10-25 09:00 – 2026-10-25 10:00 CET: ",
		}},
		"an exception is found on its own clock": {[]string{"DTSTART;TZID=Europe/Stockholm:20261018T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE:20261025T080000Z"}, []string{
			"Sun 2026-10-18 09:00 – 2026-10-18 10:00 CEST: ",
		}},
		"an exception of a day takes its day": {[]string{"DTSTART:20261018T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2", "EXDATE;VALUE=DATE:20261018"}, []string{
			"Mon 2026-10-19 09:00 – 2026-10-19 10:00 CEST: ",
		}},
		"up to a date means all of it":  {[]string{"DTSTART:20261018T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=20261018"}, []string{"Sun 2026-10-18 09:00 – 2026-10-18 10:00 CEST: "}},
		"a birthday since 1604":         {[]string{"DTSTART;VALUE=DATE:16040229", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", "TRANSP:TRANSPARENT"}, []string{"2027-02-28 for 1 days:  (free)"}},
		"what ended before is left out": {[]string{"DTSTART:20250101T000000Z", "DTEND:20260301T000000Z"}, nil},
		"what still runs is there":      {[]string{"DTSTART:20260201T000000Z", "DTEND:20260301T000001Z"}, []string{"Sun 2026-02-01 01:00 – 2026-03-01 01:00 CET: "}},
		"what is cancelled is not":      {[]string{"DTSTART:20260704T100000Z", "DURATION:PT1H", "STATUS:CANCELLED"}, nil},
		"text is unescaped":             {[]string{`SUMMARY:a\, b\; c\\d\ne`, "DTSTART;VALUE=DATE:20260704"}, []string{"2026-07-04 for 1 days: a, b; c\\d\ne"}},
	} {
		t.Run(name, func(t *testing.T) {
			loc := zone(t, "Europe/Stockholm")
			got, err := ical.Read(t.Context(), []byte(event(c.lines...)), window(loc))
			if diff := cmp.Diff(c.want, shown(got, loc)); err != nil || diff != "" {
				t.Errorf("%v %s", err, diff)
			}
		})
	}
}

func TestWhatCanNotBeReadIsRefusedWithItsLine(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"nothing":               {"", "not a calendar"},
		"a page of HTML":        {"<!DOCTYPE html>\n<html>", "line 1: "},
		"another component":     {"BEGIN:VCARD\nEND:VCARD\n", "line 1: BEGIN: it is not a calendar"},
		"a line without colon":  {event("DTSTART;VALUE=DATE:20260704", "NONSENSE"), `line 6: "NONSENSE" has no colon`},
		"a parameter left open": {event("DTSTART;TZID=X"), "line 5: DTSTART: there is no colon"},
		"quotes left open":      {event(`DTSTART;TZID="X:20260704T100000`), "line 5: DTSTART: a quotation mark"},
		"the end is missing":    {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260704T100000Z\n", "line 2: BEGIN:VEVENT has no END"},
		"ends crossed":          {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "line 3: END: "},
		"no begin":              {event("SUMMARY:x"), "line 3: the event has no DTSTART"},
		"no date":               {event("DTSTART:tomorrow"), "line 5: DTSTART: \"tomorrow\""},
		"a day that is none":    {event("DTSTART;VALUE=DATE:20260231"), "line 5: DTSTART"},
		"an unknown zone":       {event("DTSTART;TZID=Mars/Olympus:20260704T100000"), `line 5: DTSTART: the time zone "Mars/Olympus" is not known`},
		"the machine's zone":    {event("DTSTART;TZID=Local:20260704T100000"), "not known"},
		"backwards":             {event("DTSTART:20260704T100000Z", "DTEND:20260704T090000Z"), "line 6: DTEND: the event ends before it begins"},
		"a day and a time":      {event("DTSTART;VALUE=DATE:20260704", "DTEND:20260704T090000Z"), "line 6: DTEND"},
		"a bad duration":        {event("DTSTART:20260704T100000Z", "DURATION:5 minutes"), "line 6: DURATION"},
		"a rule by the second":  {event("DTSTART:20260704T100000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY"), "line 7: RRULE: a rule by the second"},
		"a rule that is none":   {event("DTSTART:20260704T100000Z", "DURATION:PT1S", "RRULE:FREQ=SOMETIMES"), "line 7: RRULE"},
		"an interval of ages":   {event("DTSTART:20260704T100000Z", "DURATION:PT1S", "RRULE:FREQ=DAILY;INTERVAL=99999999999"), "line 7: RRULE: the interval"},
		"many places":           {event("DTSTART:20260704T100000Z", "DURATION:PT1S", "RRULE:FREQ=DAILY;BYSETPOS="+strings.Repeat("9,", 31)+"9"), "line 7: RRULE: BYSETPOS has more than 31 values"},
		"too deep":              {"BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:X\n", 20), "components lie more than"},
		"too long":              {strings.Repeat("X", ical.MaxSize+1), "longer than 2 MiB"},
		"too many":              {event("DTSTART:20260704T100000Z", "DURATION:PT1S", "RRULE:FREQ=DAILY;BYMINUTE=0,30;BYSECOND=0,30;BYHOUR=1,2"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ical.Read(t.Context(), []byte(c.text), window(time.UTC))
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if _, ok := errors.AsType[*ical.SyntaxError](err); !ok || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v and %d entries, want %q", err, len(got), c.want)
			}
		})
	}
}

func TestCountingEndsWithItsContextAndItsBounds(t *testing.T) {
	var many strings.Builder
	for i := range 600 {
		fmt.Fprintf(&many, "BEGIN:VEVENT\nUID:%d\nDTSTART;VALUE=DATE:20200230\nEND:VEVENT\n", i)
	}
	never := "BEGIN:VCALENDAR\n" + strings.ReplaceAll(many.String(), "DTSTART;VALUE=DATE:20200230", "DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30") + "END:VCALENDAR\n"
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ical.Read(ctx, []byte(never), window(time.UTC)); !errors.Is(err, context.Canceled) {
		t.Errorf("it went on: %v", err)
	}
	daily := strings.ReplaceAll(never, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY")
	if _, err := ical.Read(t.Context(), []byte(daily), window(time.UTC)); err == nil || !strings.Contains(err.Error(), "more than 5000 events") {
		t.Error(err)
	}
}

func TestAnEventByTheHourIsLeftOutAndTheRestIsRead(t *testing.T) {
	lines := []string{
		"BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:often", "SUMMARY:Pills", "DTSTART:20260302T080000Z", "DURATION:PT5M", "RRULE:FREQ=HOURLY;COUNT=3", "END:VEVENT",
		"BEGIN:VEVENT", "UID:trip", "SUMMARY:Trip", "DTSTART;VALUE=DATE:20260305", "END:VEVENT", "END:VCALENDAR", "",
	}
	text := []byte(strings.Join(lines, "\r\n"))
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	o := ical.Options{Zone: time.UTC, From: from, To: from.AddDate(0, 1, 0)}
	if _, err := ical.Read(t.Context(), text, o); err == nil || !strings.Contains(err.Error(), "line 7: RRULE: a rule by the hour is not taken") {
		t.Errorf("where nobody is told of it: %v", err)
	}
	var left []ical.LeftOut
	o.LeftOut = func(e ical.LeftOut) { left = append(left, e) }
	entries, err := ical.Read(t.Context(), text, o)
	if err != nil || len(entries) != 1 || entries[0].UID != "trip" {
		t.Errorf("%v, %v", entries, err)
	}
	if len(left) != 1 || left[0].Summary != "Pills" || !left[0].Start.Equal(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)) || !strings.Contains(left[0].Err.Error(), "line 7") {
		t.Errorf("left out: %v", left)
	}
}

// TRANSP says whether an event makes its owner busy; where it says nothing Outlook's own word does. Whoever works elsewhere
// can be on call there, whatever TRANSP says.
func TestWhatMakesNobodyBusyIsFree(t *testing.T) {
	for says, free := range map[string]bool{
		"":                                            false,
		"TRANSP:TRANSPARENT":                          true,
		"TRANSP:OPAQUE":                               false,
		"X-MICROSOFT-CDO-BUSYSTATUS:FREE":             true,
		"X-MICROSOFT-CDO-BUSYSTATUS:BUSY":             false,
		"X-MICROSOFT-CDO-BUSYSTATUS:OOF":              false,
		"X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE":        false,
		"X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE": true,
		"TRANSP:OPAQUE\r\nX-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE": true,
		"TRANSP:OPAQUE\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE":             false,
		"TRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:OOF":         true,
		"X-MICROSOFT-CDO-BUSYSTATUS: free \r\nX-OTHER:1":               true,
	} {
		got, err := ical.Read(t.Context(), []byte(event("DTSTART:20260704T100000Z", "DTEND:20260704T110000Z", orOne(says))), window(time.UTC))
		if err != nil || len(got) != 1 || got[0].Free != free {
			t.Errorf("%q: %v, %v, want free %v", says, got, err, free)
		}
	}
}

// orOne is a line that says nothing where there is none.
func orOne(line string) string {
	if line == "" {
		return "SUMMARY:Away"
	}
	return line
}
