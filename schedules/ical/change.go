package ical

import (
	"cmp"
	"slices"
	"strings"

	"wakeman/schedules/civil"
)

// maxChanges is how often an event may be changed from a recurrence on. Most makers begin a new event instead.
const maxChanges = 50

// change is what became of the recurrences after one of them (RFC 5545, section 3.2.13).
type change struct {
	from civil.Wall // which that was: on the clock of the event that recurs
	to   *event     // what it became; the others are moved by as much
}

// future reports whether a RECURRENCE-ID means all later recurrences, too. Those before, which RFC 2445 knew, are meant by
// nobody; read as one recurrence they would be wrong in silence.
func (p property) future() (bool, error) {
	switch word := strings.ToUpper(strings.TrimSpace(p.params["RANGE"])); word {
	case "":
		return false, nil
	case "THISANDFUTURE":
		return true, nil
	default:
		return false, p.fault("the range %s is not understood", quoted(word))
	}
}

// changed gives an event that recurs the changes of it, of which the last counts where two begin with the same recurrence.
func (e *event) changed(by []*event) error {
	if e.instead != nil || e.uid == "" || len(by) == 0 {
		return nil
	}
	if len(by) > maxChanges {
		return fault(by[maxChanges].line, "the event is changed from a day on more than %d times", maxChanges)
	}
	for _, x := range by {
		e.changes = append(e.changes, change{e.onClock(*x.instead), x})
	}
	slices.SortStableFunc(e.changes, func(a, b change) int { return cmp.Compare(a.from, b.from) })
	return nil
}

// zonesApart is how far two clocks are apart, at most, with a skipped hour.
const zonesApart = 3 * daySeconds

// ahead is how far a recurrence may lie, by the rules, after it takes place.
func (e *event) ahead() civil.Wall {
	most := civil.Wall(0)
	for _, c := range e.changes {
		most = max(most, c.from-c.to.start.wall+zonesApart)
	}
	return most
}

// behind is how far a recurrence may lie, by the rules, before it is over.
func (e *event) behind() civil.Wall {
	most := e.length.wall()
	for _, c := range e.changes {
		most = max(most, c.to.start.wall-c.from+c.to.length.wall())
	}
	return max(most, 0) + zonesApart
}

// occurrence is one recurrence of an event.
type occurrence struct {
	id     moment // which it is, by the event's own rules
	start  moment // when it takes place
	length span
	event  *event // what says how it is called, and whether it takes place
}

// occurrence is the recurrence at a reading, as it was changed with all that follow an earlier one.
func (e *event) occurrence(w civil.Wall, length span) occurrence {
	id := e.start
	id.wall = w
	n, _ := slices.BinarySearchFunc(e.changes, w, func(c change, w civil.Wall) int { return cmp.Compare(c.from, w) })
	if n == 0 {
		return occurrence{id, id, length, e}
	}
	c := e.changes[n-1]
	start := c.to.start
	if start.wall += w - c.from; start.day {
		start.wall = midnight(start.wall)
	}
	return occurrence{id, start, c.to.length, c.to}
}

func (o occurrence) entry() Entry {
	entry := Entry{UID: o.event.uid, Summary: o.event.summary, Start: o.start.at(), End: o.length.end(o.start), Free: o.event.free}
	if o.start.day {
		entry.Day, entry.Days = o.start.date(), o.length.days
	}
	return entry
}
