package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"wakeman/engine/people"
)

// acknowledge stops paging: somebody has it. One more acknowledgement of a
// snoozed incident leaves the snooze as it is.
func (t *turn) acknowledge() {
	if t.Incident.Status != Acked {
		t.stopPaging()
		t.setStatus(Acked)
	}
	t.Incident.Acks, t.Incident.Press = append(slices.Clip(t.Incident.Acks), Ack{By: t.actor, At: t.now}), nil
	t.log(Entry{Type: AcknowledgeEntry, Text: "Acknowledged by " + t.actor.label() + "."})
	t.audit("acknowledge", "")
	if t.Incident.SnoozedUntil.IsZero() {
		t.watchAck()
	}
}

// watchAck sets what ends an acknowledgement by itself.
func (t *turn) watchAck() {
	if after := t.service().AckTimeout; after > 0 {
		t.setTimer(AckTimer, t.now.Add(after))
	}
	t.remindWhenStale()
}

// unacknowledge takes the acknowledgement back and pages again: who is on call
// now, and whoever had acknowledged.
func (t *turn) unacknowledge(why string) {
	had := t.Incident.Acks
	t.stopPaging()
	t.setStatus(Triggered)
	t.log(Entry{Type: UnacknowledgeEntry, Text: "No longer acknowledged: " + why + "."})
	t.audit("unacknowledge", why)
	t.begin(why)
	t.alsoPage(had, why)
}

// alsoPage pages those who had acknowledged and are not paged anyway.
func (t *turn) alsoPage(acks []Ack, why string) {
	if t.quietReason() != "" {
		return
	}
	for _, a := range acks {
		u, ok := t.Config.Users[a.By.ID]
		if !ok || u.Disabled || slices.Contains(t.Incident.Level.Assigned, u.ID) {
			continue
		}
		if t.page(people.Assignment{User: u.ID, Why: "you had acknowledged it: " + why}) {
			t.Incident.Level.Assigned = append(t.Incident.Level.Assigned, u.ID)
			t.log(Entry{Type: AssignEntry, Actor: System(), Users: []string{u.ID}, Text: "Also assigned to " + u.Name + ", who had acknowledged it."})
		}
	}
}

// resolve closes the incident. The alerts are closed by the command.
func (t *turn) resolve(note string) {
	t.stopPaging()
	t.stopTimer(AutoResolveTimer)
	t.setStatus(Resolved)
	t.Incident.OpenAlerts = 0
	t.log(Entry{Type: ResolveEntry, Text: "Resolved by " + t.actor.label() + "." + spaced(note)})
	t.audit("resolve", note)
}

// reopen makes a resolved incident a triggered one.
func (t *turn) reopen(why string) {
	t.setStatus(Triggered)
	t.Incident.Generation++
	text := "Reopened by " + t.actor.label()
	if why != "" {
		text += ": " + why
	}
	t.log(Entry{Type: ReopenEntry, Text: text + "."})
	t.audit("reopen", why)
	t.begin("the incident was reopened")
	t.afterOpening()
}

// snooze acknowledges until a time, and then pages again.
func (t *turn) snooze(d time.Duration) {
	if !t.ackedBy(t.actor) {
		t.acknowledge()
	}
	until := t.now.Add(d)
	t.stopTimer(AckTimer, StaleTimer)
	t.Incident.SnoozedUntil, t.Incident.Press = until, nil
	t.setTimer(SnoozeTimer, until)
	t.log(Entry{Type: SnoozeEntry, Until: until, Text: fmt.Sprintf("Snoozed by %s for %s.", t.actor.label(), brief(d))})
	t.audit("snooze", until.Format(time.RFC3339))
}

// brief is a duration without parts that are zero: 2h, not 2h0m0s.
func brief(d time.Duration) string {
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, zero) {
			text = text[:len(text)-2]
		}
	}
	return text
}

// escalateNow begins the next step, or the one asked for. Those who were told
// pass it on, so when there is nobody after them the fallback contact is paged.
func (t *turn) escalateNow(level int) {
	if t.Incident.Status == Acked {
		t.stopPaging()
		t.setStatus(Triggered)
	}
	t.Incident.Level.Direct, t.Incident.Level.EverReached = false, false
	why := "escalated by " + t.actor.label()
	t.audit("escalate", why)
	if level > 0 {
		t.startStep(t.Incident.Level.Loop, level-1, why)
		return
	}
	t.goOn(why)
}

// reassign gives the incident to people by hand, or to another policy.
func (t *turn) reassign(users []string, policy string) {
	t.stopPaging()
	t.setStatus(Triggered)
	why := "assigned by " + t.actor.label()
	t.audit("reassign", joinAnd(append(slices.Clone(users), policy)))
	if policy != "" {
		t.Incident.Policy = policy
		t.begin(why)
		return
	}
	var found []people.Assignment
	for _, u := range users {
		found = append(found, people.Assignment{User: u, Why: why})
	}
	if quiet := t.quietReason(); quiet != "" {
		t.beQuiet(quiet)
		return
	}
	t.newRound(0, t.Incident.Level.Step)
	t.Incident.Level.Direct = true
	t.Incident.Level.EverReached = false // those who were told no longer have it
	if !t.assign(Meant{Found: found}) {
		t.exhaust("nobody it was assigned to can be reached")
		return
	}
	t.waitForSomebody("assigned by hand, which does not escalate")
}

// note adds what a person wrote.
func (t *turn) note(text string) {
	t.log(Entry{Type: AnnotateEntry, Text: text})
	t.audit("annotate", "")
}

// setUrgency changes it by hand; raising pages by the high rules at once.
func (t *turn) setUrgency(u people.Urgency) {
	t.Incident.Urgency = u
	t.log(Entry{Type: UrgencyEntry, Text: fmt.Sprintf("Urgency set to %s by %s.", u, t.actor.label())})
	t.audit("urgency", string(u))
	switch {
	case t.Incident.Status != Triggered:
	case u == people.Low && t.Incident.Level.EverReached:
		t.calmDown()
	default:
		t.begin("the urgency was set to " + string(u))
	}
}

// calmDown goes on with low urgency. Somebody knows already, and is not told a
// second time only because it matters less.
func (t *turn) calmDown() {
	t.dropPages(func(p Page) bool { return p.Delivery == "" })
	if !t.Config.policy(t.Incident.Policy).EscalateLow && t.Incident.Quiet == "" {
		t.waitForSomebody("low urgency does not escalate")
	}
}

func (t *turn) setTitle(title string) {
	t.log(Entry{Type: TitleEntry, Text: fmt.Sprintf("Renamed by %s; it was: %s", t.actor.label(), t.Incident.Title)})
	t.Incident.Title = title
	t.audit("title", title)
}

func spaced(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
}

func (t *turn) doReopen() error {
	switch {
	case t.Incident.Status != Resolved:
	case t.Incident.MergedInto != 0:
		return Fail(Conflict, "incident %d was merged into incident %d, which has its alerts", t.Incident.Number, t.Incident.MergedInto)
	default:
		t.reopen("")
	}
	return nil
}
