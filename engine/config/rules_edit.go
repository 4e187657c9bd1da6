package config

import (
	"slices"

	"wakeman/engine"
	"wakeman/engine/rules"
)

// RulesOf is the list of event rules of a service; of "", that for all events.
// false: there is no such service.
func RulesOf(c *engine.Config, service string) (rules.Set, bool) {
	if service == "" {
		return c.EventRules, true
	}
	s, ok := c.Services[service]
	return s.EventRules, ok
}

// RuleAt is the place of a rule in a list; -1 if it is not there.
func RuleAt(set rules.Set, id string) int {
	return slices.IndexFunc(set, func(r rules.Rule) bool { return r.ID == id })
}

// RuleBefore is the id of the rule after which another is asked; "" for the first,
// and for one that is not there.
func RuleBefore(set rules.Set, id string) string {
	if i := RuleAt(set, id); i > 0 {
		return set[i-1].ID
	}
	return ""
}

// PlaceRule puts a rule, new or there, right after another, and first if after is
// empty. It is made for the change of [Edit]: no list is written into. Errors are
// an [engine.Failure]: the service is gone, or what it is to come after.
func PlaceRule(next *engine.Config, service string, r rules.Rule, after string) error {
	set, err := rulesToChange(next, service)
	if err != nil {
		return err
	}
	set = without(set, r.ID)
	at := 0
	if after != "" {
		if at = RuleAt(set, after) + 1; at == 0 {
			return &engine.Failure{Code: engine.Invalid, Field: "after", Message: "there is no such rule in this list to come after"}
		}
	}
	setRules(next, service, slices.Insert(set, at, r))
	return nil
}

// ReplaceRule puts a rule in the place of the one with its id.
func ReplaceRule(next *engine.Config, service string, r rules.Rule) error {
	set, err := rulesToChange(next, service)
	if err != nil {
		return err
	}
	i := RuleAt(set, r.ID)
	if i < 0 {
		return noRule()
	}
	set[i] = r
	setRules(next, service, set)
	return nil
}

// RemoveRule takes a rule away.
func RemoveRule(next *engine.Config, service, id string) error {
	set, err := rulesToChange(next, service)
	if err != nil {
		return err
	}
	if RuleAt(set, id) < 0 {
		return noRule()
	}
	setRules(next, service, without(set, id))
	return nil
}

// rulesToChange is a copy of a list.
func rulesToChange(next *engine.Config, service string) (rules.Set, error) {
	set, ok := RulesOf(next, service)
	if !ok {
		return nil, engine.Fail(engine.NotFound, "The service was deleted meanwhile")
	}
	return slices.Clone(set), nil
}

func noRule() error { return engine.Fail(engine.NotFound, "The rule was deleted meanwhile") }

func without(set rules.Set, id string) rules.Set {
	return slices.DeleteFunc(set, func(r rules.Rule) bool { return r.ID == id })
}

func setRules(next *engine.Config, service string, set rules.Set) {
	if len(set) == 0 {
		set = nil
	}
	if service == "" {
		next.EventRules = set
		return
	}
	s := next.Services[service]
	s.EventRules = set
	next.Services[service] = s
}
