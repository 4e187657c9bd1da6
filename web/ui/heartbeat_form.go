package ui

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// heartbeatNew is the form that adds a heartbeat to a service.
func (u *ui) heartbeatNew(w http.ResponseWriter, r *http.Request) {
	if s, ok := u.serviceOf(w, r); ok {
		v := u.heartbeatForm(s, engine.Heartbeat{})
		v.Form = view.Form{Values: map[string]string{
			"interval": orElse(cut(r.FormValue("interval"), 40), "5m"), "name": cut(r.FormValue("name"), maxTyped), "integration": cut(r.FormValue("integration"), 40),
		}}
		u.draw(w, r, http.StatusOK, view.HeartbeatForm(u.page(r), v))
	}
}

// heartbeatMake adds a heartbeat with a new key.
func (u *ui) heartbeatMake(w http.ResponseWriter, r *http.Request) {
	s, ok := u.serviceOf(w, r)
	if !ok {
		return
	}
	form, set := typedHeartbeat(r)
	h := engine.Heartbeat{ID: config.NewID(config.HeartbeatID), Service: s.ID, Key: engine.NewKey(), CreatedAt: u.Now()}
	set(&h)
	v := u.heartbeatForm(s, engine.Heartbeat{})
	u.heartbeatDone(w, r, v, form, "Added. It waits for its first beat, and pages nobody until then.", h.ID, func(next *engine.Config) error {
		if _, there := next.Services[s.ID]; !there {
			return gone()
		}
		next.Heartbeats[h.ID] = h
		return nil
	})
}

// heartbeatEdit is the form that changes a heartbeat.
func (u *ui) heartbeatEdit(w http.ResponseWriter, r *http.Request) {
	if h, s, ok := u.heartbeatOf(w, r); ok {
		v := u.heartbeatForm(s, h)
		v.Form = view.Form{Values: map[string]string{
			"name": h.Name, "interval": config.FormatDuration(h.Interval), "grace": config.FormatDuration(h.Grace), "integration": h.Integration,
		}}
		if h.Paused {
			v.Form.Values["paused"] = checked
		}
		u.draw(w, r, http.StatusOK, view.HeartbeatForm(u.page(r), v))
	}
}

// heartbeatSave changes a heartbeat. Its key stays.
func (u *ui) heartbeatSave(w http.ResponseWriter, r *http.Request) {
	h, s, ok := u.heartbeatOf(w, r)
	if !ok {
		return
	}
	form, set := typedHeartbeat(r)
	u.heartbeatDone(w, r, u.heartbeatForm(s, h), form, "Saved.", h.ID, func(next *engine.Config) error {
		now, there := next.Heartbeats[h.ID]
		if !there {
			return gone()
		}
		if err := changed(now, r.PostFormValue("seen")); err != nil {
			return err
		}
		set(&now)
		next.Heartbeats[h.ID] = now
		return nil
	})
}

// heartbeatDone makes a change, and leads to the heartbeat or back to the form.
func (u *ui) heartbeatDone(w http.ResponseWriter, r *http.Request, v view.HeartbeatFormPage, form view.Form, said, id string, change func(*engine.Config) error) {
	status := http.StatusBadRequest
	if !form.Failed() {
		_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), change)
		if err == nil {
			u.done(w, r, view.Notice{Level: view.Good, Text: said}, view.HeartbeatPath(v.Service.ID, id))
			return
		}
		var is bool
		if status, is = refused(&form, err, beatField); !is {
			u.fail(w, r, err)
			return
		}
	}
	if v.Form = form; status != http.StatusConflict {
		v.Seen = r.PostFormValue("seen")
	}
	u.draw(w, r, status, view.HeartbeatForm(u.page(r), v))
}

func (u *ui) heartbeatForm(s engine.Service, h engine.Heartbeat) view.HeartbeatFormPage {
	v := view.HeartbeatFormPage{Service: view.Ref{ID: s.ID, Name: s.Name}, ID: h.ID, Name: h.Name, Integrations: []view.Option{{Label: "None"}}}
	if h.ID != "" {
		v.Seen = config.Version(h)
	}
	for _, in := range u.Store.Config().IntegrationsOf(s.ID) {
		v.Integrations = append(v.Integrations, view.Option{Value: in.ID, Label: in.Name})
	}
	return v
}

// typedHeartbeat reads the form. set puts what was typed into a heartbeat; what it
// can not is said in the form's errors.
func typedHeartbeat(r *http.Request) (f view.Form, set func(*engine.Heartbeat)) {
	f = view.Form{Values: map[string]string{}, Errors: map[string]string{}}
	for _, name := range []string{"name", "interval", "grace", "integration", "paused"} {
		f.Values[name] = cut(r.PostFormValue(name), maxTyped)
	}
	if strings.TrimSpace(f.Value("name")) == "" {
		say(&f, "name", "Give it a name: who reports")
	}
	interval := typedSpan(&f, "interval")
	grace := engine.DefaultGrace(interval)
	if strings.TrimSpace(f.Value("grace")) != "" {
		grace = typedSpan(&f, "grace")
	}
	if interval < engine.MinInterval || interval > engine.MaxInterval {
		say(&f, "interval", "Write a time from 10s to 366d")
	}
	if grace > engine.MaxInterval {
		say(&f, "grace", "It is 366d at most")
	}
	return f, func(h *engine.Heartbeat) {
		h.Name, h.Interval, h.Grace = strings.TrimSpace(f.Value("name")), interval.Round(time.Second), grace.Round(time.Second)
		h.Integration, h.Paused = f.Value("integration"), f.Value("paused") != ""
	}
}

// typedSpan reads a time as people type it, where none at all is a time as well:
// unlike a timeout it can not be off.
func typedSpan(f *view.Form, field string) time.Duration {
	text := strings.ToLower(strings.TrimSpace(f.Value(field)))
	if text == "0" {
		return 0
	}
	d, err := config.ParseDuration(unitWords.ReplaceAllString(text, "$1$2"))
	if err != nil || d < 0 {
		say(f, field, fmt.Sprintf("“%s” is no time; write it like 90s, 30m, 4h or 2d", strings.TrimSpace(cut(f.Value(field), 40))))
		return 0
	}
	return d
}

// beatField is the form's field that a problem belongs to: the file has
// heartbeats as a list of their service.
func beatField(p config.Problem) string {
	_, field, _ := strings.Cut(p.Field, "].")
	switch field {
	case "name", "interval", "grace", "integration":
		return field
	}
	return ""
}
