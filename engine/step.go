package engine

import (
	"context"
	"sync/atomic"
	"time"
)

// stepLimit is how many timers one transaction fires. A storm's timers are due
// together; a bigger transaction would make events wait.
const stepLimit = 200

// leaseTimeout is when an attempt that was never reported counts as lost. Every
// driver gives up long before.
const leaseTimeout = 2 * time.Minute

// Step fires every timer that is due, and takes back leases nobody reported. It
// reports when the next timer is due; zero if none is.
//
// A completed step is what the watchdog is fed with: it read the store, and
// wrote to it if there was anything to do.
func (e *Engine) Step(ctx context.Context) (next time.Time, err error) {
	now := e.clock()
	if err := e.minded(ctx, now); err != nil {
		return time.Time{}, err
	}
	if err := e.hear(ctx, now); err != nil {
		return time.Time{}, err
	}
	for {
		fired, err := e.fireDue(ctx, now)
		if err != nil {
			return time.Time{}, err
		}
		if fired < stepLimit {
			break
		}
	}
	more, err := e.askAgain(ctx, now)
	if err != nil {
		return time.Time{}, err
	}
	e.storeHits(ctx, now, false)
	err = e.store.View(func(r Reader) (err error) {
		if r.Hold() != "" {
			return nil
		}
		next, _, err = r.NextDue()
		return err
	})
	if more {
		next = now
	}
	if err == nil {
		at := e.now()
		e.ticks.done(at)
		e.ticked(at)
	}
	return next, err
}

// fireDue fires up to stepLimit due timers in one transaction.
func (e *Engine) fireDue(ctx context.Context, now time.Time) (fired int, err error) {
	due := 0
	err = e.store.View(func(r Reader) error {
		if r.Hold() != "" { // steps that page nobody would be through before the release
			return nil
		}
		timers, err := r.DueTimers(now, 1)
		if err != nil {
			return err
		}
		pulses, err := r.DuePulses(now, 1)
		due = len(timers) + len(pulses)
		return err
	})
	if err != nil || due == 0 {
		return 0, err
	}
	err = e.update(ctx, Urgent, func(tx Tx) ([]uint64, error) {
		timers, err := tx.DueTimers(now, stepLimit)
		if err != nil {
			return nil, err
		}
		fired = len(timers)
		var touched []uint64
		for _, timer := range timers {
			if err := fireTimer(tx, timer, now); err != nil {
				return nil, err
			}
			touched = append(touched, timer.Incident)
		}
		silent, err := fireSilent(tx, now)
		return append(touched, silent...), err
	})
	return fired, err
}

func fireTimer(tx Tx, timer Timer, now time.Time) error {
	s, err := stateOf(tx, timer.Incident)
	if CodeOf(err) == NotFound {
		return tx.Apply(Changes{StopTimers: []TimerKey{{timer.Incident, timer.Kind}}})
	}
	if err != nil {
		return err
	}
	t := newTurn(s, System(), now)
	t.fire(timer.Kind)
	if timer.Kind == FlapTimer {
		err = endFlap(tx, t)
	} else if s.Incident.Status != Resolved && t.Incident.Status == Resolved {
		err = closeAlerts(tx, t)
	}
	if err != nil {
		return err
	}
	return tx.Apply(t.changes())
}

// endFlap forgets the keys of alerts whose flap window is over.
func endFlap(tx Tx, t *turn) error {
	alerts, err := tx.Alerts(t.Incident.Number)
	if err != nil {
		return err
	}
	for _, a := range alerts {
		if !a.Open && !a.ReopenUntil.IsZero() {
			a.ReopenUntil = time.Time{}
			t.out.Alerts = append(t.out.Alerts, a)
		}
	}
	return nil
}

// ticks remembers when a step last completed.
type ticks struct{ last atomic.Int64 }

func (t *ticks) done(at time.Time) { t.last.Store(at.UnixNano()) }

// LastTick is when a step last completed; zero if none has since the start.
func (e *Engine) LastTick() time.Time {
	if n := e.ticks.last.Load(); n != 0 {
		return time.Unix(0, n).UTC()
	}
	return time.Time{}
}
