package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"wakeman/engine/people"
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
