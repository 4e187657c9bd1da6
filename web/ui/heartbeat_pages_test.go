package ui_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

func heartbeatDoors() map[string]door {
	const at = "/services/PCORE01/heartbeats/"
	return map[string]door{
		"GET /heartbeats":                                   {"/heartbeats", people.Viewer, 200},
		"GET /services/{id}/heartbeats/new":                 {at + "new", people.Admin, 200},
		"POST /services/{id}/heartbeats/new":                {at + "new", people.Admin, 400},
		"GET /services/{id}/heartbeats/{heartbeat}":         {at + "PNONE01", people.Viewer, 404},
		"GET /services/{id}/heartbeats/{heartbeat}/edit":    {at + "PNONE01/edit", people.Admin, 404},
		"POST /services/{id}/heartbeats/{heartbeat}/edit":   {at + "PNONE01/edit", people.Admin, 404},
		"GET /services/{id}/heartbeats/{heartbeat}/rotate":  {at + "PNONE01/rotate", people.Admin, 404},
		"POST /services/{id}/heartbeats/{heartbeat}/rotate": {at + "PNONE01/rotate", people.Admin, 404},
		"GET /services/{id}/heartbeats/{heartbeat}/delete":  {at + "PNONE01/delete", people.Admin, 404},
		"POST /services/{id}/heartbeats/{heartbeat}/delete": {at + "PNONE01/delete", people.Admin, 404},
	}
}

// backup adds a heartbeat by its form.
func (w *world) backup() engine.Heartbeat {
	w.Helper()
	answer := w.posts(admin, "/services/PCORE01/heartbeats/new", url.Values{"name": {" Nightly backup "}, "interval": {"5 min"}, "integration": {"PINT001"}})
	for _, h := range w.db.Config().Heartbeats {
		answer.wantRedirect("/services/PCORE01/heartbeats/" + h.ID)
		w.wantNotice(admin, answer, "Added. It waits for its first beat, and pages nobody until then.")
		w.step()
		return h
	}
	w.Fatalf("none was made: %d %s", answer.Code, answer.Body)
	return engine.Heartbeat{}
}

func TestAHeartbeatIsAddedAndItsPageSaysHowToReport(t *testing.T) {
	w := open(t)
	h := w.backup()
	if h.Name != "Nightly backup" || h.Interval != 5*time.Minute || h.Grace != 10*time.Minute || len(h.Key) != 32 || h.Integration != "PINT001" {
		t.Errorf("it is %+v", h)
	}
	page := "/services/PCORE01/heartbeats/" + h.ID
	p := w.shows(admin, page)
	p.says("heartbeat-page", "Waiting for the first beat", "never heard", "Nobody is paged before the first beat", "every 5m, at most 10m late")
	p.says("door", "http://pager.example.net/beat/"+h.Key)
	p.says("senders", "curl -fsS", "/tool fetch", "Invoke-RestMethod", "alertmanager.yml", h.Key+"@pager.example.net")
	if body := w.shows(people.Viewer, page).Body.String(); strings.Contains(body, h.Key) {
		t.Error("a viewer sees its key")
	}
	w.set(w.now().Add(25 * time.Hour))
	w.shows(admin, "/heartbeats").says("heartbeat", "Never heard for 25 h")
	w.shows(admin, "/readiness").says("readiness", "Nightly backup", "Never heard for 25 h")
	if _, err := w.engine.Beat(t.Context(), h.Key); err != nil {
		t.Fatal(err)
	}
	w.shows(people.Viewer, "/services/PCORE01").says("heartbeats", "Heard", "last beat just now")
	w.set(w.now().Add(time.Hour))
	w.step()
	w.shows(people.Viewer, "/heartbeats").says("heartbeat", "Silent", "paged just now")
}

func TestAHeartbeatIsChangedAndDeleted(t *testing.T) {
	w := open(t)
	h := w.backup()
	page := "/services/PCORE01/heartbeats/" + h.ID
	seen := w.shows(admin, page+"/edit").field("seen")
	for field, typed := range map[string]string{"name": " ", "interval": "5", "grace": "400 days"} {
		form := url.Values{"name": {"x"}, "interval": {"1m"}, "seen": {seen}}
		form.Set(field, typed)
		if p := w.posts(admin, page+"/edit", form); p.Code != 400 || p.text("error-"+field) == "" {
			t.Errorf("%s %q: %d", field, typed, p.Code)
		}
	}
	form := url.Values{"name": {"Backup"}, "interval": {"1d"}, "grace": {"2h"}, "paused": {"yes"}, "seen": {seen}}
	w.posts(admin, page+"/edit", form).wantRedirect(page)
	if now := w.db.Config().Heartbeats[h.ID]; !now.Paused || now.Grace != 2*time.Hour || now.Key != h.Key || now.Integration != "" {
		t.Errorf("it is %+v", now)
	}
	if p := w.posts(admin, page+"/edit", form); p.Code != 409 {
		t.Errorf("over what somebody else changed: %d", p.Code)
	}
	seen = w.shows(admin, page+"/rotate").field("seen")
	w.posts(admin, page+"/rotate", url.Values{"seen": {seen}}).wantRedirect(page)
	w.posts(admin, page+"/rotate", url.Values{"seen": {seen}}).wantRedirect(page) // pressed twice: the first counts
	fresh := w.db.Config().Heartbeats[h.ID].Key
	if _, err := w.engine.Beat(t.Context(), h.Key); engine.CodeOf(err) != engine.UnknownKey || fresh == h.Key {
		t.Errorf("the old key: %v", err)
	}
	w.shows(admin, page).says("door", fresh)
	seen = w.shows(admin, page+"/delete").field("seen")
	w.posts(admin, page+"/delete", url.Values{"seen": {"old"}}).wantRedirect(page)
	w.posts(admin, page+"/delete", url.Values{"seen": {seen}}).wantRedirect("/services/PCORE01")
	if len(w.db.Config().Heartbeats) != 0 {
		t.Error("it is still there")
	}
}

func TestAHeartbeatThatMayNotBeLateIsChangedAsItsFormShowsIt(t *testing.T) {
	w := open(t)
	h := w.backup()
	at := "/services/PCORE01/heartbeats/" + h.ID
	save := func(form url.Values) *page {
		form.Set("seen", w.shows(admin, at+"/edit").field("seen"))
		return w.posts(admin, at+"/edit", form)
	}
	save(url.Values{"name": {"Backup"}, "interval": {"10s"}, "grace": {"0"}}).wantRedirect(at)
	shown := w.shows(admin, at+"/edit").field("grace")
	save(url.Values{"name": {"Backup of radius"}, "interval": {"10s"}, "grace": {shown}}).wantRedirect(at)
	if now := w.db.Config().Heartbeats[h.ID]; now.Name != "Backup of radius" || now.Grace != 0 {
		t.Errorf("it is %+v", now)
	}
	for _, typed := range []string{"off", "never", "-1s"} { // its silence pages: only a pause ends that
		if p := save(url.Values{"name": {"x"}, "interval": {"1m"}, "grace": {typed}}); p.Code != 400 {
			t.Errorf("late by %q: %d", typed, p.Code)
		}
	}
}
