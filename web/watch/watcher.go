package watch

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"wakeman/engine"
)

// Engine takes in what was seen.
type Engine interface {
	Saw(ctx context.Context, w engine.Watch, wrongs []engine.Wrong) (engine.Sight, error)
	Unwatch(ctx context.Context, id, why string, gone bool) error
	Unreached(ctx context.Context, hosts map[string]int, words string) error
	Reached(ctx context.Context) error
	Drew(ctx context.Context, strips []engine.Strip) error
}

// Store knows what is to be looked at, and what was told before a restart.
type Store interface {
	Config() *engine.Config
	Sights() (map[string]engine.Sight, map[string]engine.Strip, error)
	// Hold is why this box pages nobody: then the original looks, and this one does not.
	Hold() (reason string, held bool)
}

// Options are what a [Watcher] is made from.
type Options struct {
	Engine Engine
	Store  Store
	Log    *slog.Logger
	// Look looks at one thing; nil does nothing but say that it can not tell.
	Look func(context.Context, engine.Watch, Check) Result
	// Changed is called when pages have something new to show; nil: nobody asks. It
	// must not block.
	Changed func()
}

// Watcher looks at the hosts of the configuration.
type Watcher struct {
	Options
	wake  chan struct{} // one slot
	slots chan struct{} // one for each look under way

	mu       sync.Mutex
	cfg      *engine.Config      // that the subjects are of; nil: none was read yet
	subjects map[string]*subject // by Watch.ID
	hosts    map[string]*host    // by Watch.Host
	network  network
	drawnAt  time.Time
	failing  bool // the log has been told that the store takes nothing

	asking chan struct{} // one slot, taken while others are asked; see cutOff
}

// subject is one watch, and what is known of it.
type subject struct {
	watch   engine.Watch
	checks  []Check // of the watch
	off     bool    // it, or its service, is paused
	busy    bool
	due     time.Time
	health  map[string]Health // by Check.Key
	seen    seen              // the last look
	looked  time.Time
	told    engine.Sight
	strip   engine.Strip
	undrawn bool // the strip has changed since it was stored
}

// host is where something is looked at: one connection at a time.
type host struct {
	free     chan struct{} // one slot, taken while it is looked at
	looked   time.Time
	answered bool // at the last look
}

// maxLooks bounds how many hosts are looked at at once.
const maxLooks = 64

// rest is how long the loop sleeps at most, and retry how long after something
// that failed.
const (
	rest  = 30 * time.Second
	retry = time.Second
)

// New makes a watcher. Nothing is looked at until Run is called.
func New(o Options) *Watcher {
	if o.Look == nil {
		o.Look = func(context.Context, engine.Watch, Check) Result { return Result{Unknown: "nobody looks here"} }
	}
	if o.Changed == nil {
		o.Changed = func() {}
	}
	return &Watcher{Options: o, wake: make(chan struct{}, 1), asking: make(chan struct{}, 1), slots: make(chan struct{}, maxLooks), subjects: map[string]*subject{}, hosts: map[string]*host{}}
}

// Kick makes it read the configuration again, and look at what is due. It does
// not block.
func (w *Watcher) Kick() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Run looks until ctx ends, and returns when no look is under way any more.
func (w *Watcher) Run(ctx context.Context) {
	var looks sync.WaitGroup
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			looks.Wait()
			w.draw(context.WithoutCancel(ctx))
			return
		case <-w.wake:
		case <-timer.C:
		}
		timer.Reset(w.turn(ctx, &looks))
	}
}

// turn begins what is due, and says how long to sleep.
func (w *Watcher) turn(ctx context.Context, looks *sync.WaitGroup) time.Duration {
	now := time.Now()
	if _, held := w.Store.Hold(); held {
		return rest
	}
	if err := w.adopt(ctx, now); err != nil {
		if ctx.Err() == nil {
			w.complain("what is watched was not brought in line with the configuration", err)
		}
		return retry
	}
	if now.Sub(w.drawnAt).Abs() >= drawEvery {
		looks.Go(func() { w.draw(ctx) })
		w.drawnAt = now
	}
	return w.begin(ctx, looks, now)
}

// begin starts the looks that are due and have room. One that has none is begun
// when another ends: its end kicks the loop.
func (w *Watcher) begin(ctx context.Context, looks *sync.WaitGroup, now time.Time) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	sleep := rest
	for _, s := range w.subjects {
		if s.off || s.busy {
			continue
		}
		if wait := s.due.Sub(now); wait > 0 {
			sleep = min(sleep, wait)
			continue
		}
		if !w.take(s.watch.Host) {
			continue
		}
		s.busy, s.due = true, Next(s.watch.ID, s.watch.Interval, now)
		sleep = min(sleep, s.due.Sub(now))
		watch := s.watch
		looks.Go(func() { w.visit(ctx, s, watch) })
	}
	return max(sleep, time.Millisecond)
}

// take takes a host and a slot, if both are free.
func (w *Watcher) take(name string) bool {
	select {
	case w.slots <- struct{}{}:
	default:
		return false
	}
	select {
	case w.hostOf(name).free <- struct{}{}:
		return true
	default:
		<-w.slots
		return false
	}
}

// leave gives a host and a slot back.
func (w *Watcher) leave(name string) {
	w.mu.Lock()
	h := w.hostOf(name)
	w.mu.Unlock()
	<-h.free
	<-w.slots
	w.Kick()
}

// hostOf finds a host, or makes it. The lock is held.
func (w *Watcher) hostOf(name string) *host {
	h, known := w.hosts[name]
	if !known {
		h = &host{free: make(chan struct{}, 1)}
		w.hosts[name] = h
	}
	return h
}

// complain tells the log of the first of several failures.
func (w *Watcher) complain(what string, err error) {
	w.mu.Lock()
	first := !w.failing
	w.failing = true
	w.mu.Unlock()
	if first {
		w.Log.Error(what, "err", err)
	}
}

func (w *Watcher) works() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failing = false
}
