package ui

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"wakeman/engine"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// onceCarry is the kind of a form that waits for a proof in [once].
const onceCarry = "carry"

// providerGo leads to the provider.
func (u *ui) providerGo(w http.ResponseWriter, r *http.Request) {
	next := afterSignIn(r.FormValue("next"))
	if _, ok := auth.From(r.Context()); ok {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	if at, ok := u.elsewhere(r, next); ok {
		http.Redirect(w, r, at, http.StatusSeeOther)
		return
	}
	trip := auth.Trip{Errand: auth.ErrandSignIn, Next: next}
	u.depart(w, r, trip)
}

// elsewhere is the same page by the public address, for whoever came by another:
// the provider leads back there, where this browser's cookie would be missing. A
// proxy may change the name on the way, so it is tried once.
func (u *ui) elsewhere(r *http.Request, next string) (string, bool) {
	at, err := url.Parse(u.base())
	if err != nil || at.Host == "" || at.Host == r.Host || r.FormValue("moved") != "" {
		return "", false
	}
	return strings.TrimRight(u.base(), "/") + view.ListPath(view.PathProvider, "next", wanted(next), "moved", "yes"), true
}

func (u *ui) depart(w http.ResponseWriter, r *http.Request, trip auth.Trip) {
	back, _ := u.returnAddress(r)
	to, err := u.Auth.Depart(w, r, trip, back)
	if err != nil {
		u.tripFailed(w, r, trip, err)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// providerReturn takes what the browser brings back from the provider.
func (u *ui) providerReturn(w http.ResponseWriter, r *http.Request) {
	trip, _, err := u.Auth.Return(w, r)
	trip.Next = afterSignIn(trip.Next)
	switch {
	case engine.CodeOf(err) == auth.CodeNeeded:
		http.Redirect(w, r, view.ListPath(view.PathSignInCode, "next", wanted(trip.Next)), http.StatusSeeOther)
	case err != nil:
		u.tripFailed(w, r, trip, err)
	case trip.Errand == auth.ErrandLink:
		http.Redirect(w, r, view.PathProviderAccept, http.StatusSeeOther)
	case trip.Errand == auth.ErrandProve:
		u.reauthOn(w, r, view.ReauthPage{Next: trip.Next, Carry: trip.Carry})
	default:
		http.Redirect(w, r, trip.Next, http.StatusSeeOther)
	}
}

// tripFailed says in one sentence what went wrong, on the page that the trip
// began at.
func (u *ui) tripFailed(w http.ResponseWriter, r *http.Request, trip auth.Trip, err error) {
	f, ok := errors.AsType[*engine.Failure](err)
	status := tripStatus(f)
	if !ok || status == 0 {
		u.fail(w, r, err)
		return
	}
	if f.Retry > 0 {
		w.Header().Set("Retry-After", seconds(f.Retry))
	}
	_, in := auth.From(r.Context())
	form := view.Form{Problem: sentence(f.Message)}
	switch {
	case in && trip.Errand == auth.ErrandProve:
		u.reauthDraw(w, r, status, view.ReauthPage{Next: trip.Next, Carry: trip.Carry, Form: form})
	case in && trip.Errand == auth.ErrandLink:
		u.done(w, r, view.Notice{Level: view.Warning, Text: form.Problem}, view.PathSecurity)
	case in && f.Code == auth.CodeExpired: // a second click at the provider, most likely
		http.Redirect(w, r, view.PathHome, http.StatusSeeOther)
	default:
		u.signinDraw(w, r, status, view.SignInPage{Next: trip.Next, Form: form})
	}
}

// tripStatus is the status of the page that says so; 0 for what is no matter of
// the sign-in.
func tripStatus(f *engine.Failure) int {
	if f == nil {
		return 0
	}
	switch f.Code {
	case auth.Denied, auth.CodeExpired, auth.Unfinished:
		return http.StatusUnauthorized
	case auth.Throttled:
		return http.StatusTooManyRequests
	case engine.Unavailable:
		return http.StatusServiceUnavailable
	}
	return 0
}

// providerReauth leads to the provider to prove again who one is.
func (u *ui) providerReauth(w http.ResponseWriter, r *http.Request) {
	trip := auth.Trip{Errand: auth.ErrandProve, Next: afterSignIn(r.FormValue("next"))}
	if r.FormValue("kept") != "" {
		s, _ := u.shown.get(who(r).Session, onceCarry, u.Now())
		u.shown.forget(who(r).Session, onceCarry)
		if len(s.lines) == 1 {
			trip.Next, trip.Carry = s.name, s.lines[0]
		}
	}
	u.depart(w, r, trip)
}

// providerCarry keeps a form, and shows the link that leads to the provider.
func (u *ui) providerCarry(w http.ResponseWriter, r *http.Request) {
	s, ok := u.Auth.Provider()
	carry := r.PostFormValue("carry")
	if !ok || len(carry) > maxCarry {
		u.fail(w, r, engine.Fail(engine.Invalid, "The form can not be kept that long. Go back, copy what you typed, and prove first who you are"))
		return
	}
	u.shown.put(who(r).Session, onceCarry, shown{name: afterSignIn(r.PostFormValue("next")), lines: []string{carry}, made: u.Now()})
	u.draw(w, r, http.StatusOK, view.CarryOn(u.page(r), view.CarryOnPage{Provider: s.Name(), Path: view.ListPath(view.PathProviderReauth, "kept", "yes")}))
}

// reauthWays are the ways to prove who one is beside the password.
func (u *ui) reauthWays(r *http.Request, v *view.ReauthPage) {
	user := who(r).User.ID
	if _, has, err := u.Store.Credential(user); err == nil {
		v.NoPassword = !has
	}
	s, ok := u.Auth.Provider()
	if !ok {
		return
	}
	list, _ := u.Auth.Identities(user) // without it the password is asked for
	for _, i := range list {
		if i.Issuer == s.Issuer {
			v.Provider = s.Name()
		}
	}
}
