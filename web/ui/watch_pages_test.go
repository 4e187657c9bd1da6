package ui_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/ui"
	"wakeman/web/watch"
)

func watchDoors() map[string]door {
	const at = "/services/PCORE01/watches/"
	return map[string]door{
		"GET /watches":                               {"/watches", people.Viewer, 200},
		"GET /services/{id}/watches/new":             {at + "new", people.Admin, 200},
		"POST /services/{id}/watches/new":            {at + "new", people.Admin, 400},
		"GET /services/{id}/watches/{watch}":         {at + "PNONE01", people.Viewer, 404},
		"POST /services/{id}/watches/{watch}/look":   {at + "PNONE01/look", people.Responder, 404},
		"GET /services/{id}/watches/{watch}/edit":    {at + "PNONE01/edit", people.Admin, 404},
		"POST /services/{id}/watches/{watch}/edit":   {at + "PNONE01/edit", people.Admin, 404},
		"GET /services/{id}/watches/{watch}/delete":  {at + "PNONE01/delete", people.Admin, 404},
		"POST /services/{id}/watches/{watch}/delete": {at + "PNONE01/delete", people.Admin, 404},
	}
}

// looked is a watcher that saw what a test says.
type looked struct{ states map[string]watch.State }

func (l looked) State(id string) (watch.State, bool) { s, ok := l.states[id]; return s, ok }
func (l looked) LookNow(id string) bool {
	s, ok := l.states[id]
	s.Looked = s.Looked.Add(time.Second)
	l.states[id] = s
	return ok
}

const edgePages = "https://edge-1.example.net/ days 14 any-certificate text all is well\nhttp://edge-1.example.net/admin status 401"

// edge adds a watch by its form.
func (w *world) edge() engine.Watch {
	w.Helper()
	answer := w.posts(admin, "/services/PCORE01/watches/new", url.Values{
		"host": {" 192.0.2.10 "}, "name": {"edge-1"}, "interval": {"30 s"}, "retries": {""}, "ping": {"yes"}, "open_ports": {"443, 22;22"}, "closed_ports": {"23"}, "http": {edgePages},
	})
	for _, x := range w.db.Config().Watches {
		answer.wantRedirect("/services/PCORE01/watches/" + x.ID)
		w.wantNotice(admin, answer, "Added. It is looked at right away.")
		return x
	}
	w.Fatalf("none was made: %d %s", answer.Code, answer.Body)
	return engine.Watch{}
}

func TestAHostIsWatchedByAForm(t *testing.T) {
	w := open(t)
	x := w.edge()
	want := engine.Watch{
		ID: x.ID, Service: "PCORE01", Name: "edge-1", Host: "192.0.2.10", Interval: 30 * time.Second, Retries: 2, Ping: true, Open: []int{22, 443}, Closed: []int{23}, CreatedAt: x.CreatedAt,
		Pages: []engine.PageCheck{{URL: "https://edge-1.example.net/", Days: 14, AnyCertificate: true, Text: "all is well"}, {URL: "http://edge-1.example.net/admin", From: 401, To: 401}},
	}
	if diff := cmp.Diff(want, x); diff != "" {
		t.Error(diff)
	}
	page := "/services/PCORE01/watches/" + x.ID
	w.shows(people.Viewer, page).says("checks", "Ping", "Port 443 open", "Port 23 closed", "https://edge-1.example.net/", "Not looked at yet")
	w.shows(people.Viewer, "/services/PCORE01").says("watches", "edge-1", "192.0.2.10", "every 30s")
	edit := w.shows(admin, page+"/edit")
	if edit.field("open_ports") != "22, 443" || edit.field("interval") != "30s" || !strings.Contains(edit.Body.String(), edgePages) {
		t.Errorf("its form: %s", edit.Body)
	}
	seen := edit.field("seen")
	for field, typed := range map[string]string{
		"host": "a b", "interval": "5", "retries": "11", "open_ports": "0", "closed_ports": "22", "http": "ftp://a/",
	} {
		form := url.Values{"host": {"192.0.2.10"}, "interval": {"1m"}, "open_ports": {"22"}, "seen": {seen}}
		form.Set(field, typed)
		if p := w.posts(admin, page+"/edit", form); p.Code != 400 || p.text("error-"+field) == "" {
			t.Errorf("%s %q: %d", field, typed, p.Code)
		}
	}
	for _, typed := range []string{"https://a/ status", "https://a/ days soon", "https://a/ text", "https://a/ colour red"} {
		form := url.Values{"host": {"192.0.2.10"}, "http": {typed}, "seen": {seen}}
		if p := w.posts(admin, page+"/edit", form); p.Code != 400 || p.text("error-http") == "" {
			t.Errorf("%q: %d", typed, p.Code)
		}
	}
	if p := w.posts(admin, page+"/edit", url.Values{"host": {"192.0.2.10"}, "seen": {seen}}); p.Code != 400 || !strings.Contains(p.text("form-problem"), "Must look at something") {
		t.Errorf("with nothing to look at: %d %q", p.Code, p.text("form-problem"))
	}
	w.posts(admin, page+"/edit", url.Values{"host": {"192.0.2.11"}, "ping": {"yes"}, "paused": {"yes"}, "seen": {seen}}).wantRedirect(page)
	w.shows(admin, "/watches").says("watch", "192.0.2.11", "Paused")
	seen = w.shows(admin, page+"/delete").field("seen")
	w.posts(admin, page+"/delete", url.Values{"seen": {"old"}}).wantRedirect(page)
	w.posts(admin, page+"/delete", url.Values{"seen": {seen}}).wantRedirect("/services/PCORE01")
	if len(w.db.Config().Watches) != 0 {
		t.Error("it is still there")
	}
}

func TestAWatchShowsWhatItFoundAndItsIncident(t *testing.T) {
	l := looked{map[string]watch.State{}}
	w := open(t, func(o *ui.Options) { o.Watches = l })
	x := w.edge()
	quarter := w.now().Unix() / 900
	l.states[x.ID] = watch.State{
		Looked: w.now().Add(-20 * time.Second), Next: w.now().Add(10 * time.Second),
		Checks: []watch.CheckState{
			{Name: "Ping", Seen: true, Health: watch.Health{Unknown: "this box has no right to ping"}},
			{Name: "Port 443 open", Seen: true, Health: watch.Health{Failures: 9, Down: w.now().Add(-time.Hour), Words: "port 443 is not open: no answer"}},
			{Name: "Port 22 open", Seen: true, Last: watch.Result{Wrong: "port 22 is not open: it refuses"}, Health: watch.Health{Failures: 1}},
		},
		Strip: engine.Strip{Slots: []engine.Tally{{Quarter: quarter - 8, Good: 15}, {Quarter: quarter, Good: 3, Wrong: 12}}},
	}
	if _, err := w.engine.Saw(t.Context(), x, []engine.Wrong{{Check: "open/443", Words: "port 443 is not open: no answer", Since: w.now()}}); err != nil {
		t.Fatal(err)
	}
	page := "/services/PCORE01/watches/" + x.ID
	p := w.shows(people.Viewer, page)
	p.says("watch-state", "Not as it should be")
	p.says("watch-incident", "edge-1: port 443 is not open: no answer")
	p.says("checks", "Can not tell", "this box has no right to ping", "port 443 is not open: no answer", "Looking again", "1 look in a row; it counts after 3")
	if !strings.Contains(p.Body.String(), "something was wrong in 12 of 15 looks") {
		t.Error("the strip does not tell of the hour that was wrong")
	}
	w.shows(people.Viewer, "/watches").says("watch", "edge-1", "port 443 is not open")
	w.shows(people.Viewer, "/incidents/1").says("watch-link", "how it does now")
	if log := w.shows(people.Viewer, "/events").Body.String(); !strings.Contains(log, "the watch edge-1") {
		t.Error("the event log does not say who saw it")
	}
	if strings.Contains(p.Body.String(), "Look now") {
		t.Error("a viewer is offered what only responders may")
	}
	w.wantNotice(people.Responder, w.posts(people.Responder, page+"/look", nil), "Looked at just now.")
}
