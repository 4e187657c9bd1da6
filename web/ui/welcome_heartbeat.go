package ui

import (
	"net/http"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// welcomeHeartbeat asks who notices when the box is gone.
func (u *ui) welcomeHeartbeat(w http.ResponseWriter, r *http.Request) {
	form := view.Form{Values: map[string]string{}}
	if h := u.Store.Config().Settings.Heartbeat; h != nil && h.URL != "" {
		form.Values["url"], form.Values["interval"] = config.HiddenSecret(h.URL), config.FormatDuration(h.Interval)
	}
	u.welcomeHeartbeatPage(w, r, http.StatusOK, form, config.Version(u.Store.Config().Settings.Heartbeat))
}

func (u *ui) welcomeHeartbeatPage(w http.ResponseWriter, r *http.Request, status int, form view.Form, seen string) {
	u.atStep(w, r, view.PathWelcomeHeartbeat, func(head view.WelcomeHead) {
		v := view.WelcomeHeartbeat{WelcomeHead: head, Form: form, Seen: seen}
		if h := u.Store.Config().Settings.Heartbeat; h != nil && h.URL != "" {
			v.To, v.Every = serverOf(h.URL), config.FormatDuration(h.Interval)
			if u.Heartbeat != nil {
				state := u.Heartbeat()
				v.LastOK, v.Problem = state.LastOK, state.Reason
			}
		} else if h != nil {
			v.Without = h.Declined
		}
		u.draw(w, r, status, view.WelcomeHeartbeatStep(u.welcomePage(w, r), v))
	})
}

// welcomeHeartbeatSave sets the address, or writes down who does without one.
func (u *ui) welcomeHeartbeatSave(w http.ResponseWriter, r *http.Request) {
	form := view.Form{Values: map[string]string{}, Errors: map[string]string{}}
	for _, name := range []string{"url", "interval", "understood", "why"} {
		form.Values[name] = strings.TrimSpace(cut(r.PostFormValue(name), maxTyped))
	}
	without, seen := r.PostFormValue("do") == "without", cut(r.PostFormValue("seen"), 100)
	switch {
	case without && form.Value("understood") == "":
		say(&form, "understood", "Tick this if it is so. Else set an address above")
	case !without && form.Value("url") == "":
		say(&form, "url", "Give the address to call, or do without below")
	}
	if form.Failed() {
		u.welcomeHeartbeatPage(w, r, http.StatusBadRequest, form, seen)
		return
	}
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		if err := changed(next.Settings.Heartbeat, seen); err != nil {
			return err
		}
		if without {
			next.Settings.Heartbeat = &engine.HeartbeatSettings{Declined: u.declined(r, form.Value("why"))}
			return nil
		}
		typed := settingsForm{values: map[string]string{"heartbeat.url": form.Value("url"), "heartbeat.interval": form.Value("interval")}}
		read := &reading{typed, next.Settings, map[string]string{}}
		next.Settings.Heartbeat = read.heartbeat()
		for field, why := range read.wrong {
			say(&form, strings.TrimPrefix(field, "heartbeat."), why)
		}
		if form.Failed() {
			return engine.Fail(engine.Invalid, "Something below could not be read. Nothing is saved yet")
		}
		return nil
	})
	if err != nil {
		status, ok := refused(&form, err, heartbeatField)
		if !ok {
			u.fail(w, r, err)
			return
		}
		u.welcomeHeartbeatPage(w, r, status, form, seen)
		return
	}
	said := "Saved. The first call goes out within a minute, if all is well."
	if without {
		said = "Written down, with your name. The readiness page keeps showing it."
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: said}, view.PathWelcomeHeartbeat)
}

// heartbeatField is the form's field that a problem of the settings belongs to.
func heartbeatField(p config.Problem) string {
	switch p.Field {
	case "heartbeat.url":
		return "url"
	case "heartbeat.interval":
		return "interval"
	case "heartbeat.declined":
		return "why"
	}
	return ""
}

// declined is who does without, since when, and why.
func (u *ui) declined(r *http.Request, why string) string {
	user := who(r).User
	return config.Declined(user.Name, u.Now().In(user.Location()), why)
}
