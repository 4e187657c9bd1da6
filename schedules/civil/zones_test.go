package civil_test

import (
	"os"
	"testing"
	"time"

	_ "time/tzdata"

	"wakeman/schedules/civil"
	"wakeman/schedules/civil/civiltest"
)

// Skipped and doubled hours, in every zone there is: what civil answers is compared with a plain stepper that walks through
// each transition minute by minute, reads the clock as text, and remembers the furthest reading seen. Each run covers 2026
// to 2028; `make oracle` the whole of 2020 to 2040.
func TestEveryTransitionOfEveryZone(t *testing.T) {
	from, to := day(2026), day(2029)
	if os.Getenv("WAKEMAN_ORACLE") != "" {
		from, to = day(2020), day(2041)
	}
	transitions := 0
	for name, loc := range civiltest.Zones(t) {
		for _, at := range transitionsOf(loc, from, to) {
			transitions++
			compareWithStepper(t, name, loc, at)
		}
		if t.Failed() {
			return
		}
	}
	if transitions < 100 {
		t.Fatalf("only %d transitions found: the walk over the zones is broken", transitions)
	}
	t.Logf("%d transitions", transitions)
}

// compareWithStepper checks both functions for each minute from two hours before to two hours after the transition.
func compareWithStepper(t *testing.T, name string, loc *time.Location, transition time.Time) {
	t.Helper()
	const layout = "2006-01-02T15:04:05"
	begin, end := transition.Add(-2*time.Hour), transition.Add(2*time.Hour)
	furthest := "" // of all readings so far; text in this layout sorts as time does
	reached := make(map[string]time.Time)
	var pending []string
	for shown := begin.In(loc).Format(layout); shown <= end.In(loc).Format(layout); {
		pending = append(pending, shown)
		next, _ := time.Parse(layout, shown)
		shown = next.Add(time.Minute).Format(layout)
	}
	for at := begin; !at.After(end); at = at.Add(time.Minute) {
		furthest = max(furthest, at.In(loc).Format(layout))
		got := civil.Read(at, loc).DateTime()
		// On the minutes of a clock that has been stopped, Read is at the last second it showed.
		if want := stoppedAt(at.Add(-time.Second), loc, transition, layout, furthest); pad(got) != want {
			t.Errorf("%s: Read(%s) = %s, the stepper has %s", name, at.Format(time.RFC3339), pad(got), want)
		}
		for len(pending) > 0 && pending[0] <= furthest {
			reached[pending[0]] = at
			pending = pending[1:]
		}
	}
	for shown, want := range reached {
		d, err := civil.ParseDateTime(shown)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.In(loc); !got.Equal(want) {
			t.Errorf("%s: %s happens at %s, the stepper has %s", name, shown, got.Format(time.RFC3339), want.Format(time.RFC3339))
		}
	}
}

// stoppedAt adds to the minutes' furthest reading the second before the transition, which minute steps do not visit.
func stoppedAt(before time.Time, loc *time.Location, transition time.Time, layout, furthest string) string {
	if before.Before(transition.Add(-time.Second)) {
		return furthest
	}
	return max(furthest, transition.Add(-time.Second).In(loc).Format(layout))
}

func pad(d civil.DateTime) string {
	if s := d.String(); d.Time.Second != 0 {
		return s
	}
	return d.String() + ":00"
}

// transitionsOf is the changes of the zone's clocks; and the end of a leap year, which is none, but where the library's zone
// bounds stumble.
func transitionsOf(loc *time.Location, from, to time.Time) []time.Time {
	return append(civiltest.Transitions(loc, from, to), day(2029), day(2029).AddDate(0, 0, -1))
}

func day(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
