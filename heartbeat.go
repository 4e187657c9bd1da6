package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"wakeman/engine"
	"wakeman/engine/secret"
	"wakeman/notify"
	"wakeman/notify/dial"
)

// heartbeat tells a watcher outside of this box that it is alive. It has no
// clock of its own: only a completed tick makes it move, so a box whose
// escalation hangs goes silent, and the watcher calls somebody.
//
// It never holds up what it watches: a tick is handed over without waiting, and
// the call is made elsewhere.
type heartbeat struct {
	settings func() *engine.HeartbeatSettings
	vitals   func() vitals
	writes   func(ctx context.Context) error // one commit that changes nothing
	client   *http.Client
	log      *slog.Logger
	ticks    chan time.Time // one slot: the newest is as good as all

	mu     sync.Mutex
	state  engine.HeartbeatState
	to     string // the address that state is about
	tried  time.Time
	silent bool // the log has been told of the trouble
}

// vitals are what must be well for the box to say that it is.
type vitals struct {
	LastTick time.Time
	Store    error  // why the store takes no event; nil: it does
	Held     string // why no page may leave the box
	Paths    []way  // the ways by which somebody is paged
}

// way is one way out of the box, by its newest attempts.
type way struct {
	Channel notify.Channel
	Failing bool // none of the newest got through; one without traffic is trusted
}

// staleTick is how old the last completed tick may be.
const staleTick = time.Minute

// healthy decides whether the box may say that it is well: "" if so, else the
// sentence why not.
func healthy(v vitals, interval time.Duration, now time.Time) (why string) {
	switch {
	case v.LastTick.IsZero():
		return "escalation has not run since the start"
	case now.Sub(v.LastTick) > min(interval, staleTick):
		return "escalation has not run since " + v.LastTick.UTC().Format("15:04:05 MST")
	case v.Store != nil:
		return "the store takes no events: " + v.Store.Error()
	case v.Held != "":
		return "this box pages nobody: " + v.Held
	case len(v.Paths) == 0:
		return "nobody has a contact method that a page could leave by"
	case !slices.ContainsFunc(v.Paths, func(p way) bool { return !p.Failing }):
		return "no page gets out: the newest by " + pathWords(v.Paths) + " all failed"
	}
	return ""
}

func pathWords(paths []way) string {
	words := make([]string, len(paths))
	for i, p := range paths {
		words[i] = p.Channel.Word()
	}
	slices.Sort(words)
	return strings.Join(words, " and ")
}

// tick hands over a completed tick. It does not block.
func (h *heartbeat) tick(at time.Time) {
	select {
	case h.ticks <- at:
	default:
	}
}

// run sends what is due until ctx ends.
func (h *heartbeat) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case at := <-h.ticks:
			h.due(ctx, at)
		}
	}
}

// due sends one if it is time and all is well. Whether the store takes writes is
// tried, not asked: a disk that went away says nothing until then.
func (h *heartbeat) due(ctx context.Context, now time.Time) {
	s := h.settings()
	if !h.begins(s, now) {
		return
	}
	why := h.send(ctx, s, now)
	if ctx.Err() == nil || why == "" { // a box that stops has not failed
		h.ended(s, why, now)
	}
}

// send gives the sentence why it did not get out, or "".
func (h *heartbeat) send(ctx context.Context, s *engine.HeartbeatSettings, now time.Time) (why string) {
	ctx, cancel := context.WithTimeout(ctx, dial.Timeout)
	defer cancel()
	v := h.vitals()
	if err := h.writes(ctx); v.Store == nil {
		v.Store = err
	}
	if why = healthy(v, s.Interval, now); why != "" {
		return "It is held back: " + why + "."
	}
	if secret.Unreadable(s.URL) {
		return "Its address can not be read: the key of the secrets is missing, or another."
	}
	if why = h.call(ctx, s.URL); why != "" {
		return "The watcher did not take it: " + why + "."
	}
	return ""
}

// begins reports whether one is due. Another address begins anew: how the old
// one did says nothing of it.
func (h *heartbeat) begins(s *engine.HeartbeatSettings, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	to := ""
	if s != nil {
		to = s.URL
	}
	if to != h.to {
		h.to, h.state, h.tried, h.silent = to, engine.HeartbeatState{}, time.Time{}, false
	}
	if to == "" || now.Sub(h.tried).Abs() < s.Interval { // the clock may have been stepped back
		return false
	}
	h.tried = now
	return true
}

// call is the sign of life: a GET, which every service of the kind takes. It
// gives why it was not taken.
func (h *heartbeat) call(ctx context.Context, url string) (why string) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "its address can not be called"
	}
	req.Header.Set("User-Agent", "Wakeman/"+version())
	reply, err := dial.Do(h.client, req)
	if err != nil {
		return dial.Failed(err, url).Reason
	}
	if o := dial.Judge(reply, notify.Accepted, time.Now()); !o.OK() {
		return o.Reason
	}
	return ""
}

// ended notes what came of one; the log is told of changes only.
func (h *heartbeat) ended(s *engine.HeartbeatSettings, why string, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.to != s.URL {
		return
	}
	if why == "" {
		if h.silent {
			h.log.Info("the outside heartbeat goes out again")
		}
		h.state, h.silent = engine.HeartbeatState{LastOK: now}, false
		return
	}
	if h.state.FailingSince.IsZero() {
		h.state.FailingSince = now
	}
	h.state.Reason = why
	if !h.silent {
		h.log.Warn("the outside heartbeat does not go out", "why", why)
		h.silent = true
	}
}

// now is how it does, for the pages and the metrics.
func (h *heartbeat) now() engine.HeartbeatState {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.state
}

// openHeartbeat wires it to the box. It makes the carriers tell what becomes of
// pages.
func (a *appliance) openHeartbeat() {
	paths := &ways{last: map[notify.Channel][]bool{}}
	a.carriers.watch = paths.watch
	call := a.dial
	if call == nil {
		call = dial.NewGuard(a.carriers.allowed).Dial
	}
	a.heartbeat = &heartbeat{
		settings: func() *engine.HeartbeatSettings { return a.db.Config().Settings.Heartbeat },
		vitals: func() vitals {
			v := vitals{LastTick: a.engine.LastTick(), Store: a.db.FailedReason(), Paths: paths.of(a.db.Config())}
			v.Held, _ = a.db.Hold()
			return v
		},
		writes: func(ctx context.Context) error {
			err := a.db.Update(ctx, engine.Intake, func(engine.Tx) error { return nil })
			if err != nil {
				return fmt.Errorf("a write was tried: %w", err)
			}
			return nil
		},
		client: dial.Client(call, nil), log: a.log, ticks: make(chan time.Time, 1),
	}
}
