package ui

import (
	"encoding/json"
	"errors"
	"net/http"

	"wakeman/engine"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// maxPasskeyAnswer bounds what a device's answer may be, in characters: ten
// times what the longest credential and certificate chain come to.
const maxPasskeyAnswer = 64 << 10

// passkeyAnswer is what the script put into the form.
func passkeyAnswer(r *http.Request) string {
	return cut(r.PostFormValue("credential"), maxPasskeyAnswer)
}

// passkeyOptions answers the script with a challenge, or with a sentence.
func (u *ui) passkeyOptions(begin func(PasskeyAuth, http.ResponseWriter, *http.Request) (json.RawMessage, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		options, err := begin(u.Auth, w, r)
		status := http.StatusOK
		if err != nil {
			status, options = u.passkeyProblem(w, err)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write(options) // the browser went away: nobody to tell
	}
}

// passkeyProblem is why there is no challenge, as {"problem": "…"}.
func (u *ui) passkeyProblem(w http.ResponseWriter, err error) (status int, body []byte) {
	text := "Something broke. The log says what, as " + w.Header().Get(requestIDHeader)
	f, ok := errors.AsType[*engine.Failure](err)
	switch {
	case ok && f.Code == auth.Throttled:
		status, text = http.StatusTooManyRequests, f.Message
	case ok && f.Code == auth.CodeExpired:
		status, text = http.StatusUnauthorized, f.Message
	case ok:
		status, text = statusOf(err), f.Message
	default:
		status = http.StatusInternalServerError
		u.Log.Error("a passkey's challenge failed", "request", w.Header().Get(requestIDHeader), "err", err)
	}
	if ok && f.Retry > 0 {
		w.Header().Set("Retry-After", seconds(f.Retry))
	}
	body, _ = json.Marshal(map[string]string{"problem": sentence(text)}) // a map of strings always can be
	return status, body
}

// signinPasskey signs a person in by their device's answer.
func (u *ui) signinPasskey(w http.ResponseWriter, r *http.Request) {
	next := afterSignIn(r.PostFormValue("next"))
	if _, err := u.Auth.SignInPasskey(w, r, passkeyAnswer(r)); err != nil {
		u.signinRefused(w, r, err, view.SignInPage{Next: next})
		return
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
}

// signinCodePasskey takes a passkey in place of the code.
func (u *ui) signinCodePasskey(w http.ResponseWriter, r *http.Request) {
	v := view.SignInCodePage{Next: afterSignIn(r.PostFormValue("next"))}
	_, err := u.Auth.SignInCodePasskey(w, r, passkeyAnswer(r))
	if engine.CodeOf(err) == auth.CodeExpired && u.Auth.AwaitsCode(r) {
		err = engine.Fail(auth.Denied, "that took too long; try the passkey again") // the password still counts
	}
	u.signinCodeEnd(w, r, v, err)
}

// reauthPasskey takes a passkey in place of the password.
func (u *ui) reauthPasskey(w http.ResponseWriter, r *http.Request) {
	v := view.ReauthPage{Next: afterSignIn(r.PostFormValue("next")), Carry: r.PostFormValue("carry")}
	u.reauthEnd(w, r, v, u.Auth.ReauthPasskey(w, r, passkeyAnswer(r)))
}
