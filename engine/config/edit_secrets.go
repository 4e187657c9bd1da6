package config

import (
	"wakeman/engine"
	unread "wakeman/engine/secret"
)

// smuggled finds values that claim to be secrets that can not be read and are
// not the stored ones: nothing but what is stored may stay unread.
func smuggled(old, next *engine.Config) (p Problems) {
	known := map[string]bool{}
	eachSecret(old, func(_, id, place, value string) { known[id+place+value] = true })
	eachSecret(next, func(kind, id, place, value string) {
		if unread.Unreadable(value) && !known[id+place+value] {
			p = append(p, Problem{kind, id, place, "write the value itself"})
		}
	})
	return p.compact()
}

// eachSecret visits the secrets of people, schedules and integrations, and those of
// the settings, which have no id.
func eachSecret(c *engine.Config, visit func(kind, id, place, value string)) {
	of := func(kind, id string) func(place, value string) (string, error) {
		return func(place, value string) (string, error) {
			visit(kind, id, place, value)
			return value, nil
		}
	}
	_, _ = unread.Rewrite(c.Settings, of(settingsKind, "")) // the function gives no error, here and below
	for id, u := range c.Users {
		_, _ = unread.Rewrite(u, of(userKind, id))
	}
	for id, s := range c.Schedules {
		_, _ = unread.Rewrite(s, of(scheduleKind, id))
	}
	for _, in := range c.Integrations {
		_, _ = unread.Rewrite(in, of(serviceKind, in.Service))
	}
}
