package engine

import (
	"context"
	"time"
)

// maxSleep bounds how long the loop waits without looking: timers stop while a
// box is suspended, and wall clocks are stepped.
const maxSleep = 30 * time.Second

// Run fires timers as they become due, until ctx ends. An error of the store is
// logged and tried again; the store itself decides when it has failed for good.
func (e *Engine) Run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			e.lastHits(ctx)
			return
		case <-e.wake:
		case <-timer.C:
		}
		timer.Reset(e.turnOver(ctx))
	}
}

// stopLimit is how long a stop waits for counts.
const stopLimit = 2 * time.Second

// lastHits stores what event rules have counted before a stop.
func (e *Engine) lastHits(ctx context.Context) {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), stopLimit)
	defer done()
	e.storeHits(ctx, e.clock(), true)
}

// turnOver runs one step and says how long to sleep.
func (e *Engine) turnOver(ctx context.Context) time.Duration {
	e.hearing.turned(e.clock())
	next, err := e.Step(ctx)
	if err != nil {
		if ctx.Err() == nil {
			e.log.Error("a tick failed", "err", err)
		}
		return time.Second
	}
	if next.IsZero() {
		return maxSleep
	}
	return min(max(next.Sub(e.clock()), time.Millisecond), maxSleep)
}
