package civil_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wakeman/schedules/civil"
	"wakeman/schedules/civil/civiltest"
)

func TestWhatSkippedAndDoubledReadingsMean(t *testing.T) {
	tests := []struct{ name, zone, reading, want string }{
		{"an ordinary summer morning", "Europe/Berlin", "2026-07-01T09:00", "2026-07-01T07:00:00Z"},
		{"skipped: the first instant after the gap", "Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00:00Z"},
		{"the last reading before the gap", "Europe/Berlin", "2026-03-29T01:59:59", "2026-03-29T00:59:59Z"},
		{"the first reading after the gap", "Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00:00Z"},
		{"doubled: the first time counts", "Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00Z"},
		{"the end of the doubled hour comes once", "Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00:00Z"},
		{"New York skips 02:30", "America/New_York", "2026-03-08T02:30", "2026-03-08T07:00:00Z"},
		{"New York doubles 01:30", "America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00Z"},
		{"half an hour in Lord Howe", "Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30:00Z"},
		{"two hours in Troll", "Antarctica/Troll", "2026-03-29T01:30", "2026-03-29T01:00:00Z"},
		{"a day that begins at 01:00 in Beirut", "Asia/Beirut", "2026-03-29T00:00", "2026-03-28T22:00:00Z"},
		{"a midnight that comes twice in Santiago", "America/Santiago", "2026-04-04T23:30", "2026-04-05T02:30:00Z"},
		{"the day that Samoa left out", "Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00:00Z"},
		{"summer time given up for Ramadan", "Africa/Casablanca", "2026-02-15T02:30", "2026-02-15T01:30:00Z"},
		{"and taken up again", "Africa/Casablanca", "2026-03-22T02:30", "2026-03-22T02:00:00Z"},
		{"the last day of a leap year, which the library's zone bounds miss", "Europe/Berlin", "2028-12-31T12:00", "2028-12-31T11:00:00Z"},
		{"no zone rules at all", "UTC", "2026-03-29T02:30", "2026-03-29T02:30:00Z"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, err := civil.ParseDateTime(test.reading)
			if err != nil {
				t.Fatal(err)
			}
			if got := d.In(zone(t, test.zone)).Format(time.RFC3339); got != test.want {
				t.Errorf("%s in %s is %s, want %s", test.reading, test.zone, got, test.want)
			}
		})
	}
}

func TestTheClockStandsStillWhileTheHourIsRepeated(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	tests := []struct{ at, want string }{
		{"2026-10-25T00:30:00Z", "2026-10-25T02:30"},
		{"2026-10-25T00:59:59Z", "2026-10-25T02:59:59"},
		{"2026-10-25T01:00:00Z", "2026-10-25T02:59:59"},
		{"2026-10-25T01:59:59Z", "2026-10-25T02:59:59"},
		{"2026-10-25T02:00:00Z", "2026-10-25T03:00"},
	}
	for _, test := range tests {
		at, err := time.Parse(time.RFC3339, test.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := civil.Read(at, berlin).DateTime().String(); got != test.want {
			t.Errorf("at %s the clock has got to %s, want %s", test.at, got, test.want)
		}
	}
}

// The law from which "no gap, no overlap" follows: Instant(w) ≤ t if and only if w ≤ Read(t). History is included, with its
// changes of the date line and its offsets of odd seconds.
func TestInstantAndReadAgreeAtAnyTimeInAnyZone(t *testing.T) {
	zones := make([]*time.Location, 0, 600)
	for _, loc := range civiltest.Zones(t) {
		zones = append(zones, loc)
	}
	rapid.Check(t, func(t *rapid.T) {
		loc := zones[rapid.IntRange(0, len(zones)-1).Draw(t, "zone")]
		at := time.Unix(rapid.Int64Range(-5e9, 5e9).Draw(t, "unix"), 0)
		if rapid.Bool().Draw(t, "near a transition") {
			if start, end := at.In(loc).ZoneBounds(); !start.IsZero() {
				at = start
			} else if !end.IsZero() {
				at = end
			}
			at = at.Add(time.Duration(rapid.IntRange(-100_000, 100_000).Draw(t, "seconds")) * time.Second)
		}
		w := civil.Wall(at.Unix() + rapid.Int64Range(-100_000, 100_000).Draw(t, "reading"))
		if before, shown := !civil.Instant(w, loc).After(at), w <= civil.Read(at, loc); before != shown {
			t.Fatalf("%s: Instant(%s) = %s, Read(%s) = %s", loc, w.DateTime(), civil.Instant(w, loc), at.UTC(), civil.Read(at, loc).DateTime())
		}
	})
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func BenchmarkInstant(b *testing.B) {
	loc, w := zone(b, "Europe/Berlin"), civil.At(2026, 3, 29, 9, 0).Wall()
	for b.Loop() {
		civil.Instant(w, loc)
	}
}

func BenchmarkRead(b *testing.B) {
	loc, at := zone(b, "Europe/Berlin"), time.Date(2026, 3, 29, 9, 0, 0, 0, time.UTC)
	for b.Loop() {
		civil.Read(at, loc)
	}
}
