package ui

import (
	"strings"

	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// keysCheck says on the health page which keys of the account outlived what whoever made them may do; none where there are no such.
func (u *ui) keysCheck() []view.Check {
	c := view.Check{Name: "API keys", Level: view.Warning, Path: view.PathKeys, More: "Look at them"}
	list, err := u.Auth.Tokens()
	if err != nil {
		c.Level, c.Words = view.Bad, "They can not be read."
		return []view.Check{c}
	}
	var names []string
	for _, t := range list {
		if why := config.KeyWarning(u.Store.Config(), t, u.Now()); why != "" {
			names = append(names, "“"+t.Name+"” (made by "+t.CreatedBy+", who "+why+")")
		}
	}
	if len(names) == 0 {
		return nil
	}
	c.Words = "These still work, and whoever made them may know them: " + strings.Join(names, ", ") + ". Revoke those that nobody needs; make others anew."
	return []view.Check{c}
}

// stillKnown warns of keys of the account that somebody made while they might, and that can do what they may not do any more.
func (u *ui) stillKnown(before, now people.User) string {
	if now.Role == before.Role {
		return ""
	}
	list, err := u.Auth.Tokens()
	if err != nil {
		u.Log.Error("keys of the account can not be read", "err", err)
		return "The API keys could not be read: see under Settings, API keys, whether they made one of the account."
	}
	names := config.KeysKnown(u.Store.Config(), list, now.ID, u.Now())
	if len(names) == 0 {
		return ""
	}
	return "They made " + joined(names) + ", which can still do what admins do, and may know it. Revoke it under Settings, API keys."
}
