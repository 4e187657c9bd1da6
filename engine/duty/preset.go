package duty

import (
	"slices"
	"time"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// Preset is a time that people are away, by the name that they have for it. Its ends are readings of the person's clock, as
// an absence is typed: whoever enters it sees the same days and times that they could have typed.
type Preset struct {
	Name       string
	From, Till civil.DateTime // Till is not part of it
}

// The hours that part a day, on the person's clock: a night that is asked off begins when work ends, and is over when the
// hours of sleep are (see [schedules.Load]).
const (
	evening = 18 // o'clock
	morning = 8
	small   = 5 // before it a night that began the day before still goes on
)

// Presets are the times that somebody may want to be away from now on, the soonest first; shifts are theirs, in order of
// time, from now or before. None is past, and no two are the same.
func Presets(now time.Time, zone *time.Location, shifts []schedules.Span) []Preset {
	here := civil.DateTimeOf(now.Truncate(time.Minute), zone)
	all := slices.Concat(nights(here), shiftPresets(now, zone, shifts), days(here))
	slices.SortStableFunc(all, func(a, b Preset) int { return a.From.Compare(b.From) })
	var list []Preset
	for _, p := range all {
		if !slices.ContainsFunc(list, func(q Preset) bool { return q.From == p.From && q.Till == p.Till }) {
			list = append(list, p)
		}
	}
	return list
}

// nights are from now to the next morning, and the coming night.
func nights(now civil.DateTime) []Preset {
	today, tomorrow := clock(now.Date, morning), clock(now.Date.AddDays(1), morning)
	tonight := Preset{"Tonight", clock(now.Date, evening), tomorrow}
	switch {
	case now.Time.Hour < small:
		return []Preset{{"The rest of the night", now, today}, tonight}
	case now.Time.Hour < evening:
		return []Preset{{"From now until tomorrow morning", now, tomorrow}, tonight}
	}
	tonight.From = now
	return []Preset{tonight}
}

// days are tomorrow, the weekend and the week after it.
func days(now civil.DateTime) []Preset {
	day := now.Date
	monday := day.AddDays(1)
	for monday.Weekday() != time.Monday {
		monday = monday.AddDays(1)
	}
	weekend := Preset{"This weekend", clock(monday.AddDays(-2), 0), clock(monday, 0)}
	if weekend.From.Compare(now) <= 0 {
		weekend.Name, weekend.From = "The rest of the weekend", now
	}
	return []Preset{
		{"Tomorrow", clock(day.AddDays(1), 0), clock(day.AddDays(2), 0)},
		weekend,
		{"Next week", clock(monday, 0), clock(monday.AddDays(7), 0)},
	}
}

// shiftPresets are the shift that runs, and the next.
func shiftPresets(now time.Time, zone *time.Location, shifts []schedules.Span) (list []Preset) {
	next := slices.IndexFunc(shifts, func(x schedules.Span) bool { return x.Start.After(now) })
	for i, x := range shifts {
		p := Preset{Name: "The next shift"}
		p.From, p.Till = Covering(x, zone)
		switch {
		case !x.End.After(now):
			continue
		case !x.Start.After(now):
			p.Name = "The rest of this shift"
			p.From, _ = Covering(schedules.Span{Start: now}, zone)
		case i != next:
			continue
		}
		list = append(list, p)
	}
	return list
}

// Covering is the readings of a clock between which a stretch of time lies, in whole minutes: an absence that is typed so
// holds all of it.
func Covering(x schedules.Span, zone *time.Location) (from, till civil.DateTime) {
	return beforeOrAt(x.Start, zone), atOrAfter(x.End, zone)
}

// beforeOrAt is the last reading in whole minutes that means no later instant; atOrAfter the first that means no earlier
// one. Where an hour comes twice a reading means only one of the two, so that they step over it.
func beforeOrAt(t time.Time, zone *time.Location) civil.DateTime {
	d := civil.DateTimeOf(t.Truncate(time.Minute), zone)
	for d.In(zone).After(t) {
		d = d.Add(-time.Minute)
	}
	return d
}

func atOrAfter(t time.Time, zone *time.Location) civil.DateTime {
	d := civil.DateTimeOf(t.Add(time.Minute-1).Truncate(time.Minute), zone)
	for d.In(zone).Before(t) {
		d = d.Add(time.Minute)
	}
	return d
}

func clock(day civil.Date, hour int) civil.DateTime { return day.At(civil.TimeOfDay{Hour: hour}) }
