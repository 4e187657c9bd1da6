package ical

import (
	"strings"

	"wakeman/schedules/civil"
)

// period is a PERIOD (RFC 5545, section 3.3.9): a recurrence with a length of its own.
type period struct {
	start  moment
	length span
}

// extra reads RDATEs: a PERIOD is known by its slash, whatever VALUE says.
func (r *reader) extra(c *component, e *event) error {
	for _, p := range c.all("RDATE") {
		for text := range strings.SplitSeq(p.value, ",") {
			start, rest, isPeriod := strings.Cut(text, "/")
			m, err := r.moment(p, start)
			if err != nil {
				return err
			}
			if !isPeriod {
				e.dates = append(e.dates, m)
				continue
			}
			length, err := r.periodLength(p, m, rest)
			if err != nil {
				return err
			}
			e.periods = append(e.periods, period{m, length})
		}
	}
	return nil
}

// periodLength reads what follows the slash: an end, or a duration.
func (r *reader) periodLength(p property, start moment, text string) (span, error) {
	p.value = strings.TrimSpace(text)
	if d := strings.ToUpper(p.value); strings.HasPrefix(d, "P") || strings.HasPrefix(d, "+P") {
		return p.duration()
	}
	return r.lengthTo(p, start)
}

// lengthOf is how long a period of an event lasts; where the event has whole days, each that it touches.
func (e *event) lengthOf(p period) span {
	if !e.start.day {
		return p.length
	}
	end := civil.Read(p.length.end(p.start), p.start.loc)
	return span{days: max(1, int(midnight(end+daySeconds-1)-midnight(p.start.wall))/daySeconds)}
}

// midnight is that with which the day of a reading begins; years before 1970 are below zero.
func midnight(w civil.Wall) civil.Wall { return w - ((w%daySeconds)+daySeconds)%daySeconds }
