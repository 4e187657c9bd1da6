package engine

import (
	"slices"
	"time"

	"wakeman/engine/people"
	"wakeman/engine/rules"
)

// Ruling is what the event rules decided about an event.
type Ruling struct {
	// Event is the event as it goes on: with the severity and the dedup key that
	// the rules gave it.
	Event   Event
	Service string // Service.ID, after routing
	// Drop and Suppress are the name of the rule that says so; empty: none does.
	Drop, Suppress string
	Pause          time.Duration
	PausedBy       string         // the name of the rule that pauses
	Urgency        people.Urgency // "": by the rule of the service
	Priority       Priority       // "": none
	Notes          []string
	Rules          []string // the names of those that matched
	IDs            []string // and their ids
	// Failures are the rules that did not work on this event. It went on as if they
	// had not matched.
	Failures []rules.Failure
}

// compileRules makes the programs, so that no event waits for a compiler.
func (c *Config) compileRules() {
	c.programs = map[string]*rules.Program{}
	if len(c.EventRules) > 0 {
		c.programs[""] = rules.Compile(c.EventRules, true)
	}
	for id, s := range c.Services {
		if len(s.EventRules) > 0 {
			c.programs[id] = rules.Compile(s.EventRules, false)
		}
	}
}

// UnreadRule is why an event rule of a service ("" for those of all events) can
// never match; "" if it can.
func (c *Config) UnreadRule(service, id string) string { return c.programs[service].Unread(id) }

// Judge asks the event rules about an event of an integration, and changes
// nothing but what count remembers. Whatever fails, the event goes on.
//
// What could not be read is not judged: an unparsed event keeps its way to
// somebody, whatever the rules are. Neither are change events, signs of life and
// test traffic, which page nobody anyway, nor what is quarantined: strangers must
// not move the counts of a rate.
func (c *Config) Judge(in Integration, via string, ev Event, now time.Time, count rules.Counter) Ruling {
	j := c.judging(in, via, ev, now, count)
	if len(c.programs) == 0 || ev.Unparsed || ev.Beat || ev.Test || ev.Quarantine != "" || ev.Action == Change {
		return j.Ruling
	}
	return j.run()
}

func (c *Config) judging(in Integration, via string, ev Event, now time.Time, count rules.Counter) judge {
	return judge{config: c, now: now, count: count, in: in, via: via, Ruling: Ruling{Event: ev, Service: in.Service}}
}

// judge asks one set after the other.
type judge struct {
	Ruling
	config  *Config
	now     time.Time
	count   rules.Counter
	in      Integration
	via     string
	vars    map[string]string
	details any              // decoded once, when a rule looks at them
	asked   []*rules.Program // so far
}

func (j *judge) run() Ruling {
	j.ask(j.config.programs[""])
	if j.Drop == "" && j.Suppress == "" {
		j.ask(j.config.programs[j.Service])
	}
	return j.Ruling
}

func (j *judge) ask(p *rules.Program) {
	if p.Len() == 0 {
		return
	}
	j.asked = append(j.asked, p)
	if j.details == nil && p.Details() {
		j.details = rules.Details(j.Event.Details)
	}
	out := p.Run(rules.Input{Event: j.event(), Now: j.now, Vars: j.vars, Count: j.count})
	j.vars = out.Vars
	j.Failures = append(j.Failures, out.Failures...)
	if out.ID != "" {
		j.apply(out)
	}
}

// event is the event as the rules see it.
func (j *judge) event() rules.Event {
	ev := j.Event
	var mail rules.Mail
	if ev.Mail != nil {
		mail = rules.Mail(*ev.Mail)
	}
	return rules.Event{
		Mail:   mail,
		Action: string(ev.Action), Key: ev.Key, Summary: ev.Summary, Source: ev.Source, Severity: string(ev.Severity),
		Component: ev.Component, Group: ev.Group, Class: ev.Class, Client: ev.Client, Details: j.details,
		Via: j.via, Integration: j.in.Name, Service: j.config.service(j.Service).Name,
	}
}

// apply takes over what a rule wants. What the second set says goes before what
// the first said.
func (j *judge) apply(out rules.Outcome) {
	j.Rules, j.IDs = append(j.Rules, out.Name), append(j.IDs, out.ID)
	if out.Route != "" {
		if _, known := j.config.Services[out.Route]; known {
			j.Service = out.Route
		} else {
			j.Failures = append(j.Failures, rules.Failure{ID: out.ID, Name: out.Name, Message: "route: the service is gone"})
		}
	}
	if out.Drop {
		j.Drop = out.Name
	}
	if out.Suppress {
		j.Suppress = out.Name
	}
	if out.Pause > 0 {
		j.Pause, j.PausedBy = out.Pause, out.Name
	}
	if out.Severity != "" {
		j.Event.Severity = Severity(out.Severity)
	}
	if out.Urgency != "" {
		j.Urgency = people.Urgency(out.Urgency)
	}
	if out.Priority != "" {
		j.Priority = Priority(out.Priority)
	}
	if key := cleanKey(out.DedupKey); key != "" {
		j.Event.Key = key
	}
	if note := oneLine(out.Note, MaxField); note != "" {
		j.Notes = append(j.Notes, note)
	}
}

// quoteRule names a rule in a sentence.
func quoteRule(name string) string { return "the event rule “" + name + "”" }

// by says which rules had a hand in a verdict.
func (r Ruling) byRules() string {
	if len(r.Rules) == 0 {
		return ""
	}
	names := make([]string, len(r.Rules))
	for i, n := range r.Rules {
		names[i] = quoteRule(n)
	}
	return " (by " + joinAnd(names) + ")"
}

// pause is how long the first page waits, and which rule says so.
type pause struct {
	For time.Duration
	By  string
}

// waitFirst leaves the first page to a timer. Whoever resolves the incident in
// time, or has it, stops that.
func (t *turn) waitFirst() {
	p := t.pause
	t.Incident.Level.Paused, t.Incident.Level.NextAt = true, t.now.Add(p.For)
	t.setTimer(EscalateTimer, t.Incident.Level.NextAt)
	t.Incident.Quiet = "the first page waits " + brief(p.For) + ", by " + quoteRule(p.By)
	t.log(Entry{Type: QuietEntry, Actor: System(), Text: "Nobody is paged yet: " + t.Incident.Quiet + "."})
}

// noted writes the notes of rules to the timeline.
func (t *turn) noted(notes []string) {
	for _, n := range notes {
		t.log(Entry{Type: AnnotateEntry, Actor: System(), Text: n})
	}
}

// RateKey names a count of an event rule: the rule, and what it counts apart.
type RateKey struct {
	Rule string `json:"rule"`
	Per  string `json:"per"`
}

// RateRow is when the condition of a rule was met last, oldest first: no more
// times than the rule counts to.
type RateRow struct {
	RateKey
	Times []time.Time `json:"times"`
	// Until is when the newest no longer counts, and the row can go.
	Until time.Time `json:"until"`
}

// counted adds an event to a count, and says how many there are within the time.
// Times ahead of now are those of a clock that was stepped back, and do not count.
func (r RateRow) counted(now time.Time, rate rules.Rate) (RateRow, int) {
	times := slices.DeleteFunc(slices.Clone(r.Times), func(t time.Time) bool {
		return t.After(now) || now.Sub(t) >= rate.Within
	})
	times = append(times, now)
	if over := len(times) - rate.Count; over > 0 {
		times = times[over:]
	}
	r.Times, r.Until = times, now.Add(rate.Within)
	return r, len(times)
}

// still is how many events count at an instant at which none is added, and until
// when there are as many as the rule asks for; zero: there are fewer.
func (r RateRow) still(now time.Time, rate rules.Rate) (n int, until time.Time) {
	var times []time.Time
	for _, t := range r.Times {
		if !t.After(now) && now.Sub(t) < rate.Within {
			times = append(times, t)
		}
	}
	if n = len(times); n >= rate.Count {
		until = times[n-rate.Count].Add(rate.Within)
	}
	return n, until
}

// rateSweep is how many counts that are over go with each that is written, so
// that a sender with ever new values can not fill the store.
const rateSweep = 4

// counter counts in the transaction of the event.
func (d door) counter() rules.Counter {
	return func(rule, per string, rate rules.Rate) (int, error) {
		key := RateKey{rule, cleanKey(per)}
		row, _, err := d.tx.Rate(key.Rule, key.Per)
		if err != nil {
			return 0, err
		}
		row.RateKey = key
		row, n := row.counted(d.now, rate)
		old, err := d.tx.OldRates(d.now, rateSweep)
		if err != nil {
			return 0, err
		}
		return n, d.tx.Apply(Changes{DropRates: old, Rates: []RateRow{row}})
	}
}

// Rates are counts of event rules in memory, for trials.
type Rates map[RateKey]RateRow

// Counter counts an event of an instant.
func (r Rates) Counter(now time.Time) rules.Counter {
	return func(rule, per string, rate rules.Rate) (int, error) {
		key := RateKey{rule, cleanKey(per)}
		row, n := r[key].counted(now, rate)
		r[key] = row
		return n, nil
	}
}
