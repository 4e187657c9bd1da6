package watch

import (
	"time"

	"wakeman/engine"
)

// State is how a watch does, for pages.
type State struct {
	Looked time.Time // the last look; zero: none since the start
	Next   time.Time
	Busy   bool // one is under way
	// Cut: nothing that is watched answers, so nothing is concluded of this one.
	Cut    bool
	Checks []CheckState // in the order in which they are looked at
	Strip  engine.Strip
}

// CheckState is how one check does.
type CheckState struct {
	Key, Name string
	Last      Result
	Health    Health
	Seen      bool // there was a look
}

// State is how a watch does; false: nobody looks at it.
func (w *Watcher) State(id string) (State, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, known := w.subjects[id]
	if !known {
		return State{}, false
	}
	st := State{Looked: s.looked, Next: s.due, Busy: s.busy, Cut: w.network.cut, Strip: s.strip}
	for i, c := range s.checks {
		cs := CheckState{Key: c.Key, Name: c.Name, Health: s.health[c.Key]}
		if i < len(s.seen.checks) && s.seen.checks[i].Key == c.Key {
			cs.Last, cs.Seen = s.seen.results[i], true
		}
		st.Checks = append(st.Checks, cs)
	}
	return st, !s.off
}

// LookNow makes a watch due at once; false: nobody looks at it.
func (w *Watcher) LookNow(id string) bool {
	w.mu.Lock()
	s, known := w.subjects[id]
	known = known && !s.off
	if known && !s.busy {
		s.due = time.Now()
	}
	w.mu.Unlock()
	w.Kick()
	return known
}

// Counts are for metrics: watches that are looked at, those of which something
// counts as wrong, and those that can not tell.
type Counts struct{ Watched, Down, Unknown, Late int }

// Counts counts.
func (w *Watcher) Counts() (c Counts) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	for _, s := range w.subjects {
		if s.off {
			continue
		}
		c.Watched++
		switch {
		case len(s.wrongs()) > 0:
			c.Down++
		case s.seen.kind() == engine.LookUnknown:
			c.Unknown++
		}
		if !s.busy && now.Sub(s.due) > s.watch.Interval/2 {
			c.Late++
		}
	}
	return c
}
