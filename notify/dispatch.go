package notify

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// Queue gives out deliveries that are due.
type Queue interface {
	// Lease takes what is due, as far as each channel has room, and marks it as
	// being sent on disk before it returns. next is when something will be due;
	// zero if nothing will.
	Lease(ctx context.Context, room map[Channel]int) (due []Delivery, next time.Time, err error)
}

// Sink is told what became of an attempt.
type Sink interface {
	Report(ctx context.Context, id string, attempt int, o Outcome) error
}

// Limits of the dispatcher.
const (
	// PerChannel is how many deliveries of one channel are under way at once. A
	// carrier that hangs must not keep another channel's pages waiting.
	PerChannel = 64
	// SendTimeout bounds one attempt. Drivers give up after ten seconds by
	// themselves, with a better reason than "time is up".
	SendTimeout = 15 * time.Second
	// maxSleep bounds how long it waits without looking: a suspended box and a
	// stepped clock do not wake a timer.
	maxSleep = 30 * time.Second
	// reportPatience is how long an outcome that could not be stored is kept
	// trying. After that the lease runs out, and the message is sent again.
	reportPatience = time.Minute
)

// Dispatcher hands due deliveries to the drivers.
type Dispatcher struct {
	queue   Queue
	sink    Sink
	drivers func(Channel) Driver
	log     *slog.Logger
	now     func() time.Time
	wake    chan struct{}
	done    chan Channel
	room    map[Channel]int
	sends   sync.WaitGroup
}

// NewDispatcher makes one. drivers gives the driver of a channel as configured
// now, or nil if it has none. now is the clock; nil is time.Now.
func NewDispatcher(q Queue, s Sink, drivers func(Channel) Driver, log *slog.Logger, now func() time.Time) *Dispatcher {
	if now == nil {
		now = time.Now
	}
	d := &Dispatcher{
		queue: q, sink: s, drivers: drivers, log: log, now: now,
		wake: make(chan struct{}, 1), done: make(chan Channel), room: map[Channel]int{},
	}
	for _, c := range []Channel{Email, Webhook, Push, SMS} {
		d.room[c] = PerChannel
	}
	return d
}

// Kick makes it look for due deliveries now. Safe from any goroutine.
func (d *Dispatcher) Kick() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// Run dispatches until ctx ends, then waits for the attempts under way; each is
// bounded by SendTimeout.
func (d *Dispatcher) Run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	defer d.drain()
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.wake:
		case c := <-d.done:
			d.takes(c, -1)
		case <-timer.C:
		}
		d.collect()
		timer.Reset(d.round(ctx))
	}
}

// collect takes note of every send that has ended by now, so that one look at
// the queue serves them all: each look waits for a commit.
func (d *Dispatcher) collect() {
	for {
		select {
		case c := <-d.done:
			d.takes(c, -1)
		default:
			return
		}
	}
}

// round leases what is due, starts it, and says how long to sleep.
func (d *Dispatcher) round(ctx context.Context) time.Duration {
	due, next, err := d.queue.Lease(ctx, d.room)
	if err != nil {
		if ctx.Err() == nil {
			d.log.Error("taking due pages failed", "err", err)
		}
		return time.Second
	}
	for _, x := range due {
		d.start(ctx, x)
	}
	wait := maxSleep
	if !next.IsZero() {
		// What is due but had no room waits for a finished attempt, which wakes
		// the loop; the millisecond only guards against spinning.
		wait = min(max(next.Sub(d.now()), time.Millisecond), maxSleep)
	}
	if len(due) == 0 && wait < 50*time.Millisecond && d.busy() {
		wait = 50 * time.Millisecond
	}
	return wait
}

func (d *Dispatcher) busy() bool {
	for _, free := range d.room {
		if free < PerChannel {
			return true
		}
	}
	return false
}

// takes counts what is under way by a channel. One that nobody serves has no
// room to run out of: its messages only come to be reported as failed.
func (d *Dispatcher) takes(c Channel, n int) {
	if _, served := d.room[c]; served {
		d.room[c] -= n
	}
}

func (d *Dispatcher) start(ctx context.Context, x Delivery) {
	c := x.To.Channel
	d.takes(c, 1)
	stopped := ctx.Done()
	d.sends.Go(func() {
		ctx := context.WithoutCancel(ctx)
		o := d.try(ctx, x)
		select {
		case d.done <- c: // the carrier is free again, while the outcome is stored
		case <-stopped:
		}
		d.report(ctx, x, o)
	})
}

func (d *Dispatcher) drain() { d.sends.Wait() }

// try sends once. It goes on when the dispatcher stops, because an outcome that
// is not recorded is a page sent twice.
func (d *Dispatcher) try(ctx context.Context, x Delivery) Outcome {
	began := d.now()
	o := d.Send(ctx, x)
	d.log.Info("page", "delivery", x.ID, "attempt", x.Attempt, "channel", x.To.Channel,
		"status", o.Status, "reason", o.Reason, "took", d.now().Sub(began))
	return o
}

// Send makes one attempt, without reporting it: the emergency path and tests of
// a contact method use it too. A driver that panics counts as a retry.
func (d *Dispatcher) Send(ctx context.Context, x Delivery) (o Outcome) {
	ctx, cancel := context.WithTimeout(ctx, SendTimeout)
	defer cancel()
	defer func() {
		if r := recover(); r != nil {
			d.log.Error("a driver panicked", "channel", x.To.Channel, "panic", r, "stack", string(debug.Stack()))
			o = Outcome{Status: Retry, Reason: "internal error in the driver"}
		}
	}()
	driver := d.driver(x.To.Channel)
	if driver == nil {
		return Outcome{Status: Permanent, Reason: noDriver(x.To.Channel)}
	}
	return driver.Send(ctx, x)
}

func (d *Dispatcher) driver(c Channel) Driver {
	if c == "" {
		return nil
	}
	return d.drivers(c)
}

func noDriver(c Channel) string {
	if c == "" {
		return "the contact method no longer exists, or has a new address that nobody has confirmed"
	}
	return fmt.Sprintf("no carrier is set up for %s: see settings in the configuration", c)
}

// report stores an outcome, trying again while the store is busy or full.
func (d *Dispatcher) report(ctx context.Context, x Delivery, o Outcome) {
	ctx, cancel := context.WithTimeout(ctx, reportPatience)
	defer cancel()
	for wait := 100 * time.Millisecond; ; wait *= 2 {
		err := d.sink.Report(ctx, x.ID, x.Attempt, o)
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			d.log.Error("an outcome could not be stored; the message will be sent again", "delivery", x.ID, "err", err)
			return
		case <-time.After(wait):
		}
	}
}
