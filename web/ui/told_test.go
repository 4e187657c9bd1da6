package ui_test

import (
	"net/url"
	"testing"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/schedules"
)

// pushedTo gives somebody push by a server of their own.
func pushedTo(role people.Role) func(*engine.Config, *schedules.Schedule) {
	return func(c *engine.Config, _ *schedules.Schedule) {
		u := c.Users[personOf(role)]
		u.ContactMethods = []people.ContactMethod{{ID: "PMPUSH1", Label: "phone", Type: notify.Push, Address: "https://ntfy.example.net/towers"}}
		c.Users[u.ID] = u
	}
}

func TestANoticeSaysWhoWasToldByWhatAndWhoWasNot(t *testing.T) {
	for name, test := range map[string]struct {
		change []func(*engine.Config, *schedules.Schedule)
		says   string
	}{
		"by mail":             {[]func(*engine.Config, *schedules.Schedule){mailed}, "Told by mail: The responder."},
		"by push alone":       {[]func(*engine.Config, *schedules.Schedule){pushedTo(people.Responder)}, "Told by push: The responder."},
		"by mail and push":    {[]func(*engine.Config, *schedules.Schedule){mailed, pushedTo(people.Responder)}, "Told by mail and push: The responder."},
		"by nothing there is": {nil, "Not told: The responder, for no mail server is set, and they have no push. Tell them."},
	} {
		t.Run(name, func(t *testing.T) {
			w := rota(t, test.change...)
			p := w.shows(people.Scheduler, primary+"/take")
			w.wantNotice(people.Scheduler, w.posts(people.Scheduler, primary+"/take", p.filled("take")), "You are on call for Primary until Mon 30 Mar 09:00. "+test.says) // the week after is the scheduler's own
		})
	}
}

func TestWhoeverIsAskedIsNamedInTheNotice(t *testing.T) {
	w := rota(t, pushedTo(people.Scheduler), func(c *engine.Config, s *schedules.Schedule) {
		c.Teams = map[string]people.Team{"PTEAM01": {ID: "PTEAM01", Name: "North"}}
		s.Team = "PTEAM01"
	})
	w.wantNotice(people.Responder, w.posts(people.Responder, primary+"/swaps/new", saturday()), "Asked. Told by push: The scheduler.")
	swap := w.db.Config().Schedules["PSCHED1"].Swaps[0].ID
	w.wantNotice(people.Scheduler, w.posts(people.Scheduler, primary+"/swaps/"+swap+"/decline", url.Values{}), "Declined. Not told: The responder, for no mail server is set, and they have no push. Tell them.")
}
