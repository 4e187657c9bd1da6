package ui

import (
	"net/http"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// readinessShow says who cannot be reached, what is not covered, and what was
// never tried.
func (u *ui) readinessShow(w http.ResponseWriter, r *http.Request) {
	v, err := u.readiness(who(r).User.Location())
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.draw(w, r, http.StatusOK, view.Readiness(u.page(r), v))
}

// readyLook is how far ahead coverage is looked at.
const readyLook = 14 * 24 * time.Hour

func (u *ui) readiness(zone *time.Location) (view.ReadinessPage, error) {
	cfg := u.Store.Config()
	heard, err := u.lastHeard(cfg)
	if err != nil {
		return view.ReadinessPage{}, err
	}
	k := &readiness{Config: cfg, now: u.Now(), zone: zone, base: u.base(), heard: heard, lint: config.Lint(cfg, u.Now()), demo: u.Demo}
	if u.Heartbeat != nil {
		k.beat = u.Heartbeat()
	}
	k.pageable = k.whoMayBePaged()
	if k.pulses, err = u.Store.Pulses(); err != nil {
		return view.ReadinessPage{}, err
	}
	tested, err := u.testedMethods(k.pageable)
	if err != nil {
		return view.ReadinessPage{}, err
	}
	return view.ReadinessPage{Groups: []view.ReadinessGroup{
		{Title: "Who cannot be reached", Good: "Everybody who may be paged can be reached.", Lines: k.people()},
		{Title: "What is not covered", Good: "Every step of every policy means somebody, for two weeks.", Lines: k.coverage()},
		{Title: "Ways out of this box", Good: "Every way that somebody uses is set.", Lines: k.carriers()},
		{Title: "Services that hear nothing", Good: "Every integration has been heard.", Lines: k.services()},
		{Title: "Heartbeats never heard", Good: "Everything that must report has reported.", Lines: k.heartbeats()},
		{Title: "Who watches this box", Good: "A watcher outside takes its heartbeat.", Lines: k.watcher()},
		{Title: "Never verified", Good: "Every way to everybody who may be paged was verified by its code, or tested.", Lines: k.untested(tested)},
	}}, nil
}

// readinessCheck is the readiness page in a line of the health page.
func (u *ui) readinessCheck() (view.Check, error) {
	v, err := u.readiness(time.UTC)
	c := view.Check{Name: "Readiness", Level: view.Good, Words: view.ReadinessWords(v), Path: view.PathReadiness, More: "See each"}
	switch {
	case v.Count(view.Bad) > 0:
		c.Level = view.Bad
	case v.Count(view.Warning) > 0:
		c.Level = view.Warning
	}
	return c, err
}

// testedMethods are the contact methods that a test page got through by.
func (u *ui) testedMethods(users map[string]bool) (map[string]bool, error) {
	tested := map[string]bool{}
	for id := range users {
		for _, m := range u.Store.Config().Users[id].ContactMethods {
			d, found, err := u.Store.LastTest(id, m.ID)
			if err != nil {
				return nil, err
			}
			tested[id+" "+m.ID] = !m.VerifiedAt.IsZero() || found && d.State == engine.Sent && d.Address == m.Address
		}
	}
	return tested, nil
}

// readiness is what is known for the page of that name.
type readiness struct {
	*engine.Config
	now      time.Time
	zone     *time.Location
	base     string // the public address; "" without one
	heard    map[string]time.Time
	lint     []config.Warning
	pageable map[string]bool // User.ID
	beat     engine.HeartbeatState
	pulses   map[string]engine.Pulse // by Heartbeat.ID
	demo     bool
}
