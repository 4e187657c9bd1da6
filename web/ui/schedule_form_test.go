package ui_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

const rotaEdit = "/schedules/PSCHED1/edit"

// editorForm is the form as a browser would send it, with the boxes of days.
func (w *world) editorForm(by people.Role, path string) url.Values {
	w.Helper()
	return w.shows(by, path).filled("schedule-form")
}

func (w *world) schedule(id string) schedules.Schedule { return w.db.Config().Schedules[id] }

// button sends the form with a button, having typed into fields.
func (w *world) button(by people.Role, path, do string, form url.Values, typed ...string) *page {
	w.Helper()
	for i := 0; i+1 < len(typed); i += 2 {
		form.Set(typed[i], typed[i+1])
	}
	form.Set("do", do)
	return w.posts(by, path, form)
}

func TestAScheduleIsMadeFromATemplate(t *testing.T) {
	w := rota(t)
	before := w.everything()
	plan := w.shows(people.Scheduler, "/schedules/new").filled("template-form")
	if plan.Get("first") != "2026-03-23T10:00" || plan.Get("time_zone") != "America/Chicago" {
		t.Fatalf("proposed: %v", plan)
	}
	p := w.button(people.Scheduler, "/schedules/new", "fill", plan, "template", "weekday_weekend", "name", "Backup", "people[0]", "PADMIN", "people[1]", "PRESPONDER", "others[0]", "POWNER")
	form := p.wantStatus(http.StatusOK).filled("schedule-form")
	if form.Get("layers") != "2" || form.Get("layers[0].users[1][0]") != "PRESPONDER" || form.Get("layers[1].anchor") != "2026-03-27T10:00" || !slices.Equal(form["layers[1].restrictions[0].days"], []string{"fri"}) {
		t.Fatalf("the form is not filled: %v", form)
	}
	p.says("preview", "It begins Mon 23 Mar 2026 10:00: nobody is on call before.", "Who gets what", "The admin", "more: Mon 23 Mar 10:00 – Fri 27 Mar 10:00", "The owner")
	if w.everything() != before {
		t.Fatal("something was saved before Save")
	}
	w.wantNotice(people.Scheduler, w.button(people.Scheduler, "/schedules/new", "save", form), "Saved.")
	made := slices.Collect(func(yield func(schedules.Schedule) bool) {
		for _, s := range w.db.Config().Schedules {
			if s.Name == "Backup" && !yield(s) {
				return
			}
		}
	})
	if len(made) != 1 || len(made[0].Layers) != 2 || made[0].Layers[0].ID == "" || made[0].TimeZone != "America/Chicago" {
		t.Fatalf("made %+v", made)
	}
	if got := made[0].OnCall(time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC)); !slices.Equal(got, []string{"POWNER"}) {
		t.Errorf("on the weekend %v is on call", got)
	}
}

func TestAPlanThatCannotBeReadIsKept(t *testing.T) {
	w := rota(t)
	for field, c := range map[string][2]string{
		"time_zone": {"Mars/Base", "Give a time zone"}, "first": {"soon", "Give a date and a time"}, "people[1]": {"PNOBODY", "Choose somebody"}, "template": {"hourly", "Choose how to begin"},
	} {
		plan := w.shows(people.Scheduler, "/schedules/new").filled("template-form")
		plan.Set("template", "daily")
		p := w.button(people.Scheduler, "/schedules/new", "fill", plan, "name", "typed", field, c[0]).wantStatus(http.StatusBadRequest)
		p.says("error-"+field, c[1])
		if got := p.filled("template-form").Get("name"); got != "typed" {
			t.Errorf("%s: what was typed is lost: %q", field, got)
		}
	}
	more := w.button(people.Scheduler, "/schedules/new", "more-people", url.Values{"people": {"4"}, "others": {"2"}, "people[3]": {"PADMIN"}}).wantStatus(http.StatusOK).filled("template-form")
	if more.Get("people") != "6" || more.Get("people[3]") != "PADMIN" {
		t.Errorf("more places: %v", more)
	}
}

// The responder is on this week, the scheduler the next; the admin comes
// between, and nobody who stays loses a week that is theirs.
func TestWhoComesInMovesNobodyWhoStays(t *testing.T) {
	w := rota(t)
	form := w.button(people.Scheduler, rotaEdit, "add-slot 0", w.editorForm(people.Scheduler, rotaEdit)).wantStatus(http.StatusOK).filled("schedule-form")
	p := w.button(people.Scheduler, rotaEdit, "preview", form, "layers[0].users[2][0]", "PADMIN").wantStatus(http.StatusOK)
	p.says("moves", "The responder", "The admin 3 shifts more: Mon 30 Mar 09:00 – Mon 6 Apr 09:00")
	if strings.Contains(p.text("moves"), "Tue 17 Mar") || strings.Contains(p.text("moves"), "Mon 23 Mar 09:00 – Mon 30") {
		t.Errorf("weeks that were to stay move: %s", p.text("moves"))
	}
	anew := w.button(people.Scheduler, rotaEdit, "preview", p.filled("schedule-form"), "layers[0].anew", "yes").wantStatus(http.StatusOK)
	anew.says("moves", "The responder", "4 shifts less: ")
	if anew.text("moves") == p.text("moves") {
		t.Error("counted anew, the same people move")
	}
	past := w.schedule("PSCHED1").Shifts(monday().AddDate(0, 0, -14), w.now())
	w.wantNotice(people.Scheduler, w.button(people.Scheduler, rotaEdit, "save", p.filled("schedule-form")), "Saved. Not told: The admin and The responder, for no mail server is set")
	saved := w.schedule("PSCHED1")
	if got := saved.OnCall(monday().AddDate(0, 0, 14)); !slices.Equal(got, []string{"PADMIN"}) {
		t.Errorf("after two weeks %v is on call: %+v", got, saved.Layers)
	}
	if got := saved.Shifts(monday().AddDate(0, 0, -14), w.now()); len(got) != len(past) || !got[0].Start.Equal(past[0].Start) || !slices.Equal(got[0].Users, past[0].Users) {
		t.Errorf("the past was %v, now it is %v", past, got)
	}
	if len(saved.Layers) != 2 || saved.Layers[0].Name != "Weekly until 2026-03-16 10:01" && saved.Layers[1].Name != "Weekly until 2026-03-16 10:01" {
		t.Errorf("layers: %+v", saved.Layers)
	}
	w.set(w.now().Add(2 * time.Minute))
	if again := w.editorForm(people.Scheduler, rotaEdit); again.Get("layers") != "1" || again.Get("layers[0].name") != "Weekly" {
		t.Errorf("the form shows what is over: %v", again)
	}
}

func TestSavingAScheduleAsItIsSaysSo(t *testing.T) {
	w := rota(t)
	before := w.everything()
	p := w.shows(people.Scheduler, rotaEdit)
	p.says("moves", "Nobody's shifts change.")
	w.wantNotice(people.Scheduler, w.button(people.Scheduler, rotaEdit, "save", p.filled("schedule-form")), "Nothing has changed")
	if w.everything() != before {
		t.Error("something was saved")
	}
}

func TestWhatWasNotPreviewedIsShownBeforeItIsSaved(t *testing.T) {
	w := rota(t)
	before := w.everything()
	form := w.editorForm(people.Scheduler, rotaEdit)
	p := w.button(people.Scheduler, rotaEdit, "save", form, "layers[0].users[0][0]", "PADMIN").wantStatus(http.StatusOK)
	p.says("form-problem", "Nothing is saved yet")
	p.says("moves", "The admin", "The responder")
	if w.everything() != before {
		t.Fatal("it was saved unseen")
	}
	w.wantNotice(people.Scheduler, w.button(people.Scheduler, rotaEdit, "save", p.filled("schedule-form"), "name", "First"), "Saved.")
	if w.schedule("PSCHED1").Name != "First" {
		t.Error("a name that moves nobody had to be looked at")
	}
}

func TestARefusedScheduleKeepsWhatWasTypedAndNamesTheField(t *testing.T) {
	w := rota(t, func(c *engine.Config, s *schedules.Schedule) {
		s.Layers[0].Restrictions = []schedules.Restriction{{From: civil.TimeOfDay{Hour: 9}, For: 24 * time.Hour}}
		s.Holidays = []schedules.Holiday{{Date: civil.Date{Year: 2026, Month: 4, Day: 3}}}
	})
	other := *w.db.Config()
	other.Schedules = map[string]schedules.Schedule{"PSCHED1": w.schedule("PSCHED1"), "PSCHED2": {ID: "PSCHED2", Name: "Other", TimeZone: "UTC"}}
	w.configure(other.Index())
	before := w.everything()
	for _, do := range []string{"preview", "save"} {
		for _, c := range []struct{ field, typed, says, want string }{
			{"name", "", "name", "missing"},
			{"name", "other", "name", "taken by another schedule"},
			{"name", strings.Repeat("x", 256), "name", "longer than"},
			{"description", strings.Repeat("x", 1100), "description", "longer than"},
			{"time_zone", "Mars/Base", "time_zone", "time zone"},
			{"time_zone", "", "time_zone", "missing"},
			{"layers[0].anchor", "", "layers[0].anchor", "Give a date and a time"},
			{"layers[0].anchor", "2026-02-30T10:00", "layers[0].anchor", "not a date and time"},
			{"layers[0].start", "soon", "layers[0].start", "not a date and time"},
			{"layers[0].end", "2026-01-01T00:00", "layers[0].end", "not after"},
			{"layers[0].end", "2026-03-16T09:59", "layers[0].end", "is past"},
			{"layers[0].turn.count", "0", "layers[0].turn", "whole number"},
			{"layers[0].turn.count", "1.5", "layers[0].turn", "whole number"},
			{"layers[0].turn.unit", "y", "layers[0].turn", "choose a unit"},
			{"layers[0].turn.count", "53", "layers[0].turn", "longer than a year"},
			{"layers[0].users[0][0]", "", "layers[0].users[0][0]", "Choose a person"},
			{"layers[0].users[0][0]", "PNOBODY", "layers[0].users", "Nobody has the id"},
			{"layers[0].users", "0", "layers[0].users", "one turn at least"},
			{"layers[0].restrictions[0].from", "noon", "layers[0].restrictions[0].from", "time of day"},
			{"layers[0].restrictions[0].until", "", "layers[0].restrictions[0].until", "time of day"},
			{"layers[0].restrictions[0].later", "7", "layers[0].restrictions[0].until", "a week at most"},
			{"layers[0].name", strings.Repeat("x", 256), "layers[0].name", "longer than"},
			{"holidays[0].date", "", "holidays[0].date", "Give a date"},
			{"holidays[0].date", "2026-03-16", "holidays[0].date", "has begun"},
			{"holidays[0].from", "late", "holidays[0].from", "time of day"},
			{"team", "PNOTEAM", "team", "team"},
		} {
			form := w.editorForm(people.Admin, rotaEdit)
			form.Set("layers[0].users[1][0]", "POWNER")
			p := w.button(people.Admin, rotaEdit, do, form, c.field, c.typed)
			if p.Code != http.StatusBadRequest || !strings.Contains(strings.ToLower(p.text("error-"+c.says)), strings.ToLower(c.want)) {
				t.Errorf("%s with %s %q: %d, %q; problem %q; preview %q", do, c.field, c.typed, p.Code, p.text("error-"+c.says), p.text("form-problem"), p.text("preview-problems"))
				continue
			}
			if c.field != "layers[0].users" && p.filled("schedule-form").Get("layers[0].users[1][0]") != "POWNER" {
				t.Errorf("%s with %s: what was typed is lost", do, c.field)
			}
		}
	}
	if w.everything() != before {
		t.Error("something refused was saved")
	}
}

func TestOfTwoWhoEditAScheduleTheSecondOverwritesNothing(t *testing.T) {
	w := rota(t)
	first, second := w.editorForm(people.Scheduler, rotaEdit), w.editorForm(people.Admin, rotaEdit)
	w.button(people.Scheduler, rotaEdit, "save", first, "name", "Mine").wantRedirect("/schedules/PSCHED1")
	before := w.everything()
	for _, do := range []string{"preview", "save"} {
		p := w.button(people.Admin, rotaEdit, do, second, "name", "Yours").wantStatus(http.StatusConflict)
		p.says("form-problem", "Somebody else has changed this")
		if p.filled("schedule-form").Get("name") != "Yours" {
			t.Error("what the second typed is lost")
		}
	}
	if w.everything() != before {
		t.Error("the second overwrote the first")
	}
}

// An override that is made meanwhile is no reason to type all of it again.
func TestAnOverrideMadeMeanwhileStays(t *testing.T) {
	w := rota(t)
	form := w.editorForm(people.Admin, rotaEdit)
	next := *w.db.Config()
	s := next.Schedules["PSCHED1"]
	s.Overrides = []schedules.Override{{ID: "PO1", Start: monday().AddDate(0, 0, 1), End: monday().AddDate(0, 0, 2), User: "POWNER", CreatedAt: monday()}}
	next.Schedules = map[string]schedules.Schedule{s.ID: s}
	w.configure(next.Index())
	w.button(people.Admin, rotaEdit, "save", form, "name", "Renamed").wantRedirect("/schedules/PSCHED1")
	if s := w.schedule("PSCHED1"); len(s.Overrides) != 1 || s.Name != "Renamed" {
		t.Errorf("saved %+v", s)
	}
}

func TestThePreviewAloneIsAnsweredToAScript(t *testing.T) {
	w := rota(t)
	form := w.editorForm(people.Scheduler, rotaEdit)
	form.Set("do", "live")
	form.Set("layers[0].users[0][0]", "PADMIN")
	p := w.posts(people.Scheduler, rotaEdit, form, "X-Fragment", "schedule-preview").wantStatus(http.StatusOK)
	p.says("moves", "The admin")
	if strings.Contains(p.Body.String(), "<html") || strings.Contains(p.Body.String(), "schedule-fields") {
		t.Error("more than the preview is sent")
	}
	form.Set("layers[0].users[0][0]", "")
	w.posts(people.Scheduler, rotaEdit, form, "X-Fragment", "schedule-preview").wantStatus(http.StatusOK).says("preview-problems", "Weekly, turn 1: Choose a person, or nobody.")
}

func TestThePreviewSaysThatShiftsChangeOnlyLater(t *testing.T) {
	w := rota(t)
	form := w.editorForm(people.Scheduler, rotaEdit)
	w.button(people.Scheduler, rotaEdit, "preview", form).says("preview", "Nobody's shifts change.")
	w.button(people.Scheduler, rotaEdit, "preview", form, "layers[0].end", "2026-09-14T10:00").says("preview", "Nobody's shifts change in eight weeks. Later they do.")
}

func TestThePreviewNamesGapsAndWhenThereAreManyMore(t *testing.T) {
	w := rota(t)
	form := w.button(people.Scheduler, rotaEdit, "add-hours 0", w.editorForm(people.Scheduler, rotaEdit)).wantStatus(http.StatusOK).filled("schedule-form")
	p := w.button(people.Scheduler, rotaEdit, "preview", form)
	p.says("preview", "Nobody is on call from Mon 16 Mar 20:00 to Tue 17 Mar 08:00.", "Wed 18 Mar 20:00 to Thu 19 Mar 08:00.", "And 53 more times in eight weeks.")
	if strings.Contains(p.text("preview"), "Thu 19 Mar 20:00 to") {
		t.Error("every gap is named")
	}
	none := w.button(people.Scheduler, rotaEdit, "remove-layer 0", form).wantStatus(http.StatusOK)
	none.says("preview", "Nobody is on call from Mon 16 Mar 10:01 on: not for eight weeks at least.", "Save")
	if got := none.filled("schedule-form").Get("layers"); got != "0" {
		t.Errorf("%s layers", got)
	}
}

// What the form does not have is not its business.
func TestWhatTheFormDoesNotHaveStays(t *testing.T) {
	w := rota(t, func(_ *engine.Config, s *schedules.Schedule) {
		s.Absences = []schedules.Absence{{ID: "PA1", User: "PSCHEDULER", Start: monday(), End: monday().AddDate(0, 0, 1)}}
		s.Overrides = []schedules.Override{{ID: "PO1", User: "PADMIN", Start: monday(), End: monday().AddDate(0, 0, 1), CreatedAt: monday()}}
		s.Swaps = []schedules.Swap{{ID: "PW1", User: "PRESPONDER", Start: monday(), End: monday().AddDate(0, 0, 3), CreatedAt: monday()}}
		s.Holidays = []schedules.Holiday{{Date: civil.Date{Year: 2026, Month: 1, Day: 1}, Name: "past"}}
	})
	form := w.editorForm(people.Scheduler, rotaEdit)
	if form.Get("holidays") != "0" {
		t.Error("the form shows holidays that are over")
	}
	p := w.button(people.Scheduler, rotaEdit, "preview", form, "layers[0].users[0][0]", "POWNER")
	w.button(people.Scheduler, rotaEdit, "save", p.filled("schedule-form")).wantRedirect("/schedules/PSCHED1")
	if s := w.schedule("PSCHED1"); len(s.Absences) != 1 || len(s.Overrides) != 1 || len(s.Swaps) != 1 || len(s.Holidays) != 1 || s.ID != "PSCHED1" {
		t.Errorf("saved %+v", s)
	}
}

// What came from a calendar goes with that, whatever is done in the form.
func TestAnEditKeepsTheHolidaysOfACalendar(t *testing.T) {
	day := func(month time.Month, day int) civil.Date { return civil.Date{Year: 2026, Month: month, Day: day} }
	w := rota(t, func(_ *engine.Config, s *schedules.Schedule) {
		s.HolidayFeeds = []schedules.Feed{{ID: "PFEED01", Name: "State", URL: "https://calendar.example.net/private.ics"}}
		s.Holidays = []schedules.Holiday{{Date: day(1, 1), Name: "past", Feed: "PFEED01"}, {Date: day(7, 4), Name: "fed", Feed: "PFEED01"}, {Date: day(8, 1), Name: "own"}}
	})
	form := w.editorForm(people.Scheduler, rotaEdit)
	if form.Get("holidays") != "1" || form.Get("holidays[0].name") != "own" {
		t.Errorf("the form has %s holidays, the first %q", form.Get("holidays"), form.Get("holidays[0].name"))
	}
	p := w.button(people.Scheduler, rotaEdit, "preview", form, "layers[0].users[0][0]", "POWNER", "holidays[0].name", "ours")
	w.button(people.Scheduler, rotaEdit, "save", p.filled("schedule-form")).wantRedirect("/schedules/PSCHED1")
	kept := map[string]string{}
	s := w.schedule("PSCHED1")
	for _, h := range s.Holidays {
		kept[h.Name+" "+h.Date.String()] = h.Feed
	}
	want := map[string]string{"past 2026-01-01": "PFEED01", "fed 2026-07-04": "PFEED01", "ours 2026-08-01": ""}
	if diff := cmp.Diff(want, kept); diff != "" || len(s.HolidayFeeds) != 1 {
		t.Errorf("%s, feeds %+v", diff, s.HolidayFeeds)
	}
}

// netops is a box whose schedule belongs to a team of which the responder is the
// manager.
func netops(t *testing.T) *world {
	return rota(t, func(c *engine.Config, s *schedules.Schedule) {
		c.Teams = map[string]people.Team{
			"PTEAM01": {ID: "PTEAM01", Name: "Net ops", Members: []people.Member{{User: "PRESPONDER", Role: people.TeamManager}}},
			"PTEAM02": {ID: "PTEAM02", Name: "Access"},
		}
		s.Team = "PTEAM01"
	})
}

func TestOnlyWhoMayChangeASchedule(t *testing.T) {
	w := netops(t)
	form := w.editorForm(people.Admin, rotaEdit)
	for role, may := range map[people.Role]bool{people.Viewer: false, people.Responder: true, people.Scheduler: false, people.Admin: true, people.Owner: true} {
		offered := slices.Contains(w.shows(role, "/schedules/PSCHED1").hrefs(), rotaEdit)
		read := w.asks(personOf(role), "GET", rotaEdit, "").Code == http.StatusOK
		written := w.button(role, rotaEdit, "preview", form).Code == http.StatusOK
		if offered != may || read != may || written != may {
			t.Errorf("%s: offered %v, read %v, written %v; want %v", role, offered, read, written, may)
		}
	}
	if w.asks("PVIEWER", "GET", "/schedules/new", "").Code != http.StatusForbidden || w.asks("PRESPONDER", "GET", "/schedules/new", "").Code != http.StatusOK {
		t.Error("who may make a schedule for some team makes one, others do not")
	}
}

func TestAScheduleIsGivenOnlyToATeamOfOnesOwn(t *testing.T) {
	w := netops(t)
	before := w.everything()
	for _, team := range []string{"PTEAM02", ""} {
		form := w.editorForm(people.Responder, rotaEdit)
		w.button(people.Responder, rotaEdit, "save", form, "team", team).wantStatus(http.StatusBadRequest).has("error-team", true)
	}
	if w.everything() != before {
		t.Error("it was given away")
	}
	w.button(people.Admin, rotaEdit, "save", w.editorForm(people.Admin, rotaEdit), "team", "PTEAM02").wantRedirect("/schedules/PSCHED1")
	if w.asks("PRESPONDER", "GET", rotaEdit, "").Code != http.StatusForbidden {
		t.Error("whose it was may still change it")
	}
}

func TestWhoIsToldStandsBesideSave(t *testing.T) {
	w := rota(t, func(c *engine.Config, _ *schedules.Schedule) {
		c.Settings.Mail = &engine.MailSettings{Host: "mail.example.net", Port: 587, TLS: "starttls", From: "wakeman@example.net"}
	})
	p := w.button(people.Scheduler, rotaEdit, "preview", w.editorForm(people.Scheduler, rotaEdit), "layers[0].users[0][0]", "PADMIN").wantStatus(http.StatusOK)
	p.says("preview", "Save and tell 2 people", "Told when you save: The admin and The responder")
	p.says("moves", "Nobody else's shifts change.")
}

func TestTheEmptyListLeadsToTheFirstSchedule(t *testing.T) {
	w := open(t)
	for role, want := range map[people.Role]bool{people.Viewer: false, people.Responder: false, people.Scheduler: true, people.Admin: true} {
		if got := slices.Contains(w.shows(role, "/schedules").hrefs(), "/schedules/new"); got != want {
			t.Errorf("%s: led there %v, want %v", role, got, want)
		}
	}
}

func TestTheEditorFoldsWhatIsOverAndSaysHowLongItStays(t *testing.T) {
	w := rota(t, func(c *engine.Config, s *schedules.Schedule) {
		over := s.Layers[0]
		over.ID, over.Name, over.Start, over.End = "PLAYER0", "Weekly until 2026-03-02 09:00", civil.At(2026, 2, 2, 9, 0), civil.At(2026, 3, 2, 9, 0)
		over.Users = []schedules.Slot{{personOf(people.Admin)}, {"PGONE"}}
		c.Former = map[string]people.Former{"PGONE": {ID: "PGONE", Name: "Zoe Gone"}}
		s.Layers = append([]schedules.Layer{over}, s.Layers...)
	})
	p := w.shows(people.Admin, "/schedules/PSCHED1/edit")
	if got := p.texts("form-layer"); len(got) != 1 {
		t.Errorf("%d layers can be changed", len(got))
	}
	p.says("past-layers", "1 layer that is over", "Weekly until 2026-03-02 09:00 : 2026-02-02 09:00 – 2026-03-02 09:00", "The admin, Zoe Gone", "400 days after they ended")
	if got := rota(t).shows(people.Admin, "/schedules/PSCHED1/edit").texts("past-layers"); len(got) != 0 {
		t.Errorf("of a schedule without a past: %q", got)
	}
}
