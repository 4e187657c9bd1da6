package watch

import (
	"context"
	"time"

	"wakeman/engine"
)

// Why an incident ends though nobody saw that all is well.
const (
	whyGone    = "This watch was deleted."
	whyOff     = "Nobody looks any more: the watch, or its service, was paused."
	whyChanged = "The watch was changed: what was wrong is not looked at any more."
)

// adopt brings what is looked at in line with the configuration in force. One
// that fails is tried again: nothing is forgotten half.
func (w *Watcher) adopt(ctx context.Context, now time.Time) error {
	cfg := w.Store.Config()
	if w.cfg == cfg {
		return nil
	}
	first := w.cfg == nil
	if first {
		if err := w.load(); err != nil {
			return err
		}
	}
	for id := range w.all() {
		if _, stays := cfg.Watches[id]; !stays {
			if err := w.forget(ctx, id); err != nil {
				return err
			}
		}
	}
	for _, is := range cfg.Watches {
		if err := w.adoptOne(ctx, cfg, is, first, now); err != nil {
			return err
		}
	}
	w.mu.Lock()
	w.cfg = cfg
	w.mu.Unlock()
	w.backAgain(ctx)
	return nil
}

// all is a copy: what it holds is changed meanwhile.
func (w *Watcher) all() map[string]*subject {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := make(map[string]*subject, len(w.subjects))
	for id, s := range w.subjects {
		list[id] = s
	}
	return list
}

// load takes up what was told before this start.
func (w *Watcher) load() error {
	sights, strips, err := w.Store.Sights()
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if s, cut := sights[engine.NetworkSight]; cut {
		w.network = network{cut: true, told: s.ToldAt}
		delete(sights, engine.NetworkSight)
	}
	for id, s := range sights {
		w.subject(id).told = s
	}
	for id, s := range strips {
		w.subject(id).strip = s
	}
	return nil
}

// subject finds one, or makes it. The lock is held.
func (w *Watcher) subject(id string) *subject {
	s, known := w.subjects[id]
	if !known {
		s = &subject{health: map[string]Health{}, strip: engine.Strip{Watch: id}, told: engine.Sight{Watch: id}, off: true}
		w.subjects[id] = s
	}
	return s
}

func (w *Watcher) forget(ctx context.Context, id string) error {
	if err := w.Engine.Unwatch(ctx, id, whyGone, true); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.subjects, id)
	return nil
}

// adoptOne takes up a watch as it is now.
func (w *Watcher) adoptOne(ctx context.Context, cfg *engine.Config, is engine.Watch, first bool, now time.Time) error {
	w.mu.Lock()
	s := w.subject(is.ID)
	was, told := s.watch, s.told
	w.mu.Unlock()
	on := cfg.Watching(is)
	var kept []engine.Wrong
	if on && (was.ID == "" || was.Host == is.Host) {
		kept = stillAsked(told.Wrongs, is)
	}
	if !on && len(told.Wrongs) > 0 || on && len(told.Wrongs) > 0 && len(kept) == 0 {
		why := whyChanged
		if !on {
			why = whyOff
		}
		if err := w.Engine.Unwatch(ctx, is.ID, why, false); err != nil {
			return err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(kept) == 0 {
		s.told = engine.Sight{Watch: is.ID}
	}
	if !on || s.off || was.Host != is.Host {
		s.health = healthOf(kept, is)
	}
	s.drop(is)
	switch fresh := s.off || !was.LooksLike(is); {
	case !on:
	case first:
		s.due = Next(is.ID, is.Interval, now)
	case fresh:
		s.due = now
	case was.Interval != is.Interval:
		s.due = Next(is.ID, is.Interval, now)
	}
	s.watch, s.checks, s.off = is, Checks(is), !on
	return nil
}

// stillAsked are those of what was wrong that a watch still looks at.
func stillAsked(wrongs []engine.Wrong, w engine.Watch) (kept []engine.Wrong) {
	asked := map[string]bool{}
	for _, c := range Checks(w) {
		asked[c.Key] = true
	}
	for _, x := range wrongs {
		if asked[x.Check] {
			kept = append(kept, x)
		}
	}
	return kept
}

// healthOf is the health of what was told to be wrong.
func healthOf(wrongs []engine.Wrong, w engine.Watch) map[string]Health {
	all := map[string]Health{}
	for _, x := range wrongs {
		all[x.Check] = Health{Failures: w.Retries + 1, Down: x.Since, Words: x.Words, Mild: x.Mild, Changed: x.Since}
	}
	return all
}

// drop forgets the health of what is not looked at any more.
func (s *subject) drop(is engine.Watch) {
	asked := map[string]bool{}
	for _, c := range Checks(is) {
		asked[c.Key] = true
	}
	for key := range s.health {
		if !asked[key] {
			delete(s.health, key)
		}
	}
}
