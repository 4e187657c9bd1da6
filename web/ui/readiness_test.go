package ui_test

import (
	"slices"
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// lines are what the readiness page says, a line each.
func (w *world) readiness() []string {
	w.Helper()
	return w.shows(people.Viewer, "/readiness").texts("ready-line")
}

func wantLine(t *testing.T, lines []string, parts ...string) {
	t.Helper()
	if !slices.ContainsFunc(lines, func(line string) bool {
		return !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(line, part) })
	}) {
		t.Errorf("no line says %q:\n%s", parts, strings.Join(lines, "\n"))
	}
}

func TestReadinessNamesWhatIsMissingAndLeadsThere(t *testing.T) {
	w := open(t)
	lines := w.readiness()
	wantLine(t, lines, "To mend Push", "No push server is set, but The admin, The owner, The responder, The scheduler and 1 more count on it.")
	wantLine(t, lines, "To mend Mail", "No mail server is set")
	wantLine(t, lines, "To mend The responder", "No channel reaches this person")
	wantLine(t, lines, "To mend Deaf", "no integration, so no event can reach it")
	wantLine(t, lines, "Warning Core network", "Nothing was ever heard from LibreNMS")
	wantLine(t, lines, "Warning The responder", "Never verified: push (phone), mail")
	for _, line := range lines {
		if strings.Contains(line, "settings.") || strings.Contains(line, "The viewer No test") {
			t.Errorf("it says %q", line)
		}
	}
	p := w.shows(people.Viewer, "/readiness")
	for _, want := range []string{"/settings", "/services/PMUTE01"} {
		if !slices.Contains(p.hrefs(), want) {
			t.Errorf("nothing leads to %s: %q", want, p.hrefs())
		}
	}
	wantLine(t, w.shows(people.Viewer, "/health").texts("check"), "Readiness", "to mend before the next night")
}

func TestAServiceThatWasHeardIsReady(t *testing.T) {
	w := open(t)
	w.opens("a", "Tower North: no power")
	for _, line := range w.readiness() {
		if strings.Contains(line, "LibreNMS") {
			t.Errorf("it says %q", line)
		}
	}
}

// officeHours is on from nine to five on working days.
func officeHours() schedules.Schedule {
	at, _ := civil.ParseDateTime("2026-01-05T00:00")
	nine, _ := civil.ParseTimeOfDay("09:00")
	turn, _ := schedules.ParseTurn("1w")
	return schedules.Schedule{ID: "SOFF", Name: "Office", TimeZone: "America/Chicago", Layers: []schedules.Layer{{
		ID: "L1", Name: "Day", Start: at, Turn: turn, Users: []schedules.Slot{{"PRESPONDER"}},
		Restrictions: []schedules.Restriction{{From: nine, For: 8 * 3600e9}},
	}}}
}

func withSteps(w *world, steps ...engine.Step) {
	next := *w.db.Config()
	next.Schedules = map[string]schedules.Schedule{"SOFF": officeHours()}
	p := next.Policies["PPOLI01"]
	p.Steps = steps
	next.Policies = map[string]engine.Policy{"PPOLI01": p}
	w.configure(next.Index())
}

func TestReadinessLooksAheadForStepsThatMeanNobody(t *testing.T) {
	w := open(t)
	office := engine.Step{ID: "S1", Delay: 300e9, Targets: []people.Target{{Schedule: "SOFF"}}}
	withSteps(w, office)
	lines := w.readiness()
	wantLine(t, lines, "To mend Default", "The whole policy means nobody now, until Mon 2 Mar 09:00, and 14 times more within two weeks.")
	p := w.shows(people.Viewer, "/readiness")
	if !slices.Contains(p.hrefs(), "/policies/PPOLI01?at=2026-03-02T02%3A00") {
		t.Errorf("nothing leads to the forecast of the gap: %q", p.hrefs())
	}
	withSteps(w, office, engine.Step{ID: "S2", Delay: 300e9, Targets: []people.Target{{User: "POWNER"}}})
	lines = w.readiness()
	wantLine(t, lines, "Warning Default", "Step 1 means nobody now, until Mon 2 Mar 09:00")
	for _, line := range lines {
		if strings.Contains(line, "whole policy") {
			t.Errorf("it says %q although the second step means somebody", line)
		}
	}
}
