package readiness

import (
	"time"

	"wakeman/engine"
	"wakeman/web/heard"
)

// Store is what has happened.
type Store interface {
	heard.Posts
	Config() *engine.Config
	Pulses() (map[string]engine.Pulse, error)
	LastTest(user, method string) (d engine.Delivery, found bool, err error)
}

// Read adds to facts what the store knows: the configuration and all that has
// happened.
func Read(s Store, f Facts) (Facts, error) {
	f.Config = s.Config()
	var err error
	if f.Heard, err = lastHeard(s, f.Config); err != nil {
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

// lastHeard tells when each integration was last heard, by its id; what was never
// heard is left out.
func lastHeard(s heard.Posts, cfg *engine.Config) (map[string]time.Time, error) {
	last := map[string]time.Time{}
	for id := range cfg.Integrations {
		p, found, err := heard.LastPost(s, id)
		if err != nil {
			return nil, err
		}
		if found {
			last[id] = p.At
		}
	}
	return last, nil
}
