package ui

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// onceKey is the kind of API keys in [once].
const onceKey = "key"

// keyNew is the form of an API key of one's own.
func (u *ui) keyNew(w http.ResponseWriter, r *http.Request) {
	u.keyForm(w, r, http.StatusOK, view.Form{})
}

func (u *ui) keyForm(w http.ResponseWriter, r *http.Request, status int, form view.Form) {
	u.draw(w, r, status, view.NewKey(u.page(r), view.KeyFormPage{Form: form, Role: string(who(r).Role)}))
}

// keyMake makes the key and leads to the page that shows it once.
func (u *ui) keyMake(w http.ResponseWriter, r *http.Request) {
	p := who(r)
	form := view.Form{Errors: map[string]string{}, Values: map[string]string{
		"name": cut(r.PostFormValue("name"), 200), "scope": r.PostFormValue("scope"), "life": r.PostFormValue("life"),
	}}
	days, err := strconv.Atoi(form.Value("life"))
	if err != nil || days < 0 || days > 3650 {
		form.Errors["life"] = "Choose one of these."
		u.keyForm(w, r, http.StatusBadRequest, form)
		return
	}
	secret, t, err := u.Auth.CreateToken(r.Context(), auth.NewToken{
		Name: form.Value("name"), Scope: people.Scope(form.Value("scope")), User: p.User.ID, Life: time.Duration(days) * 24 * time.Hour,
		Actor: p.Actor("ui"), Now: u.Now(),
	})
	if f, ok := errors.AsType[*engine.Failure](err); ok && f.Code == engine.Invalid {
		form.Errors[f.Field] = sentence(f.Message)
		u.keyForm(w, r, http.StatusBadRequest, form)
		return
	}
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.shown.put(p.Session, onceKey, shown{name: t.Name, lines: []string{secret}, made: u.Now()})
	http.Redirect(w, r, view.PathKeyMade, http.StatusSeeOther)
}

// keyMade shows a key that was just made.
func (u *ui) keyMade(w http.ResponseWriter, r *http.Request) {
	s, ok := u.shown.get(who(r).Session, onceKey, u.Now())
	if !ok {
		http.Redirect(w, r, view.PathSecurity, http.StatusSeeOther)
		return
	}
	base := u.Store.Config().Settings.PublicURL
	if base == "" {
		base = "https://" + r.Host
	}
	u.draw(w, r, http.StatusOK, view.KeyMade(u.page(r), view.KeyMadePage{Name: s.name, Secret: s.lines[0], Base: base}))
}

// keyKept shows it no longer.
func (u *ui) keyKept(w http.ResponseWriter, r *http.Request) {
	u.shown.forget(who(r).Session, onceKey)
	http.Redirect(w, r, view.PathSecurity, http.StatusSeeOther)
}

// ownKeyAsk asks before one's own key is revoked.
func (u *ui) ownKeyAsk(w http.ResponseWriter, r *http.Request) {
	u.revokeAsk(w, r, view.OwnKeyPath, view.PathSecurity, ownOnly)
}

// ownKeyRevoke revokes one's own key.
func (u *ui) ownKeyRevoke(w http.ResponseWriter, r *http.Request) {
	u.revoke(w, r, view.PathSecurity, ownOnly)
}

// ownOnly lets people at their own keys; those of others are not there.
func ownOnly(p auth.Principal, t people.Token) bool { return t.User == p.User.ID }

func (u *ui) revokeAsk(w http.ResponseWriter, r *http.Request, path func(string) string, back string, may func(auth.Principal, people.Token) bool) {
	t, err := u.key(r, may)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.draw(w, r, http.StatusOK, view.Confirm(u.page(r), view.ConfirmPage{
		Title: "Revoke the key " + t.Name + "?", Text: "Whatever uses " + t.Hint + " is turned away at once. A revoked key does not come back.",
		PostPath: path(t.ID), Yes: "Revoke it", NoPath: back,
	}))
}

func (u *ui) revoke(w http.ResponseWriter, r *http.Request, back string, may func(auth.Principal, people.Token) bool) {
	t, err := u.key(r, may)
	if err == nil {
		err = u.Auth.RevokeToken(r.Context(), t.ID, who(r).Actor("ui"))
	}
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: "The key " + t.Name + " is revoked."}, back)
}

// key finds the key that a path names, if the requester may.
func (u *ui) key(r *http.Request, may func(auth.Principal, people.Token) bool) (people.Token, error) {
	list, err := u.Auth.Tokens()
	for _, t := range list {
		if t.ID == r.PathValue("id") && may(who(r), t) {
			return t, nil
		}
	}
	if err == nil {
		err = engine.Fail(engine.NotFound, "There is no such key, or it is revoked already")
	}
	return people.Token{}, err
}
