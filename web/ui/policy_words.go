package ui

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// policyAlterations tells the difference that a policy makes in words.
func policyAlterations(changes []config.Change, old, next *engine.Config, id string) (list []view.Alteration) {
	words := policyWords{old: old, next: next, before: old.Policies[id], since: next.Policies[id]}
	for _, c := range changes {
		for _, f := range c.Fields {
			if f.Path == "steps" { // all of them, where there were none before or are none now
				list = append(list, words.steps()...)
				continue
			}
			list = append(list, words.alteration(f))
		}
	}
	return list
}

type policyWords struct {
	old, next     *engine.Config
	before, since engine.Policy
}

// steps are all steps, before and after.
func (w policyWords) steps() (list []view.Alteration) {
	for i := range max(len(w.before.Steps), len(w.since.Steps)) {
		list = append(list, w.alteration(config.FieldChange{Path: stepField(i, "")}))
	}
	return list
}

// alteration is one field: what a file calls it becomes what the form calls it.
func (w policyWords) alteration(f config.FieldChange) view.Alteration {
	if i, field, ok := stepOf(f.Path); ok {
		return view.Alteration{
			What: fmt.Sprintf("Step %d%s", i+1, stepLabel(field)),
			Old:  stepWords(w.old, w.before, i, field), New: stepWords(w.next, w.since, i, field),
		}
	}
	a := view.Alteration{What: f.Path, Old: f.Old, New: f.New}
	switch f.Path {
	case "name":
		a.What = "Name"
	case "description":
		a.What = "Description"
	case "repeat":
		a.What, a.Old, a.New = "Repeats", repeats(w.before), repeats(w.since)
	case "escalate_low":
		a.What, a.Old, a.New = "Low urgency", lowUrgency(w.before), lowUrgency(w.since)
	}
	if w.before.ID == "" {
		a.Old = ""
	}
	return a
}

func stepOf(path string) (i int, field string, ok bool) {
	found := regexp.MustCompile(`^steps\[(\d+)\]\.?([a-z_]*)`).FindStringSubmatch(path)
	if found == nil {
		return 0, "", false
	}
	i, err := strconv.Atoi(found[1])
	return i, found[2], err == nil
}

func stepLabel(field string) string {
	switch field {
	case "delay":
		return ", until the next"
	case "targets":
		return ", who is paged"
	case "round_robin":
		return ", at once or in turn"
	}
	return ""
}

// stepWords is a step, or a field of it, as a sentence; empty if the policy has
// no such step.
func stepWords(c *engine.Config, p engine.Policy, i int, field string) string {
	if i >= len(p.Steps) {
		return ""
	}
	s := p.Steps[i]
	switch field {
	case "delay":
		return config.FormatDuration(s.Delay)
	case "targets":
		return targetWords(c, s.Targets)
	case "round_robin":
		return turnWords(s)
	}
	text := targetWords(c, s.Targets)
	if s.RoundRobin {
		text = turnWords(s) + ": " + text
	}
	return text + "; after " + config.FormatDuration(s.Delay) + " the next"
}

func turnWords(s engine.Step) string {
	if s.RoundRobin {
		return "one of them, in turn"
	}
	return "all at once"
}

func targetWords(c *engine.Config, targets []people.Target) string {
	var names []string
	for _, t := range targets {
		if t.User != "" {
			names = append(names, orElse(c.Users[t.User].Name, "somebody who is gone"))
		} else {
			names = append(names, orElse(c.Schedules[t.Schedule].Name, "one that is gone")+" (schedule)")
		}
	}
	return orElse(strings.Join(names, ", "), "nobody")
}

func repeats(p engine.Policy) string {
	switch p.Repeat {
	case 0:
		return "stops after the last step"
	case 1:
		return "starts over once"
	}
	return "starts over " + strconv.Itoa(p.Repeat) + " times"
}

func lowUrgency(p engine.Policy) string {
	if p.EscalateLow {
		return "escalates too"
	}
	return "does not escalate"
}
