package web

import (
	"context"
	"slices"
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

// everything is sent in place of more names than maxPending.
const everything = "*"

// Hub tells browsers which parts of their pages to fetch again. It keeps no
// history: whoever reconnects fetches everything.
type Hub struct {
	mu      sync.Mutex
	all     map[*stream]struct{}
	perUser map[string]int
	closed  chan struct{}
	close   sync.Once
}

// NewHub makes a hub.
func NewHub() *Hub {
	return &Hub{all: map[*stream]struct{}{}, perUser: map[string]int{}, closed: make(chan struct{})}
}

// Changed says that incidents changed; 0 stands for the configuration. It never
// blocks, however slow the browsers are.
func (h *Hub) Changed(incidents ...uint64) {
	names, config := fragmentsOf(incidents)
	h.each(func(s *stream) {
		s.add(names)
		if config { // a role may have changed, or a person left
			s.recheck()
		}
	})
}

// Recheck makes every stream ask anew who it belongs to: a session ended.
func (h *Hub) Recheck() { h.each((*stream).recheck) }

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

func (h *Hub) each(do func(*stream)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.all {
		do(s)
	}
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
}

func (s *stream) add(names []string) {
	s.mu.Lock()
	for _, name := range names {
		if len(s.names) >= maxPending {
			s.names[everything] = true
			break
		}
		s.names[name] = true
	}
	s.mu.Unlock()
	poke(s.wake)
}

func (s *stream) recheck() { poke(s.again) }

// take gives the news, sorted, and forgets it.
func (s *stream) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.names[everything] {
		clear(s.names)
		return []string{everything}
	}
	names := make([]string, 0, len(s.names))
	for name := range s.names {
		names = append(names, name)
	}
	clear(s.names)
	slices.Sort(names)
	return names
}

// poke fills a slot, if it is empty.
func poke(slot chan struct{}) {
	select {
	case slot <- struct{}{}:
	default:
	}
}
