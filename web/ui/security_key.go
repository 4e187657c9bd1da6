package ui

import (
	"cmp"
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
	form := keyTyped(r)
	err := u.makeKey(r, onceKey, form, auth.NewToken{User: who(r).User.ID})
	if status, ok := refused(&form, err, nil); ok {
		u.keyForm(w, r, status, form)
		return
	}
	if err != nil {
		u.fail(w, r, err)
		return
	}
	http.Redirect(w, r, view.PathKeyMade, http.StatusSeeOther)
}

// keyTyped is what was typed into a form of a key.
func keyTyped(r *http.Request) view.Form {
	return view.Form{Errors: map[string]string{}, Values: map[string]string{
		"name": cut(r.PostFormValue("name"), 200), "scope": r.PostFormValue("scope"), "life": r.PostFormValue("life"), "integration": r.PostFormValue("integration"),
	}}
}

// makeKey makes the key that a form asks for, and keeps it to be shown once. n
// is what the form does not say.
func (u *ui) makeKey(r *http.Request, kind string, form view.Form, n auth.NewToken) error {
	days, err := strconv.Atoi(form.Value("life"))
	if err != nil || days < 0 || days > 3650 {
		f := engine.Fail(engine.Invalid, "Choose one of these")
		f.Field = "life"
		return f
	}
	n.Name, n.Scope, n.Life = form.Value("name"), people.Scope(form.Value("scope")), time.Duration(days)*24*time.Hour
	n.Actor, n.Now = who(r).Actor("ui"), u.Now()
	secret, t, err := u.Auth.CreateToken(r.Context(), n)
	if err != nil {
		return err
	}
	u.shown.put(who(r).Session, kind, shown{name: t.Name, lines: []string{secret, string(t.Scope), t.Integration}, made: u.Now()})
	return nil
}

// keyMade shows a key that was just made.
func (u *ui) keyMade(w http.ResponseWriter, r *http.Request) {
	u.keyShow(w, r, onceKey, view.PathSecurity, view.PathKeyKept)
}

// keyShow shows a key of a kind, or leads back when there is none to show.
func (u *ui) keyShow(w http.ResponseWriter, r *http.Request, kind, back, kept string) {
	s, ok := u.shown.get(who(r).Session, kind, u.Now())
	if !ok {
		http.Redirect(w, r, back, http.StatusSeeOther)
		return
	}
	v := view.KeyMadePage{Name: s.name, Secret: s.lines[0], Scope: s.lines[1], Base: cmp.Or(u.base(), hereBase(r)), Kept: kept}
	if s.lines[2] != "" {
		v.To = integrationRef(u.Store.Config(), s.lines[2])
	}
	u.draw(w, r, http.StatusOK, view.KeyMade(u.page(r), v))
}

// hereBase is the address that a page was opened under, for a box that was not
// told its own.
func hereBase(r *http.Request) string {
	if auth.ClientOf(r).TLS {
		return "https://" + r.Host
	}
	return "http://" + r.Host
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
