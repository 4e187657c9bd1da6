package web

import (
	"context"
	"crypto/rand"
	"slices"
	"strconv"
	"sync"

	"wakeman/engine"
	"wakeman/web/ui/view"
)

const (
	// maxStreams and maxStreamsPerUser bound the browsers that are told of
	// changes; each holds a connection and a goroutine.
	maxStreams        = 1000
	maxStreamsPerUser = 16
	// maxPending bounds what one slow browser's news may take in memory; beyond
	// it, it is told that everything changed.
	maxPending = 100
)

// Hub tells browsers which parts of their pages to fetch again. It keeps no
// history, only a position: a browser that was somewhere else before has missed
// something and fetches everything.
type Hub struct {
	epoch string // differs from start to start

	mu      sync.Mutex
	changes uint64
	all     map[*stream]struct{}
	perUser map[string]int
	closed  chan struct{}
	close   sync.Once
}

// NewHub makes a hub.
func NewHub() *Hub {
	return &Hub{epoch: rand.Text()[:8], all: map[*stream]struct{}{}, perUser: map[string]int{}, closed: make(chan struct{})}
}

// Changed says that incidents changed; 0 stands for the configuration. It never
// blocks, however slow the browsers are.
func (h *Hub) Changed(incidents ...uint64) {
	names, config := fragmentsOf(incidents)
	if len(names) == 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.changes++
	for s := range h.all {
		s.add(names)
		if config { // a role may have changed, or a person left
			s.recheck()
		}
	}
}

// Position stands for all changes up to now. A page that was drawn from what was
// read after asking for it, and that gives it to the stream, misses nothing.
func (h *Hub) Position() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.epoch + "-" + strconv.FormatUint(h.changes, 10)
}

// Recheck makes every stream ask anew who it belongs to: a session ended.
func (h *Hub) Recheck() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.all {
		s.recheck()
	}
}

// Close ends all streams and lets no new one in.
func (h *Hub) Close(context.Context) error {
	h.close.Do(func() { close(h.closed) })
	return nil
}

// fragmentsOf names the parts of pages that show these incidents.
func fragmentsOf(incidents []uint64) (names []string, config bool) {
	if len(incidents) == 0 {
		return nil, false
	}
	names = []string{view.LiveStatus, view.LiveIncidents, view.LiveServices}
	for _, n := range incidents {
		if n == 0 {
			config = true
			continue
		}
		names = append(names, view.LiveIncident(engine.IncidentID(n)))
	}
	if config {
		names = append(names, view.LiveOnCall, view.LiveHealth)
	}
	if !config || len(incidents) > 1 {
		names = append(names, view.LiveEquipment, view.LiveEvents, view.LiveDeliveries)
	}
	return names, config
}

// join adds a stream for a user; nil when there are too many.
func (h *Hub) join(user string) *stream {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.all) >= maxStreams || h.perUser[user] >= maxStreamsPerUser {
		return nil
	}
	s := &stream{user: user, names: map[string]bool{}, wake: make(chan struct{}, 1), again: make(chan struct{}, 1)}
	h.all[s] = struct{}{}
	h.perUser[user]++
	return s
}

func (h *Hub) leave(s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.all, s)
	if h.perUser[s.user]--; h.perUser[s.user] <= 0 {
		delete(h.perUser, s.user)
	}
}

func (h *Hub) streams() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.all)
}

// stream is the news for one browser until it is sent.
type stream struct {
	user  string
	wake  chan struct{} // one slot: there is news
	again chan struct{} // one slot: ask anew who it is

	mu    sync.Mutex
	names map[string]bool
	reset bool // more changed than is worth naming
}

func (s *stream) add(names []string) {
	s.mu.Lock()
	for _, name := range names {
		s.names[name] = true
	}
	if len(s.names) > maxPending {
		s.reset = true
		clear(s.names)
	}
	s.mu.Unlock()
	poke(s.wake)
}

// missed makes the browser fetch everything.
func (s *stream) missed() {
	s.mu.Lock()
	s.reset = true
	s.mu.Unlock()
	poke(s.wake)
}

func (s *stream) recheck() { poke(s.again) }

// take gives the news, sorted, and forgets it. With reset the names do not matter.
func (s *stream) take() (names []string, reset bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name := range s.names {
		names = append(names, name)
	}
	reset = s.reset
	s.reset = false
	clear(s.names)
	slices.Sort(names)
	return names, reset
}

// poke fills a slot, if it is empty.
func poke(slot chan struct{}) {
	select {
	case slot <- struct{}{}:
	default:
	}
}
