package watch

import (
	"context"
	"time"

	"wakeman/engine"
)

// visit looks at one host, and tells what follows.
func (w *Watcher) visit(ctx context.Context, s *subject, watch engine.Watch) {
	found := w.look(ctx, watch)
	w.leave(watch.Host)
	if ctx.Err() == nil {
		w.judge(ctx, s, watch, found)
	}
	w.mu.Lock()
	s.busy = false
	w.mu.Unlock()
	w.Kick()
}

// look looks at one thing of a host after the other.
func (w *Watcher) look(ctx context.Context, watch engine.Watch) seen {
	s := seen{checks: Checks(watch)}
	for _, c := range s.checks {
		s.results = append(s.results, w.lookAt(ctx, watch, c, s))
	}
	return s.fair()
}

// lookAt looks at one thing. Once the host left one without an answer, it is not
// waited for as long: one that is dead must not take a minute.
func (w *Watcher) lookAt(ctx context.Context, watch engine.Watch, c Check, before seen) Result {
	if before.silent() {
		var cancel func()
		ctx, cancel = context.WithTimeout(ctx, brief)
		defer cancel()
	}
	return w.Look(ctx, watch, c)
}

// judge takes in what a look found.
func (w *Watcher) judge(ctx context.Context, s *subject, watch engine.Watch, found seen) {
	now := time.Now()
	if !w.note(s, watch, found, now) {
		return
	}
	w.backAgain(ctx)
	if found.silent() && w.counts(s, found, now) && w.cutOff(ctx, watch) {
		found = found.held()
	}
	w.advance(s, found, now)
	w.tell(ctx, s, watch, now)
	w.Changed()
}

// note remembers a look, unless the watch was changed since it began.
func (w *Watcher) note(s *subject, watch engine.Watch, found seen, now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.subjects[watch.ID] != s || s.off || !s.watch.LooksLike(watch) {
		return false
	}
	s.seen, s.looked = found, now
	if found.answered() || found.silent() {
		h := w.hostOf(watch.Host)
		h.looked, h.answered = now, found.answered()
	}
	s.strip, s.undrawn = s.strip.Add(found.kind(), now), true
	return true
}

// counts reports whether a silent look would be told: nobody else is asked for
// one that is only to be tried again.
func (w *Watcher) counts(s *subject, found seen, now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.network.cut {
		return true
	}
	for i, c := range found.checks {
		if _, e := s.health[c.Key].After(found.results[i], s.watch.Retries, now); e == WentDown {
			return true
		}
	}
	return false
}

// advance is what a look does to the health of each check.
func (w *Watcher) advance(s *subject, found seen, now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, c := range found.checks {
		s.health[c.Key], _ = s.health[c.Key].After(found.results[i], s.watch.Retries, now)
	}
}

// tell tells the engine what is wrong, if that is news. What it does not take is
// told after the next look.
func (w *Watcher) tell(ctx context.Context, s *subject, watch engine.Watch, now time.Time) {
	w.mu.Lock()
	wrongs, told := s.wrongs(), s.told
	w.mu.Unlock()
	if !told.Differs(wrongs, now) {
		return
	}
	stored, err := w.Engine.Saw(ctx, watch, wrongs)
	if err != nil {
		if ctx.Err() == nil {
			w.complain("what a watch saw was not taken in; it is told again after the next look", err)
		}
		return
	}
	w.works()
	w.mu.Lock()
	s.told = stored
	w.mu.Unlock()
}

// wrongs are what counts as wrong, in the order in which it is looked at.
func (s *subject) wrongs() (list []engine.Wrong) {
	for _, c := range s.checks {
		if h := s.health[c.Key]; !h.Down.IsZero() {
			list = append(list, engine.Wrong{Check: c.Key, Words: h.Words, Mild: h.Mild, Since: h.Down.UTC()})
		}
	}
	return list
}
