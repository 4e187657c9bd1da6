package ui_test

import (
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/web/ui"
)

func TestAFragmentIsThatPartOfThePageAndNothingElse(t *testing.T) {
	w := open(t)
	w.storm()
	incident := engine.IncidentID(1)
	for path, name := range map[string]string{
		"/": "incidents", "/incidents?state=all": "incidents", "/incidents/" + incident: "incident-" + incident, "/oncall": "oncall",
		"/services": "services", "/services/PCORE01": "services", "/equipment": "equipment", "/equipment/sw1.north": "equipment",
		"/events": "events", "/deliveries": "deliveries", "/health": "health",
	} {
		whole := w.shows(owner, path)
		part := w.shows(owner, path, "X-Fragment", name)
		if strings.Contains(part.Body.String(), "<html") || strings.Contains(part.Body.String(), "<nav") && !strings.Contains(part.Body.String(), "data-live") {
			t.Errorf("%s: more than the fragment", path)
		}
		if n := len(part.parts("live-" + name)); n != 1 {
			t.Errorf("%s: %d fragments %s, want 1", path, n, name)
		}
		if strings.TrimSpace(part.Body.String()) == "" || !strings.Contains(whole.Body.String(), strings.TrimSpace(part.Body.String())) {
			t.Errorf("%s: the fragment is not the same as on the page", path)
		}
		two := w.shows(owner, path, "X-Fragment", name+", status")
		two.has("live-status", true)
		two.has("live-"+name, true)
		if got := strings.TrimSpace(w.shows(owner, path, "X-Fragment", "nonsense,"+strings.Repeat("x", 900)).Body.String()); got != "" {
			t.Errorf("%s: an unknown fragment gives %q", path, got)
		}
	}
}

func TestAPageListensFromBeforeItWasRead(t *testing.T) {
	position := 0
	w := open(t, func(o *ui.Options) { o.LiveID = func() string { position++; return "epoch-1" } })
	bodies := w.shows(owner, "/").all(func(n *node) bool { return n.Data == "body" })
	if got := attr(bodies[0], "data-live-url"); got != "/live?after=epoch-1" {
		t.Errorf("the page listens at %q", got)
	}
	if position != 1 {
		t.Errorf("the position was asked for %d times", position)
	}
	quiet := open(t)
	if strings.Contains(quiet.shows(owner, "/").Body.String(), "data-live-url") {
		t.Error("a page without live updates listens")
	}
}
