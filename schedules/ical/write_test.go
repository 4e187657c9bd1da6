package ical_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/schedules/ical"
)

func TestAFeedIsTheTextThatRFC5545AsksFor(t *testing.T) {
	at := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC).In(zone(t, "Europe/Stockholm")) // 02:30, the first time
	got := string(ical.Write(ical.Feed{Name: "Primary, nights; all", Zone: at.Location(), Events: []ical.Event{{
		UID: "u1@wakeman", Start: at, End: at.Add(2 * time.Hour), URL: "https://pager.example.net/schedules/P1",
		Summary:     "On call: Primary",
		Description: "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich, über und über.\nSecond \\ line",
	}}}))
	want := strings.ReplaceAll(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Wakeman//On-call calendar//EN
CALSCALE:GREGORIAN
NAME:Primary\, nights\; all
X-WR-CALNAME:Primary\, nights\; all
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
DTSTART:20260329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20261025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:u1@wakeman
DTSTAMP:20261025T003000Z
DTSTART:20261025T003000Z
DTEND;TZID=Europe/Stockholm:20261025T033000
SEQUENCE:0
SUMMARY:On call: Primary
DESCRIPTION:Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter D
 eich\, über und über.\nSecond \\ line
URL:https://pager.example.net/schedules/P1
TRANSP:TRANSPARENT
STATUS:CONFIRMED
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What anybody can call a schedule comes back as it was, in lines that are short enough and no more of them.
func TestAnyTextComesBack(t *testing.T) {
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		name := strings.TrimSpace(strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' || r == 0x7f {
				return -1
			}
			return r
		}, strings.Repeat(rapid.String().Draw(t, "name"), rapid.IntRange(1, 40).Draw(t, "times"))))
		text := ical.Write(ical.Feed{Name: name, Events: []ical.Event{{UID: "u", Start: at, End: at.Add(time.Hour), Summary: name}}})
		for line := range bytes.SplitSeq(text, []byte("\r\n")) {
			if len(line) > 75 || !utf8.Valid(line) || bytes.ContainsAny(line, "\r\n") {
				t.Fatalf("a line of %d octets: %q", len(line), line)
			}
		}
		got, err := ical.Read(t.Context(), text, ical.Options{Zone: time.UTC, From: at, To: at.AddDate(0, 1, 0)})
		if err != nil || len(got) != 1 || got[0].Summary != name {
			t.Fatalf("%q came back as %+v, %v", name, got, err)
		}
	})
}

// schedule draws a rotation of three people with an override and an absence, in a zone whose clocks change.
func schedule(t *rapid.T, now time.Time) schedules.Schedule {
	zone := rapid.SampledFrom([]string{"America/Chicago", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca", "UTC"}).Draw(t, "zone")
	turn, err := schedules.ParseTurn(rapid.SampledFrom([]string{"3h", "8h", "1d", "36h", "1w", "2w", "1mo"}).Draw(t, "turn"))
	if err != nil {
		t.Fatal(err)
	}
	near := func(label string) time.Time {
		return now.Add(time.Duration(rapid.IntRange(-20*24, 200*24).Draw(t, label)) * time.Hour)
	}
	start := near("start")
	s := schedules.Schedule{ID: "S1", Name: "Any", TimeZone: zone, Layers: []schedules.Layer{{
		Start: civil.At(2026-rapid.IntRange(0, 2).Draw(t, "years"), 1, 5, 9, 0), Turn: turn,
		Users: rapid.SampledFrom([][]schedules.Slot{{{"ann"}, {"bob"}, {"cleo"}}, {{"ann"}}, {{"ann", "bob"}, {"bob"}, {}}}).Draw(t, "slots"),
	}}}
	added := near("added")
	s.Overrides = []schedules.Override{
		{ID: "o", Start: start, End: start.Add(9 * time.Hour), User: "bob", Replaces: "ann"},
		{ID: "p", Start: added, End: added.Add(30 * time.Hour), User: rapid.SampledFrom([]string{"dev", "ann"}).Draw(t, "beside"), Adds: true},
	}
	away := near("away")
	s.Absences = []schedules.Absence{{ID: "a", User: "cleo", Start: away, End: away.Add(90 * time.Hour)}}
	return s
}

// The feed of a person, read back, is when they are on call; that of the schedule, when anybody is. It is so whether the
// reader knows the zone or has only what the feed says of its clock.
func TestAFeedReadBackIsTheSchedule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 1, 20, 11, 17, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 700).Draw(t, "day"))
		s := schedule(t, now)
		from, to := ical.Window(now)
		feed := ical.Feed{Zone: s.Location()}
		for _, x := range ical.Stretches(s.Calendar(), now) {
			feed.Events = append(feed.Events, ical.Event{UID: x.UID(s.ID), Summary: x.User, Start: x.Start, End: x.End})
		}
		known := ical.Write(feed)
		stranger := bytes.ReplaceAll(bytes.ReplaceAll(known, []byte("\nTZID:"+s.TimeZone), []byte("\nTZID:Own")), []byte(";TZID="+s.TimeZone), []byte(";TZID=Own"))
		shifts := s.Shifts(from, to)
		for _, text := range [][]byte{known, stranger} {
			got, err := ical.Read(t.Context(), text, ical.Options{From: from, To: to})
			if err != nil {
				t.Fatal(err)
			}
			for _, user := range []string{"ann", "bob", "cleo"} {
				if diff := cmp.Diff(schedules.ShiftsOf(user, shifts), shiftsOf(user, got, from)); diff != "" {
					t.Fatalf("%s: %s", user, diff)
				}
			}
		}
	})
}

// shiftsOf is what a feed has of one person, from an instant on.
func shiftsOf(user string, entries []ical.Entry, from time.Time) (own []schedules.Shift) {
	for _, e := range entries {
		if e.Summary == user {
			own = append(own, schedules.Shift{Start: latest(e.Start, from), End: e.End, Users: []string{user}})
		}
	}
	return own
}

// Whoever looks again the next hour, day and week finds the shifts that are still there under the same name.
func TestAShiftKeepsItsNameForAsLongAsItIsShown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 1, 20, 11, 17, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 300).Draw(t, "day"))
		s := schedule(t, now)
		c := s.Calendar()
		later := now.Add(time.Duration(rapid.IntRange(1, 200).Draw(t, "hours")) * time.Hour)
		was, is := ical.Stretches(c, now), ical.Stretches(c, later)
		from, _ := ical.Window(later)
		_, to := ical.Window(now)
		for _, x := range was {
			if x.End.After(from) && x.End.Before(to) && !slices.Contains(is, x) {
				t.Fatalf("%v of %v is not shown at %v", x, now, later)
			}
		}
	})
}

func TestAScheduleOfSecondsIsBounded(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	s := schedules.Schedule{TimeZone: "UTC", Layers: []schedules.Layer{{
		Start: civil.At(2026, 1, 5, 9, 0), Turn: schedules.TurnOfSeconds(20), Users: []schedules.Slot{{"ann"}, {"bob"}},
	}}}
	if n := len(ical.Stretches(s.Calendar(), now)); n != ical.MaxEvents {
		t.Errorf("%d events", n)
	}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// A feed of four people who hand over each eight hours, as it goes out.
func BenchmarkWrite(b *testing.B) {
	for _, name := range []string{"UTC", "America/Chicago"} {
		loc := zone(b, name)
		now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
		turn, err := schedules.ParseTurn("8h")
		if err != nil {
			b.Fatal(err)
		}
		s := schedules.Schedule{ID: "S1", TimeZone: "America/Chicago", Layers: []schedules.Layer{{
			Start: civil.At(2026, 1, 5, 9, 0), Turn: turn, Users: []schedules.Slot{{"ann"}, {"bob"}, {"cleo"}, {"dev"}},
		}}}
		feed := ical.Feed{Name: "Primary", Zone: loc}
		for _, x := range ical.Stretches(s.Calendar(), now) {
			feed.Events = append(feed.Events, ical.Event{
				UID: x.UID(s.ID), Start: x.Start, End: x.End, Summary: "Ann Larsen (Primary)", Description: "Calendars are updated late.",
				URL: "https://pager.example.net/schedules/PONE",
			})
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				b.ReportMetric(float64(len(ical.Write(feed))), "octets")
			}
			b.ReportMetric(float64(len(feed.Events)), "events")
		})
	}
}
