package engine

import (
	"slices"
	"strings"
	"time"

	"wakeman/engine/people"
	"wakeman/notify"
)

// ForecastLine is one thing that would happen if an incident were triggered:
// either a page, which has a Channel, or else a Note.
type ForecastLine struct {
	At    time.Time
	After time.Duration // At, since the incident was triggered
	Loop  int           // how often the steps have been gone through before
	Step  int           // from 1; 0 is what comes after the last: the fallback contact, the end

	User   string // User.ID; empty where nobody in particular is meant
	Name   string
	Why    string // "on call for Primary"
	InTurn bool   // of a round-robin step with several targets: this, or another one's turn

	Method  string // ContactMethod.ID
	Channel notify.Channel
	Label   string // the contact method's
	Doubt   string // why this page would not leave the box; empty if it would

	Note string // why nobody is told here, or what happens instead
}

// Pages reports whether the line is a page that leaves the box.
func (l ForecastLine) Pages() bool { return l.Channel != "" && l.Doubt == "" }

// Foreseeable reports whether forecasts are made for an instant: schedules are worked out turn by turn, so not for any.
func Foreseeable(at time.Time) bool { return at.Year() >= 2000 && at.Year() <= 2100 }

// Forecast says who would be paged, when and how, if an incident of this
// urgency were triggered at an instant, nobody ever answered, and every carrier
// took what it is given. Lines come in the order of At; a policy that is not
// there pages the fallback contact, as an empty one does.
//
// It follows the engine's own steps, but knows the configuration only: not what
// a person was just told (bundling holds back another incident's page), whose
// turn it is in a round robin, or whether a carrier works. Somebody who has left,
// and a contact method without an address, are never named as paged.
func Forecast(c *Config, policy string, urgency people.Urgency, at time.Time) []ForecastLine {
	f := &forecast{Config: c, policy: c.policy(policy), urgency: urgency, begun: at, now: at}
	f.run()
	slices.SortStableFunc(f.lines, func(a, b ForecastLine) int { return a.At.Compare(b.At) })
	return f.lines
}

type forecast struct {
	*Config
	policy     Policy
	urgency    people.Urgency
	begun, now time.Time
	loop       int
	reached    bool // a page of the policy left the box
	lines      []ForecastLine
}

// run goes from step to step as the engine does: see startStep.
func (f *forecast) run() {
	steps, step := f.policy.Steps, 0
	for skipped := 0; skipped < len(steps); {
		if f.loop, step = wrap(f.loop, step, len(steps)); f.loop > f.policy.Repeat {
			break
		}
		if !f.step(step) {
			skipped++
			step++
			continue
		}
		if f.urgency == people.Low && !f.policy.EscalateLow {
			f.note("low urgency does not escalate, so it stays at this")
			f.stale()
			return
		}
		skipped, f.now = 0, f.now.Add(steps[step].Delay)
		step++
	}
	f.end()
}

// step tells what one step does, and whether it means somebody who can be told.
func (f *forecast) step(i int) bool {
	s := f.policy.Steps[i]
	if !s.RoundRobin || len(s.Targets) < 2 {
		return f.targets(i, s.Targets, false)
	}
	told := false
	for _, target := range s.Targets {
		told = f.targets(i, []people.Target{target}, true) || told
	}
	return told
}

func (f *forecast) targets(i int, targets []people.Target, inTurn bool) bool {
	line := ForecastLine{At: f.now, After: f.now.Sub(f.begun), Loop: f.loop, Step: i + 1, InTurn: inTurn}
	meant := f.Means(f.policy, targets, f.urgency, f.now)
	told := false
	for _, a := range meant.Found {
		told = f.person(line, a, f.cut(i)) || told
	}
	switch reasons := meant.Reasons(); {
	case len(meant.Found) == 0:
		line.Note = because(reasons)
	case len(reasons) > 0:
		line.Note = strings.Join(reasons, "; ")
	default:
		return told
	}
	f.lines = append(f.lines, line)
	return told
}

// cut is when the next step drops what a step has not sent by then; below zero
// if nothing does, because none follows. A step that tells nobody drops it too.
func (f *forecast) cut(i int) time.Duration {
	last := f.loop == f.policy.Repeat && i == len(f.policy.Steps)-1
	if last || f.urgency == people.Low && !f.policy.EscalateLow {
		return -1
	}
	return f.policy.Steps[i].Delay
}

// person makes the lines of one person by their rules, up to the cut, and
// reports whether the engine counts them as told.
func (f *forecast) person(line ForecastLine, a people.Assignment, cut time.Duration) bool {
	user := f.Users[a.User]
	line.User, line.Name, line.Why = user.ID, user.Name, a.Why
	rules := f.Rules(user, f.urgency)
	before := len(f.lines)
	for _, r := range rules {
		m, _ := user.Method(r.Method)
		if m.Address == "" || cut >= 0 && r.Delay >= cut {
			continue
		}
		one := line
		one.At, one.After = line.At.Add(r.Delay), line.After+r.Delay
		one.Method, one.Channel, one.Label, one.Doubt = m.ID, m.Type, m.Label, f.doubt(m)
		f.reached = f.reached || one.Doubt == "" && line.Step > 0
		f.lines = append(f.lines, one)
	}
	if len(f.lines) == before {
		line.Note = untold(user.Name, rules, cut)
		f.lines = append(f.lines, line)
	}
	return len(rules) > 0
}

// untold is why no page of a person is made, or none is sent.
func untold(name string, rules []people.NotificationRule, cut time.Duration) string {
	switch {
	case len(rules) == 0:
		return name + " has no way to be reached"
	case cut == rules[0].Delay: // of two things due at once either may come first
		return "it is left to chance whether " + name + " is told: the next step begins at the same moment"
	case cut > 0 && rules[0].Delay >= cut:
		return "nothing is sent to " + name + " before the next step begins"
	}
	return "no contact method of " + name + " has an address"
}

// doubt is why no page by a method leaves the box.
func (f *forecast) doubt(m people.ContactMethod) string {
	switch {
	case m.Type == notify.Email && f.Settings.Mail == nil:
		return "no mail server is set"
	case m.Type == notify.SMS && f.Settings.SMS == nil:
		return "no gateway for text messages is set"
	case m.Type == notify.Push && f.Settings.Push == nil && !strings.Contains(m.Address, "://"):
		return "no push server is set"
	}
	return ""
}

// end tells what comes when no step is left.
func (f *forecast) end() {
	switch {
	case len(f.policy.Steps) == 0:
		f.note("the escalation policy has no steps")
	case f.reached:
		f.note("every step and repeat of the policy is through: nobody else is paged")
		f.stale()
		return
	default:
		f.note("no step of the policy reaches anybody")
	}
	found := f.fallback()
	line := ForecastLine{At: f.now, After: f.now.Sub(f.begun), Loop: f.loop}
	for _, a := range found {
		f.person(line, a, -1)
	}
	if len(found) == 0 {
		f.note("there is no fallback contact: nobody is told")
	}
	f.now = f.now.Add(restartFirst)
	f.note("it starts over, and so on until somebody is reached")
}

// stale tells when an incident that is still open is paged about again.
func (f *forecast) stale() {
	if after := f.Settings.StaleAfter; after > 0 {
		f.now = f.now.Add(after)
		f.note("if it is still open, it starts over")
	}
}

func (f *forecast) note(text string) {
	f.lines = append(f.lines, ForecastLine{At: f.now, After: f.now.Sub(f.begun), Loop: f.loop, Note: text})
}
