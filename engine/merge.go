package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"wakeman/engine/people"
)

// Merge makes several incidents one: the alerts of the sources become the
// target's, and the sources are closed, each saying where it went. What their
// senders say next is about the target. All of it, or nothing.
//
// All of them must be open, and another than the target: Conflict. An incident
// that was merged away can not be reopened.
func (e *Engine) Merge(ctx context.Context, actor Actor, target uint64, sources ...uint64) (Incident, error) {
	now := e.clock()
	sources = slices.Clone(sources)
	slices.Sort(sources)
	sources = slices.Compact(sources)
	var merged Incident
	err := e.update(ctx, Urgent, func(tx Tx) (touched []uint64, err error) {
		merged, err = merge(tx, actor, now, target, sources)
		return append(sources, target), err
	})
	return merged, err
}

func merge(tx Tx, actor Actor, now time.Time, target uint64, sources []uint64) (Incident, error) {
	into, err := openTurn(tx, target, actor, now)
	if err != nil {
		return Incident{}, err
	}
	var names []string
	for _, n := range sources {
		if n == target {
			return Incident{}, Fail(Conflict, "an incident can not be merged into itself")
		}
		from, err := openTurn(tx, n, actor, now)
		if err != nil {
			return Incident{}, err
		}
		if err := moveAlerts(tx, from, into); err != nil {
			return Incident{}, err
		}
		from.mergedInto(target)
		if err := tx.Apply(from.changes()); err != nil {
			return Incident{}, err
		}
		names = append(names, fmt.Sprintf("#%d %q", n, from.Incident.Title))
	}
	if len(names) == 0 {
		return into.Incident, nil
	}
	into.log(Entry{Type: MergeEntry, Text: "Merged by " + actor.label() + " with " + strings.Join(names, ", ") + "."})
	into.audit("merge", strings.Join(names, ", "))
	return into.Incident, tx.Apply(into.changes())
}

func openTurn(tx Tx, number uint64, actor Actor, now time.Time) (*turn, error) {
	s, err := stateOf(tx, number)
	if err != nil {
		return nil, err
	}
	if s.Incident.Status == Resolved {
		return nil, Fail(Conflict, "incident %d is resolved: only open ones can be merged", number)
	}
	return newTurn(s, actor, now), nil
}

// moveAlerts gives the alerts of one incident to another. The worst severity
// counts, the higher urgency and the higher priority: what woke somebody must not end
// up in what wakes nobody. Whoever has the target keeps it.
func moveAlerts(tx Tx, from, into *turn) error {
	alerts, err := tx.Alerts(from.Incident.Number)
	if err != nil {
		return err
	}
	var flapEnd time.Time
	for _, a := range alerts {
		from.out.DropAlerts = append(from.out.DropAlerts, AlertKey{a.Incident, a.Number})
		a.Incident = into.Incident.Number
		into.out.Alerts = append(into.out.Alerts, a)
		into.Incident.AllAlerts++
		if a.Open {
			into.Incident.OpenAlerts++
		}
		if a.ReopenUntil.After(flapEnd) {
			flapEnd = a.ReopenUntil
		}
		if a.Severity.Rank() > into.Incident.Severity.Rank() {
			into.Incident.Severity = a.Severity
		}
	}
	if !flapEnd.IsZero() {
		into.setTimer(FlapTimer, flapEnd)
	}
	if from.Incident.Urgency == people.High && into.Incident.Urgency != people.High {
		into.setUrgency(people.High)
	}
	if from.Incident.Priority.Above(into.Incident.Priority) {
		into.setPriority(from.Incident.Priority)
	}
	return nil
}

// mergedInto ends an incident whose alerts are another's now.
func (t *turn) mergedInto(target uint64) {
	t.stopPaging()
	t.stopTimer(AutoResolveTimer)
	t.stopTimer(FlapTimer)
	t.setStatus(Resolved)
	t.Incident.OpenAlerts, t.Incident.AllAlerts = 0, 0
	t.Incident.MergedInto = target
	t.log(Entry{Type: MergeEntry, Text: fmt.Sprintf("Merged into #%d by %s.", target, t.actor.label())})
	t.audit("merge", fmt.Sprintf("into #%d", target))
}
