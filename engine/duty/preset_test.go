package duty_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"wakeman/engine/duty"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// at is an instant on the clock of a zone.
func at(t testing.TB, loc *time.Location, reading string) time.Time {
	t.Helper()
	d, err := civil.ParseDateTime(reading)
	if err != nil {
		t.Fatal(err)
	}
	return d.In(loc)
}

// said is presets, each in a line.
func said(list []duty.Preset) string {
	lines := make([]string, len(list))
	for i, p := range list {
		lines[i] = p.Name + ": " + p.From.String() + " to " + p.Till.String()
	}
	return strings.Join(lines, "\n")
}

func TestWhatSomebodyIsOfferedToBeAwayDependsOnTheirClock(t *testing.T) {
	chicago := zone(t, "America/Chicago")
	for now, want := range map[string]string{
		"2026-03-04T10:20": `From now until tomorrow morning: 2026-03-04T10:20 to 2026-03-05T08:00
Tonight: 2026-03-04T18:00 to 2026-03-05T08:00
Tomorrow: 2026-03-05T00:00 to 2026-03-06T00:00
This weekend: 2026-03-07T00:00 to 2026-03-09T00:00
Next week: 2026-03-09T00:00 to 2026-03-16T00:00`,
		"2026-03-04T21:00": `Tonight: 2026-03-04T21:00 to 2026-03-05T08:00
Tomorrow: 2026-03-05T00:00 to 2026-03-06T00:00
This weekend: 2026-03-07T00:00 to 2026-03-09T00:00
Next week: 2026-03-09T00:00 to 2026-03-16T00:00`,
		"2026-03-04T03:10": `The rest of the night: 2026-03-04T03:10 to 2026-03-04T08:00
Tonight: 2026-03-04T18:00 to 2026-03-05T08:00
Tomorrow: 2026-03-05T00:00 to 2026-03-06T00:00
This weekend: 2026-03-07T00:00 to 2026-03-09T00:00
Next week: 2026-03-09T00:00 to 2026-03-16T00:00`,
		"2026-03-08T19:00": `Tonight: 2026-03-08T19:00 to 2026-03-09T08:00
The rest of the weekend: 2026-03-08T19:00 to 2026-03-09T00:00
Tomorrow: 2026-03-09T00:00 to 2026-03-10T00:00
Next week: 2026-03-09T00:00 to 2026-03-16T00:00`,
	} {
		if got := said(duty.Presets(at(t, chicago, now), chicago, nil)); got != want {
			t.Errorf("at %s:\n%s\nwant\n%s", now, got, want)
		}
	}
}

func TestDaysAreThoseOfThePersonAndNotOfTheBox(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	if got := said(duty.Presets(now, zone(t, "Pacific/Auckland"), nil)); !strings.HasPrefix(got, "The rest of the night: 2026-03-05T01:00 to 2026-03-05T08:00") {
		t.Errorf("in Auckland it is one at night on Thursday:\n%s", got)
	}
}

func TestDaysOnWhichTheClockIsPutForwardOrBackAreWhole(t *testing.T) {
	chicago := zone(t, "America/Chicago")
	for now, hours := range map[string]map[string]int{
		"2026-03-06T10:00": {"This weekend": 47, "Next week": 168},
		"2026-03-02T10:00": {"This weekend": 47},
		"2026-03-07T19:00": {"Tonight": 12, "Tomorrow": 23},
		"2026-10-31T19:00": {"Tonight": 14, "Tomorrow": 25},
		"2026-10-24T10:00": {"Next week": 169},
	} {
		for name, want := range hours {
			for _, p := range duty.Presets(at(t, chicago, now), chicago, nil) {
				if got := p.Till.In(chicago).Sub(p.From.In(chicago)); p.Name == name && got != time.Duration(want)*time.Hour {
					t.Errorf("at %s %s is %s long, not %d h", now, name, got, want)
				}
			}
		}
	}
}

func TestTheShiftThatRunsAndTheNextAreOffered(t *testing.T) {
	chicago := zone(t, "America/Chicago")
	now := at(t, chicago, "2026-03-04T10:20")
	span := func(from, till string) schedules.Span {
		return schedules.Span{Start: at(t, chicago, from), End: at(t, chicago, till)}
	}
	got := said(duty.Presets(now, chicago, []schedules.Span{
		span("2026-03-02T08:00", "2026-03-03T08:00"),
		span("2026-03-04T08:00", "2026-03-04T20:00"), span("2026-03-05T20:00", "2026-03-06T08:00"), span("2026-03-06T20:00", "2026-03-07T08:00"),
	}))
	for _, want := range []string{"The rest of this shift: 2026-03-04T10:20 to 2026-03-04T20:00\n", "The next shift: 2026-03-05T20:00 to 2026-03-06T08:00\n"} {
		if strings.Count(got, want) != 1 {
			t.Errorf("%q is missing:\n%s", want, got)
		}
	}
	if strings.Count(got, "shift") != 2 {
		t.Errorf("shifts that are over, or are after the next:\n%s", got)
	}
}

// A shift that ends in the second of two hours that read alike has no reading for its end: the absence goes on past it,
// rather than end an hour early with the person on call again.
func TestAnAbsenceForAShiftHoldsAllOfItWhateverTheClockDoes(t *testing.T) {
	chicago := zone(t, "America/Chicago")
	first := at(t, chicago, "2026-11-01T01:30")
	shift := schedules.Span{Start: first.Add(-8 * time.Hour), End: first.Add(time.Hour)}
	for _, p := range duty.Presets(first.Add(-24*time.Hour), chicago, []schedules.Span{shift}) {
		if p.Name == "The next shift" && p.Till.String() != "2026-11-01T02:00" {
			t.Errorf("it is until %s", p.Till)
		}
	}
	names := []string{"America/Chicago", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "UTC", "Asia/Kathmandu"}
	rapid.Check(t, func(t *rapid.T) {
		loc, err := time.LoadLocation(rapid.SampledFrom(names).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		now := time.Unix(rapid.Int64Range(1_767_225_600, 1_830_297_600).Draw(t, "now"), 0)
		start := now.Add(time.Duration(rapid.IntRange(-200_000, 900_000).Draw(t, "begins")) * time.Second)
		x := schedules.Span{Start: start, End: start.Add(time.Duration(rapid.IntRange(1, 400_000).Draw(t, "length")) * time.Second)}
		list := duty.Presets(now, loc, []schedules.Span{x})
		if !slices.IsSortedFunc(list, func(a, b duty.Preset) int { return a.From.Compare(b.From) }) {
			t.Fatalf("not in order:\n%s", said(list))
		}
		for _, p := range list {
			from, till := p.From.In(loc), p.Till.In(loc)
			if !till.After(now) || !from.Before(till) {
				t.Fatalf("%s is past or empty: %s to %s at %s", p.Name, from, till, now)
			}
			if strings.Contains(p.Name, "shift") && (from.After(x.Start) && from.After(now) || till.Before(x.End)) {
				t.Fatalf("%s is %s to %s, and does not hold %s to %s", p.Name, from, till, x.Start, x.End)
			}
			if p.From.Time.Second != 0 || p.Till.Time.Second != 0 {
				t.Fatalf("%s is not typed in minutes: %s to %s", p.Name, p.From, p.Till)
			}
		}
	})
}
