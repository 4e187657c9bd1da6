package ui

import (
	"errors"
	"net/http"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// signinCodeShow asks for the code, of whoever gave the right password in this
// browser.
func (u *ui) signinCodeShow(w http.ResponseWriter, r *http.Request) {
	next := afterSignIn(r.FormValue("next"))
	if !u.Auth.AwaitsCode(r) {
		http.Redirect(w, r, view.ListPath(view.PathSignIn, "next", wanted(next)), http.StatusSeeOther)
		return
	}
	u.signinCodeDraw(w, r, http.StatusOK, view.SignInCodePage{Next: next})
}

func (u *ui) signinCodeDraw(w http.ResponseWriter, r *http.Request, status int, v view.SignInCodePage) {
	ways, err := u.Auth.CodeWays(r)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	v.App, v.Passkey = ways.App, ways.Passkey
	u.draw(w, r, status, view.SignInCode(u.page(r), v))
}

// wanted is a next path as a query says it: home goes without saying.
func wanted(next string) string {
	if next == view.PathHome {
		return ""
	}
	return next
}

// signinCodeDo takes the code.
func (u *ui) signinCodeDo(w http.ResponseWriter, r *http.Request) {
	v := view.SignInCodePage{Next: afterSignIn(r.PostFormValue("next"))}
	_, err := u.Auth.SignInCode(w, r, cut(r.PostFormValue("code"), 100))
	u.signinCodeEnd(w, r, v, err)
}

// signinCodeEnd leads on, or says what is wrong with the second step.
func (u *ui) signinCodeEnd(w http.ResponseWriter, r *http.Request, v view.SignInCodePage, err error) {
	if err == nil {
		http.Redirect(w, r, v.Next, http.StatusSeeOther)
		return
	}
	status := http.StatusUnauthorized
	f, ok := errors.AsType[*engine.Failure](err)
	switch {
	case ok && f.Code == auth.Denied:
		v.Form.Problem = sentence(f.Message)
	case ok && f.Code == engine.Conflict: // no code of the app can be right
		status, v.Form.Problem = http.StatusConflict, sentence(f.Message)
	case ok && f.Code == auth.CodeExpired:
		again := view.SignInPage{Next: v.Next, Form: view.Form{Problem: sentence(f.Message)}}
		u.signinDraw(w, r, status, again)
		return
	case ok && f.Code == auth.Throttled:
		status, v.Wait = http.StatusTooManyRequests, f.Retry
		w.Header().Set("Retry-After", seconds(f.Retry))
	case ok && f.Code == engine.Unavailable:
		status, v.Form.Problem = http.StatusServiceUnavailable, sentence(f.Message)
		w.Header().Set("Retry-After", seconds(f.Retry))
	default:
		u.fail(w, r, err)
		return
	}
	u.signinCodeDraw(w, r, status, v)
}

// signedIn leads on after a password was enough. Who may change everything is
// told once that it should not be.
func (u *ui) signedIn(w http.ResponseWriter, r *http.Request, person people.User, next string) {
	if !u.urged(person) {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	u.done(w, r, view.Notice{
		Level: view.Warning, Text: "You may change everything here, with only a password. Set up a second factor: Menu, Password and security.",
	}, next)
}

// urged tells whether somebody should have a second factor and has none.
func (u *ui) urged(person people.User) bool {
	if !person.Role.AtLeast(people.Admin) {
		return false
	}
	_, has, err := u.Auth.Factor(person.ID)
	return err == nil && !has
}
