package ui

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"wakeman/engine"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// reauthShow asks for the password again.
func (u *ui) reauthShow(w http.ResponseWriter, r *http.Request) {
	next := afterSignIn(r.FormValue("next"))
	if auth.Fresh(r, auth.ProofLife) {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	u.reauthDraw(w, r, http.StatusOK, view.ReauthPage{Next: next})
}

// maxCarry bounds the form that is kept while the password is asked for, in
// bytes.
const maxCarry = 64 << 10

// reauthCarry asks for the password in the middle of a change. Files are not
// kept: nothing that needs a password takes one.
func (u *ui) reauthCarry(w http.ResponseWriter, r *http.Request) {
	v := view.ReauthPage{Next: afterSignIn(r.URL.RequestURI())}
	if err := r.ParseForm(); err != nil {
		u.fail(w, r, engine.Fail(engine.Invalid, "The form could not be read"))
		return
	}
	v.Carry = r.PostForm.Encode()
	if v.Carry == "" {
		v.Carry = "sent=yes" // a form of one button
	}
	if len(v.Carry) > maxCarry {
		v.Carry, v.Next = "", formPage(r)
		v.Form.Problem = "Your password is needed, and what you typed is too long to be kept meanwhile. Go back, copy it, and send it again afterwards."
	}
	u.reauthDraw(w, r, http.StatusForbidden, v)
}

func (u *ui) reauthDraw(w http.ResponseWriter, r *http.Request, status int, v view.ReauthPage) {
	ways, _ := u.Auth.ProofWays(r) // without them only the password is asked for
	v.Code, v.Passkey = ways.App, ways.Passkey
	u.reauthWays(r, &v)
	u.draw(w, r, status, view.Reauth(u.page(r), v))
}

// reauthDo takes the password or the code and leads on.
func (u *ui) reauthDo(w http.ResponseWriter, r *http.Request) {
	v := view.ReauthPage{Next: afterSignIn(r.PostFormValue("next")), Carry: r.PostFormValue("carry")}
	u.reauthEnd(w, r, v, u.Auth.Reauth(w, r, r.PostFormValue("password"), cut(r.PostFormValue("code"), 100)))
}

// reauthEnd leads on, or says what is wrong.
func (u *ui) reauthEnd(w http.ResponseWriter, r *http.Request, v view.ReauthPage, err error) {
	if err == nil {
		u.reauthOn(w, r, v)
		return
	}
	status := http.StatusUnauthorized
	f, ok := errors.AsType[*engine.Failure](err)
	switch {
	case ok && (f.Code == auth.Denied || f.Code == auth.CodeExpired):
		v.Form.Problem = sentence(f.Message)
	case ok && f.Code == auth.Throttled:
		status, v.Wait = http.StatusTooManyRequests, f.Retry
		w.Header().Set("Retry-After", seconds(f.Retry))
	default:
		u.fail(w, r, err)
		return
	}
	u.reauthDraw(w, r, status, v)
}

// reauthOn leads to the page that was wanted; a form that was kept is sent by a
// press of its own, because a redirect cannot carry it.
func (u *ui) reauthOn(w http.ResponseWriter, r *http.Request, v view.ReauthPage) {
	if v.Carry == "" {
		http.Redirect(w, r, v.Next, http.StatusSeeOther)
		return
	}
	fields, err := url.ParseQuery(v.Carry)
	if err != nil {
		u.fail(w, r, engine.Fail(engine.Invalid, "The form that was kept could not be read"))
		return
	}
	u.draw(w, r, http.StatusOK, view.Confirm(u.page(r), view.ConfirmPage{
		Title: "Thank you", Text: "What you typed is still here. Send it now?", PostPath: v.Next, Hidden: hidden(fields), Yes: "Send it", NoPath: view.PathHome,
	}))
}

// hidden are the fields of a form in an order that does not change.
func hidden(fields url.Values) (list []view.Field) {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range fields[name] {
			list = append(list, view.Field{Name: name, Value: value})
		}
	}
	return list
}
