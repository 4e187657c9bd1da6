package ui

import (
	"net/http"

	"wakeman/engine/people"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// keysList is every API key, for admins.
func (u *ui) keysList(w http.ResponseWriter, r *http.Request) {
	list, err := u.Auth.Tokens()
	if err != nil {
		u.fail(w, r, err)
		return
	}
	users := u.Store.Config().Users
	var v view.KeysPage
	for _, t := range list {
		row := keyRow(t, u.Now())
		row.RevokePath, row.Owner = view.KeyPath(t.ID), "the account's own, made by "+t.CreatedBy
		if t.User != "" {
			row.Owner = users[t.User].Name
		}
		if row.Owner == "" {
			row.Owner = "of somebody who is gone"
		}
		v.Rows = append(v.Rows, row)
	}
	u.draw(w, r, http.StatusOK, view.Keys(u.noticed(w, r), v))
}

// keyAsk asks before anybody's key is revoked.
func (u *ui) keyAsk(w http.ResponseWriter, r *http.Request) {
	u.revokeAsk(w, r, view.KeyPath, view.PathKeys, u.mayRevoke)
}

// keyRevoke revokes anybody's key.
func (u *ui) keyRevoke(w http.ResponseWriter, r *http.Request) {
	u.revoke(w, r, view.PathKeys, u.mayRevoke)
}

// mayRevoke: an admin any key, an owner's included. It takes power away and
// gives none, and a stolen key must end while the owner sleeps.
func (u *ui) mayRevoke(p auth.Principal, _ people.Token) bool { return p.Role.AtLeast(people.Admin) }
