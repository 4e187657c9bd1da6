package schedules

import (
	"cmp"
	"slices"
	"time"

	"wakeman/schedules/civil"
)

// Review is what a window of a schedule asks of its people, and what could be better.
type Review struct {
	// Handoffs is how often a shift begins; ByHour and ByDay are when, on the schedule's clock.
	Handoffs int
	ByHour   [24]int
	ByDay    [7]int // by time.Weekday
	// Lengths are the lengths on the wall of the shifts that lie wholly in the window, shortest first.
	Lengths []Length
	// Coverage is the share of the window with somebody on call, from 0 to 1, and Gaps are the rest.
	Coverage float64
	Gaps     []Shift
	Loads    []Load
	Advice   []Advice
}

// Length is how many shifts have a length.
type Length struct {
	Length time.Duration
	Shifts int
}

// Topic is what an advice is about.
type Topic string

// The topics, in the order in which they come.
const (
	NotCovered       Topic = "not_covered"     // somebody is missing for some of the time
	MidnightHandoffs Topic = "midnight"        // the most used time and a bad one: nobody talks
	WeekendHandoffs  Topic = "weekend"         // on Saturdays and Sundays
	LateHandoffs     Topic = "out_of_hours"    // before 8:00 or from 18:00 on, midnight apart
	UnevenLengths    Topic = "uneven_lengths"  // a patchwork
	UnevenNights     Topic = "uneven_nights"   // somebody has far more nights than the others
	UnevenWeekends   Topic = "uneven_weekends" // somebody has far more weekends
)

// Advice is one thing that could be better, and how bad it is.
type Advice struct {
	Topic Topic
	// Count of Of: handoffs, gaps, or shifts of another length than most.
	Count, Of int
	// Most and Least are who has the most and the least hours, of uneven ones, and how many.
	Most, Least           string
	MostHours, LeastHours time.Duration
}

// Review looks at a window. zone is where a person lives, for nights and weekends; handoffs are judged on the schedule's
// clock.
func (s Schedule) Review(from, to time.Time, zone func(user string) *time.Location) Review {
	c := s.touching(from, to).Calendar()
	shifts := c.Shifts(from, to)
	r := Review{Coverage: c.Coverage(from, to), Gaps: gaps(shifts, from, to), Loads: Loads(shifts, zone)}
	for _, h := range c.Handoffs(from, to) {
		if len(h.On) > 0 {
			r.begin(civil.DateTimeOf(h.At, c.loc))
		}
	}
	r.lengths(shifts, from, to, c.loc)
	r.advise()
	return r
}

func (r *Review) begin(at civil.DateTime) {
	r.Handoffs++
	r.ByHour[at.Time.Hour]++
	r.ByDay[at.Date.Weekday()]++
}

// lengths counts each person's shifts by their length on the wall, so that a change of the clocks makes none uneven. Those
// that the window cuts off do not count.
func (r *Review) lengths(shifts []Shift, from, to time.Time, loc *time.Location) {
	count := map[time.Duration]int{}
	for _, l := range r.Loads {
		for _, s := range ShiftsOf(l.User, shifts) {
			if s.Start.After(from) && s.End.Before(to) {
				count[time.Duration(civil.Read(s.End, loc)-civil.Read(s.Start, loc))*time.Second]++
			}
		}
	}
	for length, n := range count {
		r.Lengths = append(r.Lengths, Length{length, n})
	}
	slices.SortFunc(r.Lengths, func(a, b Length) int { return cmp.Compare(a.Length, b.Length) })
}

// gaps is the stretches of a window without a shift.
func gaps(shifts []Shift, from, to time.Time) []Shift {
	var out []Shift
	for _, s := range shifts {
		if from.Before(s.Start) {
			out = append(out, Shift{Start: from.UTC(), End: s.Start})
		}
		from = s.End
	}
	if from.Before(to) {
		out = append(out, Shift{Start: from.UTC(), End: to.UTC()})
	}
	return out
}

func (r *Review) advise() {
	add := func(count, of int, topic Topic) {
		if count > 0 {
			r.Advice = append(r.Advice, Advice{Topic: topic, Count: count, Of: of})
		}
	}
	add(len(r.Gaps), len(r.Gaps), NotCovered)
	add(r.ByHour[0], r.Handoffs, MidnightHandoffs)
	add(r.ByDay[time.Saturday]+r.ByDay[time.Sunday], r.Handoffs, WeekendHandoffs)
	late := -r.ByHour[0]
	for hour, n := range r.ByHour {
		if hour < 8 || hour >= 18 {
			late += n
		}
	}
	add(late, r.Handoffs, LateHandoffs)
	r.adviseLengths()
	r.adviseLoads(UnevenNights, func(l Load) time.Duration { return l.Sleep })
	r.adviseLoads(UnevenWeekends, func(l Load) time.Duration { return l.Weekend })
}

// adviseLengths warns when even the two most frequent lengths are not those of two thirds of the shifts: days and nights,
// or weekdays and weekends, are regular; a patchwork is not.
func (r *Review) adviseLengths() {
	all, first, second := 0, 0, 0
	for _, l := range r.Lengths {
		all += l.Shifts
		first, second = max(first, l.Shifts), max(second, min(first, l.Shifts))
	}
	if regular := first + second; 3*regular < 2*all {
		r.Advice = append(r.Advice, Advice{Topic: UnevenLengths, Count: all - regular, Of: all})
	}
}

// unevenBy is what a rotation that does not divide the window costs at most: less than a week's nights.
const unevenBy = 48 * time.Hour

// adviseLoads warns when one person has a quarter more than the mean, and much more than another.
func (r *Review) adviseLoads(topic Topic, hours func(Load) time.Duration) {
	if len(r.Loads) < 2 {
		return
	}
	byHours := func(a, b Load) int { return cmp.Compare(hours(a), hours(b)) }
	least, most := slices.MinFunc(r.Loads, byHours), slices.MaxFunc(r.Loads, byHours)
	var sum time.Duration
	for _, l := range r.Loads {
		sum += hours(l)
	}
	n := time.Duration(len(r.Loads))
	if 4*n*hours(most) > 5*sum && hours(most)-hours(least) > unevenBy {
		r.Advice = append(r.Advice, Advice{
			Topic: topic, Most: most.User, MostHours: hours(most), Least: least.User, LeastHours: hours(least),
		})
	}
}
