package ui_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
)

const awayPath = primary + "/absences/new"

// entersAlone fills in an absence from Primary, sees what it does, and saves it.
func (w *world) entersAlone(by people.Role, form url.Values) *page {
	w.Helper()
	p := w.posts(by, awayPath, form)
	p.wantStatus(http.StatusOK)
	form.Set("shown", p.field("shown"))
	form.Set("do", "save")
	return w.posts(by, awayPath, form)
}

func TestAnAbsenceFromOneScheduleIsSeenSavedListedAndRemoved(t *testing.T) {
	w := rota(t, mailed, func(c *engine.Config, s *schedules.Schedule) {})
	if !slices.Contains(w.shows(people.Responder, primary).hrefs(), awayPath) {
		t.Fatal("nothing leads there")
	}
	w.posts(people.Responder, awayPath, holiday()).says("effects", "Wed 18 Mar 00:00 – Sat 21 Mar 00:00", "Primary", "The scheduler", "Save")
	if len(w.db.Config().Schedules["PSCHED1"].Absences) != 0 {
		t.Fatal("looking at it did it")
	}
	w.entersAlone(people.Responder, holiday()).wantRedirect(primary)
	if w.onAt(monday().AddDate(0, 0, 3)) != personOf(people.Scheduler) || len(w.user(people.Responder).Absences) != 0 {
		t.Errorf("on call: %s; away everywhere: %v", w.onAt(monday().AddDate(0, 0, 3)), w.user(people.Responder).Absences)
	}
	if got := w.mails()["scheduler@example.net"]; !strings.Contains(got, "Now yours: Wed 18 Mar 00:00 CDT to Sat 21 Mar 00:00 CDT") {
		t.Errorf("who stands in was told %q", got)
	}
	w.shows(people.Responder, primary).says("absences", "You", "Wed 18 Mar – Fri 20 Mar 2026", "skiing", "Remove")
	if got := w.shows(people.Viewer, primary).text("absences"); !strings.Contains(got, "The responder") || strings.Contains(got, "Remove") {
		t.Errorf("a viewer sees %q", got)
	}
	end := primary + "/absences/" + w.db.Config().Schedules["PSCHED1"].Absences[0].ID + "/end"
	w.posts(people.Responder, end, url.Values{}).wantRedirect(primary)
	if w.onAt(monday().AddDate(0, 0, 3)) != personOf(people.Responder) {
		t.Error("still away")
	}
	w.posts(people.Responder, end, url.Values{}).wantStatus(http.StatusConflict)
}

func TestOthersAreAwayByWhoMayChangeTheSchedule(t *testing.T) {
	w := rota(t)
	form := holiday()
	form.Set("user", personOf(people.Responder))
	if got := w.shows(people.Scheduler, awayPath).text("away"); !strings.Contains(got, "I (The scheduler)") || !strings.Contains(got, "The responder") || strings.Contains(got, "The admin") {
		t.Errorf("can be chosen: %s", got)
	}
	w.entersAlone(people.Scheduler, form).wantRedirect(primary)
	absence := w.db.Config().Schedules["PSCHED1"].Absences[0]
	if absence.User != personOf(people.Responder) {
		t.Errorf("%+v", absence)
	}
	form.Set("user", personOf(people.Scheduler))
	form.Set("do", "")
	w.posts(people.Responder, awayPath, form).wantStatus(http.StatusForbidden)
	w.entersAlone(people.Scheduler, url.Values{"from": {"2026-03-25"}, "till": {"2026-03-26"}})
	theirs := w.db.Config().Schedules["PSCHED1"].Absences[1]
	if theirs.User != personOf(people.Scheduler) {
		t.Fatalf("%+v", theirs)
	}
	w.posts(people.Responder, primary+"/absences/"+theirs.ID+"/end", url.Values{"user": {personOf(people.Responder)}}).wantStatus(http.StatusForbidden)
	if len(w.db.Config().Schedules["PSCHED1"].Absences) != 2 {
		t.Error("somebody else ended it")
	}
}

func TestWrongDaysOfAnAbsenceFromOneScheduleStayInTheForm(t *testing.T) {
	w := rota(t, away(people.Scheduler, monday(), monday().AddDate(0, 0, 14)))
	p := w.posts(people.Responder, awayPath, url.Values{"from": {"2026-03-18"}, "till": {"2026-03-10"}})
	p.wantStatus(http.StatusBadRequest)
	if p.text("error-till") == "" || p.field("from") != "2026-03-18" {
		t.Error(p.text("away"))
	}
	w.posts(people.Responder, awayPath, holiday()).says("effects", "Nobody", "The responder is away, and nobody can stand in.", "Save, though nobody is on call then")
	form := holiday()
	form.Set("do", "save")
	form.Set("shown", "something else")
	w.posts(people.Responder, awayPath, form).wantStatus(http.StatusOK)
	if len(w.db.Config().Schedules["PSCHED1"].Absences) != 0 {
		t.Error("saved, and nobody saw what it does")
	}
	left := rota(t, leftRotation)
	left.asks(personOf(people.Scheduler), "GET", awayPath, "").wantStatus(http.StatusForbidden)
}
