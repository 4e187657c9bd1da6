package ical_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/schedules/ical"
)

// What is wrong in a line that has no say in when anything takes place costs nobody the calendar.
func TestABrokenLineThatSaysNothingOfTimesIsPassedOver(t *testing.T) {
	times := []string{"DTSTART;VALUE=DATE:20260704", "DTEND;VALUE=DATE:20260706"}
	for name, lines := range map[string][]string{
		"a quotation mark within a name":        {`ATTENDEE;CN=Ann "the Tower" Larsen:mailto:ann@example.net`},
		"escaped quotation marks within quotes": {`ATTENDEE;CN="Ann \"the Tower\" Larsen";PARTSTAT=ACCEPTED:mailto:ann@example.net`},
		"quotes that are not closed":            {`ATTENDEE;SCHEDULE-STATUS="3.7;Invalid Calendar User";INVALID CALENDAR USER":mailto:ann@example.net`},
		"a parameter without a value":           {"ATTACH;FMTTYPE:https://files.example.net/a.pdf"},
		"a place that goes on without its fold": {`LOCATION:123 Main St\, Suite 100\,`, `Albuquerque\, NM 87101`, "", "North: entrance"},
		"so does a title":                       {"SUMMARY:Leave", "", "as agreed with Ben (both weeks)"},
		"a property without a colon":            {"X-EMPTY;A=B"},
	} {
		got, err := ical.Read(t.Context(), []byte(event(append(times, lines...)...)), window(time.UTC))
		if err != nil || len(got) != 1 || got[0].Days != 2 {
			t.Errorf("%s: %v %v", name, err, got)
		}
	}
	// But after a line that says when, what is no line may be the rest of it.
	for _, lines := range [][]string{{"DTSTART;VALUE=DATE:20260704", "NONSENSE"}, {"RRULE:FREQ=DAILY;", "COUNT=3"}} {
		if _, err := ical.Read(t.Context(), []byte(event(append(times, lines...)...)), window(time.UTC)); err == nil || !strings.HasPrefix(err.Error(), "line 8: ") {
			t.Errorf("%q: %v", lines, err)
		}
	}
}

func TestManyShortLinesAreNotKept(t *testing.T) {
	text := []byte("BEGIN:VCALENDAR\n" + strings.Repeat("A:\n", 600_000) + "END:VCALENDAR\n")
	if got := allocated(func() {
		if _, err := ical.Read(t.Context(), text, window(time.UTC)); err != nil {
			t.Error(err)
		}
	}); got > 40<<20 {
		t.Errorf("600,000 lines of nothing took %d MiB", got>>20)
	}
}

func TestZonesWhoseNamesHaveColons(t *testing.T) {
	own := func(id string) string {
		return strings.ReplaceAll(rules("DTSTART:16010101T030000 TZOFFSETFROM:+0200 TZOFFSETTO:+0100 RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
			"DTSTART:16010101T020000 TZOFFSETFROM:+0100 TZOFFSETTO:+0200 RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"), "TZID:Own", "TZID:"+id)
	}
	for line, c := range map[string]struct{ zones, want string }{
		`DTSTART;TZID="tzone://Microsoft/Custom":20260704T100000`:                 {own("tzone://Microsoft/Custom"), "08:00"},
		`DTSTART;TZID=tzone://Microsoft/Custom:20260704T100000`:                   {own("tzone://Microsoft/Custom"), "08:00"},
		`DTSTART;TZID=UTC+03:00;VALUE=DATE-TIME:20260704T100000`:                  {own("UTC+03:00"), "08:00"},
		`DTSTART;VALUE=DATE-TIME;TZID=(GMT +01:00):20260704T100000`:               {own("(GMT +01:00)"), "08:00"},
		`DTSTART;TZID=Amsterdam, Berlin: Rom:20260704T100000`:                     {own("Amsterdam, Berlin: Rom"), "08:00"},
		`DTSTART;TZID="tzone://Microsoft/Utc":20260704T100000`:                    {"", "10:00"},
		`DTSTART;TZID=tzone://Microsoft/Utc:20260704T100000`:                      {"", "10:00"},
		`DTSTART;TZID=(UTC) Koordinerad universell tid:20260704T100000`:           {own("(UTC) Koordinerad universell tid"), "08:00"},
		`DTSTART;TZID="(UTC+01:00) Amsterdam, Berlin, Bern, Rom":20260704T100000`: {own(`(UTC+01:00) Amsterdam\, Berlin\, Bern\, Rom`), "08:00"},
		`DTSTART;TZID=Europe/Stockholm:20260704T100000`:                           {"", "08:00"},
	} {
		text := "BEGIN:VCALENDAR\n" + c.zones + "BEGIN:VEVENT\n" + line + "\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR\n"
		got, err := ical.Read(t.Context(), []byte(text), window(time.UTC))
		if err != nil || len(got) != 1 || got[0].Start.Format("15:04") != c.want {
			t.Errorf("%s: %v %v, want %s", line, got, err, c.want)
		}
	}
	if _, err := ical.Read(t.Context(), []byte(event("DTSTART;TZID=localtime:20260704T100000", "DURATION:PT1H")), window(time.UTC)); err == nil {
		t.Error("the machine's zone by its other name is read")
	}
}

// Some write an end where there is none: in the year 4500, or 9999.
func TestAnEndInAnotherAgeIsNone(t *testing.T) {
	for _, until := range []string{"45000901", "99991231T235959Z", "40000101T000000"} {
		lines := []string{"DTSTART;VALUE=DATE:19800704", "RRULE:FREQ=YEARLY;UNTIL=" + until}
		got, err := ical.Read(t.Context(), []byte(event(lines...)), window(time.UTC))
		want := []string{"2026-07-04 for 1 days: ", "2027-07-04 for 1 days: "}
		if diff := cmp.Diff(want, shown(got, time.UTC)); err != nil || diff != "" {
			t.Errorf("%s: %v %s", until, err, diff)
		}
	}
	for _, until := range []string{"99999999", "4500", "45001301"} {
		if _, err := ical.Read(t.Context(), []byte(event("DTSTART;VALUE=DATE:19800704", "RRULE:FREQ=YEARLY;UNTIL="+until)), window(time.UTC)); err == nil {
			t.Errorf("%s is read", until)
		}
	}
}

// A calendar of many years has hundreds of events that recurred until they did not: they are not counted through, nor counted.
func TestEventsThatRecurNoMoreAreNotCounted(t *testing.T) {
	ended := make([]string, 3000)
	for i := range ended {
		ended[i] = fmt.Sprintf("BEGIN:VEVENT\nUID:%d\nDTSTART:20100104T090000Z\nDTEND:20100104T100000Z\nRRULE:FREQ=DAILY;UNTIL=20260224T090000Z\nEND:VEVENT\n", i)
	}
	live := "BEGIN:VEVENT\nUID:live\nDTSTART:20260220T230000Z\nDURATION:P9D\nRRULE:FREQ=DAILY;UNTIL=20260221T230000Z\nEND:VEVENT\n"
	got, err := ical.Read(t.Context(), []byte("BEGIN:VCALENDAR\n"+strings.Join(ended, "")+live+"END:VCALENDAR\n"), window(time.UTC))
	want := []string{"Fri 2026-02-20 23:00 – 2026-03-01 23:00 UTC: ", "Sat 2026-02-21 23:00 – 2026-03-02 23:00 UTC: "}
	if diff := cmp.Diff(want, shown(got, time.UTC)); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}

// EXRULE is of RFC 2445, and still written: what it says is left out took place nowhere.
func TestARuleMayLeaveOut(t *testing.T) {
	lines := []string{"DTSTART;TZID=Europe/Stockholm:20260323T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=14", "EXRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,SA,SU"}
	loc := zone(t, "Europe/Stockholm")
	got, err := ical.Read(t.Context(), []byte(event(lines...)), window(loc))
	want := []string{"Fri 2026-03-27 09:00 – 2026-03-27 10:00 CET: ", "Fri 2026-04-03 09:00 – 2026-04-03 10:00 CEST: "}
	if diff := cmp.Diff(want, shown(got, loc)); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	_, err = ical.Read(t.Context(), []byte(event(append(lines, strings.Split(strings.Repeat("EXRULE:FREQ=DAILY ", 4), " ")...)...)), window(loc))
	if err == nil || !strings.Contains(err.Error(), "line 11: EXRULE: the event has more than 4 rules") {
		t.Error(err)
	}
}
