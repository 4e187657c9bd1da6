package ical

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"wakeman/schedules/civil"
)

// Bounds on a zone that a calendar defines itself.
const (
	maxZoneRules = 100  // of all zones together: one that never comes true takes some milliseconds
	maxOnsets    = 1000 // of one zone: clocks change twice a year
	yearsAround  = 12   // of the window; an event lasts ten years at most
)

// onset is when a clock changes.
type onset struct {
	at       int64 // Unix seconds
	from, to int   // offsets from UTC, in seconds
	summer   bool
}

// ruled is the zone that a VTIMEZONE's own rules make (RFC 5545, section 3.6.5), for the years around the window; nil when
// they are not understood. An error is that of the context.
func (r *reader) ruled(c *component) (*time.Location, error) {
	id := c.value("TZID")
	if offset, fixed := c.fixed(); fixed {
		return time.FixedZone(id, offset), nil
	}
	var all []onset
	for _, part := range c.parts {
		if part.name != "STANDARD" && part.name != "DAYLIGHT" {
			continue
		}
		list, err := r.onsets(part)
		if err != nil {
			return nil, r.ctx.Err() // else it is not understood
		}
		all = append(all, list...)
	}
	if len(all) == 0 || len(all) > maxOnsets {
		return nil, nil
	}
	slices.SortStableFunc(all, func(a, b onset) int { return cmp.Compare(a.at, b.at) })
	return located(id, all), nil
}

// fixed is the offset of a zone whose parts all have the same.
func (c *component) fixed() (offset int, known bool) {
	for i, part := range c.parts {
		seconds, ok := offsetOf(part.value("TZOFFSETTO"))
		if !ok || i > 0 && seconds != offset {
			return 0, false
		}
		offset, known = seconds, true
	}
	return offset, known
}

// onsets is when one part of a zone begins: at its DTSTART, by its rules, and on its dates, all on the clock of before. Of
// those long before the window only the last is kept.
func (r *reader) onsets(c *component) (list []onset, err error) {
	from, knowsFrom := offsetOf(c.value("TZOFFSETFROM"))
	to, knowsTo := offsetOf(c.value("TZOFFSETTO"))
	start, begins := c.get("DTSTART")
	if !knowsFrom || !knowsTo || !begins {
		return nil, fault(c.line, "the part of a time zone lacks a begin or an offset")
	}
	e := &event{counted: true} // by zoneRules
	if e.start, err = r.moment(property{line: start.line, name: start.name, value: start.value}, start.value); err != nil {
		return nil, err
	}
	e.start.loc = time.FixedZone("", from)
	e.clock = e.start.loc
	low, high := civil.Read(r.from.AddDate(-yearsAround, 0, 0), time.UTC), civil.Read(r.to.AddDate(yearsAround, 0, 0), time.UTC)
	add := func(w civil.Wall) error {
		next := onset{int64(w) - int64(from), from, to, c.name == "DAYLIGHT"}
		if len(list) == 1 && civil.Wall(list[0].at) < low && w < low {
			list[0].at = max(list[0].at, next.at)
			return nil
		}
		if list = append(list, next); len(list) > maxOnsets {
			return c.props[0].fault("a clock changes more than %d times", maxOnsets)
		}
		return nil
	}
	if err := add(e.start.wall); err != nil {
		return nil, err
	}
	for _, p := range c.all("RRULE") {
		if r.zoneRules--; r.zoneRules < 0 {
			return nil, p.fault("the time zones of the calendar have more than %d rules", maxZoneRules)
		}
		if err := r.rule(e, p, never, high, add); err != nil {
			return nil, err
		}
	}
	return list, r.onDates(e, c, add)
}

// onDates adds the RDATEs of a part of a zone.
func (r *reader) onDates(e *event, c *component, add func(civil.Wall) error) error {
	for _, p := range c.all("RDATE") {
		for text := range strings.SplitSeq(p.value, ",") {
			m, err := r.moment(property{line: p.line, name: p.name}, text)
			if err != nil {
				return err
			}
			w := m.wall
			if m.loc == time.UTC && strings.HasSuffix(strings.TrimSpace(text), "Z") {
				w = civil.Read(m.at(), e.start.loc)
			}
			if err := add(w); err != nil {
				return err
			}
		}
	}
	return nil
}
