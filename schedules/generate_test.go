package schedules_test

import (
	"fmt"
	"testing"
	"time"

	_ "time/tzdata"

	"pgregory.net/rapid"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// difficult are zones in which calendars go wrong: half hours, midnights that do not exist, Ramadan, a lost day, two hours.
func difficult() []string {
	return []string{
		"America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Beirut", "America/Santiago", "Pacific/Apia",
		"Antarctica/Troll", "Europe/Berlin", "America/New_York", "America/Nuuk", "UTC",
	}
}

// crossing is an instant at which a zone's clocks change.
type crossing struct {
	zone string
	loc  *time.Location
	at   time.Time
}

// crossings are the changes of all difficult zones, 2011 to 2032, and a leap year's end in each.
func crossings(t testing.TB) []crossing {
	t.Helper()
	var all []crossing
	for _, name := range difficult() {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, crossing{name, loc, time.Date(2028, 12, 31, 12, 0, 0, 0, time.UTC)})
		for at := time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2033; at = at.Add(time.Hour) {
			if offsetAt(at, loc) != offsetAt(at.Add(-time.Hour), loc) {
				all = append(all, crossing{name, loc, at})
			}
		}
	}
	return all
}

func offsetAt(t time.Time, loc *time.Location) int {
	_, offset := t.In(loc).Zone()
	return offset
}

// drawSchedule makes any schedule, in whole minutes, whose turns, hours and overrides are busy around the crossing.
func drawSchedule(t *rapid.T, c crossing) schedules.Schedule {
	s := schedules.Schedule{ID: "s1", Name: "any", TimeZone: c.zone}
	for i := range rapid.IntRange(1, 3).Draw(t, "layers") {
		s.Layers = append(s.Layers, drawLayer(t, c, fmt.Sprintf("l%d", i)))
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "overrides") {
		s.Overrides = append(s.Overrides, drawOverride(t, c, fmt.Sprintf("o%d", i)))
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "absences") {
		s.Absences = append(s.Absences, drawAbsence(t, c, fmt.Sprintf("a%d", i)))
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "holidays") {
		date := civil.DateTimeOf(c.at, c.loc).Date.AddDays(2*i + rapid.IntRange(-2, 1).Draw(t, "holiday"))
		from := civil.TimeOfSeconds(900 * rapid.OneOf(rapid.Just(0), rapid.IntRange(0, 95)).Draw(t, "holiday from"))
		s.Holidays = append(s.Holidays, schedules.Holiday{Date: date, From: from})
	}
	if err := s.Validate(); err != nil {
		t.Fatalf("a schedule with faults was made: %v", err)
	}
	return s
}

func drawLayer(t *rapid.T, c crossing, id string) schedules.Layer {
	turn, err := schedules.ParseTurn(rapid.SampledFrom([]string{
		"30m", "45m", "1h", "2h", "5h", "8h", "12h", "1d", "36h", "2d", "1w", "2w", "1mo", "2mo",
	}).Draw(t, "turn"))
	if err != nil {
		t.Fatal(err)
	}
	days := 20
	if turn.Unit == schedules.Month {
		days = 75
	}
	l := schedules.Layer{ID: id, Turn: turn, Start: drawReading(t, c, -days, 1, "start")}
	if rapid.IntRange(0, 3).Draw(t, "ends") == 0 {
		l.End = drawReading(t, c, -1, 2, "end")
		if l.End.Compare(l.Start) <= 0 {
			l.End = l.Start.Add(time.Hour)
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "anchored") == 0 {
		l.Anchor = drawReading(t, c, -100, 10, "anchor")
	}
	for range rapid.IntRange(1, 4).Draw(t, "slots") {
		l.Users = append(l.Users, rapid.SliceOfNDistinct(drawPerson(), 0, 2, rapid.ID).Draw(t, "slot"))
	}
	for range rapid.IntRange(0, 2).Draw(t, "restrictions") {
		l.Restrictions = append(l.Restrictions, drawRestriction(t))
	}
	return l
}

// drawReading is a wall-clock reading on the quarter hour, some days before or after the crossing; one in four is within
// hours of it.
func drawReading(t *rapid.T, c crossing, from, to int, label string) civil.DateTime {
	quarters := rapid.IntRange(from*96, to*96).Draw(t, label)
	if rapid.IntRange(0, 3).Draw(t, "close") == 0 {
		quarters = rapid.IntRange(-12, 12).Draw(t, label)
	}
	return civil.DateTimeOf(c.at.Truncate(15*time.Minute), c.loc).Add(time.Duration(quarters) * 15 * time.Minute)
}

func drawPerson() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"ann", "bob", "cleo", "dev", "eva"})
}

func drawRestriction(t *rapid.T) schedules.Restriction {
	r := schedules.Restriction{
		Days: rapid.SliceOfNDistinct(rapid.Map(rapid.IntRange(0, 6), func(i int) time.Weekday { return time.Weekday(i) }), 0, 7, rapid.ID).Draw(t, "days"),
		From: civil.TimeOfSeconds(900 * rapid.IntRange(0, 95).Draw(t, "from")),
		For:  15 * time.Minute * time.Duration(rapid.IntRange(1, 40).Draw(t, "for")),
	}
	if rapid.IntRange(0, 4).Draw(t, "long") == 0 {
		r.For = time.Hour * time.Duration(rapid.IntRange(1, 168).Draw(t, "hours"))
	}
	return r
}

func drawAbsence(t *rapid.T, c crossing, id string) schedules.Absence {
	start := c.at.Truncate(time.Minute).Add(time.Minute * time.Duration(rapid.IntRange(-3000, 2000).Draw(t, "absence start")))
	return schedules.Absence{
		ID: id, User: drawPerson().Draw(t, "away"), Start: start,
		End: start.Add(time.Minute * time.Duration(rapid.IntRange(1, 3000).Draw(t, "minutes away"))),
	}
}

func drawOverride(t *rapid.T, c crossing, id string) schedules.Override {
	start := c.at.Truncate(time.Minute).Add(time.Minute * time.Duration(rapid.IntRange(-2000, 2000).Draw(t, "override start")))
	o := schedules.Override{
		ID: id, Start: start, End: start.Add(time.Minute * time.Duration(rapid.IntRange(1, 1500).Draw(t, "minutes"))),
		User:      rapid.OneOf(drawPerson(), rapid.Just("")).Draw(t, "user"),
		Replaces:  rapid.OneOf(drawPerson(), rapid.Just("")).Draw(t, "replaces"),
		CreatedAt: c.at.Add(-time.Hour * time.Duration(rapid.IntRange(0, 3).Draw(t, "created"))),
	}
	if o.User == o.Replaces {
		o.Replaces = ""
	}
	if o.User != "" && o.Replaces == "" {
		o.Adds = rapid.Bool().Draw(t, "adds")
	}
	return o
}
