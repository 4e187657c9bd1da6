package enginetest

import (
	"fmt"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
)

// Accounted is the law that no incident is forgotten: one that is triggered has
// something under way (a timer that goes on paging, a page, a message) or says
// why not. While nobody was reached it must have something under way, whatever
// it says, unless its service pages nobody at all.
func Accounted(in engine.Incident, svc engine.Service, timers []engine.Timer, pages []engine.Page) error {
	if in.Status != engine.Triggered {
		return nil
	}
	going := len(pages) > 0 || slices.ContainsFunc(timers, func(t engine.Timer) bool {
		return t.Kind == engine.EscalateTimer || t.Kind == engine.StaleTimer
	})
	switch {
	case !going && in.Quiet == "":
		return fmt.Errorf("incident %d is triggered, nothing is under way, and it does not say why", in.Number)
	case !going && !in.Level.EverReached && !svc.Sandbox:
		return fmt.Errorf("incident %d is triggered, nobody was reached, and nothing is under way (%s)", in.Number, in.Quiet)
	}
	return nil
}

// Silent is the other side: one that is acknowledged or resolved has no page
// waiting, and no timer that would page but those that end an acknowledgement.
func Silent(in engine.Incident, timers []engine.Timer, pages []engine.Page) error {
	if in.Status == engine.Triggered {
		return nil
	}
	if len(pages) > 0 {
		return fmt.Errorf("incident %d is %s and has pages waiting", in.Number, in.Status)
	}
	for _, t := range timers {
		allowed := t.Kind == engine.FlapTimer || in.Status == engine.Acked && t.Kind != engine.EscalateTimer
		if !allowed {
			return fmt.Errorf("incident %d is %s and has the timer %s", in.Number, in.Status, t.Kind)
		}
	}
	return nil
}

// OnTime is the law that nothing is left lying when nothing more happens at an
// instant: no timer is due, and no rule is to be asked again; no page and no message is due, but for those whose
// carrier has another message of the same person and method in hand, or no room,
// and pages that the bundle window holds back.
func OnTime(r engine.Reader, now time.Time, room map[notify.Channel]int) error {
	timers, err := r.DueTimers(now, 1)
	if err != nil {
		return err
	}
	if len(timers) > 0 {
		return fmt.Errorf("the timer %s of incident %d was due at %s", timers[0].Kind, timers[0].Incident, timers[0].At)
	}
	held, err := r.DueSuppressions(now, 1)
	if err != nil {
		return err
	}
	if len(held) > 0 {
		return fmt.Errorf("the rules were to be asked about %s again at %s", held[0].Key, held[0].AskAt)
	}
	full := func(c notify.Channel) bool {
		free, served := room[c]
		return served && free <= 0
	}
	due, err := r.DueDeliveries(now, 1000)
	if err != nil {
		return err
	}
	for _, d := range due {
		busy, err := r.Busy(d.User, d.Method)
		if err != nil {
			return err
		}
		waits := full(notify.Channel(d.Channel)) || busy && d.State != engine.Sending
		if at, _ := d.Due(); !waits {
			return fmt.Errorf("message %s to %s by %s was due at %s", d.ID, d.User, d.Method, at)
		}
	}
	pages, err := r.DuePages(now, 1000)
	if err != nil {
		return err
	}
	for _, p := range pages {
		m, _ := r.Config().Users[p.User].Method(p.Method)
		busy, err := r.Busy(p.User, p.Method)
		if err != nil {
			return err
		}
		bundled, err := heldBack(r, p, now)
		if err != nil {
			return err
		}
		if !busy && !bundled && !full(m.Type) {
			return fmt.Errorf("page %d of incident %d to %s by %s was due at %s", p.Seq, p.Incident, p.User, p.Method, p.NotBefore)
		}
	}
	return nil
}

// heldBack is the rule of the bundle window: within it the person was told by
// this method about something else, which is still triggered.
func heldBack(r engine.Reader, p engine.Page, now time.Time) (bool, error) {
	last, told, err := r.Reach(p.User, p.Method)
	if err != nil || !told || slices.Contains(last.Incidents, p.Incident) {
		return false, err
	}
	since := now.Sub(last.At)
	if since < 0 || since >= r.Config().Settings.BundleWindow {
		return false, nil
	}
	for _, n := range last.Incidents {
		in, known, err := r.Incident(n)
		if err != nil || known && in.Status == engine.Triggered {
			return err == nil, err
		}
	}
	return false, nil
}

// RightPerson says whether a page that was made at now is to somebody who is
// meant: by the step, as the fallback contact, because they had acknowledged, or
// because somebody assigned it to them.
func RightPerson(c *engine.Config, in engine.Incident, p engine.Page, ackers, assigned []string, now time.Time) error {
	u, known := c.Users[p.User]
	if !known || u.Disabled {
		return fmt.Errorf("incident %d pages %s, who has left", in.Number, p.User)
	}
	meant := slices.Clone(ackers)
	policy, _ := c.Policy(in.Policy)
	steps := policy.Steps
	switch {
	case in.Level.Direct:
		meant = append(meant, assigned...)
	case in.Level.Fallback:
		meant = append(meant, fallback(c)...)
	case p.Step < len(steps):
		found, _ := c.Resolve(steps[p.Step].Targets, now)
		for _, a := range found {
			meant = append(meant, a.User)
		}
	}
	if !slices.Contains(meant, p.User) {
		return fmt.Errorf("incident %d pages %s (%s) at step %d; meant are %v", in.Number, p.User, p.Why, p.Step+1, meant)
	}
	return nil
}

// fallback are those named, or the owners, or the admins: the first of these
// among whom anybody can be reached by a carrier that is set up, or else the
// first among whom anybody has a contact method.
func fallback(c *engine.Config) []string {
	var byRank [6][]string
	for _, u := range c.Users {
		rank := 0
		switch {
		case u.Disabled || len(u.ContactMethods) == 0:
			continue
		case slices.Contains(c.Settings.Fallback, u.ID):
		case u.Role == people.Owner:
			rank = 1
		case u.Role == people.Admin:
			rank = 2
		default:
			continue
		}
		if !wakes(c, u) {
			rank += 3
		}
		byRank[rank] = append(byRank[rank], u.ID)
	}
	for _, ids := range byRank {
		if len(ids) > 0 {
			return ids
		}
	}
	return nil
}

// wakes reports whether a rule of high urgency leads to a carrier that is set up.
func wakes(c *engine.Config, u people.User) bool {
	without := map[notify.Channel]bool{notify.Email: c.Settings.Mail == nil, notify.SMS: c.Settings.SMS == nil}
	ruled, wakes := false, false
	for _, m := range u.ContactMethods {
		used := slices.ContainsFunc(u.NotificationRules, func(r people.NotificationRule) bool {
			return r.Method == m.ID && r.Urgency == people.High
		})
		ruled = ruled || used
		wakes = wakes || used && !without[m.Type]
	}
	return wakes || !ruled && slices.ContainsFunc(u.ContactMethods, func(m people.ContactMethod) bool { return !without[m.Type] })
}

// StillTrue is the law that nobody is told of what is over: every incident in a
// message that is being handed over is triggered.
func StillTrue(r engine.Reader, m notify.Delivery) error {
	for _, x := range m.Message.Incidents {
		in, ok, err := r.Incident(x.Number)
		if err != nil || !ok {
			return fmt.Errorf("a message tells of incident %d: found %v, %w", x.Number, ok, err)
		}
		if in.Status != engine.Triggered {
			return fmt.Errorf("a message tells of incident %d, which is %s", x.Number, in.Status)
		}
	}
	return nil
}

// Contiguous is the law that a timeline has no holes: its entries are numbered
// from 1 without a gap, the incident knows how many there are, and each has a
// type, an actor and a text.
func Contiguous(in engine.Incident, entries []engine.Entry) error {
	if uint64(len(entries)) != in.Entries {
		return fmt.Errorf("incident %d has %d entries and counts %d", in.Number, len(entries), in.Entries)
	}
	for i, e := range entries {
		if e.Seq != uint64(i+1) || e.Incident != in.Number || e.Type == "" || e.Text == "" || e.Actor.Kind == "" {
			return fmt.Errorf("incident %d: entry %d is %+v", in.Number, i+1, e)
		}
	}
	return nil
}

// Counted is the law that an incident's counters are those of its alerts.
func Counted(in engine.Incident, alerts []engine.Alert) error {
	open := 0
	for _, a := range alerts {
		if a.Open {
			open++
		}
		if a.Open && (!a.ReopenUntil.IsZero() || !a.ResolvedAt.IsZero()) {
			return fmt.Errorf("incident %d: an open alert says when it was resolved: %+v", in.Number, a)
		}
		if a.Incident != in.Number || a.Count == 0 || a.LastSeen.IsZero() {
			return fmt.Errorf("incident %d: alert %+v", in.Number, a)
		}
	}
	if open != in.OpenAlerts || len(alerts) != in.AllAlerts {
		return fmt.Errorf("incident %d counts %d open of %d alerts, there are %d of %d", in.Number, in.OpenAlerts, in.AllAlerts, open, len(alerts))
	}
	return nil
}

// OneFate is the law that each accepted event is in the event log once, with
// what became of it and why, and with an incident where it has one.
func OneFate(row engine.PostRow, receipt engine.Receipt) error {
	if len(row.Events) != len(receipt.Verdicts) {
		return fmt.Errorf("post %d logs %d events, accepted were %d", row.Seq, len(row.Events), len(receipt.Verdicts))
	}
	for i, ev := range row.Events {
		if ev.Verdict != receipt.Verdicts[i] || ev.Fate == "" || ev.Reason == "" {
			return fmt.Errorf("post %d, event %d: logged %+v, answered %+v", row.Seq, i+1, ev.Verdict, receipt.Verdicts[i])
		}
		has := ev.Incident != 0
		needs := ev.Fate != engine.Noted && ev.Fate != engine.Dropped
		if needs && !has {
			return fmt.Errorf("post %d, event %d is %s without an incident", row.Seq, i+1, ev.Fate)
		}
	}
	return nil
}
