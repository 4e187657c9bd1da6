package ical_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/schedules/civil/civiltest"
	"wakeman/schedules/ical"
)

// written is a feed as a program reads it that knows RFC 5545 and no zone: what is said of the zone's clock, and when each
// event begins and ends by that.
type written struct {
	tz    string
	turns []tzTurn
	times []string // DTSTART and DTEND of each event in order, as TZID:value or value
}

// tzTurn is a STANDARD or DAYLIGHT part: from when on, in Unix seconds, a clock is how far from UTC.
type tzTurn struct {
	kind, name, start string
	onset             int64
	from, to          int64
}

// interpret reads what ical.Write wrote, with nothing of that package.
func interpret(t testing.TB, text []byte) (f written) {
	t.Helper()
	var part tzTurn
	for line := range strings.SplitSeq(strings.ReplaceAll(string(text), "\r\n ", ""), "\r\n") {
		name, value, _ := strings.Cut(line, ":")
		switch name {
		case "TZID":
			f.tz = value
		case "BEGIN":
			part = tzTurn{kind: value}
		case "TZOFFSETFROM":
			part.from = seconds(t, value)
		case "TZOFFSETTO":
			part.to = seconds(t, value)
		case "TZNAME":
			part.name = value
		case "DTSTART":
			part.start = value // of the zone's part; of an event it is not looked at
		case "RRULE", "RDATE":
			t.Fatalf("this is not read: %s", line)
		}
		if f.tz != "" && (line == "END:STANDARD" || line == "END:DAYLIGHT") {
			part.onset = utc(t, part.start) - part.from
			f.turns = append(f.turns, part)
		}
		if id, zoned := strings.CutPrefix(name, "DTSTART;TZID="); zoned {
			f.times = append(f.times, id+":"+value)
		} else if id, zoned := strings.CutPrefix(name, "DTEND;TZID="); zoned {
			f.times = append(f.times, id+":"+value)
		} else if name == "DTEND" || name == "DTSTART" && part.kind == "VEVENT" {
			f.times = append(f.times, value)
		}
	}
	if !slices.IsSortedFunc(f.turns, func(a, b tzTurn) int { return int(a.onset - b.onset) }) {
		t.Fatalf("not in order: %v", f.turns)
	}
	return f
}

// instant is when a time is: the one instant at which the zone's clock shows it. Of two, RFC 5545 has the first meant, and not
// every program does.
func (f written) instant(t testing.TB, at string) int64 {
	t.Helper()
	if stamp, inUTC := strings.CutSuffix(at, "Z"); inUTC {
		return utc(t, stamp)
	}
	id, reading, _ := strings.Cut(at, ":")
	if id != f.tz {
		t.Fatalf("%s, and the feed says nothing of that zone", at)
	}
	var all []int64
	for i, x := range f.turns {
		when := utc(t, reading) - x.to
		if when >= x.onset && (i+1 == len(f.turns) || when < f.turns[i+1].onset) {
			all = append(all, when)
		}
	}
	if len(all) != 1 {
		t.Fatalf("%s: the clock of the feed shows that at %v: %+v", at, all, f.turns)
	}
	return all[0]
}

// utc is a reading as if it were one of UTC.
func utc(t testing.TB, reading string) int64 {
	t.Helper()
	at, err := time.Parse("20060102T150405", reading)
	if err != nil {
		t.Fatal(err)
	}
	return at.Unix()
}

func seconds(t testing.TB, offset string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(offset, 10, 64)
	if err != nil || len(offset) != 5 && len(offset) != 7 {
		t.Fatalf("%q is no offset", offset)
	}
	if len(offset) == 5 {
		n *= 100
	}
	return n/10000*3600 + n/100%100*60 + n%100
}

// each is a feed with an event that begins at each instant and lasts a minute.
func each(loc *time.Location, at []time.Time) ical.Feed {
	f := ical.Feed{Name: "All", Zone: loc}
	for _, start := range at {
		f.Events = append(f.Events, ical.Event{UID: "u", Start: start, End: start.Add(time.Minute), Summary: "x"})
	}
	return f
}

// compare writes a feed and reads it as a stranger would.
func compare(t *testing.T, name string, loc *time.Location, at []time.Time) {
	t.Helper()
	f := interpret(t, ical.Write(each(loc, at)))
	if len(f.times) != 2*len(at) {
		t.Fatalf("%s: %d times of %d events", name, len(f.times), len(at))
	}
	for i, start := range at {
		for j, want := range []time.Time{start, start.Add(time.Minute)} {
			if got := f.instant(t, f.times[2*i+j]); got != want.Unix() {
				t.Errorf("%s: %s is written %s, which is %s", name, want.Format(time.RFC3339), f.times[2*i+j], time.Unix(got, 0).UTC().Format(time.RFC3339))
			}
		}
	}
}

// around is what is looked at near a change of the clocks: each hour for more than a day, in which lie the changes by a whole
// one, each quarter of an hour where they are near, and the seconds next to it.
func around(change time.Time) (at []time.Time) {
	for hour := -27; hour <= 27; hour++ {
		at = append(at, change.Add(time.Duration(hour)*time.Hour))
	}
	for quarter := -13; quarter <= 13; quarter++ {
		at = append(at, change.Add(time.Duration(quarter)*15*time.Minute))
	}
	return append(at, change.Add(-time.Second), change.Add(time.Second), change.Add(time.Hour-time.Second), change.Add(time.Hour+time.Second))
}

// Each written time is the instant that was meant, for whoever knows nothing of the zone but what the feed says: in every zone
// there is, around each change of its clocks, when the feed lies around that change alone and when it lies around them all.
// Each run covers 2026 to 2028; `make oracle` the whole of 2020 to 2040.
func TestATimeOfAFeedIsItsInstantInEveryZone(t *testing.T) {
	from, to := 2026, 2029
	if os.Getenv("WAKEMAN_ORACLE") != "" {
		from, to = 2020, 2041
	}
	zones := civiltest.Zones(t)
	changes := 0
	for _, name := range slices.Sorted(maps.Keys(zones)) {
		var all []time.Time
		for _, change := range civiltest.Transitions(zones[name], year(from), year(to)) {
			near := around(change)
			compare(t, name, zones[name], near)
			compare(t, name, zones[name], []time.Time{change.Add(-time.Minute)}) // and is over with the change
			compare(t, name, zones[name], []time.Time{change})
			changes, all = changes+1, append(all, near[20:]...)
		}
		for at := year(from); at.Before(year(to)); at = at.AddDate(0, 0, 17) {
			all = append(all, at)
		}
		if compare(t, name, zones[name], all); t.Failed() {
			return
		}
	}
	if changes < 100 {
		t.Fatalf("only %d changes found: the walk over the zones is broken", changes)
	}
	t.Logf("%d changes", changes)
}

func year(n int) time.Time { return time.Date(n, 1, 1, 0, 0, 0, 0, time.UTC) }

// What is written of some clocks that do what others do not, and of the hour that comes twice.
func TestAFeedSaysHowItsClockGoes(t *testing.T) {
	for name, c := range map[string]struct {
		at    string
		want  []string // the parts of the VTIMEZONE
		times []string // an event of two hours that begins then
	}{
		"Europe/Stockholm": {"2026-10-25T00:30:00Z", []string{"DAYLIGHT 20260329T020000 +0100 +0200 CEST", "STANDARD 20261025T030000 +0200 +0100 CET"}, []string{"20261025T003000Z", "20261025T033000"}},
		// The second of two half past twos.
		"Europe/Berlin": {"2026-10-25T01:30:00Z", []string{"STANDARD 20261025T030000 +0200 +0100 CET"}, []string{"20261025T013000Z", "20261025T043000"}},
		// Ireland's standard time is that of summer, by its law; for calendars it is as everywhere.
		"Europe/Dublin":       {"2026-03-28T23:30:00Z", []string{"STANDARD 20251026T020000 +0100 +0000 GMT", "DAYLIGHT 20260329T010000 +0000 +0100 IST"}, []string{"20260328T233000", "20260329T023000"}},
		"Africa/Casablanca":   {"2026-02-15T01:00:00Z", []string{"DAYLIGHT 20250406T020000 +0000 +0100 +01", "STANDARD 20260215T030000 +0100 +0000 +00"}, []string{"20260215T010000Z", "20260215T030000"}},
		"Australia/Lord_Howe": {"2026-04-04T14:30:00Z", []string{"DAYLIGHT 20251005T020000 +1030 +1100 +11", "STANDARD 20260405T020000 +1100 +1030 +1030"}, []string{"20260404T143000Z", "20260405T030000"}},
		// Samoa went from Thursday to Saturday.
		"Pacific/Apia": {"2011-12-30T09:00:00Z", []string{"DAYLIGHT 20110924T030000 -1100 -1000 -10", "DAYLIGHT 20111230T000000 -1000 +1400 +14"}, []string{"20111229T230000", "20111231T010000"}},
		// At midnight: the 25th has no first hour, and its last comes twice.
		"Asia/Beirut":    {"2026-03-28T21:00:00Z", []string{"STANDARD 20251026T000000 +0300 +0200 EET", "DAYLIGHT 20260329T000000 +0200 +0300 EEST"}, []string{"20260328T230000", "20260329T020000"}},
		"America/Havana": {"2026-11-01T04:00:00Z", []string{"DAYLIGHT 20260308T000000 -0500 -0400 CDT", "STANDARD 20261101T010000 -0400 -0500 CST"}, []string{"20261101T040000Z", "20261101T010000"}},
		// No change for long, or never: from when on does not matter, but it is said.
		"Asia/Kolkata":  {"2026-07-01T00:00:00Z", []string{"STANDARD 19700101T000000 +0530 +0530 IST"}, []string{"20260701T053000", "20260701T073000"}},
		"Etc/GMT+5":     {"2026-07-01T00:00:00Z", []string{"STANDARD 19700101T000000 -0500 -0500 -05"}, []string{"20260630T190000", "20260630T210000"}},
		"Asia/Shanghai": {"2026-07-01T00:00:00Z", []string{"STANDARD 19910915T020000 +0900 +0800 CST"}, []string{"20260701T080000", "20260701T100000"}},
		// By the second; and before 1970, which is in no feed of shifts.
		"Africa/Monrovia": {"1971-12-31T23:00:00Z", []string{"STANDARD 19700101T000000 -004430 -004430 MMT"}, []string{"19711231T221530", "19720101T001530"}},
		"America/Chicago": {"1970-01-01T05:00:00Z", []string{"STANDARD 19700101T000000 -0600 -0600 CST"}, []string{"19700101T050000Z", "19700101T010000"}},
		"UTC":             {"2026-07-01T00:00:00Z", nil, []string{"20260701T000000Z", "20260701T020000Z"}},
		"Zulu":            {"2026-07-01T00:00:00Z", nil, []string{"20260701T000000Z", "20260701T020000Z"}},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		f := interpret(t, ical.Write(ical.Feed{Zone: zone(t, name), Events: []ical.Event{{Start: at, End: at.Add(2 * time.Hour)}}}))
		var got []string
		for _, x := range f.turns {
			got = append(got, fmt.Sprintf("%s %s %s %s %s", x.kind, x.start, hhmm(x.from), hhmm(x.to), x.name))
		}
		for i, x := range f.times {
			f.times[i] = strings.TrimPrefix(x, name+":")
		}
		if diff := cmp.Diff(c.want, got) + cmp.Diff(c.times, f.times); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func hhmm(n int64) string {
	sign := "+"
	if n < 0 {
		sign, n = "-", -n
	}
	text := fmt.Sprintf("%s%02d%02d", sign, n/3600, n/60%60)
	if n%60 > 0 {
		text += fmt.Sprintf("%02d", n%60)
	}
	return text
}

// A zone that others could not look up, or whose name could be anything, is not written as one.
func TestAZoneWithoutAPublicNameIsWrittenInUTC(t *testing.T) {
	at := year(2026)
	for _, loc := range []*time.Location{nil, time.FixedZone("", 3600), time.FixedZone("a:b\r\nX:", 3600), time.FixedZone(`x"`, 3600)} {
		text := ical.Write(ical.Feed{Zone: loc, Events: []ical.Event{{Start: at, End: at.Add(time.Hour)}}})
		if !bytes.Contains(text, []byte("\r\nDTSTART:20260101T000000Z\r\nDTEND:20260101T010000Z\r\n")) || bytes.Contains(text, []byte("VTIMEZONE")) {
			t.Errorf("%v: %s", loc, text)
		}
	}
	if text := ical.Write(ical.Feed{Zone: zone(t, "Europe/Stockholm")}); bytes.Contains(text, []byte("VTIMEZONE")) {
		t.Errorf("no event, and a clock: %s", text)
	}
}

// The clock that a feed tells is that of its shifts and not that of the day it is read on: it does not change by itself.
func TestAFeedsClockIsThatOfItsEvents(t *testing.T) {
	at := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	f := interpret(t, ical.Write(each(zone(t, "Europe/Stockholm"), []time.Time{at, at.AddDate(0, 2, 0)})))
	if len(f.turns) != 1 || f.turns[0].name != "CEST" {
		t.Errorf("two events in summer: %+v", f.turns)
	}
	f = interpret(t, ical.Write(each(zone(t, "Europe/Stockholm"), []time.Time{at.AddDate(0, 7, 0), at}))) // in any order
	if len(f.turns) != 2 {
		t.Errorf("summer and winter: %+v", f.turns)
	}
}
