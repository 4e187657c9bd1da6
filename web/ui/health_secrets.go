package ui

import (
	"fmt"
	"strings"

	"wakeman/store"
	"wakeman/web/ui/view"
)

// secretsCheck says how the secrets are kept, and to admins which of them can
// not be read: the names tell who has what.
func secretsCheck(s store.Secrets, admin bool) view.Check {
	c := view.Check{Name: "Secrets", Level: view.Good, Words: fmt.Sprintf("Sealed with the key beside the store: %d.", s.Sealed)}
	switch {
	case len(s.Unreadable) > 0:
		c.Level, c.Words = view.Bad, fmt.Sprintf("%d secrets can not be read; what needs none of them works.", len(s.Unreadable))
		if admin {
			c.Words += " They are: " + strings.Join(s.Unreadable, "; ") + ". " + sentence(s.Problem) +
				" Put the key file back at " + s.File + " and restart; if it is lost for good, run wakeman secrets rotate --lost and set them again."
		}
	case s.Problem != "" && admin:
		c.Level, c.Words = view.Warning, fmt.Sprintf("Stored as they are: %d. %s", s.Plain, sentence(s.Problem))
	case s.File == "":
		c.Words = fmt.Sprintf("Stored as they are: %d.", s.Plain)
	case s.Warning != "" && admin:
		c.Level, c.Words = view.Warning, sentence(s.Warning)
	}
	return c
}
