package ui

import (
	"errors"
	"net/http"

	"wakeman/engine"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// signinShow is the sign-in form; while nobody can sign in, it is the setup.
func (u *ui) signinShow(w http.ResponseWriter, r *http.Request) {
	if state, err := u.Auth.SetupState(); err == nil && state.Open {
		http.Redirect(w, r, view.PathSetup, http.StatusSeeOther)
		return
	}
	if _, ok := auth.From(r.Context()); ok {
		http.Redirect(w, r, afterSignIn(r.FormValue("next")), http.StatusSeeOther)
		return
	}
	u.signinDraw(w, r, http.StatusOK, view.SignInPage{Next: afterSignIn(r.FormValue("next"))})
}

// signinDraw draws the sign-in form with the other ways in.
func (u *ui) signinDraw(w http.ResponseWriter, r *http.Request, status int, v view.SignInPage) {
	if s, ok := u.Auth.Provider(); ok {
		v.Provider = s.Name()
	}
	u.draw(w, r, status, view.SignIn(u.page(r), v))
}

// signinDo signs a person in.
func (u *ui) signinDo(w http.ResponseWriter, r *http.Request) {
	email := cut(r.PostFormValue("email"), 254)
	next := afterSignIn(r.PostFormValue("next"))
	person, err := u.Auth.SignIn(w, r, email, r.PostFormValue("password"))
	switch {
	case err == nil:
		u.signedIn(w, r, person, next)
		return
	case engine.CodeOf(err) == auth.CodeNeeded:
		http.Redirect(w, r, view.ListPath(view.PathSignInCode, "next", wanted(next)), http.StatusSeeOther)
		return
	}
	u.signinRefused(w, r, err, view.SignInPage{
		Next: next,
		Form: view.Form{Values: map[string]string{"email": email}},
	})
}

// signinRefused draws the form again, with why.
func (u *ui) signinRefused(w http.ResponseWriter, r *http.Request, err error, v view.SignInPage) {
	status := http.StatusUnauthorized
	f, ok := errors.AsType[*engine.Failure](err)
	switch {
	case ok && (f.Code == auth.Denied || f.Code == auth.CodeExpired):
		v.Form.Problem = sentence(f.Message)
	case ok && f.Code == auth.Throttled:
		status, v.Wait = http.StatusTooManyRequests, f.Retry
		w.Header().Set("Retry-After", seconds(f.Retry))
	case ok && f.Code == engine.Unavailable:
		status, v.Form.Problem = http.StatusServiceUnavailable, sentence(f.Message)+" Try again in a moment."
		w.Header().Set("Retry-After", seconds(f.Retry))
	default:
		u.fail(w, r, err)
		return
	}
	u.signinDraw(w, r, status, v)
}

// signoutDo ends the session on the server.
func (u *ui) signoutDo(w http.ResponseWriter, r *http.Request) {
	if err := u.Auth.SignOut(w, r); err != nil {
		u.fail(w, r, err)
		return
	}
	http.Redirect(w, r, view.PathSignIn, http.StatusSeeOther)
}
