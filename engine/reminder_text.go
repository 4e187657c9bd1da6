package engine

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"wakeman/engine/people"
	"wakeman/notify"
)

const (
	// lateAfter is how long after it was due a reminder says that it is late.
	lateAfter = 3 * time.Minute
	// endPatience is how long after the end of a shift its reminder is still sent.
	endPatience = time.Hour
	// edgesShown is how many shifts one message tells of: more begin together only
	// in what records a long downtime.
	edgesShown = 12
	// tooLateWords is why a message was not sent.
	tooLateWords = "not sent: what it says was past"
)

// past reports whether a reminder of it would be of no use: the shift is over.
func (e Edge) past(now time.Time) bool {
	until := e.useful()
	return !until.IsZero() && !now.Before(until)
}

// useful is until when a reminder of it says something.
func (e Edge) useful() time.Time {
	if e.Begins {
		return e.Until
	}
	return e.At.Add(endPatience)
}

// MessagesOf are the messages of reminders that are due. What is past by now is not
// sent: a message that is Cancelled, one for each person and method, records it, so
// that whoever asks finds out why they were not reminded.
func (c *Config) MessagesOf(due []Reminder, now time.Time) (list []Delivery) {
	for _, m := range c.reminderMessages(due, now) {
		list = append(list, m.Delivery)
	}
	return list
}

// reminderMessage is a message, with the shifts that it tells of.
type reminderMessage struct {
	Delivery
	edges []Edge
}

func (c *Config) reminderMessages(due []Reminder, now time.Time) (list []reminderMessage) {
	var past []Reminder
	for _, r := range due {
		fresh := r
		fresh.Edges = nil
		for _, e := range r.Edges {
			if e.past(now) {
				past = withPast(past, r, e)
			} else {
				fresh.Edges = append(fresh.Edges, e)
			}
		}
		if len(fresh.Edges) > 0 {
			list = append(list, reminderMessage{c.reminderDelivery(fresh, now), fresh.Edges})
		}
	}
	for _, r := range past {
		list = append(list, reminderMessage{c.dropped(r, now), r.Edges})
	}
	return list
}

// withPast puts an edge that is past to the others of the same person and method.
func withPast(past []Reminder, r Reminder, e Edge) []Reminder {
	i := slices.IndexFunc(past, func(p Reminder) bool { return p.User == r.User && p.Method.ID == r.Method.ID })
	if i < 0 {
		r.Edges = []Edge{e}
		return append(past, r)
	}
	past[i].Edges = append(past[i].Edges, e)
	return past
}

// dropped records reminders that came too late to be of use.
func (c *Config) dropped(r Reminder, now time.Time) Delivery {
	d := c.reminderDelivery(r, now)
	d.State, d.NextAt, d.FinishedAt = Cancelled, time.Time{}, now
	d.Reason = "not sent: it was due at " + stamp(r.Due, c.Users[r.User].Location()) + ", when Wakeman was not running, and the shift was over when it was back"
	return d
}

func (c *Config) reminderDelivery(r Reminder, now time.Time) Delivery {
	u := c.Users[r.User]
	w := reminderWords{c, u, u.Location(), now}
	d := Delivery{
		ID: newDeliveryID(), Kind: notify.Handoff, User: u.ID, Method: r.Method.ID, Label: r.Method.Label,
		Channel: string(r.Method.Type), Address: r.Method.Address, Subject: oneLine(w.subject(r.Edges), MaxSummary), Text: w.text(r),
		State: Waiting, CreatedAt: now, NextAt: now, Until: usefulUntil(r.Edges), Path: "/oncall",
	}
	if len(r.Edges) == 1 {
		d.Path = "/schedules/" + r.Edges[0].Schedule
	}
	if r.Method.ID == "" && c.Settings.Mail == nil {
		d.State, d.NextAt, d.FinishedAt = Failed, time.Time{}, now
		d.Reason = strings.Join(r.Why, " ") + " But nothing is set up here that sends mail."
	}
	return d
}

// usefulUntil is until when one of them says something; zero: for ever.
func usefulUntil(edges []Edge) (last time.Time) {
	for _, e := range edges {
		until := e.useful()
		if until.IsZero() {
			return until
		}
		if until.After(last) {
			last = until
		}
	}
	return last
}

// reminderWords are the words of a reminder to a person.
type reminderWords struct {
	cfg  *Config
	user people.User
	zone *time.Location
	now  time.Time
}

func (w reminderWords) subject(edges []Edge) string {
	e := edges[0]
	same := !slices.ContainsFunc(edges, func(x Edge) bool { return x.Begins != e.Begins || !x.At.Equal(e.At) })
	var parts []string
	if !same {
		for _, x := range edges[:min(len(edges), edgesShown)] {
			parts = append(parts, w.name(x)+" "+w.verb(x)+" "+stamp(x.At, w.zone))
		}
		if more := len(edges) - len(parts); more > 0 {
			parts = append(parts, fmt.Sprintf("and %d more", more))
		}
		return "Your shifts: " + strings.Join(parts, "; ")
	}
	for _, x := range edges {
		parts = append(parts, w.name(x))
	}
	if e.Begins && e.At.After(w.now) {
		return "On call for " + joinAnd(parts) + " from " + stamp(e.At, w.zone)
	}
	return "Your shift for " + joinAnd(parts) + " " + w.verb(e) + " " + stamp(e.At, w.zone)
}

func (w reminderWords) name(e Edge) string { return w.cfg.Schedules[e.Schedule].Name }

// verb is in the tense of now.
func (w reminderWords) verb(e Edge) string {
	switch past := !e.At.After(w.now); {
	case e.Begins && past:
		return "began"
	case e.Begins:
		return "begins"
	case past:
		return "ended"
	}
	return "ends"
}

func (w reminderWords) text(r Reminder) string {
	var parts []string
	if w.now.Sub(r.Due) > lateAfter {
		parts = append(parts, "Late: this should have reached you at "+stamp(r.Due, w.zone)+".")
	}
	for _, e := range r.Edges[:min(len(r.Edges), edgesShown)] {
		parts = append(parts, strings.Join(w.about(e), "\n"))
	}
	parts = append(parts, r.Why...)
	parts = append(parts, "This is a reminder: nothing is wrong, and there is nothing to acknowledge. When you are reminded is on your profile.")
	return strings.Join(parts, "\n\n")
}

// about is what there is to say about one shift, line by line.
func (w reminderWords) about(e Edge) []string {
	first := w.name(e) + ": your shift " + w.verb(e) + " " + w.stamps(e.At, e.Schedule)
	if e.Begins && e.Until.IsZero() {
		first += ", with no end in the next weeks"
	} else if e.Begins {
		first += ", until " + w.stamps(e.Until, e.Schedule)
	}
	return []string{first + ".", w.others(e), w.policies(e)}
}

// stamps says an instant on the clock of the person, and of the schedule where that
// is another.
func (w reminderWords) stamps(t time.Time, schedule string) string {
	own := stamp(t, w.zone)
	s := w.cfg.Schedules[schedule]
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		return own
	}
	_, here := t.In(w.zone).Zone()
	if _, there := t.In(zone).Zone(); here == there {
		return own
	}
	return own + " (" + stamp(t, zone) + " on the schedule's clock)"
}

// others says who was or will be on call at the other side of the handoff.
func (w reminderWords) others(e Edge) string {
	s, _ := w.cfg.Schedule(e.Schedule)
	before, after := w.without(s.OnCall(e.At.Add(-1))), w.without(s.OnCall(e.At))
	stay := slices.DeleteFunc(slices.Clone(before), func(id string) bool { return !slices.Contains(after, id) })
	if e.Begins {
		switch from := minusAll(before, stay); {
		case len(from) > 0:
			return w.withReach(from) + " " + plural(from, "hands", "hand") + " over to you." + w.with(after)
		case len(stay) > 0:
			return "You join " + w.withReach(stay) + "."
		}
		return "Nobody is on call for it just before you." + w.with(after)
	}
	switch next := minusAll(after, stay); {
	case len(next) > 0:
		return w.withReach(next) + " " + plural(next, "takes", "take") + " over from you."
	case len(stay) > 0:
		return w.withReach(stay) + " " + plural(stay, "stays", "stay") + " on call."
	}
	return "Nobody takes over: from then on nobody is on call for it."
}

// with names who is on call together with the person.
func (w reminderWords) with(others []string) string {
	if len(others) == 0 {
		return ""
	}
	return " On call with you: " + w.withReach(others) + "."
}

func (w reminderWords) without(ids []string) []string {
	return slices.DeleteFunc(ids, func(id string) bool { return id == w.user.ID })
}

func (w reminderWords) withReach(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		u, known := w.cfg.Users[id]
		if names[i] = "somebody who has left"; known {
			names[i] = u.Name + " (" + joinAnd(reachWords(u)) + ")"
		}
	}
	return joinAnd(names)
}

// reachWords are the addresses by which a colleague can be reached by hand. Topics
// and hooks are left out: they are as good as a password.
func reachWords(u people.User) (list []string) {
	for _, m := range u.Trusted().ContactMethods {
		if words := m.Type.Word() + " " + m.Address; (m.Type == notify.Email || m.Type == notify.SMS) && !slices.Contains(list, words) {
			list = append(list, words)
		}
	}
	if len(list) == 0 {
		list = append(list, notify.Email.Word()+" "+u.Email)
	}
	return list
}

func (w reminderWords) policies(e Edge) string {
	names := w.cfg.policiesOf(e.Schedule)
	switch len(names) {
	case 0:
		return "No escalation policy uses it: it pages nobody by itself."
	case 1:
		return "The escalation policy " + names[0] + " uses it."
	}
	return "The escalation policies " + joinAnd(names) + " use it."
}

// policiesOf are the names of the escalation policies that a schedule is part of.
func (c *Config) policiesOf(schedule string) (names []string) {
	for p := range maps.Values(c.Policies) {
		if p.uses(schedule) {
			names = append(names, p.Name)
		}
	}
	slices.Sort(names)
	return names
}

func (p Policy) uses(schedule string) bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool {
		return slices.ContainsFunc(s.Targets, func(t people.Target) bool { return t.Schedule == schedule })
	})
}

func minusAll(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(id string) bool { return slices.Contains(b, id) })
}

func plural(list []string, one, more string) string {
	return cmp.Or(map[bool]string{true: one}[len(list) == 1], more)
}

// stamp says an instant on the clock of a zone, and names the zone.
func stamp(t time.Time, zone *time.Location) string { return t.In(zone).Format("Mon 2 Jan 15:04 MST") }

// elsewhere is the message that follows a reminder which a carrier refused for
// good: the same by mail to the address of the account. A page has its next rule;
// a reminder has only this.
func (c *Config) elsewhere(d Delivery, now time.Time) []Delivery {
	u := c.Users[d.User]
	if d.State != Failed || d.Kind != notify.Handoff || d.Method == "" || u.Disabled || d.useless(now) ||
		c.Settings.Mail == nil || strings.EqualFold(d.Address, u.Email) {
		return nil
	}
	to := u.AccountMail()
	return []Delivery{{
		ID: newDeliveryID(), Kind: d.Kind, User: d.User, Label: to.Label, Channel: string(to.Type), Address: to.Address,
		Subject: d.Subject, Text: d.Text + "\n\nThis comes by mail because it could not be sent to " + d.Label + ": " + d.Reason + ".",
		State: Waiting, CreatedAt: now, NextAt: now, Until: d.Until, Path: d.Path,
	}}
}
