package engine

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"
)

// Options are what an Engine is made from.
type Options struct {
	Store Store
	Log   *slog.Logger
	// Links makes the addresses that pages carry.
	Links Links
	// KickPages is called after a commit that may have made a page due.
	KickPages func()
	// Changed is called after a commit with the incidents it changed; 0 means
	// configuration, or a test page. It must not block.
	Changed func(incidents ...uint64)
	// Ticked is called after each completed step, on its goroutine: it must not
	// block. What watches the box is fed by it, and by nothing else.
	Ticked func(at time.Time)
	// Now is the clock; nil is time.Now. Only simulations set it.
	Now func() time.Time
}

// Engine runs commands. It holds no state that is not in the store.
type Engine struct {
	store   Store
	log     *slog.Logger
	links   Links
	now     func() time.Time
	wake    chan struct{} // one slot: the loop looks again
	pages   func()
	changed func(...uint64)
	ticks   *ticks
	ticked  func(time.Time)
	tally   *tally
	looked  atomic.Int64 // when Lease last looked, in Unix nanoseconds
	hearing hearing
	asked   asked
}

// New makes an engine. Nothing runs until Run or Step is called.
func New(o Options) *Engine {
	e := &Engine{
		store: o.Store, log: o.Log, links: o.Links, now: o.Now,
		wake: make(chan struct{}, 1), pages: o.KickPages, changed: o.Changed, ticks: &ticks{}, ticked: o.Ticked,
		tally: newTally(),
	}
	if e.ticked == nil {
		e.ticked = func(time.Time) {}
	}
	if e.now == nil {
		e.now = time.Now
	}
	if e.pages == nil {
		e.pages = func() {}
	}
	if e.changed == nil {
		e.changed = func(...uint64) {}
	}
	return e
}

// Kick makes the loop look for due timers now. Safe from any goroutine; used
// after a change of configuration, and by cron every second, so that a clock
// that was stepped or a box that slept is noticed.
func (e *Engine) Kick() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// clock is the time of a command: taken once, UTC, without a monotonic part,
// because it is compared with stored times.
func (e *Engine) clock() time.Time { return e.now().UTC().Round(0) }

// committed acts on what a command did, once it is on disk.
func (e *Engine) committed(touched map[uint64]bool) {
	numbers := make([]uint64, 0, len(touched))
	for n := range touched {
		numbers = append(numbers, n)
	}
	if len(numbers) > 0 {
		e.changed(numbers...)
	}
	e.pages()
	e.Kick()
}

// stateOf reads what a decision about one incident needs.
func stateOf(r Reader, number uint64) (State, error) {
	in, ok, err := r.Incident(number)
	if err != nil {
		return State{}, err
	}
	if !ok {
		return State{}, Fail(NotFound, "there is no incident %d", number)
	}
	pages, err := r.Pages(number)
	if err != nil {
		return State{}, err
	}
	return State{Config: r.Config(), Incident: in, Pages: pages, Turn: turnsOf(r), Delivery: deliveriesOf(r)}, nil
}

func deliveriesOf(r Reader) func(id string) (Delivery, bool) {
	return func(id string) (Delivery, bool) {
		if id == "" {
			return Delivery{}, false
		}
		d, ok, err := r.Delivery(id)
		return d, ok && err == nil
	}
}

func turnsOf(r Reader) func(policy, step string) uint64 {
	return func(policy, step string) uint64 {
		n, err := r.Turn(policy, step)
		if err != nil {
			return 0 // a lost place in a ring is not worth a lost page
		}
		return n
	}
}

// update runs a command, and acts on it once it is committed.
func (e *Engine) update(ctx context.Context, class Class, command func(Tx) (touched []uint64, err error)) error {
	var touched map[uint64]bool
	err := e.store.Update(ctx, class, func(tx Tx) error {
		touched = map[uint64]bool{} // it may run again
		numbers, err := command(tx)
		for _, n := range numbers {
			touched[n] = true
		}
		return err
	})
	if err != nil {
		return err
	}
	e.committed(touched)
	return nil
}
