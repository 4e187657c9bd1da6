package engine

import (
	"context"
	"fmt"
	"time"
)

// clockSlack is how far the clock may go back before it counts as stepped.
const clockSlack = 5 * time.Second

// minded looks whether the clock was stepped back since the last tick, and if so
// moves what is about to page by as much: an hour too late is worse than a
// minute too early. Timers that end an acknowledgement or an incident are left
// where they are; being early would be the harm there.
//
// After a start the newest change on record stands for the last tick: a box
// whose clock was lost with its power wakes up in the past.
//
// A clock that is stepped forward needs nothing: what is due is due, and see
// tooLate.
func (e *Engine) minded(ctx context.Context, now time.Time) error {
	last, err := e.lastSeen()
	if err != nil {
		return err
	}
	back := last.Sub(now)
	if last.IsZero() || back < clockSlack {
		return nil
	}
	err = e.update(ctx, Urgent, func(tx Tx) ([]uint64, error) {
		s := stepped{tx: tx, now: now, back: back}
		err := s.run()
		return s.touched, err
	})
	if err == nil {
		e.ticks.done(now)
		e.log.Warn("the clock was stepped back; pages are due earlier by as much", "by", back.String())
	}
	return err
}

// lastSeen is the latest time that is known to have been.
func (e *Engine) lastSeen() (last time.Time, err error) {
	if last = e.LastTick(); !last.IsZero() {
		return last, nil
	}
	err = e.store.View(func(r Reader) (err error) {
		last, err = r.LastChange()
		return err
	})
	return last, err
}

// stepped moves rows after the clock was stepped back.
type stepped struct {
	tx      Tx
	now     time.Time
	back    time.Duration
	out     Changes
	touched []uint64
}

func (s *stepped) run() error {
	for _, move := range []func() error{s.timers, s.pages, s.deliveries, s.pulses} {
		if err := move(); err != nil {
			return err
		}
	}
	s.out.Audit = []AuditRow{{
		At: s.now, Actor: System(), Action: "clock.stepped_back", Object: "clock", Detail: fmt.Sprintf("by %s", s.back),
	}}
	return s.tx.Apply(s.out)
}

// everything is no limit: this happens once in a blue moon.
const everything = 1 << 30

func (s *stepped) timers() error {
	timers, err := s.tx.DueTimers(farFuture(), everything)
	if err != nil {
		return err
	}
	for _, t := range timers {
		if t.Kind != EscalateTimer {
			continue
		}
		in, ok, err := s.tx.Incident(t.Incident)
		if err != nil {
			return err
		}
		t.At = t.At.Add(-s.back)
		s.out.Timers = append(s.out.Timers, t)
		if ok {
			in.Level.NextAt = t.At
			in.Revision++
			s.out.Incidents = append(s.out.Incidents, in)
			s.touched = append(s.touched, in.Number)
		}
	}
	return nil
}

func (s *stepped) pages() error {
	pages, err := s.tx.DuePages(farFuture(), everything)
	for _, p := range pages {
		p.NotBefore = p.NotBefore.Add(-s.back)
		s.out.Pages = append(s.out.Pages, p)
	}
	return err
}

func (s *stepped) deliveries() error {
	open, err := s.tx.DueDeliveries(farFuture(), everything)
	for _, d := range open {
		if d.State == Sending {
			d.LeasedAt = d.LeasedAt.Add(-s.back)
		} else {
			d.NextAt = d.NextAt.Add(-s.back)
		}
		s.out.Deliveries = append(s.out.Deliveries, d)
	}
	return err
}

// pulses moves the deadlines of silence, and the beats they were reckoned from.
func (s *stepped) pulses() error {
	all, err := s.tx.Pulses()
	for _, p := range all {
		for _, at := range []*time.Time{&p.LastAt, &p.DueAt} {
			if !at.IsZero() {
				*at = at.Add(-s.back)
			}
		}
		s.out.Pulses = append(s.out.Pulses, p)
	}
	return err
}
