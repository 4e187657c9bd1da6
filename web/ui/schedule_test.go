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

// monday is 9:00 in Chicago.
func monday() time.Time { return time.Date(2026, 3, 16, 14, 0, 0, 0, time.UTC) }

// rota is a box on which responder and scheduler take weeks in turn, from
// Monday 16 March 2026 9:00 in Chicago, the responder the first.
func rota(t *testing.T, change ...func(*engine.Config, *schedules.Schedule)) *world {
	w := open(t)
	c := smallProvider()
	s := schedules.Schedule{ID: "PSCHED1", Name: "Primary", TimeZone: "America/Chicago", Layers: []schedules.Layer{{
		ID: "PLAYER1", Name: "Weekly", Start: civil.At(2026, 3, 2, 9, 0), Turn: schedules.TurnOfSeconds(7 * 86400),
		Users: []schedules.Slot{{personOf(people.Responder)}, {personOf(people.Scheduler)}},
	}}}
	for _, f := range change {
		f(c, &s)
	}
	c.Schedules = map[string]schedules.Schedule{s.ID: s}
	w.configure(c)
	w.set(monday().Add(time.Hour))
	return w
}

func away(role people.Role, from, to time.Time) func(*engine.Config, *schedules.Schedule) {
	return func(c *engine.Config, _ *schedules.Schedule) {
		u := c.Users[personOf(role)]
		u.Absences = []schedules.Absence{{User: u.ID, Start: from, End: to, Reason: "vacation"}}
		c.Users[u.ID] = u
	}
}

func TestASchedulesPageSaysWhoIsOnWhenAndUntilWhen(t *testing.T) {
	w := rota(t)
	w.shows(people.Viewer, "/schedules").says("schedule", "Primary", "The responder", "until", "then The scheduler")
	p := w.shows(people.Responder, "/schedules/PSCHED1?from=2026-03-16")
	p.says("shift", "Mon 16 Mar 00:00 – 09:00", "The scheduler")
	if got := p.texts("shift"); len(got) != 3 || !strings.Contains(got[1], "The responder · that is you · now") && !strings.Contains(got[1], "that is you") {
		t.Errorf("shifts: %q", got)
	}
	if lanes := p.texts("lane"); len(lanes) != 2 || !strings.Contains(lanes[0], "On call") || !strings.Contains(lanes[1], "Weekly") {
		t.Errorf("lanes: %q", lanes)
	}
}

func TestWhoStandsInIsNamedWithTheReason(t *testing.T) {
	w := rota(t, away(people.Responder, monday().AddDate(0, 0, 2), monday().AddDate(0, 0, 4)))
	p := w.shows(people.Viewer, "/schedules/PSCHED1?from=2026-03-16&span=week")
	if !slices.ContainsFunc(p.texts("shift"), func(s string) bool {
		return strings.Contains(s, "Wed 18 Mar 09:00 – Fri 20 Mar 09:00") && strings.Contains(s, "The scheduler") && strings.Contains(s, "Stands in for The responder, who is away.")
	}) {
		t.Errorf("shifts: %q", p.texts("shift"))
	}
	if lanes := p.texts("lane"); len(lanes) != 3 || !strings.Contains(lanes[1], "Away") {
		t.Errorf("lanes: %q", lanes)
	}
}

func TestAGapIsRedAndSaysWhy(t *testing.T) {
	both := func(c *engine.Config, s *schedules.Schedule) {
		for _, role := range []people.Role{people.Responder, people.Scheduler} {
			away(role, monday().AddDate(0, 0, 2), monday().AddDate(0, 0, 3))(c, s)
		}
	}
	takenOff := func(_ *engine.Config, s *schedules.Schedule) {
		s.Overrides = []schedules.Override{{Start: monday().AddDate(0, 0, 2), End: monday().AddDate(0, 0, 3)}}
	}
	left := func(c *engine.Config, s *schedules.Schedule) {
		for _, role := range []people.Role{people.Responder, people.Scheduler} {
			u := c.Users[personOf(role)]
			u.Disabled = true
			c.Users[u.ID] = u
		}
	}
	unmanned := func(_ *engine.Config, s *schedules.Schedule) { s.Layers[0].Users[0] = nil }
	for name, test := range map[string]struct {
		change func(*engine.Config, *schedules.Schedule)
		why    string
	}{
		"everybody is away": {both, "The responder is away, and nobody can stand in."},
		"an override":       {takenOff, "An override takes The responder off, and names nobody."},
		"all have left":     {left, "has left, and nobody can stand in."},
		"nobody's turn":     {unmanned, "No layer has anybody then."},
	} {
		p := rota(t, test.change).shows(people.Viewer, "/schedules/PSCHED1?from=2026-03-16")
		if !slices.ContainsFunc(p.texts("shift"), func(s string) bool { return strings.Contains(s, "Nobody") && strings.Contains(s, test.why) }) {
			t.Errorf("%s: %q", name, p.texts("shift"))
		}
	}
}

func TestTheListWarnsOfTheNextGap(t *testing.T) {
	w := rota(t, func(_ *engine.Config, s *schedules.Schedule) {
		s.Overrides = []schedules.Override{{Start: monday().AddDate(0, 0, 2), End: monday().AddDate(0, 0, 3)}}
	})
	w.shows(people.Viewer, "/schedules").says("schedule", "Nobody is on call from Wed 18 Mar 09:00 to Thu 19 Mar 09:00.")
}

func TestBothClocksAreShownWhereTheyDiffer(t *testing.T) {
	w := rota(t, func(c *engine.Config, _ *schedules.Schedule) {
		u := c.Users[personOf(people.Viewer)]
		u.TimeZone = "Europe/Berlin"
		c.Users[u.ID] = u
	})
	w.shows(people.Viewer, "/schedules/PSCHED1?from=2026-03-16").says("rota", "America/Chicago", "Europe/Berlin")
	if !strings.Contains(w.shows(people.Viewer, "/schedules/PSCHED1?from=2026-03-16").text("shifts"), "your time: Mon 16 Mar 15:00") {
		t.Error("the viewer's own time is missing")
	}
}

func TestWhoHasLeftOrWasRemovedIsNamedUntilThenAndTheNextStandsInAfterwards(t *testing.T) {
	left := monday().Add(-24 * time.Hour) // Sunday, 9:00 in Chicago, within the week of the scheduler
	for name, change := range map[string]func(*engine.Config, *schedules.Schedule){
		"left": func(c *engine.Config, _ *schedules.Schedule) {
			u := c.Users[personOf(people.Scheduler)]
			u.Disabled, u.LeftAt = true, left
			c.Users[u.ID] = u
		},
		"removed": func(c *engine.Config, _ *schedules.Schedule) {
			u := c.Users[personOf(people.Scheduler)]
			delete(c.Users, u.ID)
			c.Former = map[string]people.Former{u.ID: people.FormerOf(u, left)}
		},
	} {
		p := rota(t, change).shows(people.Viewer, "/schedules/PSCHED1?from=2026-03-14&span=week")
		got := p.texts("shift")
		if len(got) < 2 || !strings.Contains(got[0], "Sat 14 Mar 00:00 – Sun 15 Mar 09:00 The scheduler") || !strings.Contains(got[1], "Sun 15 Mar 09:00 – Sat 21 Mar 00:00 The responder") || !strings.Contains(got[1], "Stands in for The scheduler, who has left.") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestOddAddressesShowThisFortnight(t *testing.T) {
	w := rota(t)
	want := w.shows(people.Viewer, "/schedules/PSCHED1").text("shifts")
	for _, query := range []string{"?from=yesterday", "?from=9999-12-31", "?from=0001-01-01", "?span=year", "?from=%00&span=<script>"} {
		if got := w.shows(people.Viewer, "/schedules/PSCHED1"+query).text("shifts"); got != want {
			t.Errorf("%s shows %q", query, got)
		}
	}
	w.asks(personOf(people.Viewer), http.MethodGet, "/schedules/PNONE01", "").wantStatus(http.StatusNotFound)
}

// Turns of a minute are odd, but nothing that anybody may do makes the box draw millions of bars: it has pages to send.
func TestAScheduleThatChangesEachMinuteIsStillAPage(t *testing.T) {
	w := rota(t, func(_ *engine.Config, s *schedules.Schedule) { s.Layers[0].Turn = schedules.TurnOfSeconds(60) })
	for _, path := range []string{
		"/schedules", "/schedules/PSCHED1?span=month", "/schedules/PSCHED1/edit", "/schedules/PSCHED1/advice", "/schedules/fairness",
		"/schedules/PSCHED1/swaps/new", "/my-shifts", "/oncall", "/readiness",
	} {
		if p := w.shows(people.Scheduler, path); p.Body.Len() > 2<<20 {
			t.Errorf("%s is %d bytes", path, p.Body.Len())
		}
	}
	w.shows(people.Viewer, "/schedules/PSCHED1?span=month").says("more", "Look at fewer days")
	w.shows(people.Scheduler, "/my-shifts").says("more", "more")
}

// From each shift to come that ends on the picture, whoever may change the schedule goes to an override for just that time.
func TestAShiftLeadsToAnOverrideForIt(t *testing.T) {
	w := rota(t)
	overrides := func(by people.Role) (list []string) {
		for _, path := range w.shows(by, "/schedules/PSCHED1?from=2026-03-16").hrefs() {
			if strings.Contains(path, "/overrides/new?") {
				list = append(list, path)
			}
		}
		return list
	}
	got := overrides(people.Scheduler)
	want := []string{"/schedules/PSCHED1/overrides/new?end=2026-03-23T09%3A00&start=2026-03-16T10%3A00"} // it runs; the next goes on after the fortnight
	if !slices.Equal(got, want) {
		t.Fatalf("%q, want %q", got, want)
	}
	p := w.shows(people.Scheduler, got[0])
	if p.field("start") != "2026-03-16T10:00" || p.field("end") != "2026-03-23T09:00" {
		t.Errorf("from %q to %q", p.field("start"), p.field("end"))
	}
	if got := overrides(people.Responder); len(got) > 0 {
		t.Errorf("a responder is led to %q", got)
	}
}
