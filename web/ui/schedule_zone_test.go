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
	"wakeman/schedules/civil"
)

// Somebody in Berlin reads a schedule of Chicago: one clock on the page, named, and theirs beside it.
func TestAScheduleIsReadInItsOwnZoneFromAbroad(t *testing.T) {
	w := rota(t, func(c *engine.Config, s *schedules.Schedule) {
		u := c.Users[personOf(people.Responder)]
		u.TimeZone = "Europe/Berlin"
		c.Users[u.ID] = u
		s.Overrides = []schedules.Override{{ID: "PGAP001", Start: monday().Add(10 * time.Hour), End: monday().Add(12 * time.Hour)}}
	})
	page := words(w.shows(people.Responder, primary).root)
	for _, want := range []string{
		"until 19:00", "(your time: 01:00)", "Times on this page are in America/Chicago (CDT).",
		"Nobody is on call from Mon 16 Mar 19:00 to Mon 16 Mar 21:00.", "your time: Tue 17 Mar 01:00 to Tue 17 Mar 03:00",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page: %s", want, page)
		}
	}
	form := words(w.shows(people.Responder, primary+"/swaps/new").root)
	for _, want := range []string{"In America/Chicago (CDT)", "Mon 16 Mar 10:00 – 19:00 (your time: Mon 16 Mar 16:00 – Tue 17 Mar 01:00)"} {
		if !strings.Contains(form, want) {
			t.Errorf("%q is not in the form: %s", want, form)
		}
	}
	if home := words(w.shows(people.Scheduler, primary).root); strings.Contains(home, "your time") {
		t.Errorf("the same time is said twice: %s", home)
	}
}

// The editor says from when on another zone holds. What was before is the same on the page of the schedule, and its layer is
// listed with the clock that it was written on.
func TestAnotherZoneInTheEditorLeavesThePast(t *testing.T) {
	w := rota(t, from(civil.At(2026, 3, 2, 10, 0)))
	p := w.button(people.Scheduler, rotaEdit, "preview", w.editorForm(people.Scheduler, rotaEdit), "time_zone", "Europe/Berlin").wantStatus(http.StatusOK)
	for _, want := range []string{"every handoff is at its time of day in Europe/Berlin", "What was before stays as it was."} {
		if text := words(p.root); !strings.Contains(text, want) {
			t.Errorf("%q is not in the preview: %s", want, text)
		}
	}
	first, cut := monday().AddDate(0, 0, -14), w.now().Truncate(time.Minute).Add(time.Minute)
	was := w.schedule("PSCHED1").Shifts(first, cut)
	w.button(people.Scheduler, rotaEdit, "save", p.filled("schedule-form")).wantStatus(http.StatusSeeOther)
	is := w.schedule("PSCHED1")
	if is.TimeZone != "Europe/Berlin" || len(was) == 0 || !slices.EqualFunc(was, is.Shifts(first, cut), sameShift) {
		t.Errorf("on call were %v, and are said to have been %v", was, is.Shifts(first, cut))
	}
	w.set(cut.Add(time.Hour))
	if text := words(w.shows(people.Scheduler, rotaEdit).root); !strings.Contains(text, "America/Chicago") {
		t.Errorf("the part that is over does not say its clock: %s", text)
	}
	if at := civil.At(2026, 3, 30, 12, 0).In(is.Location()); !slices.Equal(is.OnCall(at), []string{personOf(people.Responder)}) {
		t.Errorf("in two weeks by the clock of Berlin: %v", is.OnCall(at))
	}
}
