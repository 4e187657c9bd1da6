package ui

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// watchNew is the form that adds a watch to a service.
func (u *ui) watchNew(w http.ResponseWriter, r *http.Request) {
	if s, ok := u.serviceOf(w, r); ok {
		v := view.WatchFormPage{Service: view.Ref{ID: s.ID, Name: s.Name}}
		v.Form = view.Form{Values: map[string]string{"interval": config.FormatDuration(engine.DefaultWatchInterval), "retries": strconv.Itoa(engine.DefaultRetries)}}
		u.draw(w, r, http.StatusOK, view.WatchForm(u.page(r), v))
	}
}

// watchMake adds a watch.
func (u *ui) watchMake(w http.ResponseWriter, r *http.Request) {
	s, ok := u.serviceOf(w, r)
	if !ok {
		return
	}
	form, set := typedWatch(r)
	x := engine.Watch{ID: config.NewID(config.WatchID), Service: s.ID, CreatedAt: u.Now()}
	set(&x)
	v := view.WatchFormPage{Service: view.Ref{ID: s.ID, Name: s.Name}}
	u.watchDone(w, r, v, form, "Added. It is looked at right away.", x.ID, func(next *engine.Config) error {
		if _, there := next.Services[s.ID]; !there {
			return gone()
		}
		next.Watches[x.ID] = x
		return nil
	})
}

// watchEdit is the form that changes a watch.
func (u *ui) watchEdit(w http.ResponseWriter, r *http.Request) {
	x, s, ok := u.watchOf(w, r)
	if !ok {
		return
	}
	v := view.WatchFormPage{Service: view.Ref{ID: s.ID, Name: s.Name}, ID: x.ID, Seen: config.Version(x)}
	v.Form = view.Form{Values: map[string]string{
		"name": x.Name, "host": x.Host, "interval": config.FormatDuration(x.Interval), "retries": strconv.Itoa(x.Retries),
		"open_ports": portsText(x.Open), "closed_ports": portsText(x.Closed), "http": pagesText(x.Pages),
	}}
	for field, on := range map[string]bool{"ping": x.Ping, "paused": x.Paused} {
		if on {
			v.Form.Values[field] = checked
		}
	}
	u.draw(w, r, http.StatusOK, view.WatchForm(u.page(r), v))
}

// watchSave changes a watch.
func (u *ui) watchSave(w http.ResponseWriter, r *http.Request) {
	x, s, ok := u.watchOf(w, r)
	if !ok {
		return
	}
	form, set := typedWatch(r)
	v := view.WatchFormPage{Service: view.Ref{ID: s.ID, Name: s.Name}, ID: x.ID, Seen: config.Version(x)}
	u.watchDone(w, r, v, form, "Saved.", x.ID, func(next *engine.Config) error {
		now, there := next.Watches[x.ID]
		if !there {
			return gone()
		}
		if err := changed(now, r.PostFormValue("seen")); err != nil {
			return err
		}
		set(&now)
		next.Watches[x.ID] = now
		return nil
	})
}

// watchDone makes a change, and leads to the watch or back to the form.
func (u *ui) watchDone(w http.ResponseWriter, r *http.Request, v view.WatchFormPage, form view.Form, said, id string, change func(*engine.Config) error) {
	status := http.StatusBadRequest
	if !form.Failed() {
		_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), change)
		if err == nil {
			u.done(w, r, view.Notice{Level: view.Good, Text: said}, view.WatchPath(v.Service.ID, id))
			return
		}
		var is bool
		if status, is = refused(&form, err, watchField); !is {
			u.fail(w, r, err)
			return
		}
	}
	if v.Form = form; status != http.StatusConflict {
		v.Seen = r.PostFormValue("seen")
	}
	u.draw(w, r, status, view.WatchForm(u.page(r), v))
}

// typedWatch reads the form. set puts what was typed into a watch; what it can not
// is said in the form's errors.
func typedWatch(r *http.Request) (f view.Form, set func(*engine.Watch)) {
	f = view.Form{Values: map[string]string{}, Errors: map[string]string{}}
	for _, name := range []string{"name", "host", "interval", "retries", "ping", "open_ports", "closed_ports", "http", "paused"} {
		f.Values[name] = cut(r.PostFormValue(name), maxTyped)
	}
	host, known := config.ParseHost(f.Value("host"))
	if !known {
		say(&f, "host", "Write an address or a name, such as 192.0.2.10 or edge-1.example.net")
	}
	interval, retries := engine.DefaultWatchInterval, engine.DefaultRetries
	if strings.TrimSpace(f.Value("interval")) != "" {
		interval = typedSpan(&f, "interval")
	}
	if text := strings.TrimSpace(f.Value("retries")); text != "" {
		var err error
		if retries, err = strconv.Atoi(text); err != nil {
			say(&f, "retries", "Write a whole number from 0 to 10")
		}
	}
	open, closed, pages := typedPorts(&f, "open_ports"), typedPorts(&f, "closed_ports"), typedPages(&f, "http")
	return f, func(x *engine.Watch) {
		x.Host, x.Name = host, strings.TrimSpace(f.Value("name"))
		if x.Name == "" {
			x.Name = host
		}
		x.Interval, x.Retries, x.Ping, x.Paused = interval.Round(time.Second), retries, f.Value("ping") != "", f.Value("paused") != ""
		x.Open, x.Closed, x.Pages = open, closed, pages
	}
}

// watchField is the form's field that a problem belongs to: the file has watches
// as a list of their service.
func watchField(p config.Problem) string {
	_, field, _ := strings.Cut(p.Field, "].")
	name, _, _ := strings.Cut(field, "[")
	switch name {
	case "name", "host", "interval", "retries", "open_ports", "closed_ports", "http":
		return name
	}
	return ""
}
