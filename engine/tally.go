package engine

import (
	"maps"
	"sync"
	"time"
)

// RuleCount is how an event rule did since Wakeman was started.
type RuleCount struct {
	Hits    uint64    // events it decided about
	LastHit time.Time // zero: none
	// Failures are events that it could not be asked about, or on which one of its
	// actions did not work; the last of them and why.
	Failures    uint64
	LastFailure time.Time
	LastError   string
}

// tally counts what event rules do. It is in memory: every hit is in the event
// log, so a count on disk would cost a write for each event and tell nothing new.
type tally struct {
	mu     sync.Mutex
	counts map[string]RuleCount // by rule
}

func newTally() *tally { return &tally{counts: map[string]RuleCount{}} }

// maxTallied bounds it, whatever rules come and go.
const maxTallied = 10_000

func (t *tally) add(rulings []Ruling, now time.Time) {
	for _, r := range rulings {
		for _, id := range r.IDs {
			t.change(id, func(c *RuleCount) { c.Hits, c.LastHit = c.Hits+1, now })
		}
		for _, f := range r.Failures {
			t.change(f.ID, func(c *RuleCount) {
				c.Failures, c.LastFailure, c.LastError = c.Failures+1, now, f.Message
			})
		}
	}
}

func (t *tally) change(id string, change func(*RuleCount)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.counts) >= maxTallied {
		clear(t.counts)
	}
	c := t.counts[id]
	change(&c)
	t.counts[id] = c
}

// RuleCounts are the counts of the event rules since the start, by their ids. One
// that no event has met has none.
func (e *Engine) RuleCounts() map[string]RuleCount {
	e.tally.mu.Lock()
	defer e.tally.mu.Unlock()
	return maps.Clone(e.tally.counts)
}
