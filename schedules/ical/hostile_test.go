package ical_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/schedules/ical"
)

// events is a calendar of n events with these lines each, and the UIDs 0, 1, 2 …
func events(n int, lines ...string) string {
	var text strings.Builder
	text.WriteString("BEGIN:VCALENDAR\n")
	for i := range n {
		fmt.Fprintf(&text, "BEGIN:VEVENT\nUID:%d\n%s\nEND:VEVENT\n", i, strings.Join(lines, "\n"))
	}
	return text.String() + "END:VCALENDAR\n"
}

// allocated is how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestAnEventHasAtMostFourRules(t *testing.T) {
	lines := []string{"DTSTART;VALUE=DATE:20260704"}
	for day := 1; day <= 4; day++ {
		lines = append(lines, fmt.Sprintf("RRULE:FREQ=MONTHLY;COUNT=1;BYMONTHDAY=%d", day))
	}
	got, err := ical.Read(t.Context(), []byte(event(lines...)), window(time.UTC))
	if err != nil || len(got) != 4 { // the fourth gives the first day again
		t.Errorf("four rules: %v, %d entries", err, len(got))
	}
	_, err = ical.Read(t.Context(), []byte(event(append(lines, "RRULE:FREQ=DAILY")...)), window(time.UTC))
	if err == nil || err.Error() != "line 10: RRULE: the event has more than 4 rules" {
		t.Errorf("five rules: %v", err)
	}
}

func TestTheRulesOfACalendarAreBoundedTogether(t *testing.T) {
	since1601 := []string{"DTSTART;VALUE=DATE:16010101", "RRULE:FREQ=DAILY;UNTIL=20260227"}
	if _, err := ical.Read(t.Context(), []byte(events(6, since1601...)), window(time.UTC)); err != nil {
		t.Error(err)
	}
	_, err := ical.Read(t.Context(), []byte(events(7, since1601...)), window(time.UTC))
	if _, ok := errors.AsType[*ical.SyntaxError](err); !ok || !strings.Contains(err.Error(), "line 35: RRULE: the rules of the calendar have more than 1000000 recurrences") {
		t.Error(err)
	}
}

func TestWhatLiesBeforeTheWindowIsNotRemembered(t *testing.T) {
	text := []byte(events(1, "DTSTART;VALUE=DATE:16010101", "RRULE:FREQ=DAILY;UNTIL=20260227"))
	got := allocated(func() {
		if entries, err := ical.Read(t.Context(), text, window(time.UTC)); err != nil || len(entries) != 0 {
			t.Error(err, entries)
		}
	})
	if got > 1<<20 {
		t.Errorf("150,000 days took %d KiB", got>>10)
	}
}

// impatient is a context that ends when it is asked once too often.
type impatient struct {
	context.Context
	asks int
}

func (c *impatient) Err() error {
	if c.asks--; c.asks < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

func TestTheContextIsAskedWhileOneEventIsCounted(t *testing.T) {
	for name, text := range map[string]string{
		"one long rule":      event("DTSTART;VALUE=DATE:16010101", "RRULE:FREQ=DAILY;UNTIL=20260227"),
		"rules without days": event("DTSTART;VALUE=DATE:20260101", strings.Repeat("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\n", 4)),
	} {
		if _, err := ical.Read(&impatient{t.Context(), 3}, []byte(text), window(time.UTC)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestARuleThatTheCounterPanicsAtIsRefused(t *testing.T) {
	for _, rule := range []string{"FREQ=MONTHLY;BYDAY=53MO", "FREQ=YEARLY;BYEASTER=400", "FREQ=YEARLY;BYMONTH=12;BYDAY=53MO"} {
		_, err := ical.Read(t.Context(), []byte(event("DTSTART;VALUE=DATE:20260101", "RRULE:"+rule)), window(time.UTC))
		if _, ok := errors.AsType[*ical.SyntaxError](err); !ok || !strings.Contains(err.Error(), "line 6: RRULE: ") {
			t.Errorf("%s: %v", rule, err)
		}
	}
}

func TestRulesAreCountedOnTheTrueCalendar(t *testing.T) {
	for rule, want := range map[string][]string{
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29":      {"2028-02-29 for 1 days: "},
		"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13":      {"2026-02-13 for 1 days: ", "2026-03-13 for 1 days: ", "2026-11-13 for 1 days: ", "2027-08-13 for 1 days: "},
		"FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;WKST=MO": {"2026-12-28 for 1 days: "},
		"FREQ=YEARLY;INTERVAL=25;COUNT=18":         {"2026-02-28 for 1 days: "},
		"FREQ=YEARLY;UNTIL=20260227":               nil,
	} {
		o := window(time.UTC)
		o.From, o.To = time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), time.Date(2028, 3, 1, 0, 0, 0, 0, time.UTC)
		start := "DTSTART;VALUE=DATE:16010228"
		got, err := ical.Read(t.Context(), []byte(event(start, "RRULE:"+rule)), o)
		if diff := cmp.Diff(want, shown(got, time.UTC)); err != nil || diff != "" {
			t.Errorf("%s: %v %s", rule, err, diff)
		}
	}
}

func TestAnEventIsReplacedOnlyByOnesWithItsUID(t *testing.T) {
	text := func(uid string) []byte {
		return []byte("BEGIN:VCALENDAR\n" +
			"BEGIN:VEVENT\n" + uid + "SUMMARY:Series\nDTSTART;VALUE=DATE:20260704\nRRULE:FREQ=DAILY;COUNT=2\nEND:VEVENT\n" +
			"BEGIN:VEVENT\n" + uid + "SUMMARY:Moved\nRECURRENCE-ID;VALUE=DATE:20260704\nDTSTART;VALUE=DATE:20260710\nEND:VEVENT\nEND:VCALENDAR\n")
	}
	rest := []string{"2026-07-05 for 1 days: Series", "2026-07-10 for 1 days: Moved"}
	for uid, want := range map[string][]string{
		"UID:a\n": rest,
		"UID:\n":  append([]string{"2026-07-04 for 1 days: Series"}, rest...), // two events that have nothing to do with each other
		"":        append([]string{"2026-07-04 for 1 days: Series"}, rest...),
	} {
		got, err := ical.Read(t.Context(), text(uid), window(time.UTC))
		if diff := cmp.Diff(want, shown(got, time.UTC)); err != nil || diff != "" {
			t.Errorf("%q: %v %s", uid, err, diff)
		}
	}
}

func TestWhatIsReplacedIsNotCopiedToEachEvent(t *testing.T) {
	var text strings.Builder
	text.WriteString("BEGIN:VCALENDAR\n")
	for i := range 1000 {
		day := time.Date(2026, 7, 4, 0, i, 0, 0, time.UTC).Format("20060102T150405Z")
		fmt.Fprintf(&text, "BEGIN:VEVENT\nUID:a\nDTSTART:%s\nDURATION:PT1H\nEND:VEVENT\n", day)
		fmt.Fprintf(&text, "BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:%s\nDTSTART:%s\nDURATION:PT2H\nEND:VEVENT\n", day, day)
	}
	text.WriteString("END:VCALENDAR\n")
	got := allocated(func() {
		if entries, err := ical.Read(t.Context(), []byte(text.String()), window(time.UTC)); err != nil || len(entries) != 1000 {
			t.Error(err, len(entries))
		}
	})
	if got > 16<<20 {
		t.Errorf("1,000 events that 1,000 replace took %d MiB", got>>20)
	}
}

func TestThePathOfAZoneIsNotTriedFromEachOfItsParts(t *testing.T) {
	id := strings.Repeat("x/", 3000)
	text := "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:" + id + "y\nBEGIN:STANDARD\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\n" +
		"BEGIN:VEVENT\nUID:a\nDTSTART;TZID=" + id + "y:20260704T100000\nDURATION:PT1H\nEND:VEVENT\n" +
		"BEGIN:VEVENT\nUID:b\nDTSTART;TZID=" + id + "America/Argentina/Salta:20260704T100000\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR\n"
	got := allocated(func() {
		entries, err := ical.Read(t.Context(), []byte(text), window(time.UTC))
		want := []string{"Sat 2026-07-04 09:00 – 2026-07-04 10:00 UTC: ", "Sat 2026-07-04 13:00 – 2026-07-04 14:00 UTC: "}
		if diff := cmp.Diff(want, shown(entries, time.UTC)); err != nil || diff != "" {
			t.Error(err, diff)
		}
	})
	if got > 4<<20 {
		t.Errorf("a path of 3,000 parts took %d MiB", got>>20)
	}
}
