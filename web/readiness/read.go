package readiness

import (
	"time"

	"wakeman/engine"
	"wakeman/store"
)

// Store is what has happened.
type Store interface {
	Posts
	Config() *engine.Config
	Pulses() (map[string]engine.Pulse, error)
	LastTest(user, method string) (d engine.Delivery, found bool, err error)
}

// Read adds to facts what the store knows: the configuration and all that has
// happened.
func Read(s Store, f Facts) (Facts, error) {
	f.Config = s.Config()
	var err error
	if f.Heard, err = LastHeard(s, f.Config); err != nil {
		return f, err
	}
	if f.Pulses, err = s.Pulses(); err != nil {
		return f, err
	}
	f.Tested, err = tested(s, f.Config)
	return f, err
}

// tested are the ways that were confirmed by their code, or that a test page went
// out by to the address that is set now.
func tested(s Store, cfg *engine.Config) (map[Way]bool, error) {
	found := map[Way]bool{}
	for _, u := range cfg.Users {
		for _, m := range u.ContactMethods {
			if !m.VerifiedAt.IsZero() {
				found[Way{u.ID, m.ID}] = true
				continue
			}
			d, there, err := s.LastTest(u.ID, m.ID)
			if err != nil {
				return nil, err
			}
			found[Way{u.ID, m.ID}] = there && d.State == engine.Sent && d.Address == m.Address
		}
	}
	return found, nil
}

// Posts reads the event log.
type Posts interface {
	Posts(q store.PostQuery) ([]engine.PostRow, uint64, error)
}

// How many posts are read at once, and at most, behind tests of our own.
const (
	postsAtOnce = 100
	postsAtMost = 5000
)

// LastPost is the newest post that a sender made by an integration: our own tests
// say nothing of it. The store has the posts of each integration by themselves, so
// that one which is silent costs no more than another.
func LastPost(s Posts, integration string) (p engine.PostRow, found bool, err error) {
	limit, before := 1, uint64(0)
	for looked := 0; looked < postsAtMost; looked += limit {
		posts, next, err := s.Posts(store.PostQuery{Integration: integration, Before: before, Limit: limit})
		if err != nil {
			return p, false, err
		}
		for _, p := range posts {
			if p.Via != engine.ViaTest {
				return p, true, nil
			}
		}
		if limit, before = postsAtOnce, next; next == 0 {
			break
		}
	}
	return p, false, nil
}

// LastHeard tells when each integration was last heard, by its id; what was never
// heard is left out.
func LastHeard(s Posts, cfg *engine.Config) (map[string]time.Time, error) {
	heard := map[string]time.Time{}
	for id := range cfg.Integrations {
		p, found, err := LastPost(s, id)
		if err != nil {
			return nil, err
		}
		if found {
			heard[id] = p.At
		}
	}
	return heard, nil
}
