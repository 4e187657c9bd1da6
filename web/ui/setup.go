package ui

import (
	"errors"
	"net/http"

	"wakeman/engine"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// setupShow is the first run. Once somebody can sign in there is no such page.
func (u *ui) setupShow(w http.ResponseWriter, r *http.Request) {
	state, err := u.Auth.SetupState()
	if err != nil {
		u.fail(w, r, err)
		return
	}
	if !state.Open {
		u.notFound(w, r)
		return
	}
	u.draw(w, r, http.StatusOK, view.Setup(u.page(r), setupPage(state, view.Form{})))
}

func setupPage(state auth.SetupState, form view.Form) view.SetupPage {
	return view.SetupPage{Form: form, Zones: zoneNames(), TokenFile: state.File, Expires: state.Expires}
}

// setupDo makes the owner and signs them in.
func (u *ui) setupDo(w http.ResponseWriter, r *http.Request) {
	state, err := u.Auth.SetupState()
	if err != nil || !state.Open {
		u.notFound(w, r)
		return
	}
	form := auth.SetupForm{
		Token: r.PostFormValue("token"), Name: cut(r.PostFormValue("name"), 200), Email: cut(r.PostFormValue("email"), 300),
		Password: r.PostFormValue("password"), TimeZone: cut(r.PostFormValue("time_zone"), 100),
	}
	if _, err := u.Auth.Setup(w, r, form); err != nil {
		u.setupAgain(w, r, state, form, err)
		return
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: "Welcome. You are the owner of this box."}, view.PathWelcome)
}

// setupAgain shows the form again with what was typed, but for the secrets.
func (u *ui) setupAgain(w http.ResponseWriter, r *http.Request, state auth.SetupState, form auth.SetupForm, err error) {
	again := view.Form{
		Values: map[string]string{"token": form.Token, "name": form.Name, "email": form.Email, "time_zone": form.TimeZone},
		Errors: map[string]string{},
	}
	status := http.StatusBadRequest
	f, ok := errors.AsType[*engine.Failure](err)
	switch {
	case ok && f.Code == engine.Conflict:
		u.fail(w, r, err)
		return
	case ok && f.Code == auth.Throttled:
		status, again.Problem = http.StatusTooManyRequests, sentence(f.Message)
		w.Header().Set("Retry-After", seconds(f.Retry))
	case ok && f.Field != "":
		again.Errors[f.Field] = sentence(f.Message)
	case ok && f.Code == auth.Denied:
		again.Errors["token"] = sentence(f.Message)
	case ok:
		again.Problem = sentence(f.Message)
	default:
		u.fail(w, r, err)
		return
	}
	u.draw(w, r, status, view.Setup(u.page(r), setupPage(state, again)))
}

// zoneNames are those a small provider is likely to need; any IANA name can be
// typed.
func zoneNames() []string {
	return []string{
		"America/Anchorage", "America/Chicago", "America/Denver", "America/Halifax", "America/Los_Angeles",
		"America/Mexico_City", "America/New_York", "America/Phoenix", "America/Sao_Paulo", "America/St_Johns",
		"Africa/Johannesburg", "Africa/Nairobi", "Asia/Dubai", "Asia/Kolkata", "Asia/Manila", "Asia/Tokyo",
		"Australia/Adelaide", "Australia/Brisbane", "Australia/Perth", "Australia/Sydney", "Europe/Berlin",
		"Europe/Dublin", "Europe/Helsinki", "Europe/London", "Europe/Madrid", "Europe/Paris", "Europe/Rome",
		"Europe/Warsaw", "Pacific/Auckland", "Pacific/Honolulu", "UTC",
	}
}
