package engine

import (
	"fmt"
	"slices"
)

// Priority is how much an incident matters to the business, P1 most of all. It is a
// label that people sort by: severity and urgency say how bad it is and how loudly
// it pages, and a priority changes neither. "" is none.
type Priority string

// The priorities, highest first. They are fixed, so that P1 means the same in every
// team, report and client.
const (
	P1 Priority = "P1"
	P2 Priority = "P2"
	P3 Priority = "P3"
	P4 Priority = "P4"
	P5 Priority = "P5"
)

// Priorities lists them, highest first.
func Priorities() []Priority { return []Priority{P1, P2, P3, P4, P5} }

// Description is what a priority means, in a few words.
func (p Priority) Description() string {
	switch p {
	case P1:
		return "critical to the business"
	case P2:
		return "high"
	case P3:
		return "medium"
	case P4:
		return "low"
	case P5:
		return "for information"
	}
	return ""
}

// Above reports whether p is higher than another. None is below all.
func (p Priority) Above(other Priority) bool {
	at, than := slices.Index(Priorities(), p), slices.Index(Priorities(), other)
	return at >= 0 && (than < 0 || at < than)
}

// orNone names a priority in a sentence.
func (p Priority) orNone() string {
	if p == "" {
		return "none"
	}
	return string(p)
}

// higherPriority gives an open incident a priority because an event rule says so. It
// never lowers one. What a person has set stays, too, until a rule asks for a higher
// one than any did before: else the next repeat of the sender would undo it.
func (t *turn) higherPriority(r Ruling) bool {
	if !r.Priority.Above(t.Incident.Ruled) {
		return false
	}
	t.Incident.Ruled = r.Priority
	if r.Priority.Above(t.Incident.Priority) {
		t.Incident.Priority = r.Priority
		t.log(Entry{Type: PriorityEntry, Actor: System(), Text: "Priority set to " + string(r.Priority) + r.byRules() + "."})
	}
	return true
}

// doPriority sets it by hand, on a resolved incident, too: it pages nobody.
func (t *turn) doPriority(p Priority) error {
	if p != "" && !slices.Contains(Priorities(), p) {
		return &Failure{Code: Invalid, Field: "priority", Message: "a priority is one of P1, P2, P3, P4, P5"}
	}
	if p != t.Incident.Priority {
		t.setPriority(p)
	}
	return nil
}

func (t *turn) setPriority(p Priority) {
	t.log(Entry{Type: PriorityEntry, Text: fmt.Sprintf("Priority set to %s by %s; it was %s.", p.orNone(), t.actor.label(), t.Incident.Priority.orNone())})
	t.Incident.Priority = p
	t.audit("priority", string(p))
}
