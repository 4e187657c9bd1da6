package schedules

import (
	"slices"
	"time"

	"wakeman/schedules/civil"
)

// Template is a usual kind of rota, to begin with instead of an empty one.
type Template string

// The templates, by the words that people use for them.
const (
	Weekly         Template = "weekly"          // one person a week
	Daily          Template = "daily"           // one person a day
	FollowTheSun   Template = "follow_the_sun"  // two groups, twelve hours each
	BusinessDay    Template = "business_day"    // eight hours, Monday to Friday
	WeekdayWeekend Template = "weekday_weekend" // weekends, from Friday on, are a rotation of their own
	SplitWeek      Template = "split_week"      // days and nights of the week by two groups, weekends by one person of all
	Empty          Template = "empty"           // no layers
)

// Templates is all of them, the commonest first.
func Templates() []Template {
	return []Template{Weekly, Daily, FollowTheSun, BusinessDay, WeekdayWeekend, SplitWeek, Empty}
}

// Plan is what a template is filled in with.
type Plan struct {
	// First is when the first person's first turn begins; handoffs keep its time of day.
	First civil.DateTime
	// People take turns in this order. Without any, each layer has one turn that is nobody's.
	People []string
	// Others are the second group, for nights or weekends. Without any, People take these too, each the week after their own
	// days: nobody goes from the one straight into the other, as far as there are enough.
	Others []string
}

// Layers is what the template makes of a plan, without ids; none for [Empty], and for what is no template.
func (t Template) Layers(p Plan) []Layer {
	week, day := Turn{1, Week}, Turn{1, Day}
	switch t {
	case Weekly:
		return []Layer{p.layer("Weekly", p.First, week, p.People)}
	case Daily:
		return []Layer{p.layer("Daily", p.First, day, p.People)}
	case FollowTheSun:
		const half = 12 * time.Hour
		night := p.First.Add(half)
		return []Layer{
			p.layer("Day", p.First, week, p.People, Restriction{From: p.First.Time, For: half}),
			p.layer("Night", night, week, p.others(), Restriction{From: night.Time, For: half}),
		}
	case BusinessDay:
		weekdays := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
		return []Layer{p.layer("Business hours", p.First, week, p.People, Restriction{Days: weekdays, From: p.First.Time, For: 8 * time.Hour})}
	case WeekdayWeekend:
		weekend := Restriction{Days: []time.Weekday{time.Friday}, From: p.First.Time, For: 72 * time.Hour}
		return []Layer{
			p.layer("Weekdays", p.First, week, p.People),
			p.layer("Weekends", onOrAfter(p.First, time.Friday), week, p.others(), weekend),
		}
	}
	if t == SplitWeek {
		return p.splitWeek()
	}
	return nil
}

// splitWeek has another person each day, one a week by night, and from Friday to Monday one of all of them. The weekends
// begin with the second, so that nobody of two equal groups goes from a week of nights straight into them.
func (p Plan) splitWeek() []Layer {
	const half = 12 * time.Hour
	week, night := Turn{1, Week}, p.First.Add(half)
	all := slices.Clone(p.People)
	for _, id := range p.Others {
		if !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	if len(all) > 1 {
		all = slices.Concat(all[1:], all[:1])
	}
	return []Layer{
		p.layer("Day", p.First, Turn{1, Day}, p.People, Restriction{From: p.First.Time, For: half}),
		p.layer("Night", night, week, p.others(), Restriction{From: night.Time, For: half}),
		p.layer("Weekend", onOrAfter(p.First, time.Friday), week, all, Restriction{Days: []time.Weekday{time.Friday}, From: p.First.Time, For: 72 * time.Hour}),
	}
}

func (p Plan) layer(name string, start civil.DateTime, turn Turn, people []string, hours ...Restriction) Layer {
	l := Layer{Name: name, Start: start, Turn: turn, Restrictions: hours}
	for _, id := range people {
		l.Users = append(l.Users, Slot{id})
	}
	if len(l.Users) == 0 {
		l.Users = []Slot{{}}
	}
	return l
}

// others is the second group; if there is none the first, begun with its third.
func (p Plan) others() []string {
	if len(p.Others) > 0 || len(p.People) == 0 {
		return p.Others
	}
	later := min(2, len(p.People)-1)
	return slices.Concat(p.People[later:], p.People[:later])
}

// onOrAfter is the first reading with that time of day on such a weekday.
func onOrAfter(d civil.DateTime, day time.Weekday) civil.DateTime {
	return d.Date.AddDays((int(day) - int(d.Date.Weekday()) + 7) % 7).At(d.Time)
}

// FirstHandoff is the coming Monday, ten in the morning, on the clock of a zone: both are at work, and a week begins. On a
// Monday before ten it is that day.
func FirstHandoff(now time.Time, loc *time.Location) civil.DateTime {
	today := civil.DateTimeOf(now, loc)
	next := onOrAfter(today.Date.At(civil.TimeOfDay{Hour: 10}), time.Monday)
	if next.Compare(today) <= 0 {
		next = next.Date.AddDays(7).At(next.Time)
	}
	return next
}
