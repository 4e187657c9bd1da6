package ui_test

import (
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
)

func TestAnIncidentAboutWakemanItselfIsShownEverywhereAndIsNotConfiguration(t *testing.T) {
	w := open(t)
	number, err := w.engine.Alarm(t.Context(), engine.Alarm{Key: "disk", Title: "The disk is nearly full", Details: "190 MB are left"})
	w.must(err)
	for path, wants := range map[string][]string{
		"/incidents":                              {"The disk is nearly full", "Wakeman itself"},
		"/incidents?service=PWAKEMAN":             {"The disk is nearly full"},
		"/incidents/" + engine.IncidentID(number): {"The disk is nearly full", "190 MB are left", "Wakeman"},
	} {
		p := w.shows(people.Viewer, path)
		for _, want := range wants {
			if !strings.Contains(p.Body.String(), want) {
				t.Errorf("GET %s: %q is missing", path, want)
			}
		}
	}
	w.asks(personOf(people.Viewer), "GET", "/services/PWAKEMAN", "").wantRedirect("/incidents?service=PWAKEMAN")
	text, err := config.Export(w.db.Config(), true)
	w.must(err)
	if strings.Contains(string(text), "PWAKEMAN") || strings.Contains(string(text), "name: Wakeman") {
		t.Errorf("the export holds it:\n%s", text)
	}
}
