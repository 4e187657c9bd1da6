package view

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// sinceStart is the time since a beginning: as on a stopwatch for a day, then in
// words.
func sinceStart(d time.Duration) string {
	if d < 24*time.Hour {
		return offset(d)
	}
	return Span(d)
}

func repeatsShort(n int) string {
	if n == 0 {
		return "goes through once"
	}
	return "starts over " + times(n)
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return number(n) + " times"
}

func againWords(n int) string { return "Then it starts over " + times(n) }

func lowWords(escalates bool) string {
	if escalates {
		return "Low urgency escalates too."
	}
	return "Low urgency does not escalate."
}

func nowOr(name string) string {
	if name == "" {
		return "nobody"
	}
	return name
}

func nameOrYou(name string, you bool) string {
	if you {
		return "You"
	}
	return name
}

// sentenceList is "push, SMS and mail".
func sentenceList(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	last := len(parts) - 1
	return strings.Join(parts[:last], ", ") + " and " + parts[last]
}

// ChannelWords names a contact method: "push (pager)".
func ChannelWords(channel, label string) string {
	return rungWords(LadderRung{Channel: channel, Label: label})
}

func forecastUrgencies() []Option {
	return []Option{{Value: "high", Label: "High"}, {Value: "low", Label: "Low"}}
}

func repeatOptions() []Option {
	options := []Option{{Value: "0", Label: "stop"}}
	for n := 1; n <= 9; n++ {
		options = append(options, Option{Value: strconv.Itoa(n), Label: "start over " + times(n)})
	}
	return options
}

// The names of the form's fields, as in a configuration file.
func stepPath(i int) string { return fmt.Sprintf("steps[%d]", i) }

func stepField(i int, name string) string { return stepPath(i) + "." + name }

func targetField(i, j int) string { return fmt.Sprintf("steps[%d].targets[%d]", i, j) }

// stepID is where the page is scrolled to after a step was changed.
func stepID(i int) string { return "step-" + strconv.Itoa(i+1) }

// doTo is a button that concerns a step, or a target of it.
func doTo(verb string, at ...int) string {
	for _, i := range at {
		verb += " " + strconv.Itoa(i)
	}
	return verb
}

func targetLabel(j int) string {
	if j == 0 {
		return "Page"
	}
	return "and"
}

func addTargetWords(targets int) string {
	if targets == 0 {
		return "Add whom to page"
	}
	return "Add another"
}

func (v PolicyFormPage) title() string {
	if v.Policy.ID == "" {
		return "New escalation policy"
	}
	return "Edit the policy"
}

func (v PolicyFormPage) action() string { return policyAction(v.Policy.ID) }

func (v PolicyFormPage) back() string { return policyOrList(v.Policy.ID) }

func (v PolicyPreview) title() string {
	if v.Policy.ID == "" {
		return "Make this policy?"
	}
	return "Save these changes?"
}

func (v PolicyPreview) action() string { return policyAction(v.Policy.ID) }

func (v PolicyPreview) leave() string { return policyOrList(v.Policy.ID) }

func policyAction(id string) string {
	if id == "" {
		return PathNewPolicy
	}
	return PolicyEdit(id)
}

func policyOrList(id string) string {
	if id == "" {
		return PathPolicies
	}
	return PolicyPath(id)
}
