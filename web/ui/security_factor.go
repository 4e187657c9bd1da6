package ui

import (
	"errors"
	"net/http"
	"strings"

	"wakeman/engine"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// onceCodes is the kind of recovery codes in [once].
const onceCodes = "codes"

// factorShow shows a secret for an authenticator app.
func (u *ui) factorShow(w http.ResponseWriter, r *http.Request) {
	u.factorDraw(w, r, http.StatusOK, view.Form{})
}

func (u *ui) factorDraw(w http.ResponseWriter, r *http.Request, status int, form view.Form) {
	e, err := u.Auth.Enrol(r)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.draw(w, r, status, view.Enrol(u.page(r), view.EnrolPage{Form: form, Secret: groups(e.Secret), QR: qrCode(e.URI)}))
}

// groups sets a secret in fours, to be typed.
func groups(secret string) string {
	var b strings.Builder
	for i, c := range secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// factorConfirm takes the first code and switches the second factor on.
func (u *ui) factorConfirm(w http.ResponseWriter, r *http.Request) {
	codes, err := u.Auth.Confirm(r, cut(r.PostFormValue("code"), 100))
	if err == nil {
		u.showCodes(w, r, codes, "The second factor is on. Everywhere else you are signed out. Now keep your recovery codes.")
		return
	}
	form := view.Form{Errors: map[string]string{}}
	status := http.StatusBadRequest
	f, ok := errors.AsType[*engine.Failure](err)
	switch {
	case ok && (f.Code == auth.Denied || f.Code == engine.Invalid):
		form.Errors["code"] = sentence(f.Message)
	case ok && f.Code == auth.Throttled:
		status, form.Problem = http.StatusTooManyRequests, sentence(f.Message)
		w.Header().Set("Retry-After", seconds(f.Retry))
	default:
		u.fail(w, r, err)
		return
	}
	u.factorDraw(w, r, status, form)
}

func (u *ui) showCodes(w http.ResponseWriter, r *http.Request, codes []string, said string) {
	u.shown.put(who(r).Session, onceCodes, shown{lines: codes, made: u.Now()})
	u.done(w, r, view.Notice{Level: view.Good, Text: said}, view.PathCodes)
}

// factorOffAsk asks before the second factor is switched off.
func (u *ui) factorOffAsk(w http.ResponseWriter, r *http.Request) {
	u.draw(w, r, http.StatusOK, view.Confirm(u.page(r), view.ConfirmPage{
		Title: "Switch the second factor off?", Text: "Then your password alone signs you in.",
		Effects:  []string{"The recovery codes end with it.", "Your other browsers and phones are signed out."},
		PostPath: view.PathFactorOff, Yes: "Switch it off", NoPath: view.PathSecurity,
	}))
}

// factorOff switches it off.
func (u *ui) factorOff(w http.ResponseWriter, r *http.Request) {
	if err := u.Auth.SwitchOff(r); err != nil {
		u.fail(w, r, err)
		return
	}
	u.shown.forget(who(r).Session, onceCodes)
	u.done(w, r, view.Notice{Level: view.Good, Text: "The second factor is off. Remove it from the app, too."}, view.PathSecurity)
}

// codesShow shows the recovery codes that were just made; later it asks whether
// to make new ones.
func (u *ui) codesShow(w http.ResponseWriter, r *http.Request) {
	if s, ok := u.shown.get(who(r).Session, onceCodes, u.Now()); ok {
		u.draw(w, r, http.StatusOK, view.RecoveryCodes(u.noticed(w, r), view.CodesPage{Codes: s.lines, Made: s.made, Until: s.until()}))
		return
	}
	u.draw(w, r, http.StatusOK, view.Confirm(u.page(r), view.ConfirmPage{
		Title: "Make new recovery codes?", Text: "There will be ten new ones. Those made before end at once, used or not.",
		PostPath: view.PathCodes, Yes: "Make new codes", NoPath: view.PathSecurity,
	}))
}

// codesRenew makes new recovery codes.
func (u *ui) codesRenew(w http.ResponseWriter, r *http.Request) {
	codes, err := u.Auth.RenewCodes(r)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.showCodes(w, r, codes, "Here are ten new codes. The old ones have ended.")
}

// codesKept shows the codes no longer.
func (u *ui) codesKept(w http.ResponseWriter, r *http.Request) {
	u.shown.forget(who(r).Session, onceCodes)
	http.Redirect(w, r, view.PathSecurity, http.StatusSeeOther)
}
