package engine

import (
	"fmt"
	"slices"
	"time"

	"wakeman/engine/people"
)

// Paging is who was yet to be told of an incident that nobody had, and when: what
// stopPaging takes away and an undo gives back.
type Paging struct {
	Round   int            `json:"round"` // Level.Round
	Urgency people.Urgency `json:"urgency"`
	NextAt  time.Time      `json:"next_at,omitzero"` // Level.NextAt
	Quiet   string         `json:"quiet,omitempty"`
	Pages   []Page         `json:"pages,omitempty"` // those not done
}

func (t *turn) paging() *Paging {
	in := t.Incident
	return &Paging{Round: in.Level.Round, Urgency: in.Urgency, NextAt: in.Level.NextAt, Quiet: in.Quiet, Pages: slices.Clone(t.Pages)}
}

// goesOn reports whether paging can go on from where it was. If what it rested on
// is gone (another urgency, a service that pages nobody now, everybody who was told
// has left), the incident is paged afresh instead.
func (t *turn) goesOn(p Paging) bool {
	here := func(id string) bool { u, ok := t.Config.Users[id]; return ok && !u.Disabled }
	told := t.Incident.Level.Assigned
	return t.Incident.Level.Round == p.Round && t.Incident.Urgency == p.Urgency && t.quietReason() == "" &&
		(len(told) == 0 || slices.ContainsFunc(told, here))
}

// pageOn gives an incident that nobody had its pages and its next step back. Nobody
// is told a second time. A step that fell due meanwhile begins now: the first one
// only, because those of the steps after were never told.
//
// The timers that end an incident or remind of it run anew; that is a quarter of an
// hour later at most, and their old times are not on record.
func (t *turn) pageOn(p Paging, reopened bool) {
	t.stopPaging()
	t.setStatus(Triggered)
	entry := Entry{Type: UnacknowledgeEntry, Text: fmt.Sprintf("Taken back by %s: nobody has it, as before.", t.actor.label())}
	if reopened {
		entry.Type = ReopenEntry
		t.afterOpening()
	}
	t.log(entry)
	t.audit("undo", "")
	for _, page := range p.Pages {
		t.putBack(page)
	}
	if t.Incident.Quiet = p.Quiet; p.Quiet != "" {
		t.remindWhenStale()
	}
	t.nextStepAt(p.NextAt)
}

// nextStepAt lets the next step begin at its old time, now if that is past. An
// incident that neither goes on nor says why not is paged afresh.
func (t *turn) nextStepAt(at time.Time) {
	switch {
	case at.IsZero() && t.Incident.Quiet == "" && len(t.Pages) == 0:
		t.pageAfresh("nothing else would page")
	case at.IsZero():
	case at.After(t.now):
		t.Incident.Level.NextAt = at
		t.setTimer(EscalateTimer, at)
	default:
		t.Incident.Level.NextAt = t.now // else it would count as overdue
		t.escalateDue()
	}
}

// putBack makes a page due again that was taken back, unless its message has been
// sent since. One that is still on its way goes on being tried. If it may have got
// through meanwhile, the new message says so.
func (t *turn) putBack(p Page) {
	d, found := t.Delivery(p.Delivery)
	p.Uncertain = p.Uncertain || found && d.Uncertain
	switch {
	case !found || !d.carries(p):
		p.Delivery = ""
	case d.State == Sent:
		t.Incident.Level.Reached = true
		t.Incident.Level.EverReached = t.Incident.Level.EverReached || !t.Incident.Level.Fallback
		return
	case d.State.Done():
		p.Delivery = ""
	}
	if p.Delivery == "" && p.NotBefore.Before(t.now) {
		p.NotBefore = t.now
	}
	t.putPage(p)
}

// carries reports whether a message still tells of a page: an attempt after that
// page was taken back leaves it out.
func (d Delivery) carries(p Page) bool {
	return slices.ContainsFunc(d.Items, func(it Item) bool { return it.PageKey == p.Key() })
}
