package rules

import (
	"errors"
	"fmt"
	"maps"
	"time"
)

// Counter remembers how often the condition of a rule was met, for Rate. It
// counts this event, and returns how many of the same per there were within that
// long, up to rate.Count. An error counts as none.
type Counter func(rule string, per string, rate Rate) (int, error)

// Input is what a program is run on.
type Input struct {
	Event Event
	Now   time.Time
	// Vars are what rules before have extracted; nil is none.
	Vars map[string]string
	// Count is asked for rules with a rate; nil: they do not match.
	Count Counter
}

// Outcome is what the rules want done.
type Outcome struct {
	// ID and Name are the rule's that matched; empty: none did, and the event goes
	// on as it is.
	ID, Name string
	Effects
	// Vars are those of the input with those that were extracted.
	Vars map[string]string
	// Failures are the rules that could not be asked. They did not match.
	Failures []Failure
}

// Effects are the actions that apply, filled in.
type Effects struct {
	Route          string // Service.ID
	Drop, Suppress bool
	Pause          time.Duration
	Severity       string
	Urgency        string
	Priority       string
	DedupKey       string // "" leaves the sender's
	Note           string
}

// Failure is why a rule, or one of its actions, did not work on an event.
type Failure struct {
	ID, Name string
	Message  string
}

// Run asks the rules, one after the other, until one matches.
func (p *Program) Run(in Input) (out Outcome) {
	out.Vars = in.Vars
	if p == nil {
		return out
	}
	for _, c := range p.rules {
		r := &run{compiled: c, in: in, out: &out}
		if r.matches() {
			out.ID, out.Name = c.ID, c.Name
			r.act()
			return out
		}
	}
	return out
}

// run is one rule asked about one event.
type run struct {
	*compiled
	in  Input
	out *Outcome
}

func (r *run) fail(what string, err error) {
	r.out.Failures = append(r.out.Failures, Failure{r.ID, r.Name, fmt.Sprintf("%s: %v", what, err)})
}

func (r *run) env() env {
	return env{Event: r.in.Event, Vars: r.out.Vars, Now: momentOf(r.in.Now.In(r.zone))}
}

// whole reports whether all actions apply, and not only those that say whose the
// event is.
func (r *run) whole() bool { return r.in.Event.Action == "trigger" || r.action }

func (r *run) matches() (yes bool) {
	defer func() { // a rule must not cost an event, whatever it does
		if p := recover(); p != nil {
			r.fail("when", fmt.Errorf("it broke off: %v", p))
			yes = false
		}
	}()
	return r.Window.within(r.in.Now, r.zone) && r.met() && r.often()
}

// within reports whether the window holds at an instant.
func (w *Window) within(now time.Time, zone *time.Location) bool {
	return w == nil || w.holds(now.In(zone))
}

func (r *run) met() bool {
	if r.when == nil {
		return true
	}
	v, err := r.when.run(r.env())
	if err != nil {
		r.fail("when", err)
		return false
	}
	met, isBool := v.(bool)
	if !isBool {
		r.fail("when", errors.New("it is neither true nor false"))
	}
	return met
}

// often reports whether it happened as often as the rule asks for. The end of an
// alert does not count.
func (r *run) often() bool {
	if r.Rate == nil {
		return true
	}
	if r.in.Count == nil || !r.whole() {
		return false
	}
	per := ""
	if r.per != nil {
		v, err := r.per.run(r.env())
		if err == nil {
			per, err = asText(v)
		}
		if err != nil {
			r.fail("rate.per", err)
			return false
		}
	}
	n, err := r.in.Count(r.ID, per, *r.Rate)
	if err != nil {
		r.fail("rate", err)
	}
	return err == nil && n >= r.Rate.Count
}

// act fills in the actions.
func (r *run) act() {
	defer func() {
		if p := recover(); p != nil {
			r.fail("actions", fmt.Errorf("they broke off: %v", p))
		}
	}()
	a := r.Actions
	r.out.Route = a.Route
	if r.whole() {
		r.out.Drop, r.out.Suppress, r.out.Pause = a.Drop, a.Suppress, a.Pause
		r.out.Severity, r.out.Urgency, r.out.Priority = a.Severity, a.Urgency, a.Priority
	}
	r.variables()
	if r.key != nil { // an empty value would make one alert of many
		r.out.DedupKey = r.filled("dedup_key", r.key, true)
	}
	if r.note != nil && r.whole() {
		r.out.Note = r.filled("note", r.note, false)
	}
}

// variables adds what the patterns find.
func (r *run) variables() {
	if len(r.extract) == 0 {
		return
	}
	vars := maps.Clone(r.out.Vars)
	if vars == nil {
		vars = map[string]string{}
	}
	for _, x := range r.extract {
		v, err := x.from.run(r.env())
		var text string
		if err == nil {
			text, err = asText(v)
		}
		if err != nil {
			r.fail("extract", err)
			continue
		}
		found := x.pattern.FindStringSubmatch(text)
		for i, name := range x.pattern.SubexpNames() {
			if name != "" && i < len(found) {
				vars[name] = cut(found[i], maxValue)
			}
		}
	}
	r.out.Vars = vars
}

func (r *run) filled(what string, t *template, strict bool) string {
	text, err := t.fill(r.env(), strict)
	if err != nil {
		r.fail(what, err)
		return ""
	}
	return text
}
