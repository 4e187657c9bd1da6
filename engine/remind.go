package engine

import (
	"context"
	"slices"
	"time"
)

const (
	// scanStep is how much time one transaction looks at: after weeks of downtime
	// events must not wait for all of it.
	scanStep = 6 * time.Hour
	// scanPast is how far back a box looks that was down: what fell due before is
	// not even recorded.
	scanPast = longestShift
	// clockSlip is how far back a clock may be stepped without a reminder being
	// sent twice. Further, and it was wrong before: then looking begins anew, or
	// nobody would be reminded until it is there again.
	clockSlip = 24 * time.Hour
)

// Remind does what fell due since it was last called: it sends reminders of shifts
// that begin and end, and writes handoffs between them. Call it each minute, and at the start: it remembers in the store
// how far it has looked, in the transaction that writes the messages, so that none
// is lost or said twice over a crash. The first call of all only begins to look.
//
// A box that is held reminds nobody, and looks at that time when it is released.
func (e *Engine) Remind(ctx context.Context) error {
	now := e.clock()
	for {
		more, err := e.remindOnce(ctx, now)
		if err != nil || !more {
			return err
		}
	}
}

// remindOnce looks at one piece of time; more says that there is another.
func (e *Engine) remindOnce(ctx context.Context, now time.Time) (more bool, err error) {
	held := false
	var w scanWindow
	look := func(r Reader) error {
		held = r.Hold() != ""
		at, known, err := r.Cursor(HandoffScan)
		w = windowOf(at, known, now)
		return err
	}
	if err := e.store.View(look); err != nil || held || w.idle() {
		return false, err
	}
	err = e.update(ctx, Urgent, func(tx Tx) ([]uint64, error) {
		if err := look(tx); err != nil || w.idle() {
			return nil, err
		}
		out, err := w.changes(tx, now)
		if err != nil {
			return nil, err
		}
		return outsideIncidents(), tx.Apply(out)
	})
	if w.skipped > 0 {
		e.log.Warn("reminders of shifts that fell due long ago are not looked for", "skipped", w.skipped, "from", w.from)
	}
	return err == nil && !w.idle() && w.to.Before(now), err
}

// scanWindow is a piece of time to look at, after from and up to to. An empty one
// only moves the cursor.
type scanWindow struct {
	from, to time.Time
	begun    bool          // the cursor is to be set, though nothing is looked at
	skipped  time.Duration // not looked at, before from
}

// idle reports whether there is nothing to do.
func (w scanWindow) idle() bool { return !w.begun && !w.from.Before(w.to) }

// windowOf is what comes next for a scan that has looked up to at.
func windowOf(at time.Time, known bool, now time.Time) scanWindow {
	w := scanWindow{from: at, to: now}
	switch {
	case !known, at.After(now.Add(clockSlip)):
		return scanWindow{from: now, to: now, begun: true}
	case at.Before(now.Add(-scanPast)):
		w.from = now.Add(-scanPast)
		w.skipped = w.from.Sub(at)
	}
	if w.from.Add(scanStep).Before(now) {
		w.to = w.from.Add(scanStep)
	}
	return w
}

// changes are the messages and handoffs of the window, and the cursor.
func (w scanWindow) changes(tx Tx, now time.Time) (Changes, error) {
	out, err := w.drafts(tx, now)
	reminders := tx.Config().MessagesOf(tx.Config().Reminders(w.from, w.to), now)
	out.Deliveries = together(reminders, out.Deliveries)
	out.Cursors = []CursorRow{{HandoffScan, w.to}}
	return out, err
}

// together makes one message of a reminder that a shift begins and of its handoff,
// where both go to somebody by the same method now.
func together(reminders, handoffs []Delivery) []Delivery {
	list := slices.Clone(reminders)
	for _, h := range handoffs {
		i := slices.IndexFunc(list, func(d Delivery) bool {
			return d.State == Waiting && d.User == h.User && d.Method == h.Method && d.Address == h.Address && d.NextAt.Equal(h.NextAt)
		})
		if i < 0 {
			list = append(list, h)
			continue
		}
		list[i].Subject, list[i].Path, list[i].Until = h.Subject, h.Path, time.Time{}
		list[i].Text = h.Text + "\n\n" + list[i].Text
	}
	return list
}
