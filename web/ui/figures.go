package ui

import (
	"sync"
	"time"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web/ui/view"
)

// figures are the numbers of home that cost a walk over the incidents of a day.
// A walk that took long counts for twenty times as long as it took: however
// many browsers ask on a bad night, these numbers cost a twentieth of the box.
type figures struct {
	mu    sync.Mutex
	until time.Time
	last  view.Counts
}

// quickWalk is a walk that need not be saved.
const quickWalk = 50 * time.Millisecond

// over are the numbers of what is over or was kept quiet, for the day before now.
func (u *ui) over(cfg *engine.Config, now time.Time) (view.Counts, error) {
	f := &u.figures
	f.mu.Lock()
	defer f.mu.Unlock()
	began := time.Now()
	if began.Before(f.until) {
		return f.last, nil
	}
	counts, err := u.countOver(cfg, now.Add(-24*time.Hour))
	if took := time.Since(began); err == nil && took > quickWalk {
		f.last, f.until = counts, time.Now().Add(20*took)
	}
	return counts, err
}

func (u *ui) countOver(cfg *engine.Config, since time.Time) (counts view.Counts, err error) {
	counts.ResolvedSince = since
	counts.Resolved, err = u.Store.ResolvedSince(since)
	if trial := sandboxes(cfg); err == nil && len(trial) > 0 {
		counts.Quiet, err = u.Store.Count(store.IncidentQuery{Services: trial, Since: since})
	}
	return counts, err
}

// sandboxes are the services whose incidents page nobody.
func sandboxes(cfg *engine.Config) (ids []string) {
	for id, s := range cfg.Services {
		if s.Sandbox {
			ids = append(ids, id)
		}
	}
	return ids
}

// quietSince is when the newest incidents ended; zero if there never was one.
func (u *ui) quietSince() (last time.Time, err error) {
	over, err := u.Store.Incidents(store.IncidentQuery{Statuses: []engine.Status{engine.Resolved}, Limit: pageSize})
	for _, in := range over.Incidents {
		if in.ChangedAt.After(last) {
			last = in.ChangedAt
		}
	}
	return last, err
}
