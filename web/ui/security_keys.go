package ui

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// onceAccountKey is the kind of keys of the account in [once].
const onceAccountKey = "account key"

// keysList is every API key, for admins.
func (u *ui) keysList(w http.ResponseWriter, r *http.Request) {
	list, err := u.Auth.Tokens()
	if err != nil {
		u.fail(w, r, err)
		return
	}
	cfg := u.Store.Config()
	var v view.KeysPage
	for _, t := range list {
		v.Rows = append(v.Rows, anyKeyRow(cfg, t, u.Now()))
	}
	u.draw(w, r, http.StatusOK, view.Keys(u.noticed(w, r), v))
}

func anyKeyRow(cfg *engine.Config, t people.Token, now time.Time) view.KeyRow {
	row := keyRow(t, now)
	row.RevokePath, row.Owner = view.KeyPath(t.ID), "the account's own, made by "+t.CreatedBy
	if why := config.KeyWarning(cfg, t, now); why != "" {
		row.Owner += ", who " + why + ": does anybody look after it?"
	}
	if t.User != "" {
		row.Owner = cmp.Or(cfg.Users[t.User].Name, "of somebody who is gone")
	}
	if t.Scope == people.IngestScope {
		row.To = integrationRef(cfg, t.Integration)
	}
	return row
}

// integrationRef names an integration as the command line does: its service and
// its own name.
func integrationRef(cfg *engine.Config, id string) *view.IntegrationRef {
	in, ok := cfg.Integrations[id]
	if !ok {
		return &view.IntegrationRef{}
	}
	return &view.IntegrationRef{ID: in.ID, Service: in.Service, Name: cfg.Services[in.Service].Name + " / " + in.Name}
}

// accountKeyNew is the form of a key that belongs to nobody. A link may choose
// what it is for.
func (u *ui) accountKeyNew(w http.ResponseWriter, r *http.Request) {
	u.accountKeyForm(w, r, http.StatusOK, view.Form{Values: map[string]string{
		"scope": r.FormValue("scope"), "integration": r.FormValue("integration"),
	}})
}

func (u *ui) accountKeyForm(w http.ResponseWriter, r *http.Request, status int, form view.Form) {
	u.draw(w, r, status, view.NewAccountKey(u.page(r), view.AccountKeyPage{Form: form, Integrations: integrationOptions(u.Store.Config())}))
}

func integrationOptions(cfg *engine.Config) []view.Option {
	var list []view.Option
	for id := range cfg.Integrations {
		list = append(list, view.Option{Value: id, Label: integrationRef(cfg, id).Name})
	}
	slices.SortFunc(list, func(a, b view.Option) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Label), strings.ToLower(b.Label)), strings.Compare(a.Value, b.Value))
	})
	return append([]view.Option{{Label: "None"}}, list...)
}

// accountKeyMake makes the key and leads to the page that shows it once.
func (u *ui) accountKeyMake(w http.ResponseWriter, r *http.Request) {
	form := keyTyped(r)
	err := u.makeKey(r, onceAccountKey, form, auth.NewToken{Integration: form.Value("integration")})
	if status, ok := refused(&form, err, nil); ok {
		u.accountKeyForm(w, r, status, form)
		return
	}
	if err != nil {
		u.fail(w, r, err)
		return
	}
	http.Redirect(w, r, view.PathAccountKeyMade, http.StatusSeeOther)
}

// accountKeyMade shows a key of the account that was just made.
func (u *ui) accountKeyMade(w http.ResponseWriter, r *http.Request) {
	u.keyShow(w, r, onceAccountKey, view.PathKeys, view.PathAccountKeyKept)
}

// accountKeyKept shows it no longer.
func (u *ui) accountKeyKept(w http.ResponseWriter, r *http.Request) {
	u.shown.forget(who(r).Session, onceAccountKey)
	http.Redirect(w, r, view.PathKeys, http.StatusSeeOther)
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
