package ui_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
)

// leftRotation is the rota an hour after the scheduler was taken out of it, in a team of which nobody is.
func leftRotation(c *engine.Config, s *schedules.Schedule) {
	c.Teams = map[string]people.Team{"PTEAM01": {ID: "PTEAM01", Name: "North"}}
	s.Team = "PTEAM01"
	to := *s
	to.Layers = slices.Clone(s.Layers)
	to.Layers[0].Users = []schedules.Slot{{personOf(people.Responder)}}
	*s = s.Edited(to, monday())
	s.Layers[0].ID, s.Layers[0].Name = "PLAYER0", ""
}

func TestWhoLeftARotationIsOfferedNothingOfIt(t *testing.T) {
	w := rota(t, leftRotation)
	w.asks(personOf(people.Scheduler), "GET", primary+"/take", "").wantStatus(http.StatusForbidden)
	if got := strings.Join(w.shows(people.Scheduler, primary).hrefs(), " "); strings.Contains(got, primary+"/take") {
		t.Error("the page offers to take it all the same")
	}
	if got := w.shows(people.Responder, primary+"/swaps/new").text("swap"); strings.Contains(got, "The scheduler") {
		t.Errorf("they can be asked: %s", got)
	}
	if got := w.shows(people.Admin, primary+"/take").text("take"); strings.Contains(got, "The scheduler") {
		t.Errorf("they can be put on: %s", got)
	}
	w.swaps(saturday())
	if got := w.shows(people.Scheduler, "/my-shifts").texts("swap-row"); len(got) > 0 {
		t.Errorf("they are asked: %q", got)
	}
}

func TestThePictureHasTheAbsencesOfWhoIsInItsDays(t *testing.T) {
	gone := func(c *engine.Config, s *schedules.Schedule) {
		leftRotation(c, s)
		away(people.Scheduler, monday().AddDate(0, 0, -3), monday().AddDate(0, 0, 3))(c, s)
	}
	has := func(p *page) bool {
		return slices.ContainsFunc(p.texts("lane"), func(s string) bool { return strings.HasPrefix(s, "Away") })
	}
	w := rota(t, gone)
	if !has(w.shows(people.Viewer, primary+"?span=week&from=2026-03-09")) || has(w.shows(people.Viewer, primary+"?span=week&from=2026-03-17")) {
		t.Error("an absence is in the picture of days in which the person was in the rotation, and in no other")
	}
	w = rota(t, gone, func(_ *engine.Config, s *schedules.Schedule) {
		s.Overrides = []schedules.Override{{ID: "POVER01", User: personOf(people.Scheduler), Start: monday().AddDate(0, 0, 1), End: monday().AddDate(0, 0, 2), CreatedAt: monday().Add(-time.Hour)}}
	})
	if !has(w.shows(people.Viewer, primary+"?span=week&from=2026-03-17")) {
		t.Error("who is on by an override, and away, is not shown as away")
	}
}
