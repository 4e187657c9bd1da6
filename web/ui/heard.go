package ui

import (
	"maps"
	"strings"
	"sync"
	"time"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web/ui/view"
)

// heard remembers when each integration last sent something. The event log is
// in the order of arrival: to ask it for one integration that is silent would
// walk through all that the others sent. This walks what is new, once, for all.
type heard struct {
	mu   sync.Mutex
	upto uint64               // the newest post looked at
	last map[string]time.Time // Integration.ID
	post map[string]uint64    // Integration.ID: the number of that post
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
		h.last, h.post = map[string]time.Time{}, map[string]uint64{}
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
				fresh[p.Integration], h.last[p.Integration], h.post[p.Integration] = true, p.At, p.Seq
			}
		}
		if looked, before = looked+len(posts), next; next == 0 {
			break
		}
	}
	h.upto = newest
	return maps.Clone(h.last), nil
}

// newest is the last that came in by an integration, as [ui.lastHeard] found it;
// nil: nothing did. It reads one row.
func (u *ui) newest(cfg *engine.Config, in engine.Integration) (*view.EventRow, error) {
	u.heard.mu.Lock()
	seq := u.heard.post[in.ID]
	u.heard.mu.Unlock()
	if seq == 0 {
		return nil, nil
	}
	p, _, found, err := u.Store.Post(seq)
	if err != nil || !found {
		return nil, err
	}
	if len(p.Events) == 0 {
		p.Events = []engine.EventRow{emptyPost()}
	}
	row := eventRow(cfg, p, 0)
	return &row, nil
}

// refusedWith are what was refused of whoever showed this key, the newest first,
// at most three. A refusal names only the end of a key.
func (u *ui) refusedWith(key string) ([]view.Refusal, error) {
	all, err := u.refusals()
	var own []view.Refusal
	for _, r := range all {
		if len(key) >= 16 && len(own) < 3 && strings.HasSuffix(r.What, "key ending …"+key[len(key)-4:]) {
			own = append(own, r)
		}
	}
	return own, err
}
