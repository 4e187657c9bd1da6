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
	since1601 := []string{"DTSTART;VALUE=DATE:16010101", "RRULE:FREQ=DAILY;UNTIL=20250101"}
	if _, err := ical.Read(t.Context(), []byte(events(6, since1601...)), window(time.UTC)); err != nil {
		t.Error(err)
	}
	_, err := ical.Read(t.Context(), []byte(events(7, since1601...)), window(time.UTC))
	if _, ok := errors.AsType[*ical.SyntaxError](err); !ok || !strings.Contains(err.Error(), "line 35: RRULE: the rules of the calendar have more than 1000000 recurrences") {
		t.Error(err)
	}
}

func TestWhatLiesBeforeTheWindowIsNotRemembered(t *testing.T) {
	text := []byte(events(1, "DTSTART;VALUE=DATE:16010101", "RRULE:FREQ=DAILY;UNTIL=20250101"))
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
		"one long rule":      event("DTSTART;VALUE=DATE:16010101", "RRULE:FREQ=DAILY;UNTIL=20250101"),
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
