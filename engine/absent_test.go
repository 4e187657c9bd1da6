package engine_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/schedules"
)

// away has people on leave for a day from the beginning of the bubble on.
func away(c *engine.Config, ids ...string) {
	begin := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, id := range ids {
		user(c, id, func(u *people.User) {
			u.Absences = []schedules.Absence{
				{User: id, Start: begin.Add(12 * time.Hour), End: begin.Add(24 * time.Hour)},
				{User: id, Start: begin, End: begin.Add(12 * time.Hour)},
			}
		})
	}
}

func TestWhoIsAwayIsPassedOverAndTheTimelineSaysUntilWhen(t *testing.T) {
	for name, tc := range map[string]struct {
		steps []engine.Step
		told  []string
		says  string
	}{
		"alone on the step":      {[]engine.Step{to(5*time.Minute, "PANN"), to(5*time.Minute, "PBEN")}, []string{"Ben push"}, "Nobody was told: Ann is away until Sun 2 Jan 00:00 UTC."},
		"beside another":         {[]engine.Step{to(5*time.Minute, "PANN", "PBEN")}, []string{"Ben push"}, "named by the policy. Passed over: Ann is away until Sun 2 Jan 00:00 UTC."},
		"after another":          {[]engine.Step{to(5*time.Minute, "PBEN"), to(5*time.Minute, "PANN")}, []string{"Ben push"}, "Assigned to Ben"},
		"whose turn it would be": {[]engine.Step{turns(5*time.Minute, "PANN", "PBEN")}, []string{"Ben push"}, "Assigned to Ben"},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(c *engine.Config) {
				*c = *carried(func(c *engine.Config) { steps(c, 0, tc.steps...); away(c, "PANN") })
			}, func(w *world) {
				v := w.event(engine.Event{Key: "k", Summary: "down", Severity: engine.Critical})
				w.wantTold("at once", tc.told...)
				if !strings.Contains(w.timeline(v.Incident), tc.says) {
					t.Errorf("the timeline does not say %q:\n%s", tc.says, w.timeline(v.Incident))
				}
				w.passes(10 * time.Minute)
				synctest.Wait()
				if told := w.told(); slices.ContainsFunc(told, func(s string) bool { return strings.HasPrefix(s, "Ann") }) {
					t.Errorf("Ann was told: %q", told)
				}
			})
		})
	}
}

func TestWhoIsAwayIsPagedWhereNobodyElseWouldBeReached(t *testing.T) {
	for name, change := range map[string]func(*engine.Config){
		"alone in the policy":           func(c *engine.Config) { steps(c, 0, to(5*time.Minute, "PANN")) },
		"everybody is away":             func(c *engine.Config) { away(c, "PBEN") },
		"nobody has the other schedule": func(c *engine.Config) { steps(c, 0, to(5*time.Minute, "PANN"), to(5*time.Minute, "SGONE")) },
		"the other has left":            func(c *engine.Config) { user(c, "PBEN", func(u *people.User) { u.Disabled = true }) },
		"the other has no way": func(c *engine.Config) {
			user(c, "PBEN", func(u *people.User) { u.ContactMethods, u.NotificationRules = nil, nil })
		},
		"the other's only way is unset": func(c *engine.Config) { user(c, "PBEN", onlyMail) },
		"the other's rule comes too late": func(c *engine.Config) {
			user(c, "PBEN", func(u *people.User) { u.NotificationRules = u.NotificationRules[1:2] })
			steps(c, 0, to(time.Minute, "PANN"), to(time.Minute, "PBEN"))
		},
		"it may be the turn of nobody": func(c *engine.Config) { steps(c, 0, to(5*time.Minute, "PANN"), turns(5*time.Minute, "PBEN", "SGONE")) },
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(c *engine.Config) {
				*c = *carried(func(c *engine.Config) { away(c, "PANN"); change(c) })
			}, func(w *world) {
				v := w.event(engine.Event{Key: "k", Summary: "down", Severity: engine.Critical})
				w.wantTold("at once", "Ann push")
				if says := "named by the policy; away until Sun 2 Jan 00:00 UTC, but nobody else"; !strings.Contains(w.timeline(v.Incident), says) {
					t.Errorf("the timeline does not say %q:\n%s", says, w.timeline(v.Incident))
				}
			})
		})
	}
}

// The carriers refuse whatever goes to Ben: when it starts over, Ann is not spared.
func TestWhoIsAwayIsPagedWhenItStartsOverBecauseNobodyWasReached(t *testing.T) {
	inBubble(t, func(c *engine.Config) {
		*c = *carried(func(c *engine.Config) { away(c, "PANN") })
	}, func(w *world) {
		w.mu.Lock()
		w.answer = refusesBen
		w.mu.Unlock()
		w.event(engine.Event{Key: "k", Summary: "down", Severity: engine.Critical})
		w.passes(12 * time.Minute)
		synctest.Wait()
		if told := w.told(); !slices.Contains(told, "Ann push") {
			t.Errorf("told were %q", told)
		}
	})
}

func TestTheForecastPassesOverWhoIsAwayAndSaysSo(t *testing.T) {
	c := carried(func(c *engine.Config) {
		steps(c, 0, to(5*time.Minute, "PANN"), to(5*time.Minute, "PBEN"))
		away(c, "PANN")
	})
	begin := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	got := said(engine.Forecast(c, "PPOL", people.High, begin))
	if got[0] != "0s 1 - Ann is away until Sun 2 Jan 00:00 UTC" || got[1] != "0s 2 Ben push" {
		t.Errorf("while away: %q", got)
	}
	if got := said(engine.Forecast(c, "PPOL", people.High, begin.AddDate(0, 0, 1))); got[0] != "0s 1 Ann push" {
		t.Errorf("when back: %q", got)
	}
}

func turns(delay time.Duration, ids ...string) engine.Step {
	s := to(delay, ids...)
	s.RoundRobin = true
	return s
}

func onlyMail(u *people.User) {
	u.ContactMethods = []people.ContactMethod{{ID: "mail", Label: "mail", Type: notify.Email, Address: "ben@example.net"}}
	u.NotificationRules = []people.NotificationRule{{ID: "r", Urgency: people.High, Method: "mail"}}
}

func refusesBen(d notify.Delivery) notify.Outcome {
	if d.Message.Recipient == "Ben" {
		return notify.Outcome{Status: notify.Permanent, Reason: "gone"}
	}
	return notify.Outcome{Status: notify.Delivered}
}
