package ical

import (
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"wakeman/schedules/civil"
)

// Bounds on recurrences.
const (
	maxInterval = 1000
	maxValues   = 400     // in one part of a rule; BYYEARDAY may have 366
	maxRules    = 4       // of one event: more than one is rare, and old
	maxPlaces   = 31      // in BYSETPOS, which is looked for anew each time
	maxSteps    = 1000000 // occurrences of all events that are counted through: each day since 1600 is 150,000
	askEvery    = 256     // steps between looks at the context
)

// recurrences are those of an event that take place in the window, its first one included, by its RRULEs and RDATEs. They are
// counted on the wall clock, where a day always has 24 hours. Of what is over before the window nothing is kept, not even to
// know it again: it may be most of a million.
func (r *reader) recurrences(e *event) (all []occurrence, err error) {
	low, before := civil.Read(r.from, e.start.loc)-e.behind(), civil.Read(r.to, e.start.loc)+e.ahead()
	seen := map[civil.Wall]bool{} // and what is left out, by rule
	for _, p := range e.without {
		if err := r.rule(e, p, low, before, func(w civil.Wall) error {
			if w >= low {
				seen[w] = true
			}
			return nil
		}); err != nil {
			return nil, err
		}
	}
	add := func(w civil.Wall, length span) error {
		if w >= before {
			return nil
		}
		o := e.occurrence(w, length)
		if o.length == (span{}) || !o.length.end(o.start).After(r.from) || !o.start.at().Before(r.to) || seen[w] {
			return nil
		}
		if r.left--; r.left < 0 {
			return fault(0, "it has more than %d events in the time that is read", MaxEvents)
		}
		seen[w] = true
		all = append(all, o)
		return nil
	}
	for _, p := range e.periods { // before all others: that they have another length is why they are told
		if err := add(e.onClock(p.start), e.lengthOf(p)); err != nil {
			return nil, err
		}
	}
	if err := add(e.start.wall, e.length); err != nil {
		return nil, err
	}
	for _, p := range e.rules {
		if err := r.rule(e, p, low, before, func(w civil.Wall) error { return add(w, e.length) }); err != nil {
			return nil, err
		}
	}
	for _, m := range e.dates {
		if err := add(e.onClock(m), e.length); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// onClock is what the clock by which an event recurs shows at a moment. Of whole days it is the midnight before; a date of an
// event that has a time is meant at that time.
func (e *event) onClock(m moment) civil.Wall {
	switch {
	case e.start.day:
		return midnight(e.days([]moment{m})[0].wall)
	case m.day:
		return m.wall + e.start.wall - midnight(e.start.wall)
	}
	return civil.Read(m.at(), e.start.loc)
}

// rule counts through one RRULE, if it goes on until low. The library that counts panics at some that mean nothing: such a rule
// is refused.
func (r *reader) rule(e *event, p property, low, before civil.Wall, add func(civil.Wall) error) (err error) {
	defer func() {
		if recover() != nil {
			err = p.fault("%s can not be counted", quoted(p.value))
		}
	}()
	option, until, err := r.option(e, p)
	if err != nil {
		return err
	}
	if until < low {
		return nil
	}
	if err := r.recurs(e); err != nil {
		return err
	}
	until = min(until, before)
	shift := shiftOf(before)
	option.Dtstart = time.Unix(int64(e.start.wall+shift), 0).UTC()
	option.Until = time.Unix(int64(until+shift), 0).UTC()
	rule, err := rrule.NewRRule(option)
	if err != nil {
		return p.fault("%v", err)
	}
	if e.start.wall > until {
		return nil
	}
	return r.count(p, rule.Iterator(), func(t time.Time) error { return add(civil.Wall(t.Unix()) - shift) })
}

// recurs counts an event that has rules, once.
func (r *reader) recurs(e *event) error {
	if e.counted {
		return nil
	}
	e.counted = true
	if r.recurring--; r.recurring < 0 {
		return fault(0, "it has more than %d events that recur", maxRecurring)
	}
	return nil
}

// count goes through what a rule gives, within the bound of all rules together, and asks the context on its way.
func (r *reader) count(p property, next rrule.Next, add func(time.Time) error) error {
	for n := 0; ; n++ {
		if n%askEvery == 0 && r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		t, ok := next()
		if !ok {
			return nil
		}
		if r.steps--; r.steps < 0 {
			return p.fault("the rules of the calendar have more than %d recurrences together, counted from their beginnings", maxSteps)
		}
		if err := add(t); err != nil {
			return err
		}
	}
}

// shiftOf is how far rules are moved to be counted. The library looks for the next time until the year 9999, however early
// the rule ends, and a rule that never comes true would take it through all of them. The calendar is the same every 400 years,
// days of the week too: so what is counted lies in the last of them.
func shiftOf(before civil.Wall) civil.Wall {
	const period = 146097 * 86400 // 400 years
	return civil.Wall(max(0, (9999-before.DateTime().Date.Year)/400)) * period
}

// forever is after every reading, and never before.
const (
	forever = civil.Wall(1 << 60)
	never   = -forever
)

// option reads a rule, with its last reading apart. What the library that counts would take for ever over is refused: rules
// by the hour and below, which are nobody's holidays.
func (r *reader) option(e *event, p property) (o rrule.ROption, until civil.Wall, err error) {
	until = forever
	var parts []string
	for part := range strings.SplitSeq(strings.ToUpper(strings.TrimSpace(p.value)), ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "":
		case "UNTIL":
			if until, err = r.until(e, p, value); err != nil {
				return o, until, err
			}
		default:
			if err := p.sane(name, value); err != nil {
				return o, until, err
			}
			parts = append(parts, name+"="+value)
		}
	}
	read, err := rrule.StrToROption(strings.Join(parts, ";"))
	if err != nil {
		return o, until, p.fault("%s is not understood: %v", quoted(p.value), err)
	}
	return *read, until, nil
}

// until is the last reading of a rule: an instant when it is one, and of a date the whole day.
func (r *reader) until(e *event, p property, value string) (civil.Wall, error) {
	if d, ok := digits(strings.TrimSuffix(strings.TrimSpace(value), "Z")); ok && d.Date.Year > lastYear {
		return forever, nil // Outlook's no end is in 4500, that of others in 9999
	}
	m, err := r.moment(property{line: p.line, name: p.name}, value)
	switch {
	case err != nil:
		return 0, err
	case m.day:
		return m.wall + 86399, nil
	case strings.HasSuffix(strings.TrimSpace(value), "Z"):
		return civil.Read(m.at(), e.clock), nil
	}
	return m.wall, nil
}

// tooOften is the fault of a rule that is right, and recurs more often than anybody is away.
type tooOften struct{ error }

func (e tooOften) Unwrap() error { return e.error }

// sane looks at one part of a rule.
func (p property) sane(name, value string) error {
	switch {
	case name == "FREQ" && (value == "HOURLY" || value == "MINUTELY" || value == "SECONDLY"):
		unit := map[string]string{"HOURLY": "hour", "MINUTELY": "minute", "SECONDLY": "second"}[value]
		return tooOften{p.fault("a rule by the %s is not taken: by the day, week, month or year", unit)}
	case name == "INTERVAL" && !between(value, 1, maxInterval):
		return p.fault("the interval %s is not a number from 1 to %d", quoted(value), maxInterval)
	case name == "COUNT" && !between(value, 1, 1<<30):
		return p.fault("the count %s is not a number from 1", quoted(value))
	case name == "BYHOUR" || name == "BYMINUTE" || name == "BYSECOND":
		if strings.Count(value, ",") > 1 {
			return p.fault("%s has more than two values", name)
		}
	case name == "BYSETPOS" && strings.Count(value, ",") >= maxPlaces:
		return p.fault("%s has more than %d values", name, maxPlaces)
	case name == "RSCALE" || name == "SKIP" || name == "DTSTART" || name == "BYEASTER":
		return p.fault("%s is not understood", name)
	case strings.Count(value, ",") >= maxValues:
		return p.fault("%s has more than %d values", name, maxValues)
	}
	return nil
}

func between(s string, low, high int) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= low && n <= high
}

// exceptions are the recurrences that are left out.
type exceptions struct {
	instants map[int64]bool      // Unix seconds
	dates    map[civil.Date]bool // of all of them
	days     map[civil.Date]bool // of those that are dates themselves
}

func exceptionsOf(list []moment) exceptions {
	x := exceptions{map[int64]bool{}, map[civil.Date]bool{}, map[civil.Date]bool{}}
	for _, m := range list {
		x.dates[m.date()] = true
		if m.day {
			x.days[m.date()] = true
		} else {
			x.instants[m.at().Unix()] = true
		}
	}
	return x
}

// out reports whether the recurrence at m is left out. A date leaves out all of its day, and so does a time for an event of
// whole days: Outlook writes those.
func (x exceptions) out(m moment) bool {
	if m.day {
		return x.dates[m.date()]
	}
	return x.days[m.date()] || x.instants[m.at().Unix()]
}
