package api

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
)

// policyOrder is what a request says about an escalation policy. Who is told of
// handoffs (on_call_handoff_notifications) is each person's own choice here, so
// it is not looked at.
type policyOrder struct {
	Name            maybe[string]      `json:"name"`
	Description     maybe[string]      `json:"description"`
	NumLoops        maybe[int]         `json:"num_loops" doc:"repeats after the first time, 0 to 9"`
	EscalationRules maybe[[]ruleOrder] `json:"escalation_rules"`
	Teams           maybe[teamsOrder]  `json:"teams" doc:"one at most"`
	EscalateLow     maybe[bool]        `json:"escalate_low" doc:"incidents of low urgency go on to the next rule, too; Wakeman's own"`
}

// ruleOrder is one step. With the id of one there is, what it does not say stays.
type ruleOrder struct {
	ID       string              `json:"id"`
	Delay    maybe[int]          `json:"escalation_delay_in_minutes" doc:"until the next rule; at least 1"`
	Targets  []targetOrder       `json:"targets"`
	Strategy maybe[strategyName] `json:"escalation_rule_assignment_strategy"`
}

// targetOrder names a user or a schedule. Type may be left out: no two things
// have the same id.
type targetOrder struct {
	ID   string `json:"id"`
	Type string `json:"type" doc:"user_reference, schedule_reference …; may be left out"`
}

// strategyName is everybody at once or one after the other. On the wire it is an
// object with a type; PagerDuty's documents say text, which is understood too.
type strategyName string

const (
	everyone   strategyName = "assign_to_everyone"
	roundRobin strategyName = "round_robin"
)

func (s *strategyName) readField(f *faults, path string, raw json.RawMessage) {
	var name string
	if json.Unmarshal(raw, &name) != nil {
		var w typeWire
		f.read(path, raw, reflect.ValueOf(&w).Elem())
		name = w.Type
	}
	switch *s = strategyName(name); *s {
	case "", everyone, roundRobin:
	default:
		f.add(path+".type", "%s is none of %s, %s", quote(name), everyone, roundRobin)
	}
}

func (s *strategyName) inside() reflect.Type { return reflect.TypeFor[typeWire]() }

func policyNames() names {
	return names{
		"steps": "escalation_rules", "delay": "escalation_delay_in_minutes", "repeat": "num_loops",
		"round_robin": "escalation_rule_assignment_strategy", "team": "teams",
	}
}

// apply makes the policy that is wanted out of the one there is.
func (w policyOrder) apply(cfg *engine.Config, p engine.Policy) (engine.Policy, error) {
	var f faults
	trimmed(w.Name, &p.Name)
	w.Description.put(&p.Description)
	w.NumLoops.put(&p.Repeat)
	w.EscalateLow.put(&p.EscalateLow)
	if team, given := teamOf(w.Teams, &f); given {
		p.Team = team
	}
	if w.EscalationRules.given {
		p.Steps = w.steps(cfg, p.Steps, &f)
	}
	if _, there := cfg.Policies[p.ID]; len(p.Steps) == 0 && (w.EscalationRules.given || !there) {
		f.add("escalation_rules", "a policy needs one rule at least")
	}
	return p, f.err()
}

func (w policyOrder) steps(cfg *engine.Config, old []engine.Step, f *faults) []engine.Step {
	rules := w.EscalationRules.value
	steps := make([]engine.Step, len(rules))
	for i, r := range rules {
		var was engine.Step
		was, old = takeStep(old, func(s engine.Step) bool { return s.ID == r.ID })
		steps[i] = r.step(cfg, was, f, fmt.Sprintf("escalation_rules[%d]", i))
	}
	for i, s := range steps {
		if s.ID != "" {
			continue
		}
		// A rule without id that says the same as one there is, is that one: it
		// keeps its place in the round robin.
		var was engine.Step
		was, old = takeStep(old, func(o engine.Step) bool {
			return o.Delay == s.Delay && o.RoundRobin == s.RoundRobin && slices.Equal(o.Targets, s.Targets)
		})
		if steps[i].ID = was.ID; was.ID == "" {
			steps[i].ID = config.NewID(config.StepID)
		}
	}
	return steps
}

// takeStep takes the first step that same accepts out of a list; the zero one if
// there is none.
func takeStep(list []engine.Step, same func(engine.Step) bool) (engine.Step, []engine.Step) {
	i := slices.IndexFunc(list, same)
	if i < 0 {
		return engine.Step{}, list
	}
	return list[i], slices.Concat(list[:i], list[i+1:])
}

func (r ruleOrder) step(cfg *engine.Config, was engine.Step, f *faults, path string) engine.Step {
	s := engine.Step{ID: was.ID, Delay: was.Delay, RoundRobin: was.RoundRobin}
	field := inField(path, "escalation_delay_in_minutes")
	switch {
	case r.Delay.given:
		s.Delay = wholeMinutes(r.Delay.value, 1, was.Delay, was.ID != "", f, field)
	case was.ID == "":
		f.add(field, "missing")
	}
	if r.Strategy.given {
		s.RoundRobin = r.Strategy.value == roundRobin
	}
	for i, t := range r.Targets {
		s.Targets = append(s.Targets, t.target(cfg, f, fmt.Sprintf("%s[%d]", inField(path, "targets"), i)))
	}
	if len(r.Targets) == 0 {
		f.add(inField(path, "targets"), "missing; a rule without anybody would page nobody")
	}
	return s
}

// maxMinutes is beyond every delay; what a delay may be, the configuration says.
const maxMinutes = 10_000_000

// wholeMinutes reads a delay. One that is shown rounded up, and sent back as it
// was shown, stays as it is.
func wholeMinutes(n, least int, was time.Duration, known bool, f *faults, path string) time.Duration {
	switch {
	case known && n == minutes(was):
		return was
	case n < least:
		f.add(path, "must be at least %d", least)
	case n > maxMinutes:
		f.add(path, "%d minutes are too many", n)
	default:
		return time.Duration(n) * time.Minute
	}
	return was
}

func (t targetOrder) target(cfg *engine.Config, f *faults, path string) people.Target {
	_, schedule := cfg.Schedules[t.ID]
	switch t.Type {
	case "user", "user_reference":
		schedule = false
	case "schedule", "schedule_reference":
		schedule = true
	case "":
	default:
		f.add(path+".type", "%s is none of user_reference, schedule_reference", quote(t.Type))
	}
	if t.ID == "" {
		f.add(path+".id", "missing")
	}
	if schedule {
		return people.Target{Schedule: t.ID}
	}
	return people.Target{User: t.ID}
}
