package ui

import (
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// orphaned reports whether an API key of the account has lost who made it. It goes on: what sends events with it must not
// fall silent because somebody leaves; but somebody has to look after it.
func orphaned(cfg *engine.Config, t people.Token, now time.Time) bool {
	if t.User != "" || t.Maker == "" || !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt) {
		return false
	}
	here, _ := cfg.Here(t.Maker, now)
	return !here
}

// keysCheck says on the health page which keys of the account nobody who is here has made; none where there are no such.
func (u *ui) keysCheck() []view.Check {
	c := view.Check{Name: "API keys", Level: view.Warning, Path: view.PathKeys, More: "Look at them"}
	list, err := u.Auth.Tokens()
	if err != nil {
		c.Level, c.Words = view.Bad, "They can not be read."
		return []view.Check{c}
	}
	var names []string
	for _, t := range list {
		if orphaned(u.Store.Config(), t, u.Now()) {
			names = append(names, "“"+t.Name+"” (made by "+t.CreatedBy+")")
		}
	}
	if len(names) == 0 {
		return nil
	}
	c.Words = "Whoever made these has left, and they still work: " + strings.Join(names, ", ") + ". Revoke those that nobody needs; make others anew."
	return []view.Check{c}
}
