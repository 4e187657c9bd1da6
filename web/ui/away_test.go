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

func awayDoors() map[string]door {
	return map[string]door{
		"GET /schedules/fairness":                           {"/schedules/fairness", people.Viewer, 200},
		"GET /schedules/{schedule}/fairness":                {"/schedules/PNONE01/fairness", people.Viewer, 404},
		"GET /schedules/{schedule}/absences/new":            {"/schedules/PNONE01/absences/new", people.Responder, 404},
		"POST /schedules/{schedule}/absences/new":           {"/schedules/PNONE01/absences/new", people.Responder, 404},
		"POST /schedules/{schedule}/absences/{absence}/end": {"/schedules/PNONE01/absences/PNONE02/end", people.Responder, 404},
		"GET /my-shifts":                                    {"/my-shifts", people.Viewer, 200},
		"GET /my-shifts/ask":                                {"/my-shifts/ask", people.Responder, 303},
		"GET /people/{person}/shifts":                       {"/people/PVIEWER/shifts", people.Viewer, 200},
		"GET /profile/absences":                             {"/profile/absences", people.Viewer, 200},
		"POST /profile/absences":                            {"/profile/absences", people.Viewer, 400},
		"POST /profile/absences/{absence}/end":              {"/profile/absences/PNONE01/end", people.Viewer, 409},
		"GET /people/{person}/absences":                     {"/people/PNOBODY/absences", people.Responder, 404},
		"POST /people/{person}/absences":                    {"/people/PNOBODY/absences", people.Responder, 404},
		"POST /people/{person}/absences/{absence}/end":      {"/people/PNOBODY/absences/PNONE01/end", people.Responder, 404},
	}
}

// enters fills in an absence, sees what it does, and saves it.
func (w *world) enters(by people.Role, base string, form url.Values) *page {
	w.Helper()
	p := w.posts(by, base+"/absences", form)
	p.wantStatus(http.StatusOK)
	form.Set("shown", p.field("shown"))
	form.Set("do", "save")
	return w.posts(by, base+"/absences", form)
}

func holiday() url.Values {
	return url.Values{"from": {"2026-03-18"}, "till": {"2026-03-20"}, "reason": {"skiing"}}
}

func TestWhatAnAbsenceDoesIsShownBeforeItIsSaved(t *testing.T) {
	w := rota(t, mailed)
	p := w.posts(people.Responder, "/profile/absences", holiday())
	p.wantStatus(http.StatusOK)
	p.says("effects", "Wed 18 Mar 00:00 – Sat 21 Mar 00:00", "Primary", "The scheduler", "Save")
	if len(w.user(people.Responder).Absences) != 0 || w.onAt(monday().AddDate(0, 0, 3)) != personOf(people.Responder) {
		t.Fatal("looking at it did it")
	}
	w.enters(people.Responder, "/profile", holiday()).wantRedirect("/profile/absences")
	if w.onAt(monday().AddDate(0, 0, 3)) != personOf(people.Scheduler) || w.onAt(monday().AddDate(0, 0, 5)) != personOf(people.Responder) {
		t.Errorf("on call: %s, then %s", w.onAt(monday().AddDate(0, 0, 3)), w.onAt(monday().AddDate(0, 0, 5)))
	}
	if got := w.mails()["scheduler@example.net"]; !strings.Contains(got, "Now yours: Wed 18 Mar 00:00 CDT to Sat 21 Mar 00:00 CDT") {
		t.Errorf("who stands in was told %q", got)
	}
	w.shows(people.Responder, "/profile/absences").says("absences", "Wed 18 Mar – Fri 20 Mar 2026", "skiing", "Remove")
	w.shows(people.Viewer, "/people/PRESPONDER/shifts").says("absences", "Wed 18 Mar – Fri 20 Mar 2026")
}

func TestAGapByAnAbsenceIsRedAndMustBeMeant(t *testing.T) {
	w := rota(t, away(people.Scheduler, monday(), monday().AddDate(0, 0, 14)))
	p := w.posts(people.Responder, "/profile/absences", holiday())
	p.says("effects", "Nobody", "The responder is away, and nobody can stand in.", "Save, though nobody is on call then")
	w.enters(people.Responder, "/profile", holiday()).wantRedirect("/profile/absences")
	if w.onAt(monday().AddDate(0, 0, 3)) != "" {
		t.Errorf("on call: %s", w.onAt(monday().AddDate(0, 0, 3)))
	}
}

func TestAnAbsenceEndsEarlyAndThePastStays(t *testing.T) {
	w := rota(t)
	w.enters(people.Responder, "/profile", url.Values{"from": {"2026-03-16"}, "till": {"2026-03-20"}})
	absence := w.user(people.Responder).Absences[0]
	if !absence.Start.Equal(w.now()) {
		t.Errorf("an absence of today begins at %s, before it was entered", absence.Start)
	}
	w.set(w.now().AddDate(0, 0, 1))
	w.shows(people.Responder, "/profile/absences").says("absences", "now", "I am back")
	w.posts(people.Responder, "/profile/absences/"+absence.ID+"/end", url.Values{}).wantRedirect("/profile/absences")
	if w.on() != personOf(people.Responder) || w.onAt(w.now().Add(-1)) != personOf(people.Scheduler) {
		t.Errorf("on call %s, before that %s", w.on(), w.onAt(w.now().Add(-1)))
	}
	w.posts(people.Responder, "/profile/absences/"+absence.ID+"/end", url.Values{}).wantStatus(http.StatusConflict)
}

func TestWhatIsSavedIsWhatWasShown(t *testing.T) {
	w := rota(t)
	form := holiday()
	form.Set("do", "save")
	p := w.posts(people.Responder, "/profile/absences", form)
	form.Set("shown", p.field("shown"))
	form.Set("till", "2026-03-25")
	w.posts(people.Responder, "/profile/absences", form).says("effects", "Thu 26 Mar")
	if len(w.user(people.Responder).Absences) != 0 {
		t.Error("saved, and nobody saw what it does")
	}
}

func TestWrongDaysStayInTheForm(t *testing.T) {
	w := rota(t)
	for field, form := range map[string]url.Values{
		"from":      {"from": {"soon"}, "till": {"2026-03-20"}},
		"till":      {"from": {"2026-03-18"}, "till": {"2026-03-10"}},
		"till_time": {"from": {"2026-03-18"}, "till": {"2026-03-18"}, "till_time": {"noon"}},
		"reason":    {"from": {"2026-03-18"}, "till": {"2026-03-18"}, "reason": {strings.Repeat("x", 300)}},
	} {
		p := w.posts(people.Responder, "/profile/absences", form)
		p.wantStatus(http.StatusBadRequest)
		if p.text("error-"+field) == "" || p.field("from") != form.Get("from") {
			t.Errorf("%s: %s", field, p.text("away"))
		}
	}
}

func TestWhoMayEnterTheAbsencesOfOthers(t *testing.T) {
	ofTeam := func(c *engine.Config, s *schedules.Schedule) {
		c.Teams = map[string]people.Team{"PTEAM01": {ID: "PTEAM01", Name: "North"}}
		s.Team = "PTEAM01"
	}
	for name, test := range map[string]struct {
		change []func(*engine.Config, *schedules.Schedule)
		by     people.Role
		of     people.Role
		status int
	}{
		"an admin":                                {nil, people.Admin, people.Responder, 200},
		"a scheduler who may change it all":       {nil, people.Scheduler, people.Responder, 200},
		"a scheduler of another team":             {[]func(*engine.Config, *schedules.Schedule){ofTeam}, people.Scheduler, people.Responder, 403},
		"a scheduler, of somebody on no schedule": {nil, people.Scheduler, people.Viewer, 403},
		"a responder":                             {nil, people.Responder, people.Scheduler, 403},
		"an admin, of an owner":                   {nil, people.Admin, people.Owner, 403},
		"an owner":                                {nil, people.Owner, people.Admin, 200},
	} {
		t.Run(name, func(t *testing.T) {
			w := rota(t, test.change...)
			base := "/people/" + personOf(test.of)
			if w.asks(personOf(test.by), "GET", base+"/absences", "").wantStatus(test.status); test.status != 200 {
				w.posts(test.by, base+"/absences", holiday()).wantStatus(test.status)
				return
			}
			w.enters(test.by, base, holiday()).wantRedirect(base + "/absences")
			if len(w.user(test.of).Absences) != 1 {
				t.Error("not entered")
			}
		})
	}
}

func TestMyShiftsSaysWhenWhereAndWhatItCosts(t *testing.T) {
	w := rota(t)
	p := w.shows(people.Responder, "/my-shifts")
	rows := p.texts("own-shift")
	if len(rows) != 5 || !strings.Contains(rows[0], "Mon 16 Mar 09:00 – Mon 23 Mar 09:00") || !strings.Contains(rows[0], "Primary") || !strings.Contains(rows[0], "7 days") ||
		!strings.Contains(rows[0], "now") || !strings.Contains(rows[0], "night 70 h") || !strings.Contains(rows[0], "weekend 2 days") || !strings.Contains(rows[0], "after The scheduler") || !strings.Contains(rows[0], "then The scheduler") {
		t.Errorf("%q", rows)
	}
	hrefs := p.hrefs()
	if !slices.ContainsFunc(hrefs, func(s string) bool { return strings.HasPrefix(s, primary+"/swaps/new?from=") }) {
		t.Errorf("no way to swap: %q", hrefs)
	}
	w.swaps(saturday())
	if got := w.shows(people.Responder, "/my-shifts").texts("own-shift")[0]; !strings.Contains(got, "Asked who takes Sat 21 Mar 20:00 – Sun 22 Mar 08:00.") {
		t.Errorf("%q", got)
	}
	w.shows(people.Scheduler, "/my-shifts").says("swap-row", "The responder asks who takes")
	if got := strings.Join(w.shows(people.Viewer, "/people/PRESPONDER/shifts").hrefs(), " "); strings.Contains(got, "/swaps/new") {
		t.Error("a viewer may ask for others")
	}
	w.shows(people.Viewer, "/my-shifts").says("empty", "No shift")
}
