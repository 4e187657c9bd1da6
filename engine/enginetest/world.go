package enginetest

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/notify"
)

// Answer is what a carrier does with one message.
type Answer struct {
	Outcome notify.Outcome
	After   time.Duration // how long it takes to answer; 0 is at once
	Lost    bool          // the answer is never recorded
}

// Accept is the answer of a carrier that works.
func Accept() Answer { return Answer{Outcome: notify.Outcome{Status: notify.Delivered}} }

// Sent is one message that a carrier was handed, and when.
type Sent struct {
	notify.Delivery
	At time.Time
}

// flight is a message under way.
type flight struct {
	delivery notify.Delivery
	outcome  notify.Outcome
	ends     time.Time
}

// World is an engine and what surrounds it. Set Carrier before the first page;
// the zero value of everything else is right.
type World struct {
	Engine *engine.Engine
	Store  engine.Store
	// Carrier answers for every channel; nil accepts everything.
	Carrier func(notify.Delivery) Answer
	// Sending is called for each message before its carrier is, with the message
	// as leased and committed.
	Sending func(Sent)
	// Committed is called after each commit with the incidents it touched.
	Committed func(incidents []uint64)
	// Settled is called whenever nothing more is to be done at an instant.
	Settled func() error

	now     time.Time
	commits int
	flights []flight
	message time.Time // when the next message may go, as the last Lease said
}

// Now is the world's time.
func (w *World) Now() time.Time { return w.now }

// SetNow moves the clock, back or forth, as a stepped clock or a box that was
// off does: nothing happens on the way.
func (w *World) SetNow(t time.Time) { w.now = t.UTC() }

// Start makes the engine on a store, new or reopened.
func (w *World) Start(s engine.Store) {
	links := engine.Links{Base: func() string { return "http://pager.example.net" }, Key: []byte("a key of the tests")}
	w.Store = s
	w.Engine = engine.New(engine.Options{
		Store: s, Log: slog.New(slog.DiscardHandler), Links: links, Now: w.Now,
		Changed: func(incidents ...uint64) {
			w.commits++
			if w.Committed != nil {
				slices.Sort(incidents)
				w.Committed(incidents)
			}
		},
	})
}

// Recover does what a start does after the store was opened. What was under way
// is forgotten: those outcomes are lost.
func (w *World) Recover(ctx context.Context) (uncertain int, err error) {
	w.flights = nil
	if uncertain, err = w.Engine.Recover(ctx); err != nil {
		return 0, err
	}
	_, err = w.Engine.Step(ctx)
	return uncertain, err
}

// UnderWay lists the messages whose outcome is not known yet.
func (w *World) UnderWay() []notify.Delivery {
	list := make([]notify.Delivery, len(w.flights))
	for i, f := range w.flights {
		list[i] = f.delivery
	}
	return list
}

// Pass lets time pass until an instant, doing everything at the moment at which
// it becomes due.
func (w *World) Pass(ctx context.Context, until time.Time) error {
	for {
		if err := w.Settle(ctx); err != nil {
			return err
		}
		next, err := w.next()
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(until) {
			break
		}
		w.now = next
	}
	if until.After(w.now) {
		w.now = until
		return w.Settle(ctx)
	}
	return nil
}

// endless is how many rounds at one instant are taken for a loop.
const endless = 2000

// Settle does all that is due now: timers, outcomes, messages, and what follows
// from them.
func (w *World) Settle(ctx context.Context) error {
	idle := 0
	for range endless {
		done, err := w.round(ctx)
		if err != nil {
			return err
		}
		if idle++; done == something {
			idle = 0
		}
		if done != nothing && idle < 2 {
			continue
		}
		if w.Settled != nil {
			return w.Settled()
		}
		return nil
	}
	return fmt.Errorf("at %s the engine does not come to rest", w.now)
}

// What a round did. When it did nothing but what is due waits, for a carrier
// perhaps, one more round sees whether it still does.
type done int

const (
	nothing done = iota
	waiting
	something
)

func (w *World) round(ctx context.Context) (done, error) {
	before := w.commits
	if _, err := w.Engine.Step(ctx); err != nil {
		return nothing, fmt.Errorf("step: %w", err)
	}
	if err := w.land(ctx); err != nil {
		return nothing, fmt.Errorf("report: %w", err)
	}
	due, next, err := w.Engine.Lease(ctx, w.Room())
	if err != nil {
		return nothing, fmt.Errorf("lease: %w", err)
	}
	w.message = next
	for _, d := range due {
		if err := w.send(ctx, d); err != nil {
			return nothing, err
		}
	}
	switch {
	case w.commits != before || len(due) > 0:
		return something, nil
	case !next.IsZero() && !next.After(w.now):
		return waiting, nil
	}
	return nothing, nil
}

// Room is what the dispatcher would have left of each channel.
func (w *World) Room() map[notify.Channel]int {
	room := map[notify.Channel]int{}
	for _, c := range []notify.Channel{notify.Email, notify.Webhook, notify.Push, notify.SMS} {
		room[c] = notify.PerChannel
	}
	for _, f := range w.flights {
		room[f.delivery.To.Channel]--
	}
	return room
}

func (w *World) send(ctx context.Context, d notify.Delivery) error {
	if w.Sending != nil {
		w.Sending(Sent{d, w.now})
	}
	answer := w.answer(d)
	switch {
	case answer.Lost:
		return nil
	case answer.After > 0:
		w.flights = append(w.flights, flight{d, answer.Outcome, w.now.Add(answer.After)})
		return nil
	}
	return w.Engine.Report(ctx, d.ID, d.Attempt, answer.Outcome)
}

func (w *World) answer(d notify.Delivery) Answer {
	switch {
	case d.To.Channel == "":
		return Answer{Outcome: notify.Outcome{Status: notify.Permanent, Reason: "the contact method no longer exists"}}
	case w.Carrier == nil:
		return Accept()
	}
	return w.Carrier(d)
}

// land reports the outcomes that have come back.
func (w *World) land(ctx context.Context) error {
	var back []flight
	w.flights = slices.DeleteFunc(w.flights, func(f flight) bool {
		if f.ends.After(w.now) {
			return false
		}
		back = append(back, f)
		return true
	})
	slices.SortStableFunc(back, func(a, b flight) int { return cmp.Compare(a.ends.UnixNano(), b.ends.UnixNano()) })
	for _, f := range back {
		if err := w.Engine.Report(ctx, f.delivery.ID, f.delivery.Attempt, f.outcome); err != nil {
			return err
		}
	}
	return nil
}

// poll is how often a dispatcher looks while what is due has to wait for room.
const poll = time.Second

// next is the instant after now at which something is to be done; zero if
// nothing is.
func (w *World) next() (time.Time, error) {
	var next time.Time
	consider := func(at time.Time) {
		if !at.IsZero() && !at.After(w.now) {
			at = w.now.Add(poll)
		}
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	for _, f := range w.flights {
		consider(f.ends)
	}
	err := w.Store.View(func(r engine.Reader) error {
		timer, delivery, err := r.NextDue()
		consider(timer)
		if r.Hold() == "" {
			consider(w.message)
			consider(delivery)
		}
		return err
	})
	return next, err
}
