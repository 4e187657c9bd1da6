package engine

import (
	"slices"
	"time"
)

// tooLate is how long after it was due a page is no longer sent as it stands, if
// that is because the box was off, asleep or held. Who is on call may have
// changed, so the step is begun afresh instead.
const tooLate = 10 * time.Minute

// rebuildLate begins the current step afresh of every incident whose pages are
// stale, for who is on call now: those that never went, and those of messages
// that waited for another attempt.
func (l *lease) rebuildLate() error {
	pages, err := l.tx.DuePages(l.now, leaseLimit)
	if err != nil {
		return err
	}
	var late []uint64
	for _, p := range pages {
		if l.now.Sub(p.NotBefore) > tooLate {
			late = append(late, p.Incident)
		}
	}
	waited, err := l.lateDeliveries()
	if err != nil {
		return err
	}
	return l.rebuild(append(late, waited...))
}

// lateDeliveries are the incidents whose current round waits in a message that
// is stale. Pages of rounds before are taken back: a later one has been told.
func (l *lease) lateDeliveries() (late []uint64, err error) {
	deliveries, err := l.tx.DueDeliveries(l.now, leaseLimit)
	if err != nil {
		return nil, err
	}
	var drop Changes
	for _, d := range deliveries {
		if due, _ := d.Due(); l.now.Sub(due) <= tooLate {
			continue
		}
		pages, err := l.wanted(d.Items)
		if err != nil {
			return nil, err
		}
		for _, p := range pages {
			in, _, err := l.tx.Incident(p.Incident)
			if err != nil {
				return nil, err
			}
			if p.Round < in.Level.Round {
				drop.DropPages = append(drop.DropPages, p.Key())
			} else {
				late = append(late, p.Incident)
			}
		}
	}
	return late, l.tx.Apply(drop)
}

// rebuild drops the pages of incidents, and pages afresh for those that page.
func (l *lease) rebuild(incidents []uint64) error {
	slices.Sort(incidents)
	for _, n := range slices.Compact(incidents) {
		s, err := stateOf(l.tx, n)
		if err != nil {
			return err
		}
		t := newTurn(s, System(), l.now)
		t.dropPages(anyPage)
		if t.Incident.Status == Triggered {
			t.pageAfresh("its pages are overdue because Wakeman was not running or not allowed to page")
		}
		if err := l.tx.Apply(t.changes()); err != nil {
			return err
		}
		l.touched = append(l.touched, n)
	}
	return nil
}

// pageAfresh begins the current step again, for who is on call now.
func (t *turn) pageAfresh(why string) {
	lvl := t.Incident.Level
	if lvl.Exhausted || lvl.Direct {
		t.begin(why)
		return
	}
	t.startStep(lvl.Loop, lvl.Step, why)
}
