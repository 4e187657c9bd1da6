package ical

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"wakeman/schedules/civil"
)

// maxRecurring is how many recurring events are counted through: a rule that never comes true takes some
// milliseconds.
const maxRecurring = 500

// Options are how a calendar is read.
type Options struct {
	// Zone is that of dates and of times without a zone.
	Zone *time.Location
	// From and To bound what is wanted: what ends after From and begins before To.
	From, To time.Time
	// LeftOut is told of each event that recurs by the hour, minute or second, which is left out. Without it, such an event
	// is an error.
	LeftOut func(LeftOut)
	// Guessed is told, once for each, of time zones that are not known: their times are read as those of another. Without
	// it, such a time is an error.
	Guessed func(Guess)
}

// Guess is a time zone that a calendar names and nobody knows.
type Guess struct {
	Zone string // as the calendar has it: text from outside, of any length
	Line int    // where it comes first
	// As is the zone whose clock its times are read on: that which the calendar says is its own, else the reader's.
	As *time.Location
}

// LeftOut is an event that Read left out.
type LeftOut struct {
	Summary string
	Start   time.Time // of its first recurrence, in UTC
	Err     error     // why: a [*SyntaxError]
}

// String says it in a sentence without its stop.
func (g Guess) String() string {
	return fmt.Sprintf("line %d: the time zone %s is not known; its times are read on the clock of %s", g.Line, quoted(g.Zone), g.As)
}

// Entry is one thing that takes place, once.
type Entry struct {
	UID     string // of its event: all recurrences have the same
	Summary string
	// Start (inclusive) and End (exclusive) are in UTC, and never equal. Those of whole days are midnights of the reader's
	// zone.
	Start, End time.Time
	// Day is the first day of what lasts whole days, and Days how many; 0 for what has a time.
	Day  civil.Date
	Days int
	// Free says that it makes nobody busy (TRANSP:TRANSPARENT, or Outlook's busy status): a birthday, a public holiday, somebody else's trip.
	Free bool
}

// Read gives what takes place in a window, in order of begin, recurrences written out. Cancelled events are left out.
//
// An error is a [*SyntaxError], or that of ctx, which is asked between events and while recurrences are counted: that takes
// time, and who wrote them may mean harm.
func Read(ctx context.Context, text []byte, o Options) ([]Entry, error) {
	calendars, err := components(string(text))
	if err != nil {
		return nil, err
	}
	r := &reader{
		ctx: ctx, local: o.Zone, from: o.From, to: o.To, leftOut: o.LeftOut, guessed: o.Guessed,
		left: MaxEvents, recurring: maxRecurring, zoneRules: maxZoneRules, steps: maxSteps,
		zones: map[string]*time.Location{}, defined: map[string]*component{},
	}
	if r.local == nil {
		r.local = time.UTC
	}
	for _, c := range calendars {
		r.calendar(c)
	}
	if err := r.readEvents(calendars); err != nil {
		return nil, err
	}
	slices.SortStableFunc(r.entries, func(a, b Entry) int {
		return cmp.Or(a.Start.Compare(b.Start), a.End.Compare(b.End), cmp.Compare(a.UID, b.UID))
	})
	return r.entries, nil
}

// reader is one calendar being read.
type reader struct {
	ctx      context.Context
	local    *time.Location
	from, to time.Time
	leftOut  func(LeftOut)
	guessed  func(Guess)
	own      *time.Location            // what the calendar says is its zone; nil for nothing
	zones    map[string]*time.Location // found, by TZID
	defined  map[string]*component     // what the calendar itself says, by TZID

	events    []*event
	entries   []Entry
	left      int // how many more entries are taken
	recurring int // how many more events with rules are
	zoneRules int // how many more rules of zones are
	steps     int // how many more recurrences are counted through
}

func (r *reader) calendar(c *component) {
	for _, part := range c.parts {
		if part.name == "VTIMEZONE" {
			r.defined[zoneID(part.value("TZID"))] = part
		}
	}
	if r.own == nil {
		r.own = named(zoneID(c.value("X-WR-TIMEZONE")))
	}
}

func (r *reader) readEvents(calendars []*component) error {
	replaced := map[string][]moment{} // by UID, the recurrences that another event stands for; without one it is nobody's
	changes := map[string][]*event{}  // by UID, the events that stand for all later ones, too
	for _, c := range calendars {
		for _, part := range c.parts {
			if part.name != "VEVENT" {
				continue
			}
			e, err := r.event(part)
			if err != nil {
				return err
			}
			if e.instead != nil && e.uid != "" {
				replaced[e.uid] = append(replaced[e.uid], *e.instead)
			}
			if e.future {
				changes[e.uid] = append(changes[e.uid], e)
			}
			r.events = append(r.events, e)
		}
	}
	return r.takeAll(replaced, changes)
}

// takeAll writes out each event. What is replaced is looked up once for all events with the same UID and days: there may be
// as many of these as of those.
func (r *reader) takeAll(replaced map[string][]moment, changes map[string][]*event) error {
	type series struct {
		uid    string
		days   *time.Location // whose they are; nil for what has times
		marked bool
	}
	others := make(map[series]exceptions, len(replaced))
	for _, e := range r.events {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		if err := e.changed(changes[e.uid]); err != nil {
			return err
		}
		var left exceptions
		if list := replaced[e.uid]; e.instead == nil && len(list) > 0 {
			one := series{e.uid, e.daysOf(), e.marked}
			if _, known := others[one]; !known {
				others[one] = exceptionsOf(e.days(list))
			}
			left = others[one]
		}
		err := r.take(e, left)
		e.changes = nil // many events may have the same
		if often, is := errors.AsType[tooOften](err); is && r.leftOut != nil {
			r.leftOut(LeftOut{e.summary, e.start.at().UTC(), often.error})
		} else if err != nil {
			return err
		}
	}
	return nil
}

// take writes out one event, without the recurrences that others stand for.
func (r *reader) take(e *event, replaced exceptions) error {
	if e.cancelled || e.length == (span{}) && len(e.periods) == 0 && len(e.changes) == 0 {
		return nil
	}
	times, err := r.recurrences(e)
	if err != nil {
		return err
	}
	left := exceptionsOf(e.days(e.except))
	for _, o := range times {
		if !o.event.cancelled && !left.out(o.id) && !replaced.out(o.id) {
			r.entries = append(r.entries, o.entry())
		}
	}
	return nil
}

// event is a VEVENT as it was read.
type event struct {
	line         int
	uid, summary string
	start        moment
	clock        *time.Location // on which its begin was written
	length       span           // zero: it only marks an instant
	rules        []property
	without      []property // EXRULE: the rules by which it does not take place
	counted      bool       // among those that recur
	dates        []moment   // RDATE
	periods      []period   // RDATE, with lengths of their own
	except       []moment   // EXDATE
	instead      *moment    // RECURRENCE-ID: the recurrence that this one stands for
	future       bool       // and for all later ones
	changes      []change   // in order; see changed
	free         bool
	cancelled    bool
	marked       bool // as days, though it is written with times
}

func (r *reader) event(c *component) (*event, error) {
	e := &event{line: c.line, uid: c.value("UID"), summary: strings.TrimSpace(unescape(c.value("SUMMARY")))}
	e.free = c.free()
	e.cancelled = strings.EqualFold(strings.TrimSpace(c.value("STATUS")), "CANCELLED")
	start, ok := c.get("DTSTART")
	if !ok {
		return nil, fault(c.line, "the event has no DTSTART")
	}
	var err error
	if e.start, err = r.moment(start, start.value); err != nil {
		return nil, err
	}
	e.clock = e.start.loc
	if e.length, err = r.length(c, e.start); err != nil {
		return nil, err
	}
	if err = r.allDay(c, e); err != nil {
		return nil, err
	}
	if p, ok := c.get("RECURRENCE-ID"); ok {
		m, err := r.moment(p, p.value)
		if err != nil {
			return nil, err
		}
		e.instead = &m
		e.future, err = p.future()
		return e, err // an exception does not recur
	}
	e.rules, e.without = c.all("RRULE"), c.all("EXRULE")
	if all := slices.Concat(e.rules, e.without); len(all) > maxRules {
		return nil, all[maxRules].fault("the event has more than %d rules", maxRules)
	}
	if err = r.extra(c, e); err != nil {
		return nil, err
	}
	e.except, err = r.lists(c, "EXDATE")
	return e, err
}

// free reports whether an event makes nobody busy: TRANSP says it, and where it is silent the busy status that Outlook writes
// (MS-OXCICAL). Whoever works elsewhere is not away, whatever TRANSP says: it has no word for that.
func (c *component) free() bool {
	says := func(name string) string { return strings.ToUpper(strings.TrimSpace(c.value(name))) }
	switch status := says("X-MICROSOFT-CDO-BUSYSTATUS"); says("TRANSP") {
	case "TRANSPARENT":
		return true
	case "":
		return status == "FREE" || status == "WORKINGELSEWHERE"
	default:
		return status == "WORKINGELSEWHERE"
	}
}

// daysOf is the clock whose days an event takes whole; nil for what has times.
func (e *event) daysOf() *time.Location {
	if !e.start.day {
		return nil
	}
	return e.clock
}

// days is recurrences as an event of whole days means them: an instant is the day of the event's own clock, as Outlook writes
// one. Of dates, which have no clock, only the midnight of the reader's is that; other makers write that of UTC.
func (e *event) days(list []moment) []moment {
	if !e.start.day {
		return list
	}
	list = slices.Clone(list)
	for i, m := range list {
		if m.day || m.loc != time.UTC {
			continue
		}
		if own := civil.Read(m.at(), e.clock); e.marked || own%daySeconds == 0 {
			list[i].wall = own
		}
	}
	return list
}

// allDay makes days of what Outlook marks as such and writes as times from midnight to midnight, in whatever zone.
func (r *reader) allDay(c *component, e *event) error {
	end, ends := c.get("DTEND")
	if !ends || e.start.day || !strings.EqualFold(strings.TrimSpace(c.value("X-MICROSOFT-CDO-ALLDAYEVENT")), "TRUE") {
		return nil
	}
	last, err := r.moment(end, end.value)
	if days := int(last.wall-e.start.wall) / daySeconds; err == nil && days > 0 && e.start.wall%daySeconds == 0 && last.wall%daySeconds == 0 {
		e.start.day, e.start.loc, e.length, e.marked = true, r.local, span{days: days}, true
	}
	return err
}

func (r *reader) lists(c *component, name string) (all []moment, err error) {
	for _, p := range c.all(name) {
		list, err := r.moments(p)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// length is how long an event lasts: to DTEND (exclusive), or for DURATION; without either a date is its day, and a time
// takes none (RFC 5545, section 3.6.1).
func (r *reader) length(c *component, start moment) (span, error) {
	if p, ok := c.get("DTEND"); ok {
		return r.lengthTo(p, start)
	}
	if p, ok := c.get("DURATION"); ok {
		s, err := p.duration()
		if err == nil && start.day && (s.time != 0 || s.days == 0) {
			return s, p.fault("%s is not whole days, as its begin is", quoted(p.value))
		}
		return s, err
	}
	if start.day {
		return span{days: 1}, nil
	}
	return span{}, nil
}

func (r *reader) lengthTo(p property, start moment) (span, error) {
	end, err := r.moment(p, p.value)
	if err != nil {
		return span{}, err
	}
	switch days := int(end.wall-start.wall) / daySeconds; {
	case end.day != start.day:
		return span{}, p.fault("a date and a time can not be the two ends of an event")
	case days > maxDays:
		return span{}, p.fault("the event is longer than ten years")
	case end.day && days >= 0:
		return span{days: max(days, 1)}, nil // some write the last day itself
	case end.day || end.at().Before(start.at()):
		return span{}, p.fault("the event ends before it begins")
	}
	return span{time: end.at().Sub(start.at())}, nil
}
