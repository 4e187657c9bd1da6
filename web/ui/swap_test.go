package ui_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
)

const primary = "/schedules/PSCHED1"

// shift is the value of a shift in a form.
func shift(from, to time.Time) string { return fmt.Sprint(from.Unix(), " ", to.Unix()) }

// week is the responder's, as it stands in the form an hour after it began.
func week() string { return shift(monday().Add(time.Hour), monday().AddDate(0, 0, 7)) }

// saturday asks who takes the responder's shift from Saturday 20:00 to Sunday 8:00.
func saturday(more ...string) url.Values {
	form := url.Values{"shift": {week()}, "start": {"2026-03-21T20:00"}, "end": {"2026-03-22T08:00"}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// asks makes the request, and gives the path of its page.
func (w *world) swaps(form url.Values) string {
	w.Helper()
	w.posts(people.Responder, primary+"/swaps/new", form).wantStatus(http.StatusSeeOther)
	s := w.db.Config().Schedules["PSCHED1"]
	return primary + "/swaps/" + s.Swaps[len(s.Swaps)-1].ID
}

// banners is every standing line of a page.
func (p *page) banners() string { return strings.Join(p.texts("banner"), "\n") }

// onAt is who is on call for Primary at an instant.
func (w *world) onAt(at time.Time) string {
	cfg := w.db.Config()
	s, _ := cfg.Schedule("PSCHED1")
	return strings.Join(s.OnCall(at), " ")
}

func sunday() time.Time { return time.Date(2026, 3, 22, 6, 0, 0, 0, time.UTC) } // Sunday 1:00 in Chicago

func TestAShiftIsAskedForAndTakenByAnother(t *testing.T) {
	w := rota(t, mailed)
	if !strings.Contains(strings.Join(w.shows(people.Responder, primary+"?from=2026-03-16").hrefs(), " "), primary+"/swaps/new?") {
		t.Fatal("no shift of one's own leads to asking")
	}
	path := w.swaps(saturday("to", personOf(people.Scheduler), "note", "wedding <b>"))
	if w.onAt(sunday()) != personOf(people.Responder) {
		t.Fatal("who asks is off before anybody has it")
	}
	if got := w.mails()["scheduler@example.net"]; !strings.Contains(got, "The responder asks you to take Primary from Sat 21 Mar 20:00 CDT to Sun 22 Mar 08:00 CDT. They write: wedding <b> Until it is taken they stay on call.") {
		t.Errorf("who is asked was told %q", got)
	}
	for _, page := range []string{"/", "/oncall", primary} { // until they answer
		if got := w.shows(people.Scheduler, page).banners(); !strings.Contains(got, "The responder asks you to take Primary, Sat 21 Mar 20:00 – Sun 22 Mar 08:00.") {
			t.Errorf("%s: %q", page, got)
		}
	}
	if strings.Contains(w.shows(people.Admin, "/").banners(), "asks") {
		t.Error("who is not asked is bothered")
	}
	p := w.shows(people.Viewer, primary+"?from=2026-03-16")
	p.says("swap-row", "The responder asks The scheduler to take Sat 21 Mar 20:00 – Sun 22 Mar 08:00")
	p.says("rota", "Who takes it?")
	if !strings.Contains(p.text("shifts"), "The responder asks who takes it.") {
		t.Error("the words beside the picture do not say it")
	}
	w.shows(people.Scheduler, path).says("swap", "The responder asks you to take", "“wedding <b>”", "Until somebody takes it, The responder stays on call.")
	w.posts(people.Scheduler, path+"/take", url.Values{}).wantRedirect(primary)
	if w.onAt(sunday()) != personOf(people.Scheduler) || w.onAt(sunday().Add(12*time.Hour)) != personOf(people.Responder) {
		t.Errorf("on call: %s, then %s", w.onAt(sunday()), w.onAt(sunday().Add(12*time.Hour)))
	}
	if got := w.mails()["responder@example.net"]; !strings.Contains(got, "No longer yours: Sat 21 Mar 20:00 CDT to Sun 22 Mar 08:00 CDT") {
		t.Errorf("who asked was told %q", got)
	}
	w.asks(personOf(people.Scheduler), "GET", path, "").wantStatus(http.StatusNotFound)
	if got := w.shows(people.Scheduler, "/").banners(); strings.Contains(got, "asks") {
		t.Errorf("still asked: %q", got)
	}
}

func TestDecliningAndWithdrawingMoveNobody(t *testing.T) {
	w := rota(t, mailed)
	path := w.swaps(saturday("to", personOf(people.Scheduler)))
	w.mails()
	w.posts(people.Scheduler, path+"/decline", url.Values{}).wantRedirect(primary)
	if got := w.mails()["responder@example.net"]; !strings.Contains(got, "The scheduler does not take Primary from Sat 21 Mar 20:00 CDT to Sun 22 Mar 08:00 CDT. You stay on call for it.") {
		t.Errorf("who asked was told %q", got)
	}
	if got := w.shows(people.Scheduler, "/").banners(); strings.Contains(got, "asks") {
		t.Errorf("still asked: %q", got)
	}
	w.shows(people.Responder, path).says("swap", "You ask The scheduler to take", "Declined by The scheduler")
	w.posts(people.Responder, path+"/withdraw", url.Values{}).wantRedirect(primary)
	if s := w.db.Config().Schedules["PSCHED1"]; len(s.Swaps)+len(s.Overrides) > 0 || w.onAt(sunday()) != personOf(people.Responder) {
		t.Errorf("left: %+v", s)
	}
	path = w.swaps(saturday("to", personOf(people.Scheduler)))
	w.mails()
	w.posts(people.Responder, path+"/withdraw", url.Values{})
	if got := w.mails()["scheduler@example.net"]; !strings.Contains(got, "The responder takes back the request to take Primary from Sat 21 Mar") {
		t.Errorf("who was asked was told %q", got)
	}
}

func TestAnExchangeIsAskedForInOneForm(t *testing.T) {
	w := rota(t)
	theirs := personOf(people.Scheduler) + " " + shift(monday().AddDate(0, 0, 7), monday().AddDate(0, 0, 14))
	p := w.posts(people.Responder, primary+"/swaps/new", saturday("to", personOf(people.Admin), "return", theirs))
	p.wantStatus(http.StatusBadRequest)
	p.says("error-return", "Choose a shift of whom you ask")
	if p.field("start") != "2026-03-21T20:00" {
		t.Error("what was typed is lost")
	}
	path := w.swaps(saturday("return", theirs))
	w.shows(people.Scheduler, path).says("swap", "asks you to take", "in exchange for Mon 23 Mar 09:00 – Mon 30 Mar 09:00")
	w.posts(people.Scheduler, path+"/take", url.Values{}).wantRedirect(primary)
	if w.onAt(sunday()) != personOf(people.Scheduler) || w.onAt(monday().AddDate(0, 0, 8)) != personOf(people.Responder) {
		t.Errorf("%s and %s", w.onAt(sunday()), w.onAt(monday().AddDate(0, 0, 8)))
	}
}

func TestWhatCannotBeAskedStaysInTheForm(t *testing.T) {
	w := rota(t)
	for name, test := range map[string]struct {
		form  url.Values
		field string
	}{
		"no shift":              {saturday("shift", "soon"), "shift"},
		"a time that is none":   {saturday("start", "yesterday"), "start"},
		"outside of the shift":  {saturday("end", "2026-03-25T08:00"), "end"},
		"oneself":               {saturday("to", personOf(people.Responder)), "to"},
		"a viewer":              {saturday("to", personOf(people.Viewer)), "to"},
		"an exchange for words": {saturday("return", "all of them"), "return"},
		"somebody else's":       {url.Values{"shift": {shift(monday().AddDate(0, 0, 8), monday().AddDate(0, 0, 9))}}, "start"},
	} {
		p := w.posts(people.Responder, primary+"/swaps/new", test.form)
		p.wantStatus(http.StatusBadRequest)
		if p.text("error-"+test.field) == "" {
			t.Errorf("%s: no word beside %s: %s", name, test.field, p.text("swap-form"))
		}
	}
	w.posts(people.Responder, primary+"/swaps/new", saturday("user", personOf(people.Scheduler))).wantStatus(http.StatusForbidden)
	w.asks(personOf(people.Responder), "GET", primary+"/swaps/new?user="+personOf(people.Scheduler), "").wantStatus(http.StatusForbidden)
}

func TestOnlyWhoIsAskedAnswers(t *testing.T) {
	w := rota(t)
	path := w.swaps(saturday("to", personOf(people.Scheduler)))
	before := w.head()
	w.posts(people.Responder, path+"/take", url.Values{}).wantStatus(http.StatusConflict)
	w.posts(people.Responder, path+"/take", url.Values{"user": {personOf(people.Scheduler)}}).wantStatus(http.StatusForbidden)
	w.posts(people.Viewer, path+"/withdraw", url.Values{}).wantStatus(http.StatusForbidden)
	if w.head() != before {
		t.Error("refused, and still changed something")
	}
	w.posts(people.Admin, path+"/take", url.Values{"user": {personOf(people.Owner)}}).wantRedirect(primary) // who may change the schedule decides
	if w.onAt(sunday()) != personOf(people.Owner) {
		t.Errorf("on call: %s", w.onAt(sunday()))
	}
}

func TestOfTwoWhoTakeItAtOnceOneHasIt(t *testing.T) {
	w := rota(t)
	path := w.swaps(saturday())
	takers := []people.Role{people.Scheduler, people.Admin, people.Owner}
	codes := make([]int, len(takers))
	var all sync.WaitGroup
	for i, role := range takers {
		all.Go(func() { codes[i] = w.posts(role, path+"/take", url.Values{}).Code })
	}
	all.Wait()
	won := 0
	for i, code := range codes {
		switch code {
		case http.StatusSeeOther:
			won++
			if w.onAt(sunday()) != personOf(takers[i]) {
				t.Errorf("%s was told that they have it, and %s is on call", takers[i], w.onAt(sunday()))
			}
		case http.StatusConflict:
		default:
			t.Errorf("%s: %d", takers[i], code)
		}
	}
	if s := w.db.Config().Schedules["PSCHED1"]; won != 1 || len(s.Overrides) != 1 || len(s.Swaps) != 0 {
		t.Errorf("%d have it, by %d overrides", won, len(s.Overrides))
	}
	p := w.posts(people.Owner, path+"/take", url.Values{})
	p.wantStatus(http.StatusConflict)
	p.says("problem", "This request is closed: somebody has taken it")
}

func TestARequestLapsesWithItsShift(t *testing.T) {
	w := rota(t)
	path := w.swaps(saturday())
	w.set(sunday().Add(20 * time.Hour))
	if got := w.shows(people.Scheduler, "/").banners(); strings.Contains(got, "asks") {
		t.Errorf("still asked: %q", got)
	}
	w.shows(people.Scheduler, primary).has("swap-row", false)
	w.asks(personOf(people.Scheduler), "GET", path, "").wantStatus(http.StatusNotFound)
	w.posts(people.Scheduler, path+"/take", url.Values{}).wantStatus(http.StatusConflict)
}

func TestAnEditOfTheScheduleKeepsRequests(t *testing.T) {
	s := schedules.Schedule{TimeZone: "UTC", Swaps: []schedules.Swap{{ID: "W"}}}
	if got := s.Edited(schedules.Schedule{TimeZone: "UTC"}, monday()); len(got.Swaps) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestAMailLinksToTheRequest(t *testing.T) {
	w := rota(t, mailed, func(c *engine.Config, _ *schedules.Schedule) { c.Settings.PublicURL = "https://pager.example.net" })
	path := w.swaps(saturday())
	mails := w.mails()
	for _, role := range []people.Role{people.Scheduler, people.Admin, people.Owner} {
		if got := mails[string(role)+"@example.net"]; !strings.Contains(got, "asks who is free to take Primary") || !strings.Contains(got, "Answer: https://pager.example.net"+path) {
			t.Errorf("%s was told %q", role, got)
		}
	}
	if mails["viewer@example.net"]+mails["responder@example.net"] != "" {
		t.Errorf("told for nothing: %v", mails)
	}
}
