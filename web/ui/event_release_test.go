package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"wakeman/engine"
)

func TestAMailInQuarantineIsListedAndMadeAnIncidentByAButton(t *testing.T) {
	w := open(t)
	ev := event("quarantined", "tower-7 is DOWN")
	ev.Quarantine = "from x@example.com: its sender may not open incidents here"
	seq := w.sends(coreKey, []byte("From: x@example.com\r\nSubject: tower-7 is DOWN\r\n\r\nno power"), ev).Seq
	if list := w.shows(responder, "/events?outcome=quarantined").text("event-row"); !strings.Contains(list, "tower-7 is DOWN") || !strings.Contains(list, "x@example.com") {
		t.Errorf("it is not listed: %q", list)
	}
	path := fmt.Sprint("/events/", seq)
	if p := w.shows(responder, path); !strings.Contains(p.text("release"), "Open an incident") {
		t.Fatalf("no button: %s", p.text("became"))
	}
	w.posts(responder, path+"/release", nil)
	post, _, _, err := w.db.Post(seq)
	if err != nil || post.Events[0].Fate != engine.Opened || post.Events[0].Incident == 0 {
		t.Fatalf("%+v, %v", post.Events, err)
	}
	in, found, err := w.db.Incident(post.Events[0].Incident)
	if err != nil || !found || in.Status != engine.Triggered || in.Title != "tower-7 is DOWN" {
		t.Errorf("incident %+v, %v", in, err)
	}
	if p := w.shows(responder, path); p.text("release") != "" {
		t.Error("the button is still there")
	}
}

func TestARecoveryInQuarantineIsLetInAsOne(t *testing.T) {
	w := open(t)
	opened := w.sends(coreKey, nil, event("tower", "tower-7 is DOWN")).Verdicts[0].Incident
	up := event("tower", "tower-7 is UP")
	up.Action, up.Quarantine = engine.Resolve, "its sender may not resolve here"
	path := fmt.Sprint("/events/", w.sends(coreKey, []byte("Subject: tower-7 is UP\r\n\r\n"), up).Seq)
	if p := w.shows(responder, path); p.text("release") != "Let it in" {
		t.Errorf("the button says %q", p.text("release"))
	}
	w.posts(responder, path+"/release", nil)
	if in, found, err := w.db.Incident(opened); err != nil || !found || in.Status != engine.Resolved || in.Title != "tower-7 is DOWN" {
		t.Errorf("incident %+v, %v", in, err)
	}
}
