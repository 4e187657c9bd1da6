package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
)

// The kinds of thing, as Change and Problem name them.
const (
	userKind     = "user"
	teamKind     = "team"
	scheduleKind = "schedule"
	policyKind   = "escalation_policy"
	serviceKind  = "service"
	settingsKind = "settings"
	rulesKind    = "event_rules"
)

// missing finds references to what is not there: a file can not even say them.
func missing(c *engine.Config, now time.Time) (p Problems) {
	for id, s := range c.Services {
		if _, ok := c.Policies[s.Policy]; !ok {
			p = append(p, Problem{serviceKind, id, "escalation_policy", "choose an escalation policy: there is none with the id " + strconv.Quote(s.Policy)})
		}
	}
	for _, in := range c.Integrations {
		if _, ok := c.Services[in.Service]; !ok {
			p = append(p, Problem{serviceKind, in.Service, "integrations", fmt.Sprintf("the integration %q belongs to no service", in.Name)})
		}
	}
	for id, policy := range c.Policies {
		for i, step := range policy.Steps {
			p = append(p, missingTargets(c, id, i, step)...)
		}
	}
	for id, s := range c.Schedules {
		p = append(p, missingOnCall(c, id, s, history{now})...)
	}
	for i, id := range c.Settings.Fallback {
		if _, ok := c.Users[id]; !ok {
			p = append(p, Problem{settingsKind, "", fmt.Sprintf("fallback[%d]", i), noPerson(id)})
		}
	}
	return p.compact()
}

func noPerson(id string) string { return "nobody has the id " + strconv.Quote(id) }

func missingTargets(c *engine.Config, policy string, step int, s engine.Step) (p Problems) {
	for i, t := range s.Targets {
		_, person := c.Users[t.User]
		_, schedule := c.Schedules[t.Schedule]
		field := fmt.Sprintf("steps[%d].targets[%d]", step, i)
		switch {
		case t.User != "" && !person:
			p = append(p, Problem{policyKind, policy, field, noPerson(t.User)})
		case t.User == "" && !schedule:
			p = append(p, Problem{policyKind, policy, field, "there is no schedule with the id " + strconv.Quote(t.Schedule)})
		}
	}
	return p
}

// missingOnCall looks for people who are not there. What is over may name those who were removed.
func missingOnCall(c *engine.Config, schedule string, s schedules.Schedule, h history) (p Problems) {
	check := func(field, id string, over bool) {
		_, ok := c.Users[id]
		_, was := c.Former[id]
		if !ok && !(over && was) && id != "" {
			p = append(p, Problem{scheduleKind, schedule, field, noPerson(id)})
		}
	}
	for i, l := range s.Layers {
		for j, slot := range l.Users {
			for _, id := range slot {
				check(fmt.Sprintf("layers[%d].users[%d]", i, j), id, h.layer(s, l))
			}
		}
	}
	for i, o := range s.Overrides {
		check(fmt.Sprintf("overrides[%d].user", i), o.User, o.Over(h.now))
		check(fmt.Sprintf("overrides[%d].replaces", i), o.Replaces, o.Over(h.now))
	}
	return p
}

// placeholders finds Kept where a value should be: in a file it means what is
// stored, in a thing that is about to be stored it would be the value.
func placeholders(c *engine.Config) (p Problems) {
	check := func(kind, id, field, value string) {
		if value == Kept {
			p = append(p, Problem{kind, id, field, "write the value itself, not " + Kept})
		}
	}
	for id, u := range c.Users {
		for i, m := range u.ContactMethods {
			check(userKind, id, fmt.Sprintf("contact_methods[%d].address", i), m.Address)
			check(userKind, id, fmt.Sprintf("contact_methods[%d].secret", i), m.Secret)
		}
	}
	for _, in := range c.Integrations {
		check(serviceKind, in.Service, "integrations", in.Key)
		check(serviceKind, in.Service, "integrations", in.Secret)
	}
	for _, h := range c.Heartbeats {
		check(serviceKind, h.Service, "heartbeats", h.Key)
	}
	for id, u := range c.Users {
		if u.AbsenceFeed != nil {
			check(userKind, id, "absence_feed", u.AbsenceFeed.URL)
		}
	}
	for id, s := range c.Schedules {
		for i, f := range s.HolidayFeeds {
			check(scheduleKind, id, fmt.Sprintf("holiday_feeds[%d].url", i), f.URL)
		}
	}
	if m := c.Settings.Mail; m != nil {
		check(settingsKind, "", "mail.password", m.Password)
	}
	if t := c.Settings.Push; t != nil {
		check(settingsKind, "", "push.token", t.Token)
	}
	if h := c.Settings.Heartbeat; h != nil {
		check(settingsKind, "", "heartbeat.url", h.URL)
	}
	if o := c.Settings.OIDC; o != nil {
		check(settingsKind, "", "oidc.client_secret", o.ClientSecret)
	}
	return p.compact()
}

// removed finds what was taken away and is still needed, by name.
func removed(old, next *engine.Config, now time.Time) (p Problems) {
	uses := &resolver{old: old, next: next, now: now}
	still := func(kind, id, name string, by []string) {
		slices.Sort(by)
		if by = slices.Compact(by); len(by) > 0 {
			p = append(p, Problem{kind, id, "", fmt.Sprintf("%s is still needed by %s; change that first", name, strings.Join(by, ", "))})
		}
	}
	for id, u := range old.Users {
		if _, stays := next.Users[id]; !stays {
			still(userKind, id, u.Name, uses.usesOfUser(id))
		}
	}
	for id, t := range old.Teams {
		if _, stays := next.Teams[id]; !stays {
			still(teamKind, id, t.Name, uses.usesOfTeam(id))
		}
	}
	for id, s := range old.Schedules {
		if _, stays := next.Schedules[id]; !stays {
			still(scheduleKind, id, s.Name, uses.usesOfSchedule(id))
		}
	}
	for id, policy := range old.Policies {
		if _, stays := next.Policies[id]; !stays {
			still(policyKind, id, policy.Name, uses.usesOfPolicy(id))
		}
	}
	for id, s := range old.Services {
		if _, stays := next.Services[id]; !stays {
			still(serviceKind, id, s.Name, uses.usesOfService(id))
		}
	}
	if hasOwner(old.Users) && !hasOwner(next.Users) {
		for id, u := range old.Users {
			if isOwner(u) {
				p = append(p, Problem{userKind, id, "role", "this leaves nobody with the role owner"})
			}
		}
	}
	return p.compact()
}

// asProblems translates the faults of the file that a configuration was written
// as into those of its things.
func asProblems(c *engine.Config, errs Errors) (p Problems) {
	for _, e := range errs {
		if field, ok := strings.CutPrefix(e.Path, settingsSection+"."); ok {
			p = append(p, Problem{settingsKind, "", field, e.Message})
			continue
		}
		if field, ok := strings.CutPrefix(e.Path, rulesSection); ok {
			p = append(p, Problem{rulesKind, "", field, e.Message})
			continue
		}
		section, rest, _ := strings.Cut(e.Path, "[")
		index, field, _ := strings.Cut(rest, "]")
		kind, id := thingAt(c, section, index)
		p = append(p, Problem{kind, id, strings.TrimPrefix(field, "."), e.Message})
	}
	return p
}

// thingAt finds the thing that Export wrote at a place of a section.
func thingAt(c *engine.Config, section, index string) (kind, id string) {
	n, err := strconv.Atoi(index)
	if err != nil {
		return "", ""
	}
	switch section {
	case usersSection:
		return userKind, nth(c.Users, n, func(u people.User) (string, string) { return u.Email, u.ID })
	case teamsSection:
		return teamKind, nth(c.Teams, n, func(t people.Team) (string, string) { return t.Name, t.ID })
	case schedulesSection:
		return scheduleKind, nth(c.Schedules, n, func(s schedules.Schedule) (string, string) { return s.Name, s.ID })
	case policiesSection:
		return policyKind, nth(c.Policies, n, func(p engine.Policy) (string, string) { return p.Name, p.ID })
	case servicesSection:
		return serviceKind, nth(c.Services, n, func(s engine.Service) (string, string) { return s.Name, s.ID })
	}
	return "", ""
}

// nth is the id of the n-th thing by name.
func nth[T any](things map[string]T, n int, naming func(T) (name, id string)) string {
	sorted := sortedByName(things, func(t T) string { name, _ := naming(t); return name })
	if n < 0 || n >= len(sorted) {
		return ""
	}
	_, id := naming(sorted[n])
	return id
}
