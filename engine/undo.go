package engine

import (
	"fmt"
	"slices"
	"time"
)

// undoFor is how long a press of a button can be taken back. Later than that it
// is a decision of its own, which says what it wants.
const undoFor = 15 * time.Minute

// Press is the last thing that a person did to an incident which another press
// can take back. Whatever changes after it who has the incident removes it.
type Press struct {
	By  string    `json:"by"` // User.ID
	At  time.Time `json:"at"`
	Was Standing  `json:"was"`
}

// Standing is who has an incident, as far as a press of a button changes it.
type Standing struct {
	Status       Status    `json:"status"`
	Acks         []Ack     `json:"acks,omitempty"`
	SnoozedUntil time.Time `json:"snoozed_until,omitzero"`
	// Paging is set of an incident that nobody had.
	Paging *Paging `json:"paging,omitempty"`
}

func (t *turn) standing() Standing {
	s := Standing{Status: t.Incident.Status, Acks: t.Incident.Acks, SnoozedUntil: t.Incident.SnoozedUntil}
	if s.Status == Triggered {
		s.Paging = t.paging()
	}
	return s
}

// remember keeps how the incident stood before the acts of a person, if they
// changed who has it. A reopening is taken back by resolving it.
func (t *turn) remember(was Standing) {
	now := t.Incident
	if t.actor.Kind == ByPerson && was.Status != Resolved && (was.Status != now.Status || len(was.Acks) != len(now.Acks) || !was.SnoozedUntil.Equal(now.SnoozedUntil)) {
		t.Incident.Press = &Press{By: t.actor.ID, At: t.now, Was: was}
	}
}

// undo gives an incident back to those who had it before the actor's last press,
// and pages nobody who need not be: only if nobody had it, paging goes on, from
// where it was. What happened since is not undone: then it is refused.
//
// It is no reopening: the incident keeps its generation, so that the button in a
// message sent before works again. Nobody gets a second one.
func (t *turn) undo() error {
	p := t.Incident.Press
	if p == nil || t.actor.Kind != ByPerson || p.By != t.actor.ID || t.now.Sub(p.At) > undoFor {
		return Fail(Conflict, "that can no longer be taken back: it was too long ago, or something else has happened since")
	}
	was, over := p.Was, t.Incident.Status == Resolved
	was.Acks = t.stillHere(was.Acks)
	snoozeOver := !was.SnoozedUntil.IsZero() && !was.SnoozedUntil.After(t.now)
	switch {
	case over && t.Incident.MergedInto != 0:
		return t.doReopen()
	case was.Status == Acked && len(was.Acks) > 0 && !snoozeOver:
		t.giveBack(was, over)
	case was.Paging != nil && t.goesOn(*was.Paging):
		t.pageOn(*was.Paging, over)
	case over:
		return t.doReopen()
	default:
		t.unacknowledge("taken back by " + t.actor.label())
	}
	return nil
}

// stillHere leaves out who has left since.
func (t *turn) stillHere(acks []Ack) []Ack {
	return slices.DeleteFunc(slices.Clone(acks), func(a Ack) bool {
		u, ok := t.Config.Users[a.By.ID]
		return a.By.Kind == ByPerson && (!ok || u.Disabled)
	})
}

// giveBack makes the incident acknowledged as it was, and tells nobody.
func (t *turn) giveBack(was Standing, reopened bool) {
	t.stopPaging()
	t.setStatus(Acked)
	t.Incident.Acks, t.Incident.SnoozedUntil = was.Acks, was.SnoozedUntil
	entry := Entry{Type: AcknowledgeEntry, Text: fmt.Sprintf("Taken back by %s: %s again.", t.actor.label(), has(was.Acks))}
	if reopened {
		entry.Type = ReopenEntry
		t.afterOpening()
	}
	t.log(entry)
	t.audit("undo", "")
	if was.SnoozedUntil.IsZero() {
		t.watchAck()
	} else {
		t.setTimer(SnoozeTimer, was.SnoozedUntil)
	}
}

// has reads "Ann has it", "Ann and Ben have it".
func has(acks []Ack) string {
	names := make([]string, len(acks))
	for i, a := range acks {
		names[i] = a.By.Name
	}
	if len(names) == 1 {
		return names[0] + " has it"
	}
	return joinAnd(names) + " have it"
}
