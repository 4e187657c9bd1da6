package ui

import (
	"net/http"
	"time"

	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// securityShow is one's own password, second factor, sessions and API keys.
func (u *ui) securityShow(w http.ResponseWriter, r *http.Request) {
	u.securityDraw(w, r, http.StatusOK, view.Form{})
}

// securityDraw draws the page, with what is wrong with the password form.
func (u *ui) securityDraw(w http.ResponseWriter, r *http.Request, status int, password view.Form) {
	p := who(r)
	factor, err := u.factorState(p.User.ID)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	sessions, err := u.Auth.Sessions(p.User.ID)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	provider, err := u.providerState(p.User.ID)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	keys, err := u.Auth.Tokens()
	if err != nil {
		u.fail(w, r, err)
		return
	}
	passkeys, err := u.passkeyRows(p.User.ID)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.draw(w, r, status, view.Security(u.noticed(w, r), view.SecurityPage{
		Password: password, Factor: factor, Passkeys: passkeys, Provider: provider, Urge: u.urged(p.User), Sessions: sessionRows(sessions, p.Session), Keys: ownKeys(keys, p.User.ID, u.Now()),
	}))
}

func (u *ui) factorState(user string) (view.FactorState, error) {
	f, on, err := u.Auth.Factor(user)
	return view.FactorState{On: on, App: f.App(), Since: f.CreatedAt, CodesLeft: f.CodesLeft()}, err
}

func sessionRows(list []people.Session, here string) (rows []view.SessionRow) {
	for _, s := range list {
		row := view.SessionRow{ID: s.ID(), Browser: browserName(s.Agent), Where: s.Remote, Began: s.CreatedAt, Seen: s.SeenAt, Here: s.Hash == here}
		if row.Where == "" {
			row.Where = "an unknown address"
		}
		rows = append(rows, row)
	}
	return rows
}

func ownKeys(list []people.Token, user string, now time.Time) (rows []view.KeyRow) {
	for _, t := range list {
		if t.User == user && t.Scope != people.CalendarScope { // those have a page of their own
			row := keyRow(t, now)
			row.RevokePath = view.OwnKeyPath(t.ID)
			rows = append(rows, row)
		}
	}
	return rows
}

func keyRow(t people.Token, now time.Time) view.KeyRow {
	return view.KeyRow{
		ID: t.ID, Name: t.Name, Hint: t.Hint, Scope: string(t.Scope), Created: t.CreatedAt, Expires: t.ExpiresAt, Used: t.UsedAt,
		Over: !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt),
	}
}
