package ui_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine/people"
)

const takePath = "/schedules/PSCHED1/take"

// takes posts the form with which somebody goes on call.
func (w *world) takes(by people.Role, replaces, until string) {
	w.Helper()
	form := url.Values{"replaces": {replaces}}
	if strings.Contains(until, "T") {
		form.Set("until", until)
	} else {
		form.Set("for", until)
	}
	w.posts(by, takePath, form).wantRedirect("/schedules/PSCHED1")
}

func TestStayingOnLongerPutsNobodyOff(t *testing.T) {
	w := rota(t)
	w.takes(people.Scheduler, personOf(people.Responder), "2")
	w.takes(people.Admin, "+", "24")
	p := w.shows(people.Scheduler, takePath)
	p.says("take", "Me (The scheduler)", "stays on longer, and nobody goes off")
	if whom := p.filled("take").Get("replaces"); whom != personOf(people.Admin) {
		t.Errorf("chosen beforehand is the place of %s", whom)
	}
	form := url.Values{"replaces": {personOf(people.Scheduler)}, "for": {"8"}}
	w.wantNotice(people.Scheduler, w.posts(people.Scheduler, takePath, form), "You are on call for Primary until Mon 16 Mar 18:00.")
	if got := w.on(); !strings.Contains(got, personOf(people.Admin)) || !strings.Contains(got, personOf(people.Scheduler)) {
		t.Errorf("on call: %s", got)
	}
	w.set(w.now().Add(3 * time.Hour))
	if got := strings.Fields(w.on()); len(got) != 3 {
		t.Errorf("three hours later, on call: %s", got)
	}
}

func TestWhoWasPutOffMayTakeOnCallAgain(t *testing.T) {
	w := rota(t)
	w.set(w.now().AddDate(0, 0, 7)) // the scheduler's week
	w.takes(people.Responder, "+", "24")
	w.takes(people.Admin, "*", "8")
	if got := w.on(); got != personOf(people.Admin) {
		t.Fatalf("on call: %s", got)
	}
	hrefs := w.shows(people.Responder, "/schedules/PSCHED1").hrefs()
	if body := w.shows(people.Responder, "/schedules/PSCHED1").Body.String(); !hasTake(hrefs) || !strings.Contains(body, "Give on-call back") {
		t.Errorf("the time of the evening can be given back, and on-call be taken now: %q", hrefs)
	}
	form := w.shows(people.Responder, takePath).filled("take")
	w.posts(people.Responder, takePath, form).wantRedirect("/schedules/PSCHED1")
	if got := w.on(); got != personOf(people.Responder) {
		t.Errorf("taken, on call: %s", got)
	}
	if hasTake(w.shows(people.Responder, "/schedules/PSCHED1").hrefs()) {
		t.Error("who is on call is offered to take it")
	}
}

func TestWhatIsOfNoEffectIsNotOfferedToBeGivenBack(t *testing.T) {
	w := rota(t)
	w.set(w.now().AddDate(0, 0, 7)) // the scheduler's week
	w.takes(people.Responder, "+", "4")
	w.takes(people.Admin, "*", "8")
	if p := w.shows(people.Responder, "/schedules/PSCHED1"); strings.Contains(p.Body.String(), "Give on-call back") || !hasTake(p.hrefs()) {
		t.Error("it is offered to give back what others took")
	}
}

func TestTheEndOfTheShiftIsOfWhomOneReplaces(t *testing.T) {
	w := rota(t)
	w.takes(people.Admin, "+", "2026-03-16T14:29")
	w.shows(people.Scheduler, takePath).says("take", "end of their shift", "It ends: The admin Mon 16 Mar 14:29, The responder Mon 23 Mar 09:00, everybody Mon 23 Mar 09:00")
	form := url.Values{"replaces": {personOf(people.Responder)}, "for": {"shift"}}
	w.wantNotice(people.Scheduler, w.posts(people.Scheduler, takePath, form), "You are on call for Primary until Mon 30 Mar 09:00.") // the week after is the scheduler's own
	if o := w.db.Config().Schedules["PSCHED1"].Overrides[1]; !o.End.Equal(monday().AddDate(0, 0, 7)) {
		t.Errorf("the override ends at %s", o.End)
	}
}

func TestUntilWhenOneIsOnIsWhatTheCalendarGives(t *testing.T) {
	w := rota(t)
	w.takes(people.Admin, "+", "2026-03-16T14:29")
	form := url.Values{"user": {personOf(people.Scheduler)}, "replaces": {personOf(people.Admin)}, "until": {"2026-03-17T10:00"}}
	w.wantNotice(people.Scheduler, w.posts(people.Scheduler, takePath, form), "You are on call for Primary until Mon 16 Mar 14:29. The shift of The admin ends at Mon 16 Mar 14:29.")
	s, _ := w.db.Config().Schedule("PSCHED1")
	if spans := s.SpansOf(personOf(people.Scheduler), w.now(), w.now().Add(48*time.Hour)); len(spans) != 1 || !spans[0].End.Equal(monday().Add(5*time.Hour+29*time.Minute)) {
		t.Errorf("on call %v", spans)
	}
}

func hasTake(hrefs []string) bool { return slices.Contains(hrefs, takePath) }
