package engine

import (
	"fmt"

	"wakeman/notify"
)

// attempt is what an outcome is about.
type attempt struct {
	delivery Delivery
	item     Item
	outcome  notify.Outcome
	givenUp  bool // a Retry that used up its budget
}

// reported decides what the outcome of one attempt means for the incident.
func (t *turn) reported(a attempt) {
	page, pending := t.findPage(a.item.PageKey)
	t.logAttempt(a, page.Attempts)
	if a.outcome.OK() {
		t.reached(a.item, page)
	}
	switch {
	case !pending:
	case a.outcome.OK():
		t.dropPages(func(p Page) bool { return p.Key() == page.Key() })
	case a.outcome.Status == notify.Permanent || a.givenUp:
		t.dropPages(func(p Page) bool { return p.Key() == page.Key() })
		t.nextMethod(page)
	default:
		page.Attempts++
		t.putPage(page)
		if page.Attempts == failingAttempts {
			t.nextMethod(page)
		}
	}
	t.escalateIfUnreachable()
}

func (t *turn) findPage(k PageKey) (Page, bool) {
	for _, p := range t.Pages {
		if p.Key() == k {
			return p, true
		}
	}
	return Page{Incident: k.Incident, Seq: k.Seq}, false
}

func (t *turn) reached(item Item, page Page) {
	if item.Generation != t.Incident.Generation {
		return
	}
	if !t.Incident.Level.Fallback {
		t.Incident.Level.EverReached = true
	}
	if page.Round == t.Incident.Level.Round {
		t.Incident.Level.Reached = true
	}
}

// logAttempt tells the timeline. Of many refusals the first, the one that makes
// the engine go on, and the last are told; a carrier that is down for an hour
// must not fill the page.
func (t *turn) logAttempt(a attempt, before int) {
	final := a.outcome.Status != notify.Retry || a.givenUp
	if !final && before != 0 && before+1 != failingAttempts {
		return
	}
	t.log(Entry{
		Type: NotifyEntry, Actor: System(), Users: []string{a.delivery.User}, Level: a.item.Step + 1,
		Channel: a.delivery.Channel, Method: a.delivery.Label, Delivery: a.delivery.ID,
		Attempt: a.delivery.Attempts, Result: resultOf(a), Text: t.attemptText(a),
	})
}

func resultOf(a attempt) string {
	if a.outcome.Status == notify.Permanent || a.givenUp {
		return "failed"
	}
	return string(a.outcome.Status)
}

func (t *turn) attemptText(a attempt) string {
	who := t.name(a.delivery.User)
	if a.delivery.Channel != "" { // else the method was gone before the message was made
		who = fmt.Sprintf("%s by %s (%s)", who, notify.Channel(a.delivery.Channel).Word(), a.delivery.Label)
	}
	text := ""
	switch resultOf(a) {
	case "delivered":
		text = "Told " + who + ": delivered"
	case "accepted":
		text = "Told " + who + ": the carrier took it"
	case "retry":
		text = "Could not tell " + who + " yet, trying again"
	default:
		text = "Could not tell " + who + ", given up"
	}
	if a.outcome.Reason != "" {
		text += ": " + a.outcome.Reason
	}
	if a.delivery.Uncertain {
		text += ". It may have been sent twice: Wakeman stopped during the first attempt"
	}
	return text
}

// nextMethod brings the person's next method of this round forward to now.
func (t *turn) nextMethod(failed Page) {
	var next *Page
	for i, p := range t.Pages {
		if p.User != failed.User || p.Round != failed.Round || p.Delivery != "" || !p.NotBefore.After(t.now) {
			continue
		}
		if next == nil || p.NotBefore.Before(next.NotBefore) {
			next = &t.Pages[i]
		}
	}
	if next != nil {
		p := *next
		p.NotBefore = t.now
		t.putPage(p)
	}
}

// escalateIfUnreachable begins the next step when every channel of everybody on
// this one has failed. It does not begin the steps anew: those would fail as
// they just did, and a carrier that is down for half an hour would use up all
// the repeats. When nobody at all was reached the fallback contact is told now;
// else the next time through begins when it is due.
func (t *turn) escalateIfUnreachable() {
	l := t.Incident.Level
	if t.Incident.Status != Triggered || l.Reached || l.Fallback || l.Exhausted || l.Round == 0 {
		return
	}
	for _, p := range t.Pages {
		if p.Round == l.Round && !p.failing() {
			return
		}
	}
	last := l.Step+1 >= len(t.Config.policy(t.Incident.Policy).Steps)
	switch {
	case l.Direct || !last:
		t.goOn("every channel of everybody on the step before failed")
	case !l.EverReached:
		t.exhaust(t.whyThrough())
	}
}
