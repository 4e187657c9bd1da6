package ui

import (
	"errors"
	"net/http"
	"slices"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// leaveKeys are the keys of the account that go on without whoever made them. On the page that asks, what is ticked is what
// [revokeOffered] says; on one that is drawn again, what was ticked.
func (u *ui) leaveKeys(r *http.Request, user string) (rows []view.LeaveKey, err error) {
	list, err := u.Auth.Tokens()
	cfg, now := u.Store.Config(), u.Now()
	for _, t := range list {
		row := anyKeyRow(cfg, t, now)
		if !t.LeftBy(user) || row.Over {
			continue
		}
		ticked := revokeOffered(t)
		if r.Method == http.MethodPost {
			ticked = slices.Contains(r.PostForm["revoke"], t.ID)
		}
		rows = append(rows, view.LeaveKey{KeyRow: row, Revoke: ticked})
	}
	return rows, err
}

// revokeOffered reports whether a key is revoked with its maker unless somebody says no. Whoever left may know it, and would
// still be let in; but a key that a sender sends with is left alone unless somebody says yes: an alert lost is worse.
func revokeOffered(t people.Token) bool { return t.Scope != people.IngestScope }

// revokeLeft revokes the ticked keys of somebody who has left, and adds to the notice what became of them. It comes after the
// leaving: nothing ends for somebody who stays. Only keys that the page could have offered are touched.
func (u *ui) revokeLeft(r *http.Request, user string, n *view.Notice) {
	ticked := r.PostForm["revoke"]
	if len(ticked) == 0 {
		return
	}
	list, err := u.Auth.Tokens()
	var ended, stayed []string
	for _, t := range list {
		if !t.LeftBy(user) || !slices.Contains(ticked, t.ID) {
			continue
		}
		switch failed := u.Auth.RevokeToken(r.Context(), t.ID, who(r).Actor("ui")); {
		case failed == nil, engine.CodeOf(failed) == engine.NotFound: // somebody else was quicker
			ended = append(ended, "“"+t.Name+"”")
		default:
			err = errors.Join(err, failed)
			stayed = append(stayed, "“"+t.Name+"”")
		}
	}
	if len(ended) > 0 {
		n.Text += " Revoked: " + joined(ended) + "."
	}
	if err != nil {
		u.Log.Error("keys of the account are not revoked with whoever made them", "user", user, "err", err)
		n.Level = view.Warning
		n.Text += " Not revoked, and still working: " + orElse(joined(stayed), "the keys that were ticked") + ". Revoke them under Settings, API keys."
	}
}
