package ui

import (
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web/ui/view"
)

// lastPost is the newest post that a sender made by an integration: our own tests
// say nothing of it. The store has the posts of each integration by themselves, so
// that one which is silent costs no more than another.
func (u *ui) lastPost(integration string) (p engine.PostRow, found bool, err error) {
	limit, before := 1, uint64(0)
	for looked := 0; looked < maxPostsRead; looked += limit {
		posts, next, err := u.Store.Posts(store.PostQuery{Integration: integration, Before: before, Limit: limit})
		if err != nil {
			return p, false, err
		}
		for _, p := range posts {
			if p.Via != engine.ViaTest {
				return p, true, nil
			}
		}
		if limit, before = eventsPage, next; next == 0 {
			break
		}
	}
	return p, false, nil
}

// lastHeard tells when each integration was last heard; what was never heard is
// left out.
func (u *ui) lastHeard(cfg *engine.Config) (map[string]time.Time, error) {
	heard := map[string]time.Time{}
	for id := range cfg.Integrations {
		p, found, err := u.lastPost(id)
		if err != nil {
			return nil, err
		}
		if found {
			heard[id] = p.At
		}
	}
	return heard, nil
}

// newest is the last that came in by an integration; nil: nothing did.
func (u *ui) newest(cfg *engine.Config, in engine.Integration) (*view.EventRow, error) {
	p, found, err := u.lastPost(in.ID)
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
