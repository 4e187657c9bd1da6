package view

import "net/url"

// PathRules is the event rules: what they say, how they do, and what they would do
// with an event that somebody pastes.
const PathRules = "/rules"

// RulesPath is the page of the event rules of a service; of "", that of all.
func RulesPath(service string) string {
	if service == "" {
		return PathRules
	}
	return ServicePath(service) + PathRules
}

// NewRule is the form that adds an event rule, and where it is posted.
func NewRule(service string) string { return RulesPath(service) + "/new" }

// What can be done to an event rule; see [EventRuleAction].
const (
	VerbEdit   = "edit"
	VerbMove   = "move"   // POST only
	VerbSwitch = "switch" // POST only
)

// EventRuleAction is where a change of an event rule is asked about and done.
func EventRuleAction(service, id, verb string) string {
	return RulesPath(service) + "/" + url.PathEscape(id) + "/" + verb
}

// What can be done by hand to what a rule holds; see [HeldAction].
const (
	VerbDismiss = "dismiss"
	VerbPage    = "page"
)

// HeldAction is where something that a rule holds is ended.
func HeldAction(id, verb string) string {
	return PathRules + "/held/" + url.PathEscape(id) + "/" + verb
}

// What the buttons of the form do: nothing but DoSave changes anything.
const (
	DoTry   = "try"
	DoBuild = "build"
)
