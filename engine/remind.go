package engine

import (
	"context"
	"errors"
	"fmt"
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
	// Settled is how old an instant is when [Engine.Remind] looks at it. Whoever goes on call now
	// does so from the second that runs, and may wait until it is stored: what lies further back
	// than that stays as it is. Less, and a shift that begins as somebody looks is not seen. One
	// second was rejected: it loses what waits that long to be stored.
	Settled = 5 * time.Second
)

// settled is up to when all is as it stays, exclusive.
func settled(now time.Time) time.Time { return now.Add(-Settled).Truncate(time.Second) }

// Remind does what fell due since it was last called: it sends reminders of shifts
// that begin and end, and writes handoffs between them. It sees what is older than
// Settled. Call it each minute, a second after that, and once a box that was down
// serves again: it remembers in the store how far it has looked,
// in the transaction that writes the messages, so that none is lost or said twice
// over a crash. The first call of all only begins to look.
//
// A box that is held reminds nobody, and looks at that time when it is released. A
// handoff that can not be written is logged, and does not keep the rest.
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
	var p scanPlan
	err = e.store.View(func(r Reader) (err error) {
		p, err = planOf(r, now)
		return err
	})
	if err != nil || p.idle() {
		return false, err
	}
	stands, failed := false, error(nil)
	err = e.update(ctx, Urgent, func(tx Tx) (_ []uint64, err error) {
		stands, failed, err = p.write(tx)
		return outsideIncidents(), err
	})
	if p.skipped > 0 {
		e.log.Warn("reminders of shifts that fell due long ago are not looked for", "skipped", p.skipped, "from", p.from)
	}
	if failed = errors.Join(p.failed, failed); failed != nil {
		e.log.Error("handoffs were not written as they should be", "after", p.from, "until", p.to, "err", failed)
	}
	return err == nil && stands && p.to.Before(settled(now)), err
}

// scanWindow is a piece of time to look at, from from on and before to: what begins at
// to may still be changed. An empty one only moves the cursor.
type scanWindow struct {
	from, to time.Time
	begun    bool          // the cursor is to be set, though nothing is looked at
	skipped  time.Duration // not looked at, before from
}

// idle reports whether there is nothing to do.
func (w scanWindow) idle() bool { return !w.begun && !w.from.Before(w.to) }

// within is the window as what takes instants after one and up to another wants it.
func (w scanWindow) within() (after, upTo time.Time) { return w.from.Add(-1), w.to.Add(-1) }

// windowOf is what comes next for a scan that has looked up to at; now is up to when it
// may look.
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

// scanPlan is what a window asks for. It is read before the transaction that writes
// it, which pages have to wait for: shifts, messages and incidents can be many.
type scanPlan struct {
	scanWindow
	at        time.Time // where the cursor stood
	known     bool
	now       time.Time
	reminders []reminderMessage
	handoffs  []Handoff // as they are written, but for the number
	failed    error     // why there are no handoffs
}

// planOf reads what comes next; an idle plan where nothing does, or on a box that is
// held.
func planOf(r Reader, now time.Time) (p scanPlan, err error) {
	if r.Hold() != "" {
		return p, nil
	}
	p.now = now
	if p.at, p.known, err = r.Cursor(HandoffScan); err != nil {
		return p, err
	}
	p.scanWindow = windowOf(p.at, p.known, settled(now))
	if !p.idle() {
		p.reminders = r.Config().reminderMessages(r.Config().Reminders(p.within()), now)
		p.handoffs, p.failed = p.drafts(r, now)
	}
	return p, nil
}

// write writes the plan down and moves the cursor. If that no longer stands where the
// plan was made, somebody else has: then it does nothing. What of a handoff can not be
// read or written is in failed, and keeps nobody from being reminded.
func (p scanPlan) write(tx Tx) (stands bool, failed, err error) {
	at, known, err := tx.Cursor(HandoffScan)
	if err != nil || known != p.known || !at.Equal(p.at) || tx.Hold() != "" {
		return false, nil, err
	}
	out := Changes{Cursors: []CursorRow{{HandoffScan, p.to}}}
	messages, failed := p.hand(tx, &out)
	for _, m := range messages {
		out.Deliveries = append(out.Deliveries, m.Delivery)
	}
	return true, failed, tx.Apply(out)
}

// hand writes the handoffs, and gives every message of the plan. Which handoffs are
// open is read here, not with the rest: one may just have been confirmed.
func (p scanPlan) hand(tx Tx, out *Changes) (messages []reminderMessage, failed error) {
	messages = slices.Clone(p.reminders) // the command may run again
	if len(p.handoffs) == 0 {
		return messages, nil
	}
	open, failed := tx.OpenHandoffs()
	for _, h := range p.handoffs {
		news, err := draft(tx, h, open, out)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", h.Schedule, err))
			continue
		}
		messages = together(messages, h, news)
	}
	return messages, failed
}

// announces reports whether all that a message tells is that the shift begins which
// the handoff is for: of anything else the subject and path must stay.
func (m reminderMessage) announces(h Handoff) bool {
	other := func(e Edge) bool { return !e.Begins || e.Schedule != h.Schedule || !e.At.Equal(h.At) }
	return m.State == Waiting && len(m.edges) > 0 && !slices.ContainsFunc(m.edges, other)
}

// together makes one message of a reminder that a shift begins and of its handoff,
// where both go to somebody by the same method now.
func together(list []reminderMessage, h Handoff, told []Delivery) []reminderMessage {
	for _, d := range told {
		i := slices.IndexFunc(list, func(m reminderMessage) bool {
			return m.announces(h) && m.User == d.User && m.Method == d.Method && m.Address == d.Address && m.NextAt.Equal(d.NextAt)
		})
		if i < 0 {
			list = append(list, reminderMessage{Delivery: d})
			continue
		}
		m := &list[i]
		m.Subject, m.Path, m.Until = d.Subject, d.Path, time.Time{}
		m.Text = d.Text + "\n\n" + m.Text
	}
	return list
}
