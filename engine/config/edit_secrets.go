package config

import (
	"wakeman/engine"
	unread "wakeman/engine/secret"
)

// smuggled finds values that claim to be secrets that can not be read and are
// not the stored ones: nothing but what is stored may stay unread.
func smuggled(old, next *engine.Config) (p Problems) {
	known := map[string]bool{}
	eachSecret(old, func(id, place, value string) { known[id+place+value] = true })
	eachSecret(next, func(id, place, value string) {
		switch {
		case !unread.Unreadable(value) || known[id+place+value]:
		case id == "":
			p = append(p, Problem{settingsKind, "", place, "write the value itself"})
		default:
			p = append(p, Problem{userKind, id, place, "write the value itself"})
		}
	})
	return p.compact()
}

// eachSecret visits the secrets of people, and those of the settings, which have
// no id.
func eachSecret(c *engine.Config, visit func(id, place, value string)) {
	of := func(id string) func(place, value string) (string, error) {
		return func(place, value string) (string, error) {
			visit(id, place, value)
			return value, nil
		}
	}
	_, _ = unread.Rewrite(c.Settings, of("")) // the function gives no error, here and below
	for id, u := range c.Users {
		_, _ = unread.Rewrite(u, of(id))
	}
}
