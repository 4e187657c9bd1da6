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

func from(anchor civil.DateTime) func(*engine.Config, *schedules.Schedule) {
	return func(_ *engine.Config, s *schedules.Schedule) { s.Layers[0].Start = anchor }
}

func TestARegularScheduleNeedsNoAdvice(t *testing.T) {
	p := rota(t, from(civil.At(2026, 3, 2, 10, 0))).shows(people.Viewer, "/schedules/PSCHED1/advice")
	p.has("advice", false)
	p.says("empty", "Nothing to improve")
	if charts := p.texts("chart"); len(charts) != 3 || !strings.Contains(charts[0], "10:00 to 11:00: 13.") || !strings.Contains(charts[1], "Monday: 13.") || !strings.Contains(charts[2], "7 d: 11.") {
		t.Errorf("charts: %q", charts)
	}
}

func TestAdviceSaysWhatIsBadAndWhyAndOffersWhatIsBetter(t *testing.T) {
	p := rota(t, from(civil.At(2026, 3, 1, 0, 0))).shows(people.Scheduler, "/schedules/PSCHED1/advice")
	for i, want := range [][]string{
		{"All 13 handoffs are at midnight", "Nobody is up to talk", "Hand over at 10:00, weeks on Mondays"},
		{"All 13 handoffs are on a Saturday or Sunday", "both are at work", "Hand over at 10:00, weeks on Mondays"},
	} {
		if got := p.texts("one-advice"); len(got) != 2 || slices.ContainsFunc(want, func(s string) bool { return !strings.Contains(got[i], s) }) {
			t.Errorf("%q has not all of %q", got, want)
		}
	}
	if !slices.Contains(p.hrefs(), "/schedules/PSCHED1/advice/daytime") {
		t.Errorf("no way to the remedy: %q", p.hrefs())
	}
}

func TestGapsAndUnevenNightsAreNamed(t *testing.T) {
	w := rota(t, func(_ *engine.Config, s *schedules.Schedule) {
		s.Layers[0].Start = civil.At(2026, 3, 2, 10, 0)
		s.Layers[0].Users = []schedules.Slot{{personOf(people.Responder)}, {personOf(people.Responder)}, {personOf(people.Scheduler)}, {personOf(people.Responder)}}
		s.Overrides = []schedules.Override{{Start: monday().AddDate(0, 0, 2), End: monday().AddDate(0, 0, 3)}}
	})
	p := w.shows(people.Viewer, "/schedules/PSCHED1/advice")
	all := strings.Join(p.texts("one-advice"), "\n")
	for _, want := range []string{"Nobody is on call at times", "Wed 18 Mar 09:00 – Thu 19 Mar 09:00", "The nights are shared out unevenly", "The responder has", "The scheduler has"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not in\n%s", want, all)
		}
	}
	if strings.Contains(all, "Change the schedule") {
		t.Error("a viewer is offered to change it")
	}
	const cover = "/schedules/PSCHED1/overrides/new?end=2026-03-19T09%3A00&start=2026-03-18T09%3A00"
	if w.asks(personOf(people.Scheduler), http.MethodGet, cover, "").field("end") != "2026-03-19T09:00" || !slices.Contains(w.shows(people.Scheduler, "/schedules/PSCHED1/advice").hrefs(), cover) {
		t.Error("no way to cover the gap")
	}
	if !slices.Contains(p.hrefs(), "/schedules/PSCHED1/fairness") {
		t.Error("no way to compare")
	}
	if !strings.Contains(words(p.root), "98.9 %") {
		t.Error("the coverage is missing")
	}
}

// The remedy opens the editor, filled with what is better; nothing is stored.
func TestARemedyOpensTheEditorAndStoresNothing(t *testing.T) {
	w := rota(t, from(civil.At(2026, 3, 1, 0, 0)))
	before := w.db.Config().Schedules["PSCHED1"]
	p := w.shows(people.Scheduler, "/schedules/PSCHED1/advice/daytime")
	if got := p.field("layers[0].anchor"); !strings.Contains(got, "2026-03-02T10:00") {
		t.Errorf("turns are counted from %q", got)
	}
	if after := w.db.Config().Schedules["PSCHED1"]; !after.Layers[0].Anchor.IsZero() || after.Layers[0].Start != before.Layers[0].Start {
		t.Error("the remedy was stored")
	}
	w.asks(personOf(people.Responder), http.MethodGet, "/schedules/PSCHED1/advice/daytime", "").wantStatus(http.StatusForbidden)
	w.asks(personOf(people.Scheduler), http.MethodGet, "/schedules/PSCHED1/advice/wish", "").wantStatus(http.StatusNotFound)
}

func TestOddTurnsAreMadeRegular(t *testing.T) {
	w := rota(t, func(_ *engine.Config, s *schedules.Schedule) {
		s.Layers = []schedules.Layer{
			{ID: "PLAYER1", Start: civil.At(2026, 3, 2, 10, 0), Turn: schedules.TurnOfSeconds(41 * 3600), Users: s.Layers[0].Users},
			{
				ID: "PLAYER2", Start: civil.At(2026, 3, 2, 10, 0), Turn: schedules.TurnOfSeconds(29 * 3600), Users: []schedules.Slot{{personOf(people.Admin)}, nil},
				Restrictions: []schedules.Restriction{{From: civil.TimeOfDay{Hour: 9}, For: 5 * time.Hour}},
			},
		}
	})
	p := w.shows(people.Scheduler, "/schedules/PSCHED1/advice")
	if !slices.Contains(p.hrefs(), "/schedules/PSCHED1/advice/regular") {
		t.Errorf("advice: %q", p.texts("one-advice"))
	}
}
