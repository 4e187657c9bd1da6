package config

import (
	"bytes"
	"fmt"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
)

// Export writes a configuration as the file that Parse and Resolve turn back
// into it. Every section is there. Secrets are written out only if withSecrets
// is set; otherwise [Kept] stands in their place, which means "what is stored",
// so that the file can be shown, put under version control, and applied to the
// box it came from.
//
// A service without an escalation policy can not be said in a file, and is an
// error.
func Export(c *engine.Config, withSecrets bool) ([]byte, error) {
	v := view{orEmpty(c)}
	for _, s := range sortedByName(v.Services, func(s engine.Service) string { return s.Name }) {
		if _, ok := v.Policies[s.Policy]; !ok {
			return nil, fmt.Errorf("service %q has no escalation policy; give it one, then export", s.Name)
		}
	}
	file := newRecord("")
	file.list(usersSection, trees(v.Users, func(u people.User) string { return u.Email }, v.userForFile), true)
	file.list(teamsSection, trees(v.Teams, func(t people.Team) string { return t.Name }, v.team), true)
	file.list(schedulesSection, trees(v.Schedules, func(s schedules.Schedule) string { return s.Name }, v.scheduleForFile), true)
	file.list(policiesSection, trees(v.Policies, func(p engine.Policy) string { return p.Name }, v.policy), true)
	file.list(servicesSection, trees(v.Services, func(s engine.Service) string { return s.Name }, v.service), true)
	file.list(rulesSection, v.rules(v.EventRules), true)
	file.add(settingsSection, v.settings(v.Settings))
	w := &writer{withSecrets: withSecrets}
	if !withSecrets {
		w.line(0, "# Secrets are left out: "+Kept+" keeps the stored one.")
	}
	w.block(0, file.tree)
	return bytes.Clone(w.Bytes()), nil
}

func trees[T any](things map[string]T, name func(T) string, of func(T) tree) []tree {
	var all []tree
	for _, thing := range sortedByName(things, name) {
		all = append(all, of(thing))
	}
	return all
}
