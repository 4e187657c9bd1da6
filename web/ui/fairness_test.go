package ui_test

import (
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
)

func TestFairnessCountsNightsAndWeekendsWhereEachLives(t *testing.T) {
	w := rota(t, func(_ *engine.Config, s *schedules.Schedule) {
		s.Layers[0].Start = s.Layers[0].Start.Add(-52 * 7 * 24 * time.Hour)
	})
	w.set(monday())
	p := w.shows(people.Responder, "/schedules/PSCHED1/fairness")
	next := p.texts("burden")[:2]
	// 13 weeks, the responder's first: seven weeks of ten hours a night, and seven weekends. The other has six.
	for i, want := range [][]string{{"The responder (you)", "490 h +35 h", "336 h +24 h", "1,176 h +84 h"}, {"The scheduler", "420 h −35 h", "288 h −24 h", "1,008 h −84 h"}} {
		for _, words := range want {
			if !strings.Contains(next[i], words) {
				t.Errorf("%q does not say %q", next[i], words)
			}
		}
	}
	p.says("fair", "About even.")
	if strings.Contains(w.shows(people.Viewer, "/schedules").text("schedules"), "nobody") || !strings.Contains(strings.Join(w.shows(people.Viewer, "/schedules").hrefs(), " "), "/schedules/fairness") {
		t.Error("nothing leads there")
	}
}

func TestWhoCarriesFarMoreIsNamed(t *testing.T) {
	w := rota(t, func(_ *engine.Config, s *schedules.Schedule) {
		s.Overrides = []schedules.Override{{ID: "O", Start: monday(), End: monday().AddDate(0, 0, 60), User: personOf(people.Responder), CreatedAt: monday()}}
	})
	w.shows(people.Viewer, "/schedules/PSCHED1/fairness").says("fairness-next", "The responder\u2069 has", "night hours, \u2068The scheduler\u2069 has", "the mean is")
}

func TestTwoSchedulesAtOnceCountOnce(t *testing.T) {
	w := rota(t)
	alone := w.shows(people.Viewer, "/schedules/fairness").texts("burden")
	w.alters(func(c *engine.Config) {
		s := c.Schedules["PSCHED1"]
		s.ID, s.Name = "PSCHED2", "Secondary"
		c.Schedules["PSCHED2"] = s
	})
	if both := w.shows(people.Viewer, "/schedules/fairness").texts("burden"); strings.Join(alone, "\n") != strings.Join(both, "\n") {
		t.Errorf("one schedule %q, two %q", alone, both)
	}
}
