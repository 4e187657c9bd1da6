package ical

import (
	"fmt"
	"strings"
	"time"

	"wakeman/schedules/civil"
)

// clock is the one by which a feed's times are written, told as the feed tells it: a VTIMEZONE with each change of it that
// lies between the feed's times, and no rules, which would be guessed.
type clock struct {
	loc   *time.Location
	since time.Time // before it, it is not told
	turns []turn    // in order; the first is how it goes at the feed's first time
}

// turn is when a clock begins to go otherwise.
type turn struct {
	begin        civil.Wall // on the clock as it went before
	before, from civil.Clock
}

// clockOf is the clock of a feed; nil for UTC's, and for a zone that has no name that others could know. It follows from the
// feed's events alone: of when the feed is written it says nothing, so that the same events are the same text.
func clockOf(f Feed) *clock {
	if len(f.Events) == 0 || f.Zone == nil || !isZoneName(f.Zone.String()) {
		return nil
	}
	first, last := extent(f.Events)
	begin := civil.At(1970, time.January, 1, 0, 0).Wall() // what clocks did earlier, some by the sun, is in no feed of shifts
	since := civil.Instant(begin, f.Zone)
	changes := civil.Changes(f.Zone, since, last.Add(time.Second))
	past := 0
	for past < len(changes) && !changes[past].At.After(first) {
		past++
	}
	c := &clock{loc: f.Zone, since: since}
	if past == 0 {
		start := civil.ClockOf(since, f.Zone)
		c.turns = []turn{{begin, start, start}}
	}
	for _, x := range changes[max(past-1, 0):] {
		c.turns = append(c.turns, turn{civil.Wall(x.At.Unix() + int64(x.Before.Offset)), x.Before, x.From})
	}
	if len(c.turns) == 1 && c.turns[0].from == (civil.Clock{Name: "UTC"}) {
		return nil
	}
	return c
}

// extent is from the earliest to the latest time of events.
func extent(events []Event) (first, last time.Time) {
	first, last = events[0].Start, events[0].End
	for _, e := range events {
		if e.Start.Before(first) {
			first = e.Start
		}
		if e.End.After(last) {
			last = e.End
		}
	}
	return first, last
}

// isZoneName reports whether a name is like those of the zone database, which stand in a parameter as they are.
func isZoneName(s string) bool {
	return s != "Local" && isName(strings.NewReplacer("/", "-", "+", "-").Replace(s))
}

// reading is what the clock shows at an instant. It is not known for one at which it shows what it shows at another, and for
// what is before the clock is told. RFC 5545 (section 3.3.5) has the first of two meant; ical.js, and Thunderbird with it, takes
// the second.
func (c *clock) reading(t time.Time) (w civil.Wall, known bool) {
	if c == nil || t.Before(c.since) {
		return 0, false
	}
	w = civil.DateTimeOf(t, c.loc).Wall()
	for _, x := range c.turns {
		if back := civil.Wall(x.before.Offset - x.from.Offset); x.begin-back <= w && w < x.begin {
			return w, false
		}
	}
	return w, true
}

// write is its VTIMEZONE (RFC 5545, section 3.6.5).
func (c *clock) write(w *writer) {
	w.line("BEGIN", "VTIMEZONE")
	w.line("TZID", c.loc.String())
	for _, x := range c.turns {
		w.line("BEGIN", x.kind())
		w.line("DTSTART", local(x.begin))
		w.line("TZOFFSETFROM", offset(x.before.Offset))
		w.line("TZOFFSETTO", offset(x.from.Offset))
		w.text("TZNAME", x.from.Name)
		w.line("END", x.kind())
	}
	w.line("END", "VTIMEZONE")
}

// kind is DAYLIGHT while a clock is ahead of its other half of the year. For Ireland and Morocco the zone database has it the
// other way round, with a winter that is behind; calendar programs expect an hour more.
func (x turn) kind() string {
	daylight := x.from.Summer
	if daylight != x.before.Summer && x.from.Offset != x.before.Offset {
		daylight = x.from.Offset > x.before.Offset
	}
	if daylight {
		return "DAYLIGHT"
	}
	return "STANDARD"
}

// localLayout is a DATE-TIME on a clock that is said elsewhere (RFC 5545, section 3.3.5, forms 1 and 3).
const localLayout = "20060102T150405"

func local(w civil.Wall) string { return time.Unix(int64(w), 0).UTC().Format(localLayout) }

// offset is a UTC-OFFSET (RFC 5545, section 3.3.14), with seconds where there are any.
func offset(seconds int) string {
	sign, n := '+', seconds
	if n < 0 {
		sign, n = '-', -n
	}
	text := fmt.Sprintf("%c%02d%02d", sign, n/3600, n/60%60)
	if n%60 != 0 {
		text += fmt.Sprintf("%02d", n%60)
	}
	return text
}
