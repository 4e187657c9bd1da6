package ui_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
)

func dutyDoors() map[string]door {
	table := map[string]door{
		"GET /schedules/{schedule}/take":                  {"/schedules/PNONE01/take", people.Responder, 404},
		"POST /schedules/{schedule}/take":                 {"/schedules/PNONE01/take", people.Responder, 404},
		"GET /schedules/{schedule}/give-back/{override}":  {"/schedules/PNONE01/give-back/PNONE02", people.Responder, 404},
		"POST /schedules/{schedule}/give-back/{override}": {"/schedules/PNONE01/give-back/PNONE02", people.Responder, 404},
	}
	maps.Copy(table, swapDoors())
	maps.Copy(table, awayDoors())
	return table
}

// mailed is a box on which people are told by mail.
func mailed(c *engine.Config, _ *schedules.Schedule) {
	c.Settings.Mail = &engine.MailSettings{Host: "mail.example.net", Port: 25, TLS: "none", From: "wakeman@example.net"}
}

// on is who is on call for Primary now.
func (w *world) on() string {
	cfg := w.db.Config()
	s, _ := cfg.Schedule("PSCHED1")
	return strings.Join(s.OnCall(w.now()), " ")
}

// mails is what was sent since they were last asked for, by whom it went to.
func (w *world) mails() map[string]string {
	w.Helper()
	all := map[string]string{}
	for _, d := range w.pages() {
		all[d.To.Value] += d.Message.Subject + "\n" + d.Message.Text
	}
	return all
}

func TestTakingOnCallIsTwoTapsAndSoIsGivingItBack(t *testing.T) {
	w := rota(t, mailed)
	if !strings.Contains(strings.Join(w.shows(people.Scheduler, "/oncall").hrefs(), " ")+strings.Join(w.shows(people.Scheduler, "/schedules/PSCHED1").hrefs(), " "), "/schedules/PSCHED1/take") {
		t.Fatal("nothing leads there")
	}
	p := w.shows(people.Scheduler, "/schedules/PSCHED1/take")
	p.says("take", "On call now: The responder until", "end of shift, Mon 23 Mar 09:00")
	form := p.filled("take")
	w.posts(people.Scheduler, "/schedules/PSCHED1/take", form).wantRedirect("/schedules/PSCHED1")
	if w.on() != personOf(people.Scheduler) {
		t.Fatalf("on call: %s", w.on())
	}
	if got := w.mails()["responder@example.net"]; !strings.Contains(got, "No longer yours: Mon 16 Mar 10:00") {
		t.Errorf("who went off was told %q", got)
	}
	w.set(w.now().Add(2 * time.Hour))
	override := w.db.Config().Schedules["PSCHED1"].Overrides[0].ID
	p = w.shows(people.Scheduler, "/schedules/PSCHED1/give-back/"+override)
	p.says("after", "Mon 16 Mar 12:00 – Mon 23 Mar 09:00", "The responder")
	w.posts(people.Scheduler, "/schedules/PSCHED1/give-back/"+override, url.Values{}).wantRedirect("/schedules/PSCHED1")
	if w.on() != personOf(people.Responder) {
		t.Fatalf("on call after it was given back: %s", w.on())
	}
	if got := w.mails()["responder@example.net"]; !strings.Contains(got, "Now yours: Mon 16 Mar 12:00") {
		t.Errorf("who is on again was told %q", got)
	}
}

func TestRespondersPutOnlyThemselvesOn(t *testing.T) {
	w := rota(t)
	w.set(w.now().AddDate(0, 0, 7)) // the scheduler's week
	form := url.Values{"user": {personOf(people.Admin)}, "for": {"4"}}
	before := w.head()
	w.posts(people.Responder, "/schedules/PSCHED1/take", form).wantStatus(http.StatusForbidden)
	if w.head() != before {
		t.Error("refused, and still changed something")
	}
	w.shows(people.Responder, "/schedules/PSCHED1/take").has("take", true)
	if w.shows(people.Responder, "/schedules/PSCHED1/take").field("user") != "" {
		t.Error("a responder is asked who goes on")
	}
	w.posts(people.Scheduler, "/schedules/PSCHED1/take", form).wantRedirect("/schedules/PSCHED1")
	if w.on() != personOf(people.Admin) {
		t.Errorf("on call: %s", w.on())
	}
	override := w.db.Config().Schedules["PSCHED1"].Overrides[0].ID
	w.posts(people.Responder, "/schedules/PSCHED1/give-back/"+override, url.Values{}).wantStatus(http.StatusForbidden)
}

func TestWhoJoinsIsOnCallBesideWhoeverIs(t *testing.T) {
	w := rota(t, mailed)
	p := w.shows(people.Scheduler, "/schedules/PSCHED1/take")
	p.says("take", "In place of", "Nobody: one more beside them")
	form := p.filled("take")
	form.Set("replaces", "+")
	w.wantNotice(people.Scheduler, w.posts(people.Scheduler, "/schedules/PSCHED1/take", form), "You are on call for Primary until")
	cfg := w.db.Config()
	if on := cfg.Effective(cfg.Schedules["PSCHED1"]).OnCall(w.now()); len(on) != 2 {
		t.Errorf("on call: %v", on)
	}
	if mails := w.mails(); strings.Contains(mails["responder@example.net"], "yours") {
		t.Errorf("whoever stays was told %q", mails["responder@example.net"])
	}
}

func TestWhatWasTypedToTakeOnCallIsKept(t *testing.T) {
	w := rota(t)
	p := w.posts(people.Scheduler, "/schedules/PSCHED1/take", url.Values{"for": {"4"}, "until": {"2026-03-16T08:00"}})
	p.wantStatus(http.StatusBadRequest)
	p.says("error-until", "This is past")
	if p.field("until") != "2026-03-16T08:00" {
		t.Errorf("until: %q", p.field("until"))
	}
	w.posts(people.Scheduler, "/schedules/PSCHED1/take", url.Values{"for": {"4"}, "until": {"tomorrow"}}).wantStatus(http.StatusBadRequest)
	w.posts(people.Scheduler, "/schedules/PSCHED1/take", url.Values{"until": {"2026-03-16T18:00"}}).wantRedirect("/schedules/PSCHED1")
	if o := w.db.Config().Schedules["PSCHED1"].Overrides[0]; !o.End.Equal(monday().Add(9 * time.Hour)) {
		t.Errorf("until %s", o.End)
	}
}

func TestWhoIsOnCallAlreadyIsToldSo(t *testing.T) {
	w := rota(t)
	w.shows(people.Responder, "/schedules/PSCHED1/take").says("take", "You are on call for it already.")
	if tasks := strings.Join(w.shows(people.Responder, "/schedules/PSCHED1").hrefs(), " "); strings.Contains(tasks, "/take") {
		t.Error("who is on call is offered to take it")
	}
	w.posts(people.Responder, "/schedules/PSCHED1/take", url.Values{"for": {"4"}}).wantStatus(http.StatusConflict)
}

func TestAGapIsNeverLeftSilently(t *testing.T) {
	w := rota(t, func(_ *engine.Config, s *schedules.Schedule) { s.Layers[0].Users[0] = nil })
	w.posts(people.Responder, "/schedules/PSCHED1/take", url.Values{"for": {"4"}}).wantRedirect("/schedules/PSCHED1")
	override := w.db.Config().Schedules["PSCHED1"].Overrides[0].ID
	path := "/schedules/PSCHED1/give-back/" + override
	w.shows(people.Responder, path).says("after", "Nobody", "No layer has anybody then.")
	p := w.posts(people.Responder, path, url.Values{})
	p.wantStatus(http.StatusBadRequest)
	p.says("error-gap", "Nobody would be on call")
	if w.on() != personOf(people.Responder) {
		t.Fatal("a gap was left without a word")
	}
	w.posts(people.Responder, path, url.Values{"gap": {"yes"}}).wantRedirect("/schedules/PSCHED1")
	if w.on() != "" {
		t.Errorf("on call: %s", w.on())
	}
	w.posts(people.Responder, path, url.Values{}).wantStatus(http.StatusConflict)
}

func swapDoors() map[string]door {
	const one = "/schedules/PNONE01/swaps/PNONE02"
	return map[string]door{
		"GET /schedules/{schedule}/swaps/new":              {"/schedules/PNONE01/swaps/new", people.Responder, 404},
		"POST /schedules/{schedule}/swaps/new":             {"/schedules/PNONE01/swaps/new", people.Responder, 404},
		"GET /schedules/{schedule}/swaps/{swap}":           {one, people.Viewer, 404},
		"POST /schedules/{schedule}/swaps/{swap}/take":     {one + "/take", people.Responder, 404},
		"POST /schedules/{schedule}/swaps/{swap}/decline":  {one + "/decline", people.Responder, 404},
		"POST /schedules/{schedule}/swaps/{swap}/withdraw": {one + "/withdraw", people.Responder, 404},
	}
}

func TestOnCallSaysOfEverybodyWhetherTheyCanBeReachedNowAndNext(t *testing.T) {
	w := rota(t, func(c *engine.Config, _ *schedules.Schedule) {
		p := c.Policies["PPOLI01"]
		p.Steps = slices.Clone(p.Steps)
		p.Steps[0].Targets = []people.Target{{Schedule: "PSCHED1"}}
		c.Policies["PPOLI01"] = p
		c.Settings.Push = &engine.PushSettings{Server: "https://ntfy.example.net"}
		u := c.Users[personOf(people.Scheduler)]
		u.ContactMethods = nil
		u.NotificationRules = nil
		c.Users[u.ID] = u
	})
	p := w.shows(people.Admin, "/oncall")
	p.says("person", "The responder", "until", "Reachable")
	p.says("then", "then", "The scheduler", "Cannot be reached", "no contact method is set")
	w.alters(func(c *engine.Config) {
		u := c.Users[personOf(people.Responder)]
		u.ContactMethods, u.NotificationRules = nil, nil
		c.Users[u.ID] = u
	})
	w.shows(people.Admin, "/oncall").says("policy", "This policy would reach nobody now")
}

func TestAnOnCallPageWithoutPoliciesOffersTheFirstToWhoeverMayMakeIt(t *testing.T) {
	w := open(t)
	none := smallProvider()
	clear(none.Policies)
	clear(none.Services)
	clear(none.Integrations)
	w.configure(none)
	p := w.shows(admin, "/oncall")
	p.says("empty", "Nobody is asked to be on call yet", "an incident pages nobody", "Make the first policy")
	if !slices.Contains(p.hrefs(), "/policies/new") {
		t.Error("the way to the first policy is missing")
	}
	p = w.shows(responder, "/oncall")
	p.says("empty", "An admin makes the first one.")
	if slices.Contains(p.hrefs(), "/policies/new") {
		t.Error("a responder is offered what they are refused")
	}
	if said := p.text("empty"); strings.Contains(said, "file") || strings.Contains(said, "wakeman") {
		t.Errorf("it speaks of files: %s", said)
	}
}

func TestTheOnCallPageSaysWhoIsAwayAndIsPassedOver(t *testing.T) {
	w := open(t)
	w.alters(func(c *engine.Config) {
		c.Settings.Push = &engine.PushSettings{Server: "https://ntfy.example.net"}
		u := c.Users[personOf(people.Responder)]
		u.TimeZone = "UTC"
		u.Absences = []schedules.Absence{{User: u.ID, Start: begin().Add(-time.Hour), End: begin().Add(3 * time.Hour)}}
		c.Users[u.ID] = u
	})
	until := begin().Add(3 * time.Hour).UTC().Format("Mon 2 Jan 15:04 MST")
	w.shows(people.Admin, "/oncall").says("step", "Nobody", "The responder is away until "+until)
	w.alters(func(c *engine.Config) {
		p := c.Policies["PPOLI01"]
		p.Steps[0].Targets = append(p.Steps[0].Targets, p.Steps[1].Targets...)
		c.Policies["PPOLI01"] = p
	})
	w.shows(people.Admin, "/oncall").says("step", "The scheduler", "Passed over: The responder is away until "+until)
	w.alters(func(c *engine.Config) {
		p := c.Policies["PPOLI01"]
		p.Steps = []engine.Step{{ID: "PSTEP01", Delay: time.Minute, Targets: []people.Target{{User: personOf(people.Responder)}}}}
		c.Policies["PPOLI01"] = p
	})
	w.shows(people.Admin, "/oncall").says("step", "The responder: named by the policy; away until "+until+", but nobody else of the policy would be reached")
}
