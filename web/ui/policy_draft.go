package ui

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// policyDraft is what stands in the form of a policy, right or wrong. It goes
// to and fro between browser and box with every button; nothing of it is kept.
type policyDraft struct {
	name, description, team, repeat string
	low                             bool
	steps                           []stepDraft
	seen                            string // the version that is being changed
}

type stepDraft struct {
	id, delay string
	inTurn    bool
	targets   []string // "user:ID", "schedule:ID", or "" for a choice not made
}

// Bounds on what a form can hold, far above what anybody could carry out.
const (
	maxSteps   = 50
	maxTargets = 50
)

// presetDelay is what a new step begins with.
const presetDelay = "5m"

// newDraft is an empty form with one step.
func newDraft() policyDraft { return policyDraft{repeat: "2", steps: []stepDraft{newStep()}} }

func newStep() stepDraft { return stepDraft{delay: presetDelay, targets: []string{""}} }

// draftOf is the form of a policy that is stored.
func draftOf(p engine.Policy) policyDraft {
	d := policyDraft{
		name: p.Name, description: p.Description, team: p.Team, repeat: strconv.Itoa(p.Repeat), low: p.EscalateLow, seen: config.Version(p),
	}
	for _, s := range p.Steps {
		step := stepDraft{id: s.ID, delay: config.FormatDuration(s.Delay), inTurn: s.RoundRobin}
		for _, t := range s.Targets {
			step.targets = append(step.targets, targetValue(t))
		}
		d.steps = append(d.steps, step)
	}
	return d
}

func targetValue(t people.Target) string {
	if t.User != "" {
		return "user:" + t.User
	}
	return "schedule:" + t.Schedule
}

// draftFrom reads the form.
func draftFrom(form url.Values) policyDraft {
	d := policyDraft{
		name: strings.TrimSpace(form.Get("name")), description: strings.TrimSpace(form.Get("description")),
		team: form.Get("team"), repeat: form.Get("repeat"), low: form.Get("escalate_low") != "", seen: form.Get("seen"),
	}
	for i := range bounded(form.Get("steps"), maxSteps) {
		s := stepDraft{
			id: form.Get(stepField(i, "id")), delay: strings.TrimSpace(form.Get(stepField(i, "delay"))), inTurn: form.Get(stepField(i, "round_robin")) != "",
		}
		for j := range bounded(form.Get(stepField(i, "targets")), maxTargets) {
			s.targets = append(s.targets, form.Get(targetField(i, j)))
		}
		d.steps = append(d.steps, s)
	}
	return d
}

func bounded(text string, most int) int {
	n, _ := strconv.Atoi(text)
	return min(max(n, 0), most)
}

// The names of fields, as a configuration file has them.
func stepField(i int, name string) string {
	return strings.TrimSuffix(fmt.Sprintf("steps[%d].%s", i, name), ".")
}

func targetField(i, j int) string { return fmt.Sprintf("steps[%d].targets[%d]", i, j) }

// values are the form's fields as they are typed.
func (d policyDraft) values() map[string]string {
	v := map[string]string{
		"name": d.name, "description": d.description, "team": d.team, "repeat": d.repeat, "escalate_low": yes(d.low),
		"seen": d.seen, "steps": strconv.Itoa(len(d.steps)),
	}
	for i, s := range d.steps {
		v[stepField(i, "id")], v[stepField(i, "delay")], v[stepField(i, "round_robin")] = s.id, s.delay, yes(s.inTurn)
		v[stepField(i, "targets")] = strconv.Itoa(len(s.targets))
		for j, t := range s.targets {
			v[targetField(i, j)] = t
		}
	}
	return v
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// hidden carries the whole form through the preview.
func (d policyDraft) hidden() []view.Field {
	var fields []view.Field
	for name, value := range d.values() {
		if value != "" {
			fields = append(fields, view.Field{Name: name, Value: value})
		}
	}
	slices.SortFunc(fields, func(a, b view.Field) int { return cmp.Compare(a.Name, b.Name) })
	return fields
}

// rearranged does what a button of the form says; false if it says anything
// else, or something that can not be done.
func (d policyDraft) rearranged(do string) (policyDraft, bool) {
	verb, rest, _ := strings.Cut(do, " ")
	first, second, _ := strings.Cut(rest, " ")
	i, err := strconv.Atoi(first)
	d.steps = slices.Clone(d.steps)
	if verb == view.DoAddStep && len(d.steps) < maxSteps {
		d.steps = append(d.steps, newStep())
		return d, true
	}
	if err != nil || i < 0 || i >= len(d.steps) {
		return d, false
	}
	switch verb {
	case view.DoRemoveStep:
		d.steps = slices.Delete(d.steps, i, i+1)
	case view.DoStepUp:
		return d, swap(d.steps, i, i-1)
	case view.DoStepDown:
		return d, swap(d.steps, i, i+1)
	case view.DoMoveStep:
		return d, moveStep(d.steps, i, second)
	default:
		return d, d.steps[i].retarget(verb, second)
	}
	return d, true
}

func swap(steps []stepDraft, i, j int) bool {
	if j < 0 || j >= len(steps) {
		return false
	}
	steps[i], steps[j] = steps[j], steps[i]
	return true
}

// moveStep takes a step to another place, past those between.
func moveStep(steps []stepDraft, i int, to string) bool {
	j, err := strconv.Atoi(to)
	if err != nil || j < 0 || j >= len(steps) {
		return false
	}
	moved := steps[i]
	rest := slices.Delete(steps, i, i+1)
	copy(steps, slices.Insert(slices.Clone(rest), j, moved))
	return true
}

func (s *stepDraft) retarget(verb, which string) bool {
	j, err := strconv.Atoi(which)
	switch {
	case verb == view.DoAddTarget && len(s.targets) < maxTargets:
		s.targets = append(slices.Clone(s.targets), "")
	case verb == view.DoRemoveTarget && err == nil && j >= 0 && j < len(s.targets):
		s.targets = slices.Delete(slices.Clone(s.targets), j, j+1)
	default:
		return false
	}
	return true
}

// chosen leaves out the choices that were not made.
func (d policyDraft) chosen() policyDraft {
	d.steps = slices.Clone(d.steps)
	for i, s := range d.steps {
		d.steps[i].targets = slices.DeleteFunc(slices.Clone(s.targets), func(t string) bool { return t == "" })
	}
	return d
}

// policy is what the draft says, and by field what can not be read.
func (d policyDraft) policy(id string) (engine.Policy, map[string]string) {
	wrong := map[string]string{}
	p := engine.Policy{ID: id, Name: d.name, Description: d.description, Team: d.team, EscalateLow: d.low}
	var err error
	if p.Repeat, err = strconv.Atoi(d.repeat); err != nil {
		wrong["repeat"] = "Choose how often it starts over."
	}
	for i, s := range d.steps {
		step := engine.Step{ID: orElse(s.id, config.NewID("step")), RoundRobin: s.inTurn}
		if step.Delay, err = config.ParseDuration(s.delay); err != nil {
			wrong[stepField(i, "delay")] = sentence(err.Error())
		}
		for j, t := range s.targets {
			target, ok := parseTarget(t)
			if !ok {
				wrong[targetField(i, j)] = "Choose a person or a schedule."
			}
			step.Targets = append(step.Targets, target)
		}
		p.Steps = append(p.Steps, step)
	}
	return p, wrong
}

func parseTarget(text string) (people.Target, bool) {
	kind, id, _ := strings.Cut(text, ":")
	switch {
	case kind == "user" && id != "":
		return people.Target{User: id}, true
	case kind == "schedule" && id != "":
		return people.Target{Schedule: id}, true
	}
	return people.Target{}, false
}
