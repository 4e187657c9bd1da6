package config

import (
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// KeyWarning says in words what is wrong with who made an API key of the account:
// "has left", or "is no admin any more" where the key may still do what admins
// do. It is empty for a key that is a person's, has ended, or whose maker may do
// as much as it may. The key goes on all the same: what sends with it must not
// fall silent because of a change among people; but its maker may know it.
func KeyWarning(cfg *engine.Config, t people.Token, now time.Time) string {
	if t.User != "" || t.Maker == "" || !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt) {
		return ""
	}
	if here, _ := cfg.Here(t.Maker, now); !here {
		return "has left"
	}
	if t.Scope == people.FullScope && !cfg.Users[t.Maker].Role.AtLeast(people.Admin) {
		return "is no admin any more"
	}
	return ""
}

// KeysKnown are the names of the API keys of the account that a person made and
// that [KeyWarning] warns of, in quotation marks.
func KeysKnown(cfg *engine.Config, list []people.Token, user string, now time.Time) (names []string) {
	for _, t := range list {
		if t.LeftBy(user) && KeyWarning(cfg, t, now) != "" {
			names = append(names, "“"+t.Name+"”")
		}
	}
	return names
}
