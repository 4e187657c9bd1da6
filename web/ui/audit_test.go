package ui_test

import (
	"net/http"
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/engine/people"
)

func TestTheAuditLogTellsWhoChangedWhat(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	w.does(responder, n, engine.Act{Acknowledge: true})
	id := engine.IncidentID(n)
	w.shows(owner, "/audit").says("audit", "incident.acknowledge", id, "The responder", "LibreNMS")
	w.shows(owner, "/audit?actor="+personOf(responder)).says("audit", "incident.acknowledge")
	if text := w.shows(owner, "/audit?actor="+personOf(responder)).text("audit"); strings.Contains(text, "incident.trigger") {
		t.Error("somebody else's change is listed")
	}
	if text := w.shows(owner, "/audit?action=incident.trigger").text("audit"); strings.Contains(text, "incident.acknowledge") {
		t.Error("another action is listed")
	}
	w.shows(owner, "/audit?action=incident").says("audit", "incident.acknowledge", "incident.trigger")
	if text := w.shows(owner, "/audit?q=nothing+like+it").Body.String(); !strings.Contains(text, "Nothing matches") {
		t.Error("an empty search does not say so")
	}
}

func TestOnlyAdminsSeeTheAuditLog(t *testing.T) {
	w := open(t)
	for _, role := range roles() {
		for _, path := range []string{"/audit", "/audit/access", "/audit/access.csv"} {
			want := http.StatusForbidden
			if role.AtLeast(people.Admin) {
				want = http.StatusOK
			}
			if got := w.asks(personOf(role), http.MethodGet, path, "").Code; got != want {
				t.Errorf("%s is answered %d to a %s, want %d", path, got, role, want)
			}
		}
	}
}

func TestTheAccessReportIsSafeForASpreadsheet(t *testing.T) {
	w := open(t)
	next := *w.db.Config()
	next.Users = map[string]people.User{}
	for id, u := range w.db.Config().Users {
		next.Users[id] = u
	}
	viewer := next.Users[personOf(people.Viewer)]
	viewer.Name = `=HYPERLINK("http://192.0.2.1/","x")`
	next.Users[viewer.ID] = viewer
	w.configure(&next)
	if report := w.shows(owner, "/audit/access").Body.String(); !strings.Contains(report, "The owner") || !strings.Contains(report, "no: has no password") {
		t.Error("the report does not say who can sign in")
	}
	text := w.asks(personOf(owner), http.MethodGet, "/audit/access.csv", "").Body.String()
	if !strings.Contains(text, `"'=HYPERLINK(""http://192.0.2.1/"",""x"")"`) {
		t.Errorf("the table holds a formula:\n%s", text)
	}
	if !strings.Contains(text, `escalation policy ""Default""`) {
		t.Errorf("the table does not tell duties:\n%s", text)
	}
}
