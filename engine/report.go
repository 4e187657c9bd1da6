package engine

import (
	"context"
	"fmt"
	"hash/fnv"
	"time"

	"wakeman/notify"
)

// The dispatcher's patience. The first retry comes at once, because most faults
// are a dropped connection; a carrier that is down is asked each minute.
const (
	firstRetry   = 2 * time.Second
	longestRetry = time.Minute
	// retryBudget is how long one message is tried. By then the next steps have
	// been paged.
	retryBudget = 30 * time.Minute
	// longestWish bounds a carrier's Retry-After.
	longestWish = 5 * time.Minute
)

// reportChunk is how many incidents of a bundle one transaction tells the
// outcome.
const reportChunk = 500

// Report records what became of an attempt and decides what follows: nothing
// more, another attempt, the next method, the next step. It is the
// [notify.Sink] of the dispatcher. A report of an attempt that is no longer
// under way is ignored.
func (e *Engine) Report(ctx context.Context, id string, attemptNo int, o notify.Outcome) error {
	now := e.clock()
	for first := 0; ; first += reportChunk {
		more := false
		err := e.update(ctx, Urgent, func(tx Tx) (touched []uint64, err error) {
			more, touched, err = report(tx, reportArgs{id, attemptNo, o, first}, now)
			return touched, err
		})
		if err != nil || !more {
			return err
		}
	}
}

type reportArgs struct {
	id      string
	attempt int
	outcome notify.Outcome
	first   int // item to begin with
}

func backoff(attempt int) time.Duration {
	d := firstRetry
	for range min(attempt-1, 10) {
		d *= 2
	}
	return min(d, longestRetry)
}

// jitter spreads the retries of different people's messages by a quarter either
// way. It is computed and not drawn, so that a decision can be repeated: a
// method has one message under way, so its name is as good as a die.
func (d Delivery) jitter(wait time.Duration) time.Duration {
	h := fnv.New32a()
	_, _ = fmt.Fprint(h, d.User, d.Method, d.Attempts) // a hash takes everything
	return wait*3/4 + wait/2*time.Duration(h.Sum32()%1000)/1000
}

func report(tx Tx, a reportArgs, now time.Time) (more bool, touched []uint64, err error) {
	d, ok, err := tx.Delivery(a.id)
	if err != nil || !ok || d.State != Sending || d.Attempts != a.attempt {
		return false, nil, err
	}
	givenUp := a.outcome.Status == notify.Retry && now.Sub(d.CreatedAt) > retryBudget
	last := min(a.first+reportChunk, len(d.Items))
	for _, it := range d.Items[min(a.first, last):last] {
		if err := reportItem(tx, attempt{d, it, a.outcome, givenUp}, now); err != nil {
			return false, nil, err
		}
		touched = append(touched, it.Incident)
	}
	if last < len(d.Items) {
		return true, touched, nil
	}
	if len(d.Items) == 0 {
		touched = outsideIncidents()
	}
	d = d.after(a, givenUp, now)
	return false, touched, tx.Apply(Changes{Deliveries: append(tx.Config().elsewhere(d, now), d)})
}

func reportItem(tx Tx, a attempt, now time.Time) error {
	s, err := stateOf(tx, a.item.Incident)
	if CodeOf(err) == NotFound {
		return nil // retention took it
	}
	if err != nil {
		return err
	}
	t := newTurn(s, System(), now)
	t.reported(a)
	return tx.Apply(t.changes())
}

// after is the delivery once an attempt has ended.
func (d Delivery) after(a reportArgs, givenUp bool, now time.Time) Delivery {
	d.Reason, d.LeasedAt = a.outcome.Reason, time.Time{}
	if a.outcome.ProviderID != "" {
		d.ProviderID = a.outcome.ProviderID
	}
	switch {
	case a.outcome.OK():
		d.State, d.FinishedAt = Sent, now
	case a.outcome.Status == notify.Permanent || givenUp:
		d.State, d.FinishedAt = Failed, now
	default:
		d.State = Waiting
		d.NextAt = now.Add(max(d.jitter(backoff(d.Attempts)), min(a.outcome.RetryAfter, longestWish)))
	}
	return d
}

// farFuture is after everything that is due, also after the clock was stepped
// back by years.
func farFuture() time.Time { return time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC) }

// Recover takes back every lease of a process that is gone: those messages may
// have been sent or not, so they are sent again and say so. Call it once, after
// a first Step and before the dispatcher starts.
func (e *Engine) Recover(ctx context.Context) (uncertain int, err error) {
	now := e.clock()
	e.hearing.away()
	err = e.update(ctx, Urgent, func(tx Tx) ([]uint64, error) {
		open, err := tx.DueDeliveries(farFuture(), leaseLimit)
		if err != nil {
			return nil, err
		}
		uncertain = 0
		for _, d := range open {
			if d.State != Sending {
				continue
			}
			uncertain++
			// Due since the attempt began, so that one of long ago is seen to be stale.
			began := earlier(d.LeasedAt, now)
			d.State, d.Uncertain, d.NextAt, d.LeasedAt = Waiting, true, began, time.Time{}
			if err := tx.Apply(Changes{Deliveries: []Delivery{d}}); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
	return uncertain, err
}
