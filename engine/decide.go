package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// State is what a decision about one incident is made from.
type State struct {
	Config   *Config
	Incident Incident
	Pages    []Page // those not done
	// Turn says how often a round-robin step began before.
	Turn func(policy, step string) uint64
	// Delivery finds the message that carries a page. One that can not be found is
	// made again: that is better than a page lost.
	Delivery func(id string) (Delivery, bool)
}

// turn is one decision about one incident: the state as it becomes, and the
// rows that follow from it. Its methods are pure towards the outside.
type turn struct {
	State
	now   time.Time
	actor Actor
	pause pause // of the first page, if an event rule asks for one
	out   Changes
}

func newTurn(s State, actor Actor, now time.Time) *turn {
	s.Pages = slices.Clone(s.Pages)
	return &turn{State: s, actor: actor, now: now.UTC()}
}

// changes closes the decision: the incident row last, so that it counts every
// entry and page.
func (t *turn) changes() Changes {
	t.Incident.Revision++
	t.out.Incidents = append(t.out.Incidents, t.Incident)
	return t.out
}

// log adds a line to the timeline.
func (t *turn) log(e Entry) {
	t.Incident.Entries++
	e.Incident, e.Seq, e.At = t.Incident.Number, t.Incident.Entries, t.now
	if e.Actor.Kind == "" {
		e.Actor = t.actor
	}
	t.out.Entries = append(t.out.Entries, e)
}

// audit records a change of state.
func (t *turn) audit(action, detail string) {
	t.out.Audit = append(t.out.Audit, AuditRow{
		At: t.now, Actor: t.actor, Action: "incident." + action,
		Object: IncidentID(t.Incident.Number), Detail: detail,
	})
}

func (t *turn) setTimer(kind TimerKind, at time.Time) {
	t.out.Timers = append(t.out.Timers, Timer{t.Incident.Number, kind, at.UTC()})
}

func (t *turn) stopTimer(kinds ...TimerKind) {
	for _, kind := range kinds {
		t.out.StopTimers = append(t.out.StopTimers, TimerKey{t.Incident.Number, kind})
		t.out.Timers = slices.DeleteFunc(t.out.Timers, func(x Timer) bool { return x.Kind == kind })
	}
}

// dropPages takes back every page for which drop says so.
func (t *turn) dropPages(drop func(Page) bool) {
	keep := t.Pages[:0]
	for _, p := range t.Pages {
		if !drop(p) {
			keep = append(keep, p)
			continue
		}
		t.out.DropPages = append(t.out.DropPages, p.Key())
		t.out.Pages = slices.DeleteFunc(t.out.Pages, func(x Page) bool { return x.Key() == p.Key() })
	}
	t.Pages = keep
}

func anyPage(Page) bool { return true }

// putPage stores a page, new or changed.
func (t *turn) putPage(p Page) {
	replace := func(list []Page) []Page {
		if i := slices.IndexFunc(list, func(x Page) bool { return x.Key() == p.Key() }); i >= 0 {
			list[i] = p
			return list
		}
		return append(list, p)
	}
	t.Pages, t.out.Pages = replace(t.Pages), replace(t.out.Pages)
}

// setStatus moves the incident to a status and says who did it.
func (t *turn) setStatus(s Status) {
	t.Incident.Status, t.Incident.ChangedAt, t.Incident.ChangedBy = s, t.now, t.actor
	t.Incident.Press = nil
	if s != Acked {
		t.Incident.Acks = nil
	}
	t.Incident.SnoozedUntil = time.Time{}
}

// stopPaging ends everything that would tell somebody.
func (t *turn) stopPaging() {
	t.dropPages(anyPage)
	t.stopTimer(EscalateTimer, AckTimer, SnoozeTimer, StaleTimer)
	t.Incident.Level.NextAt = time.Time{}
	t.Incident.Quiet = ""
}

func (t *turn) service() Service { return t.Config.service(t.Incident.Service) }

func (t *turn) name(user string) string {
	if u, ok := t.Config.Users[user]; ok {
		return u.Name
	}
	return "somebody who has left"
}

func (t *turn) names(users []string) string {
	names := make([]string, len(users))
	for i, u := range users {
		names[i] = t.name(u)
	}
	return joinAnd(names)
}

// joinAnd reads "A", "A and B", "A, B and C".
func joinAnd(items []string) string {
	switch len(items) {
	case 0:
		return "nobody"
	case 1:
		return items[0]
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " and " + items[last]
}

func (a Actor) label() string {
	name := a.Name
	if name == "" {
		name = string(a.Kind)
	}
	if a.Via == "" || a.Via == "ui" || a.Kind == BySystem { // the page itself goes without saying
		return name
	}
	return fmt.Sprintf("%s by %s", name, a.Via)
}
