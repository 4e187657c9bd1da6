package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
)

// calendarDoors are the routes of calendars, on a box without schedules.
func calendarDoors() map[string]door {
	return map[string]door{
		"GET /profile/calendar":                        {"/profile/calendar", people.Viewer, 200},
		"GET /profile/calendar/made":                   {"/profile/calendar/made", people.Viewer, 303},
		"POST /profile/calendar/kept":                  {"/profile/calendar/kept", people.Viewer, 303},
		"POST /profile/calendar/addresses":             {"/profile/calendar/addresses", people.Viewer, 400},
		"GET /profile/calendar/addresses/{id}/revoke":  {"/profile/calendar/addresses/PNOKEY/revoke", people.Viewer, 404},
		"POST /profile/calendar/addresses/{id}/revoke": {"/profile/calendar/addresses/PNOKEY/revoke", people.Viewer, 404},

		"POST /profile/calendar/feed":         {"/profile/calendar/feed", people.Responder, 400},
		"POST /profile/calendar/feed/refresh": {"/profile/calendar/feed/refresh", people.Responder, 404},
		"GET /profile/calendar/feed/remove":   {"/profile/calendar/feed/remove", people.Responder, 404},
		"POST /profile/calendar/feed/remove":  {"/profile/calendar/feed/remove", people.Responder, 404},

		"POST /schedules/{schedule}/calendar/feeds":                {"/schedules/PNONE01/calendar/feeds", people.Responder, 404},
		"POST /schedules/{schedule}/calendar/feeds/{feed}/refresh": {"/schedules/PNONE01/calendar/feeds/PNONE01/refresh", people.Responder, 0},
		"GET /schedules/{schedule}/calendar/feeds/{feed}/remove":   {"/schedules/PNONE01/calendar/feeds/PNONE01/remove", people.Responder, 0},
		"POST /schedules/{schedule}/calendar/feeds/{feed}/remove":  {"/schedules/PNONE01/calendar/feeds/PNONE01/remove", people.Responder, 0},

		"GET /schedules/{schedule}/calendar":                        {"/schedules/PNONE01/calendar", people.Responder, 404},
		"POST /schedules/{schedule}/calendar/addresses":             {"/schedules/PNONE01/calendar/addresses", people.Responder, 404},
		"GET /schedules/{schedule}/calendar/addresses/{id}/revoke":  {"/schedules/PNONE01/calendar/addresses/PNOKEY/revoke", people.Responder, 404},
		"POST /schedules/{schedule}/calendar/addresses/{id}/revoke": {"/schedules/PNONE01/calendar/addresses/PNOKEY/revoke", people.Responder, 404},
	}
}

// makesCalendar makes an address and gives it.
func (w *world) makesCalendar(by people.Role, page, name string) string {
	w.Helper()
	p := w.posts(by, page+"/addresses", url.Values{"name": {name}})
	if p.Code != http.StatusSeeOther || p.Result().Header.Get("Location") != "/profile/calendar/made" {
		w.Fatalf("made: %d %s", p.Code, p.problem())
	}
	made := w.shows(by, "/profile/calendar/made")
	made.says("calendar-made", name, "never shown again")
	address := strings.TrimSpace(made.text("calendar-url"))
	if !strings.Contains(address, "/calendar/wk_") || !strings.HasSuffix(address, ".ics") {
		w.Fatalf("the address is %q", address)
	}
	kept := w.posts(by, "/profile/calendar/kept", nil)
	if kept.Result().Header.Get("Location") != page {
		w.Errorf("leads back to %s", kept.Result().Header.Get("Location"))
	}
	if p := w.asks(personOf(by), "GET", "/profile/calendar/made", ""); p.Code != http.StatusSeeOther {
		w.Errorf("shown again: %d", p.Code)
	}
	return address
}

func TestACalendarAddressIsShownOnceAndListedUntilItIsRevoked(t *testing.T) {
	for _, page := range []string{"/profile/calendar", "/schedules/PSCHED1/calendar"} {
		w := rota(t)
		address := w.makesCalendar(people.Responder, page, "Phone")
		list := w.shows(people.Responder, page)
		list.says("calendar-address", "Phone", "never used")
		if strings.Contains(list.Body.String(), address) {
			t.Errorf("%s shows the address again", page)
		}
		w.shows(people.Responder, "/profile/security").has("key", false)
		tokens, err := w.db.Tokens()
		w.must(err)
		if len(tokens) != 1 || tokens[0].User != personOf(people.Responder) || tokens[0].Scope != people.CalendarScope {
			t.Fatalf("stored: %+v", tokens)
		}
		path := page + "/addresses/" + tokens[0].ID + "/revoke"
		if p := w.asks(personOf(people.Scheduler), "POST", path, ""); p.Code != http.StatusNotFound {
			t.Errorf("somebody else revokes it: %d", p.Code)
		}
		w.shows(people.Responder, path).says("confirm", "Revoke the address for Phone?")
		w.wantNotice(people.Responder, w.posts(people.Responder, path, nil), "The address for Phone is revoked.")
		if tokens, err := w.db.Tokens(); err != nil || len(tokens) != 0 {
			t.Errorf("still there: %v %v", tokens, err)
		}
	}
}

func TestAnAddressOfAScheduleIsSeenByAllRespondersAndEndedByItsMakerOrAnAdmin(t *testing.T) {
	w := rota(t)
	w.makesCalendar(people.Responder, "/schedules/PSCHED1/calendar", "Wall")
	seen := w.shows(people.Scheduler, "/schedules/PSCHED1/calendar")
	seen.says("calendar-address", "Wall", "made by The responder")
	if strings.Contains(seen.Body.String(), "/revoke") {
		t.Error("a scheduler may revoke what is not theirs")
	}
	tokens, err := w.db.Tokens()
	w.must(err)
	w.follows(people.Admin, w.posts(people.Admin, "/schedules/PSCHED1/calendar/addresses/"+tokens[0].ID+"/revoke", nil))
	if tokens, err := w.db.Tokens(); err != nil || len(tokens) != 0 {
		t.Errorf("still there: %v %v", tokens, err)
	}
}

func TestAnAddressNeedsANameAndThereAreOnlySoMany(t *testing.T) {
	w := rota(t)
	p := w.posts(people.Responder, "/profile/calendar/addresses", url.Values{"name": {" "}})
	if p.Code != http.StatusBadRequest || !strings.Contains(p.Body.String(), "Say which program reads it") {
		t.Errorf("without a name: %d", p.Code)
	}
	for range 10 {
		w.makesCalendar(people.Responder, "/profile/calendar", "Phone")
	}
	p = w.posts(people.Responder, "/profile/calendar/addresses", url.Values{"name": {"One more"}})
	if p.Code != http.StatusConflict || !strings.Contains(p.Body.String(), "There are 10 addresses already") {
		t.Errorf("the eleventh: %d", p.Code)
	}
	w.makesCalendar(people.Scheduler, "/profile/calendar", "Phone") // those of others do not count
}

func TestTheWayToCalendarsIsOnTheProfileAndTheSchedule(t *testing.T) {
	w := rota(t)
	if !strings.Contains(w.shows(people.Viewer, "/profile").Body.String(), `href="/profile/calendar"`) {
		t.Error("not on the profile")
	}
	if !strings.Contains(w.shows(people.Responder, "/schedules/PSCHED1").Body.String(), `href="/schedules/PSCHED1/calendar"`) {
		t.Error("not on the schedule")
	}
	if strings.Contains(w.shows(people.Viewer, "/schedules/PSCHED1").Body.String(), `/schedules/PSCHED1/calendar"`) {
		t.Error("a viewer is led where they may not go")
	}
}

func TestOnesAbsencesComeFromACalendarUntilItIsTakenAway(t *testing.T) {
	w := rota(t)
	const secret = "https://calendar.example.net/private-7f3a/basic.ics"
	w.shows(people.Viewer, "/profile/calendar").has("feed-form", false)
	p := w.posts(people.Responder, "/profile/calendar/feed", url.Values{"url": {"ftp://calendar.example.net/x"}})
	if p.Code != http.StatusBadRequest || !strings.Contains(p.Body.String(), "must be a URL that begins with") && !strings.Contains(p.Body.String(), "Must be a URL that begins with") {
		t.Errorf("not the web: %d", p.Code)
	}
	w.wantNotice(people.Responder, w.posts(people.Responder, "/profile/calendar/feed", url.Values{"url": {secret}}), "Saved. It is read within a moment; reload the page to see how that went.")
	feed := w.user(people.Responder).AbsenceFeed
	if feed == nil || feed.URL != secret {
		t.Fatalf("stored: %+v", feed)
	}
	since := w.now().Add(-3 * time.Hour)
	w.must(w.db.PutFeed(t.Context(), engine.FeedState{ID: feed.ID, FailingSince: since, Reason: "Its server answers 404 Not Found.", Detail: "what was fetched"}))
	shown := w.shows(people.Responder, "/profile/calendar")
	shown.says("feed", "calendar.example.net", "It can not be read since", "Its server answers 404 Not Found.", "What was last read still counts.")
	if strings.Contains(shown.Body.String(), "7f3a") || strings.Contains(shown.Body.String(), "what was fetched") {
		t.Error("the page tells the address, or what was fetched")
	}
	guess := `Line 12: the time zone "Tower Time" is not known; its times are read on the clock of America/Chicago.`
	w.must(w.db.PutFeed(t.Context(), engine.FeedState{ID: feed.ID, FailingSince: since, Guessed: guess}))
	w.shows(people.Responder, "/profile/calendar").says("warning", "Look whether these are right.", guess)
	w.shows(people.Scheduler, "/profile/calendar").has("feed", false)
	if !strings.Contains(w.shows(people.Viewer, "/health").Body.String(), "The absences of The responder: not read since") {
		t.Error("the health page does not say so")
	}

	// With another address it is the same calendar: what came from it stays until the new one was read.
	w.posts(people.Responder, "/profile/calendar/feed", url.Values{"url": {"https://calendar.example.net/other.ics"}})
	if moved := w.user(people.Responder).AbsenceFeed; moved.ID != feed.ID || moved.URL != "https://calendar.example.net/other.ics" {
		t.Errorf("was %+v, is %+v", feed, moved)
	}

	// What is to come from it goes with it; what has begun ends.
	w.sets(people.Responder, func(u *people.User) {
		u.Absences = []schedules.Absence{
			{ID: "e1", User: u.ID, Start: w.now().Add(-time.Hour), End: w.now().Add(time.Hour), Feed: feed.ID},
			{ID: "e2", User: u.ID, Start: w.now().Add(time.Hour), End: w.now().Add(2 * time.Hour), Feed: feed.ID},
			{ID: "PABS", User: u.ID, Start: w.now().Add(time.Hour), End: w.now().Add(2 * time.Hour)},
		}
	})
	w.shows(people.Responder, "/profile/calendar/feed/remove").says("confirm", "taken away too")
	w.wantNotice(people.Responder, w.posts(people.Responder, "/profile/calendar/feed/remove", nil), "The calendar is no longer read.")
	u := w.user(people.Responder)
	if u.AbsenceFeed != nil || len(u.Absences) != 2 || u.Absences[0].ID != "PABS" || !u.Absences[1].End.Equal(w.now()) || u.Absences[1].Feed != "" {
		t.Errorf("left: %+v %+v", u.AbsenceFeed, u.Absences)
	}
}

func TestWhoMayChangeAScheduleSetsItsCalendarsOfHolidays(t *testing.T) {
	w := rota(t)
	const path = "/schedules/PSCHED1/calendar"
	good := url.Values{"feed_name": {"Public holidays"}, "url": {"https://calendar.example.net/public.ics"}, "from": {"09:00"}}
	w.shows(people.Responder, path).has("feed-form", false)
	if p := w.posts(people.Responder, path+"/feeds", good); p.Code != http.StatusForbidden {
		t.Errorf("a responder: %d", p.Code)
	}
	for field, value := range map[string]string{"feed_name": "", "url": "", "from": "nine"} {
		form := url.Values{"feed_name": good["feed_name"], "url": good["url"], "from": good["from"]}
		form.Set(field, value)
		if p := w.posts(people.Scheduler, path+"/feeds", form); p.Code != http.StatusBadRequest || !strings.Contains(p.Body.String(), `id="`+field+`-error"`) {
			t.Errorf("%s %q: %d", field, value, p.Code)
		}
	}
	w.wantNotice(people.Scheduler, w.posts(people.Scheduler, path+"/feeds", good), "Saved. It is read within a moment; reload the page to see how that went.")
	s := w.db.Config().Schedules["PSCHED1"]
	if len(s.HolidayFeeds) != 1 || s.HolidayFeeds[0].From.Hour != 9 {
		t.Fatalf("stored: %+v", s.HolidayFeeds)
	}
	w.shows(people.Responder, path).says("feed", "Public holidays", "calendar.example.net", "days begin at 09:00", "not read yet")
	if p := w.posts(people.Scheduler, path+"/feeds", good); p.Code != http.StatusBadRequest {
		t.Errorf("the same name twice: %d", p.Code)
	}
	w.wantNotice(people.Scheduler, w.posts(people.Scheduler, path+"/feeds/"+s.HolidayFeeds[0].ID+"/remove", nil), "The calendar is no longer read.")
	if s := w.db.Config().Schedules["PSCHED1"]; len(s.HolidayFeeds) != 0 {
		t.Errorf("still there: %+v", s.HolidayFeeds)
	}
}

func TestASchedulesPageSaysWhichOfItsCalendarsCanNotBeRead(t *testing.T) {
	w := rota(t, func(c *engine.Config, s *schedules.Schedule) {
		s.HolidayFeeds = []schedules.Feed{{ID: "PFEED01", Name: "State", URL: "https://calendar.example.net/private-7f3a.ics"}}
		u := c.Users[s.Layers[0].Users[0][0]]
		u.AbsenceFeed = &schedules.Feed{ID: "PFEED03", URL: "https://calendar.example.net/y.ics"}
		c.Users[u.ID] = u
	})
	next := *w.db.Config()
	next.Schedules = map[string]schedules.Schedule{"PSCHED1": w.schedule("PSCHED1"), "PSCHED2": {ID: "PSCHED2", Name: "Other", TimeZone: "UTC"}}
	w.configure(next.Index())
	since := w.now().Add(-3 * time.Hour)
	fails := func(id string, since time.Time) {
		w.must(w.db.PutFeed(t.Context(), engine.FeedState{ID: id, FailingSince: since, Reason: "Its server answers 404 Not Found.", Detail: "what was fetched"}))
	}
	fails("PFEED01", time.Time{})
	w.shows(people.Viewer, "/schedules/PSCHED1").has("broken-feed", false)
	fails("PFEED01", since)
	p := w.shows(people.Viewer, "/schedules/PSCHED1")
	p.says("broken-feed", "The holidays “State” come from a calendar that can not be read since", "Its server answers 404 Not Found. What was last read still counts.")
	if text := w.shows(people.Admin, "/schedules/PSCHED1").Body.String(); strings.Contains(text, "7f3a") || strings.Contains(text, "what was fetched") {
		t.Error("the page tells the address, or what was fetched")
	}
	w.shows(people.Viewer, "/schedules/PSCHED2").has("broken-feed", false)
	fails("PFEED01", time.Time{})
	fails("PFEED03", since)
	w.shows(people.Viewer, "/schedules/PSCHED1").says("broken-feed", "The absences of "+w.db.Config().Users[w.schedule("PSCHED1").Layers[0].Users[0][0]].Name)
	w.shows(people.Viewer, "/schedules/PSCHED2").has("broken-feed", false)
}
