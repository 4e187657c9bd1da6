package ui

import (
	"maps"
	"sync"
	"time"

	"wakeman/engine"
	"wakeman/store"
)

// heard remembers when each integration last sent something. The event log is
// in the order of arrival: to ask it for one integration that is silent would
// walk through all that the others sent. This walks what is new, once, for all.
type heard struct {
	mu   sync.Mutex
	upto uint64               // the newest post looked at
	last map[string]time.Time // Integration.ID
}

// maxHeard is how many posts one walk looks at. An integration whose last event
// is further back than that counts as never heard.
const maxHeard = 20_000

// lastHeard tells when each integration was last heard.
func (u *ui) lastHeard(cfg *engine.Config) (map[string]time.Time, error) {
	h := &u.heard
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.last == nil {
		h.last = map[string]time.Time{}
	}
	newest, fresh := h.upto, map[string]bool{}
	for looked, before := 0, uint64(0); looked < maxHeard && len(fresh) < len(cfg.Integrations); {
		posts, next, err := u.Store.Posts(store.PostQuery{Before: before, Limit: 500})
		if err != nil {
			return nil, err
		}
		for _, p := range posts {
			if p.Seq <= h.upto {
				next = 0
				break
			}
			newest = max(newest, p.Seq)
			if !fresh[p.Integration] && p.Via != viaTest { // our own test says nothing of the sender
				fresh[p.Integration], h.last[p.Integration] = true, p.At
			}
		}
		if looked, before = looked+len(posts), next; next == 0 {
			break
		}
	}
	h.upto = newest
	return maps.Clone(h.last), nil
}
