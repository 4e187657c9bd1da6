package schedules

import (
	"math"
	"slices"
	"time"
)

// Eased reports whether a review after a change is better in what an advice is about, and not worse in what would undo
// it: what was covered is covered, handoffs are not harder for being elsewhere (where burdens are shared anew there may be
// more of them, of the same kind), and no new burden is uneven. A burden must be more even by a quarter at least: less is
// chance.
func (r Review) Eased(topic Topic, after Review) bool {
	was, is := r.measure(topic), after.measure(topic)
	if is >= was || len(minus(spansOfGaps(after.Gaps), spansOfGaps(r.Gaps))) > 0 {
		return false
	}
	switch topic {
	case MidnightHandoffs, WeekendHandoffs, LateHandoffs:
		return after.strain() < r.strain()
	case UnevenNights, UnevenWeekends:
		other := map[Topic]Topic{UnevenNights: UnevenWeekends, UnevenWeekends: UnevenNights}[topic]
		harder := after.strain() > r.strain() && after.strain()*r.Handoffs > r.strain()*after.Handoffs // all together, and each
		return 4*is <= 3*was && !harder && (!after.has(other) || r.has(other))
	}
	return true
}

// has reports whether there is advice on a topic.
func (r Review) has(topic Topic) bool {
	return slices.ContainsFunc(r.Advice, func(a Advice) bool { return a.Topic == topic })
}

// measure is how bad a topic is, in a unit of its own. Without advice it is 0, but for burdens: what is shared out more
// evenly by the share may still be further apart by the hour.
func (r Review) measure(topic Topic) (sum time.Duration) {
	switch topic {
	case NotCovered:
		for _, g := range r.Gaps {
			sum += g.End.Sub(g.Start)
		}
		return sum
	case UnevenNights:
		return r.apart(func(l Load) time.Duration { return l.Sleep })
	case UnevenWeekends:
		return r.apart(func(l Load) time.Duration { return l.Weekend })
	}
	for _, a := range r.Advice {
		if a.Topic == topic {
			sum = time.Duration(a.Count)
		}
	}
	return sum
}

// apart is how far the most and the least hours of people are apart.
func (r Review) apart(hours func(Load) time.Duration) time.Duration {
	least, most := time.Duration(math.MaxInt64), time.Duration(0)
	for _, l := range r.Loads {
		least, most = min(least, hours(l)), max(most, hours(l))
	}
	return max(most-least, 0)
}

// strain is how hard the handoffs are, all together.
func (r Review) strain() (sum int) {
	for hour, n := range r.ByHour {
		sum += n * strainOfHour(hour)
	}
	for day, n := range r.ByDay {
		sum += n * strainOfDay(time.Weekday(day))
	}
	return sum
}

func spansOfGaps(gaps []Shift) (spans []Span) {
	for _, g := range gaps {
		spans = append(spans, Span{g.Start, g.End})
	}
	return spans
}
