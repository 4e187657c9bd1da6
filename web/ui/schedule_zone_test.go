package ui_test

import (
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
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
