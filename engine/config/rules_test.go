package config_test

import (
	"slices"
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/rules"
)

// withRules is a file with a policy, two services and the rules given.
func withRules(global, ofService string) string {
	return `
users: [{email: a@example.net, role: owner, contact_methods: [{label: mail, type: email, address: a@example.net}]}]
escalation_policies: [{name: Default, steps: [{delay: 5m, targets: [{user: a@example.net}]}]}]
services:
  - name: Core
    escalation_policy: Default
    event_rules: [` + ofService + `]
  - {name: Mail, escalation_policy: Default}
event_rules: [` + global + `]
`
}

func TestARuleInAFileThatCanNotWorkIsRefusedWithItsPlace(t *testing.T) {
	for rule, want := range map[string]string{
		`{name: a, when: "event.sorce == 1"}`:                                    `event_rules[0].when: there is no event.sorce (character 7)`,
		`{name: a, when: "true"}, {name: A}`:                                     `event_rules[1].name: "A" is already the name of the event rule on line 9`,
		`{name: a, whn: "true"}`:                                                 `is not a field here (did you mean "when"?)`,
		`{when: "true"}`:                                                         `event_rules[0].name: is missing`,
		`{name: a, actions: {route: Maill}}`:                                     `event_rules[0].actions.route: no service is called "Maill" (did you mean "Mail"?)`,
		`{name: a, actions: {drop: true, suppress: true}}`:                       `event_rules[0].actions.suppress: an event is either`,
		`{name: a, actions: {extract: [{from: event.summary, pattern: "\\d"}]}}`: `event_rules[0].actions.extract[0].pattern: the pattern names no group`,
		`{name: a, rate: {count: 3}}`:                                            `event_rules[0].rate.within: is missing`,
		`{name: a, window: {time_zone: Mars}}`:                                   `event_rules[0].window.time_zone: "Mars" is not a time zone`,
		`{name: a, actions: {dedup_key: "{event.x}"}}`:                           `event_rules[0].actions.dedup_key: {event.x}: there is no event.x`,
	} {
		doc, err := config.Parse("config.yaml", []byte(withRules(rule, "")))
		if err == nil {
			_, err = doc.Resolve(nil, early(), counter())
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", rule, err, want)
		}
	}
	_, err := config.Parse("config.yaml", []byte(withRules("", `{name: a, actions: {route: Mail}}`)))
	if err == nil || !strings.Contains(err.Error(), "services[0].event_rules[0].actions.route: only the rules for all events") {
		t.Errorf("a service's rule that routes: %v", err)
	}
}

func TestAServiceThatARuleRoutesToStays(t *testing.T) {
	c := apply(t, nil, withRules(`{name: to mail, actions: {route: Mail}}`, ""))
	var mail string
	for id, s := range c.Services {
		if s.Name == "Mail" {
			mail = id
		}
	}
	if got := config.RoutesTo(c, mail); !slices.Equal(got, []string{`event rule "to mail"`}) {
		t.Errorf("routes to it: %q", got)
	}
	_, err := config.Edit(c, early(), func(next *engine.Config) error { delete(next.Services, mail); return nil })
	if err == nil || !strings.Contains(err.Error(), `Mail is still needed by event rule "to mail"`) {
		t.Errorf("on a page: %v", err)
	}
	doc, err := config.Parse("config.yaml", []byte("services: [{name: Core, escalation_policy: Default}]"))
	if err == nil {
		_, err = doc.Resolve(c, early(), counter())
	}
	if err == nil || !strings.Contains(err.Error(), `"Mail" is not in the file any more, but event rule "to mail" still needs it`) {
		t.Errorf("by a file: %v", err)
	}
	if _, err := config.Edit(c, early(), func(next *engine.Config) error { delete(next.Services, mail); next.EventRules = nil; return nil }); err != nil {
		t.Errorf("with the rule: %v", err)
	}
}

func TestAPageLearnsWhichRuleIsWrong(t *testing.T) {
	c := apply(t, nil, withRules("", ""))
	var core engine.Service
	for _, s := range c.Services {
		if s.Name == "Core" {
			core = s
		}
	}
	bad := rules.Set{{ID: "R1", Name: "fine"}, {ID: "R2", Name: "bad", When: "event.x"}}
	_, err := config.Edit(c, early(), func(next *engine.Config) error { next.EventRules = bad; return nil })
	if p, ok := err.(config.Problems); !ok || p[0].Kind != "event_rules" || p[0].Field != "[1].when" {
		t.Errorf("for all events: %#v", err)
	}
	_, err = config.Edit(c, early(), func(next *engine.Config) error { core.EventRules = bad; next.Services[core.ID] = core; return nil })
	if p, ok := err.(config.Problems); !ok || p[0].Kind != "service" || p[0].ID != core.ID || p[0].Field != "event_rules[1].when" {
		t.Errorf("of a service: %#v", err)
	}
	_, err = config.Edit(c, early(), func(next *engine.Config) error {
		next.EventRules = rules.Set{{ID: "R1", Name: "a", Actions: rules.Actions{Route: "PGONE"}}}
		return nil
	})
	if p, ok := err.(config.Problems); !ok || p[0].Field != "[0].actions.route" {
		t.Errorf("a route to nowhere: %#v", err)
	}
}

// A rule keeps its id, and with it its counts, as long as it keeps its name; a file
// without the section keeps the rules.
func TestRulesKeepTheirIds(t *testing.T) {
	c := apply(t, nil, withRules(`{name: a}, {name: b, when: "true"}`, `{name: a}`))
	next := apply(t, c, withRules(`{name: B, when: "false"}, {name: c}, {name: a}`, `{name: a, when: "true"}`))
	if next.EventRules[0].ID != c.EventRules[1].ID || next.EventRules[2].ID != c.EventRules[0].ID || next.EventRules[1].ID == "" {
		t.Errorf("%+v became %+v", c.EventRules, next.EventRules)
	}
	if kept := apply(t, c, "settings: {raw_days: 3}"); len(kept.EventRules) != 2 {
		t.Errorf("a file without rules left %+v", kept.EventRules)
	}
	if gone := apply(t, c, "event_rules: []"); len(gone.EventRules) != 0 {
		t.Errorf("an empty section left %+v", gone.EventRules)
	}
	if got := warnings(apply(t, nil, withRules(`{name: all, actions: {drop: true}}`, ""))); !slices.ContainsFunc(got, func(s string) bool {
		return strings.HasPrefix(s, "event_rules[all]: This rule matches every event, and nobody")
	}) {
		t.Errorf("the warnings are %q", got)
	}
}
