package ui

import (
	"errors"
	"net/http"

	"wakeman/engine"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// passwordChange takes the old and the new password. The current one is the
// proof, so that no other is asked for.
func (u *ui) passwordChange(w http.ResponseWriter, r *http.Request) {
	err := u.Auth.ChangePassword(r, r.PostFormValue("old"), r.PostFormValue("password"))
	if err == nil {
		u.done(w, r, view.Notice{Level: view.Good, Text: "The password is changed. Everywhere else you are signed out."}, view.PathSecurity)
		return
	}
	form := view.Form{Errors: map[string]string{}}
	status := http.StatusBadRequest
	f, ok := errors.AsType[*engine.Failure](err)
	switch {
	case ok && f.Code == auth.Denied:
		form.Errors["old"] = sentence(f.Message)
	case ok && f.Code == engine.Invalid:
		form.Errors["password"] = sentence(f.Message)
	case ok && (f.Code == auth.Throttled || f.Code == engine.Unavailable):
		status, form.Problem = http.StatusTooManyRequests, sentence(f.Message)
		w.Header().Set("Retry-After", seconds(f.Retry))
	default:
		u.fail(w, r, err)
		return
	}
	u.securityDraw(w, r, status, form)
}
