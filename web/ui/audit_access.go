package ui

import (
	"io"
	"net/http"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/access"
	"wakeman/web/ui/view"
)

// accessShow is the report of who has access to what: what one hands to an
// auditor, and looks at when somebody leaves.
func (u *ui) accessShow(w http.ResponseWriter, r *http.Request) {
	v, err := u.access()
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.draw(w, r, http.StatusOK, view.Access(u.page(r), v))
}

// accessTable is the report for a spreadsheet.
func (u *ui) accessTable(w http.ResponseWriter, r *http.Request) {
	v, err := u.access()
	if err != nil {
		u.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Vary", "X-Fragment, Cookie")
	w.Header().Set("Content-Disposition", `attachment; filename="wakeman-access.csv"`)
	_, _ = io.WriteString(w, table(v.Table(u.page(r).Clock))) // the browser went away: nobody to tell
}

func (u *ui) access() (view.AccessPage, error) {
	facts, err := access.Read(u.Store, u.Auth.PasskeyPlace(), u.Now())
	if err != nil {
		return view.AccessPage{}, err
	}
	r, cfg := facts.Judge(), facts.Config
	v := view.AccessPage{At: r.At, Keys: accessKeys(cfg, r.Keys), Calendars: accessKeys(cfg, r.Calendars)}
	for _, p := range r.People {
		v.People = append(v.People, accessPerson(cfg, p))
	}
	return v, nil
}

func accessPerson(cfg *engine.Config, p access.Person) view.AccessPerson {
	v := view.AccessPerson{
		ID: p.User.ID, Name: p.User.Name, Email: p.User.Email, Role: string(p.User.Role), Disabled: p.User.Disabled,
		SignsIn: p.SignsIn(), InvitedTill: p.InvitedTill, Sessions: p.Sessions, LastSeen: p.LastSeen,
		Keys: accessKeys(cfg, p.Keys), Calendars: accessKeys(cfg, p.Calendars), Duties: p.Duties,
	}
	for _, w := range p.Idle {
		v.Idle = append(v.Idle, w.Words)
	}
	for _, t := range p.Teams {
		v.Teams = append(v.Teams, t.Words())
	}
	return v
}

// accessKeys are API keys or calendar addresses, without what they open by.
func accessKeys(cfg *engine.Config, list []people.Token) (keys []view.AccessKey) {
	for _, t := range list {
		k := view.AccessKey{
			Name: t.Name + " (" + t.Hint + ")", Scope: string(t.Scope), Role: string(cfg.Users[t.User].Role), LastUse: t.UsedAt, Expires: t.ExpiresAt,
		}
		if t.Scope == people.CalendarScope {
			k.Shows, k.Role = access.Shows(cfg, t), "" // it reads, whoever's it is
		}
		keys = append(keys, k)
	}
	return keys
}
