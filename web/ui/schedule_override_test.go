package ui_test

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

const overridePath = "/schedules/PSCHED1/overrides/new"

func TestAnOverrideIsPreviewedMadeAndRemoved(t *testing.T) {
	w := rota(t)
	before := w.everything()
	form := w.shows(people.Scheduler, overridePath).filled("override-form")
	if form.Get("start") != "2026-03-16T11:00" || form.Get("end") != "2026-03-16T23:00" {
		t.Errorf("proposed: %v", form)
	}
	p := w.button(people.Scheduler, overridePath, "preview", form, "start", "2026-03-18T20:00", "end", "2026-03-19T08:00", "user", "PADMIN").wantStatus(http.StatusOK)
	p.says("after", "Wed 18 Mar 20:00 – Thu 19 Mar 08:00", "The admin")
	p.says("moves", "The responder", "1 shift less: Wed 18 Mar 20:00 – Thu 19 Mar 08:00", "The admin", "1 shift more")
	if w.everything() != before {
		t.Fatal("the preview made it")
	}
	w.wantNotice(people.Scheduler, w.button(people.Scheduler, overridePath, "save", p.filled("override-form")), "The override is made. Not told: The admin and The responder, for no mail server is set, and they have no push. Tell them.").
		says("override", "Wed 18 Mar 20:00 – Thu 19 Mar 08:00", "The admin", "in place of everybody", "Remove")
	o := w.schedule("PSCHED1").Overrides
	if len(o) != 1 || !o[0].Start.Equal(time.Date(2026, 3, 19, 1, 0, 0, 0, time.UTC)) || o[0].User != "PADMIN" {
		t.Fatalf("made %+v", o)
	}
	remove := "/schedules/PSCHED1/give-back/" + o[0].ID
	if !slices.Contains(w.shows(people.Scheduler, "/schedules/PSCHED1").hrefs(), remove) || slices.Contains(w.shows(people.Viewer, "/schedules/PSCHED1").hrefs(), remove) {
		t.Error("who may remove it is led there, and nobody else")
	}
	w.posts(people.Scheduler, remove, url.Values{}).wantRedirect("/schedules/PSCHED1")
	if len(w.schedule("PSCHED1").Overrides) != 0 {
		t.Error("it is still there")
	}
}

func TestARefusedOverrideKeepsWhatWasTypedAndNamesTheField(t *testing.T) {
	w := rota(t, away(people.Viewer, monday(), monday().AddDate(0, 1, 0)))
	before := w.everything()
	for _, c := range []struct{ field, typed, says, want string }{
		{"start", "", "start", "a date and time"},
		{"start", "2026-03-16T09:00", "start", "past"},
		{"end", "tomorrow", "end", "a date and time"},
		{"end", "2026-03-18T20:00", "end", "not after it begins"},
		{"user", "", "user", "choose who goes on call"},
		{"user", "PRESPONDER", "user", "on call then already"},
		{"user", "PVIEWER", "user", "is away then"},
		{"user", "PNOBODY", "user", "choose a person"},
		{"user", "nobody", "gap", "nobody would be on call"},
		{"replaces", "PADMIN", "replaces", "the person who goes on"},
		{"replaces", "PSCHEDULER", "replaces", "not on call then"},
		{"user+", "PRESPONDER", "user", "on call then already"},
		{"user+", "nobody", "user", "choose who goes on call beside"},
	} {
		for _, do := range []string{"preview", "save"} {
			form := url.Values{"start": {"2026-03-18T20:00"}, "end": {"2026-03-19T08:00"}, "user": {"PADMIN"}}
			field, beside := strings.CutSuffix(c.field, "+")
			if beside {
				form.Set("replaces", "nobody")
			}
			p := w.button(people.Scheduler, overridePath, do, form, field, c.typed)
			if p.Code != http.StatusBadRequest || !strings.Contains(strings.ToLower(p.text("error-"+c.says)), strings.ToLower(c.want)) {
				t.Errorf("%s with %s %q: %d, %q", do, c.field, c.typed, p.Code, p.text("error-"+c.says))
			}
			if got := p.filled("override-form").Get(field); got != c.typed && c.typed != "PNOBODY" {
				t.Errorf("%s with %s: typed %q, kept %q", do, c.field, c.typed, got)
			}
		}
	}
	if w.everything() != before {
		t.Error("something refused was made")
	}
	form := url.Values{"start": {"2026-03-18T20:00"}, "end": {"2026-03-19T08:00"}, "user": {"nobody"}, "gap": {"yes"}}
	w.wantNotice(people.Scheduler, w.button(people.Scheduler, overridePath, "save", form), "The override is made.").says("override", "Nobody")
}

func TestAnOverrideMayAddSomebodyBesideWhoeverIsOnCall(t *testing.T) {
	w := rota(t)
	form := url.Values{"start": {"2026-03-18T20:00"}, "end": {"2026-03-19T08:00"}, "user": {"PADMIN"}, "replaces": {"nobody"}}
	p := w.button(people.Scheduler, overridePath, "preview", form).wantStatus(http.StatusOK)
	p.says("after", "Wed 18 Mar 20:00 – Thu 19 Mar 08:00", "The admin", "The responder")
	if moves := p.texts("move"); len(moves) != 1 || !strings.Contains(moves[0], "1 shift more") {
		t.Errorf("moved are %v", moves)
	}
	if got := p.filled("override-form").Get("replaces"); got != "nobody" {
		t.Errorf("kept %q", got)
	}
	made := w.wantNotice(people.Scheduler, w.button(people.Scheduler, overridePath, "save", form), "The override is made. Not told: The admin, for")
	made.says("override", "The admin", "beside whoever is on call")
	if shifts := strings.Join(made.texts("shift"), "\n"); !strings.Contains(shifts, "The admin, The responder") || !strings.Contains(shifts, "By an override, The admin beside the rotation.") {
		t.Errorf("the list of shifts has %s", shifts)
	}
	if o := w.schedule("PSCHED1").Overrides; len(o) != 1 || !o[0].Adds || o[0].Replaces != "" || o[0].User != "PADMIN" {
		t.Errorf("made %+v", o)
	}
	w.set(time.Date(2026, 3, 19, 2, 0, 0, 0, time.UTC))
	p = w.shows(people.Admin, "/schedules/PSCHED1/fairness")
	if carried := strings.Join(p.texts("burden"), "\n"); !strings.Contains(carried, "The admin (you)") {
		t.Errorf("their hours do not count: %s", carried)
	}
}

func TestAnOverrideOfSomebodyWhoIsAwaySaysSo(t *testing.T) {
	w := rota(t, away(people.Admin, monday().AddDate(0, 0, 2), monday().AddDate(0, 0, 3)))
	form := url.Values{"start": {"2026-03-17T20:00"}, "end": {"2026-03-19T08:00"}, "user": {"PADMIN"}}
	w.button(people.Scheduler, overridePath, "preview", form).says("preview", "The admin is away for some of this time")
	w.wantNotice(people.Scheduler, w.button(people.Scheduler, overridePath, "save", form), "The override is made.").says("override", "The admin is away for some of this time: the override does nothing then.")
}

func TestOnlyWhoMayMakesOverridesAndDeletes(t *testing.T) {
	w := netops(t)
	for role, may := range map[people.Role]bool{people.Viewer: false, people.Responder: true, people.Scheduler: false, people.Admin: true} {
		for _, path := range []string{overridePath, "/schedules/PSCHED1/delete"} {
			if got := w.asks(personOf(role), "GET", path, "").Code == http.StatusOK; got != may {
				t.Errorf("%s at %s: %v, want %v", role, path, got, may)
			}
		}
		if may {
			continue
		}
		before := w.everything()
		form := url.Values{"start": {"2026-03-18T20:00"}, "end": {"2026-03-19T08:00"}, "user": {"PADMIN"}, "do": {"save"}}
		w.posts(role, overridePath, form).wantStatus(http.StatusForbidden)
		w.posts(role, "/schedules/PSCHED1/delete", url.Values{"seen": {config.Version(w.schedule("PSCHED1"))}}).wantStatus(http.StatusForbidden)
		if w.everything() != before {
			t.Errorf("%s changed something", role)
		}
	}
}

func TestAScheduleInUseIsNotDeleted(t *testing.T) {
	w := rota(t, func(c *engine.Config, _ *schedules.Schedule) {
		c.Policies["PPOLI01"] = engine.Policy{ID: "PPOLI01", Name: "Default", Steps: []engine.Step{{ID: "PSTEP01", Delay: 5 * time.Minute, Targets: []people.Target{{Schedule: "PSCHED1"}}}}}
	})
	const remove = "/schedules/PSCHED1/delete"
	p := w.shows(people.Admin, remove)
	p.says("confirm", "It is still used", "Default")
	w.posts(people.Admin, remove, url.Values{"seen": {config.Version(w.schedule("PSCHED1"))}}).wantStatus(http.StatusConflict).says("form-problem", "still needed by")
	c := *w.db.Config()
	c.Policies = map[string]engine.Policy{"PPOLI01": {ID: "PPOLI01", Name: "Default"}}
	w.configure(c.Index())
	w.shows(people.Admin, remove).says("confirm", "On call by it now: The responder")
	w.posts(people.Admin, remove, url.Values{"seen": {"old"}}).wantStatus(http.StatusConflict).says("form-problem", "Somebody else has changed")
	w.wantNotice(people.Admin, w.posts(people.Admin, remove, w.shows(people.Admin, remove).filled("confirm")), "The schedule Primary is deleted.")
	if _, still := w.db.Config().Schedules["PSCHED1"]; still {
		t.Error("it is still there")
	}
}

func TestAnotherScheduleLikeOneIsNotStoredYet(t *testing.T) {
	w := rota(t)
	before := w.everything()
	p := w.shows(people.Scheduler, "/schedules/new?like=PSCHED1")
	form := p.filled("schedule-form")
	if form.Get("name") != "Copy of Primary" || form.Get("layers[0].users[1][0]") != "PSCHEDULER" || form.Get("layers[0].id") != "" {
		t.Errorf("copied: %v", form)
	}
	if w.everything() != before {
		t.Fatal("it was stored")
	}
	w.button(people.Scheduler, "/schedules/new", "save", form).wantStatus(http.StatusSeeOther)
	if n := len(w.db.Config().Schedules); n != 2 {
		t.Errorf("%d schedules", n)
	}
}

// Holidays come along as dates, those of a calendar too: its address is the other schedule's secret.
func TestACopyHasTheHolidays(t *testing.T) {
	w := rota(t, func(_ *engine.Config, s *schedules.Schedule) {
		s.HolidayFeeds = []schedules.Feed{{ID: "PFEED01", Name: "State", URL: "https://calendar.example.net/private.ics"}}
		s.Holidays = []schedules.Holiday{{Date: civil.Date{Year: 2026, Month: 7, Day: 4}, Name: "Independence Day", Feed: "PFEED01"}}
	})
	w.button(people.Scheduler, "/schedules/new", "save", w.shows(people.Scheduler, "/schedules/new?like=PSCHED1").filled("schedule-form")).wantStatus(http.StatusSeeOther)
	for _, s := range w.db.Config().Schedules {
		if s.ID != "PSCHED1" && (len(s.Holidays) != 1 || s.Holidays[0].Feed != "" || len(s.HolidayFeeds) != 0) {
			t.Errorf("the copy has %+v and %+v", s.Holidays, s.HolidayFeeds)
		}
	}
	if s := w.db.Config().Schedules["PSCHED1"]; s.Holidays[0].Feed != "PFEED01" || len(s.HolidayFeeds) != 1 {
		t.Errorf("the first has %+v and %+v", s.Holidays, s.HolidayFeeds)
	}
}

func TestAFormIsBoundedAsAWhole(t *testing.T) {
	w := rota(t)
	form := w.shows(people.Scheduler, "/schedules/PSCHED1/edit").filled("schedule-form")
	form.Set("layers[0].users", "60")
	for i := range 60 {
		form.Set("layers[0].users["+strconv.Itoa(i)+"]", "20")
	}
	w.button(people.Scheduler, "/schedules/PSCHED1/edit", "preview", form).wantStatus(http.StatusBadRequest)
}
