package view_test

import (
	"strings"
	"testing"
	"time"

	"wakeman/web/ui/view"
)

func livePage() (view.Page, view.IncidentList) {
	page := view.Page{Viewer: view.Viewer{Name: "You", CanAct: true}, Clock: view.Clock{Now: time.Date(2026, 3, 14, 7, 0, 0, 0, time.UTC)}, Triggered: 1}
	return page, view.IncidentList{Connected: true, Rows: []view.IncidentRow{{ID: "Q1", Title: "Tower", State: view.Triggered}}}
}

func TestOneFragmentIsDrawnAlone(t *testing.T) {
	page, list := livePage()
	part := render(t, view.Incidents(page, list), view.LiveIncidents)
	if !strings.HasPrefix(part, `<div data-live="incidents"`) || strings.Contains(part, "<html") || strings.Contains(part, "data-live=\"status\"") {
		t.Errorf("the fragment is\n%.300s", part)
	}
	if whole := render(t, view.Incidents(page, list)); !strings.Contains(whole, part) {
		t.Error("the fragment is not a part of the whole page")
	}
}

func TestSeveralFragmentsComeTogether(t *testing.T) {
	page, list := livePage()
	parts := render(t, view.Incidents(page, list), view.LiveIncidents, view.LiveStatus, view.LiveIncidents)
	if strings.Count(parts, `data-live="incidents"`) != 1 || strings.Count(parts, `data-live="status"`) != 2 {
		t.Errorf("the fragments are\n%s", parts)
	}
}

func TestUnknownFragmentsWriteNothing(t *testing.T) {
	page, list := livePage()
	if part := render(t, view.Incidents(page, list), "nonsense"); part != "" {
		t.Errorf("wrote %q", part)
	}
}

func TestWindowTitleCountsWhatIsTriggered(t *testing.T) {
	page, list := livePage()
	if whole := render(t, view.Incidents(page, list)); !strings.Contains(whole, "<title>(1) Incidents · Wakeman</title>") {
		t.Error("the title does not count")
	}
}
