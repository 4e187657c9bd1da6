package ui_test

import (
	"net/http"
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/engine/people"
)

// withCarriers gives the small provider its push server.
func withCarriers(w *world) {
	next := *w.db.Config()
	next.Settings.Push = &engine.PushSettings{Server: "https://ntfy.example.net"}
	w.configure(next.Index())
}

func TestAPolicySaysWhomItWouldPageNow(t *testing.T) {
	w := open(t)
	withCarriers(w)
	p := w.shows(people.Responder, "/policies/PPOLI01")
	got := strings.Join(p.texts("moment")[:2], " | ")
	if want := "after 0:00 You by push (phone) · named by the policy step 1 02:00 | after 5:00 The scheduler by push (phone) · named by the policy step 2 02:05"; got != want {
		t.Errorf("it says %q", got)
	}
	p.says("forecast", "Mon 2 Mar 2026 02:00 CST", "Then it starts over 2 times", "Every step and repeat of the policy is through")
}

// The instant is read on the viewer's clock, also in the hours that the clock
// skips and shows twice.
func TestTheInstantIsOnTheViewersClock(t *testing.T) {
	w := open(t)
	withCarriers(w)
	for asked, want := range map[string]string{
		"2026-03-08T02:30":          "Sun 8 Mar 2026 03:00 CDT", // skipped: the first moment after
		"2026-11-01T01:30":          "Sun 1 Nov 2026 01:30 CDT", // twice: the first time
		"2026-11-01T01:30:00-06:00": "Sun 1 Nov 2026 01:30 CST", // said which
		"2026-07-04T12:00":          "Sat 4 Jul 2026 12:00 CDT",
	} {
		p := w.shows(people.Viewer, "/policies/PPOLI01?at="+pathEscape(asked))
		if !strings.HasPrefix(p.text("forecast-at"), want) {
			t.Errorf("%s is shown as %q, want %q", asked, p.text("forecast-at"), want)
		}
		if p.field("at") != asked {
			t.Errorf("what was typed became %q", p.field("at"))
		}
	}
	for _, asked := range []string{"tomorrow", "2026-02-30T00:00", "0001-01-01T00:00", "9999-01-01T00:00"} {
		for _, path := range []string{"/policies/PPOLI01", "/services/PCORE01"} {
			p := w.asks(personOf(people.Viewer), "GET", path+"?at="+pathEscape(asked), "").wantStatus(http.StatusBadRequest)
			if p.text("error-at") == "" || p.field("at") != asked {
				t.Errorf("%s at %s: %q", path, asked, p.text("error-at"))
			}
		}
	}
}

func TestLowUrgencyCanBeAskedFor(t *testing.T) {
	w := open(t)
	withCarriers(w)
	w.shows(people.Viewer, "/policies/PPOLI01?urgency=low").says("forecast", "Low urgency does not escalate")
}

func TestAServiceSaysWhomItWouldPage(t *testing.T) {
	w := open(t)
	withCarriers(w)
	p := w.shows(people.Viewer, "/services/PCORE01")
	p.says("forecast", "By the escalation policy Default", "The responder by push (phone)")
	if p.field("urgency") != "" {
		t.Error("the urgency of a service is always high, and can be chosen")
	}
	w.shows(people.Viewer, "/services/PTRY001").says("forecast", "The service is a sandbox, which pages nobody.")
	next := *w.db.Config()
	svc := next.Services["PCORE01"]
	svc.Urgency = engine.BySeverity
	next.Services = map[string]engine.Service{"PCORE01": svc}
	next.Integrations = map[string]engine.Integration{}
	w.configure(next.Index())
	if p := w.shows(people.Viewer, "/services/PCORE01?urgency=low"); p.field("urgency") == "" && !strings.Contains(p.text("forecast"), "does not escalate") {
		t.Error("by severity, the urgency can not be chosen")
	}
}
