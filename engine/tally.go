package engine

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// RuleCount is how an event rule did: one row for each rule that an event has met.
type RuleCount struct {
	Rule string `json:"rule"`
	// Hours and Days count the events it decided about, by hours and days of UTC:
	// the last 24 and the last 7, oldest first, and only those that have any.
	Hours   []HitSlot `json:"hours,omitempty"`
	Days    []HitSlot `json:"days,omitempty"`
	LastHit time.Time `json:"last_hit,omitzero"`
	// Failures are events that it could not be asked about, or on which one of its
	// actions did not work, since the start; the last of them and why. They are not
	// stored: what a rule that was mended since once did wrong helps nobody.
	Failures    uint64    `json:"-"`
	LastFailure time.Time `json:"-"`
	LastError   string    `json:"-"`
}

// HitSlot is one hour or day, counted from 1970 in UTC, and how many events.
type HitSlot struct {
	At   int64  `json:"at"`
	Hits uint64 `json:"hits"`
}

// What is kept of each rule.
const (
	hitHours = 24
	hitDays  = 7
)

func hourOf(t time.Time) int64 { return t.Unix() / 3600 }
func dayOf(t time.Time) int64  { return t.Unix() / 86400 }

// LastDay is how many events it decided about in this hour and the 23 before it.
func (c RuleCount) LastDay(now time.Time) uint64 { return hitsOf(c.Hours, hourOf(now), hitHours) }

// LastWeek is how many it decided about today and on the six days before, by UTC.
func (c RuleCount) LastWeek(now time.Time) uint64 { return hitsOf(c.Days, dayOf(now), hitDays) }

func hitsOf(slots []HitSlot, now int64, keep int) (n uint64) {
	for _, s := range slots {
		if s.At > now-int64(keep) && s.At <= now {
			n += s.Hits
		}
	}
	return n
}

// withHits adds to a slot, and leaves out those that are too old beside it. What
// lies after it is from a clock that was set back since, and goes, too.
func withHits(slots []HitSlot, at int64, n uint64, keep int) []HitSlot {
	if last := len(slots) - 1; last >= 0 && slots[last].At == at && slots[0].At > at-int64(keep) {
		slots[last].Hits += n
		return slots
	}
	slots = slices.DeleteFunc(slots, func(s HitSlot) bool { return s.At > at || s.At <= at-int64(keep) })
	if last := len(slots) - 1; last >= 0 && slots[last].At == at {
		slots[last].Hits += n
		return slots
	}
	return append(slots, HitSlot{at, n})
}

// plus is a count with what came after it.
func (c RuleCount) plus(later RuleCount) RuleCount {
	c.Rule, c.Hours, c.Days = cmp.Or(later.Rule, c.Rule), slices.Clone(c.Hours), slices.Clone(c.Days)
	for _, s := range later.Hours {
		c.Hours = withHits(c.Hours, s.At, s.Hits, hitHours)
	}
	for _, s := range later.Days {
		c.Days = withHits(c.Days, s.At, s.Hits, hitDays)
	}
	if !later.LastHit.IsZero() {
		c.LastHit = later.LastHit
	}
	c.Failures += later.Failures
	if later.Failures > 0 {
		c.LastFailure, c.LastError = later.LastFailure, later.LastError
	}
	return c
}

// tally counts what event rules do. Hits wait in memory until they are stored
// together: a write for each event would make events wait for what is in the event
// log anyway. A crash loses those of a minute.
type tally struct {
	storing sync.Mutex // held while hits are on their way to the disk

	mu       sync.Mutex
	hits     map[string]RuleCount // by rule; not stored yet
	failures map[string]RuleCount // since the start
	stored   time.Time
}

func newTally() *tally {
	return &tally{hits: map[string]RuleCount{}, failures: map[string]RuleCount{}}
}

// maxTallied bounds it, whatever rules come and go, and hitsWait is how long hits
// wait.
const (
	maxTallied = 10_000
	hitsWait   = time.Minute
)

func (t *tally) add(rulings []Ruling, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, r := range rulings {
		for _, id := range r.IDs {
			counting(t.hits, id, func(c *RuleCount) {
				c.Hours, c.Days, c.LastHit = withHits(c.Hours, hourOf(now), 1, hitHours), withHits(c.Days, dayOf(now), 1, hitDays), now
			})
		}
		for _, f := range r.Failures {
			counting(t.failures, f.ID, func(c *RuleCount) {
				c.Failures, c.LastFailure, c.LastError = c.Failures+1, now, f.Message
			})
		}
	}
}

// counting changes one count of those that a lock of the caller's guards.
func counting(counts map[string]RuleCount, id string, change func(*RuleCount)) {
	if len(counts) >= maxTallied {
		clear(counts)
	}
	c := counts[id]
	c.Rule = id
	change(&c)
	counts[id] = c
}

// take gives what is to be stored, at most once in hitsWait unless all is asked
// for; else nothing.
func (t *tally) take(now time.Time, all bool) map[string]RuleCount {
	t.mu.Lock()
	defer t.mu.Unlock()
	if wait := now.Sub(t.stored); len(t.hits) == 0 || !all && wait >= 0 && wait < hitsWait {
		return nil
	}
	taken := t.hits
	t.hits, t.stored = map[string]RuleCount{}, now
	return taken
}

// giveBack takes in again what could not be stored.
func (t *tally) giveBack(taken map[string]RuleCount) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for id, c := range taken {
		t.hits[id] = c.plus(t.hits[id])
	}
}

// storeHits writes the hits of a minute, in one transaction, and takes away the rows
// of rules that are gone. What fails is tried again with those of the next minute: it
// must not keep the loop from its timers.
func (e *Engine) storeHits(ctx context.Context, now time.Time, all bool) {
	e.tally.storing.Lock()
	defer e.tally.storing.Unlock()
	taken := e.tally.take(now, all)
	if len(taken) == 0 {
		return
	}
	err := e.store.Update(ctx, Urgent, func(tx Tx) error {
		rows, err := tx.RuleCounts()
		if err != nil {
			return err
		}
		return tx.Apply(countedAnew(tx.Config(), rows, taken))
	})
	if err != nil {
		e.tally.giveBack(taken)
		if ctx.Err() == nil {
			e.log.Warn("the hits of event rules were not stored; the next time has them", "err", err)
		}
	}
}

// countedAnew are the rows with further hits.
func countedAnew(c *Config, rows []RuleCount, more map[string]RuleCount) (out Changes) {
	known := c.ruleIDs()
	was := map[string]RuleCount{}
	for _, r := range rows {
		if was[r.Rule] = r; !known[r.Rule] {
			out.DropRuleCounts = append(out.DropRuleCounts, r.Rule)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(more)) {
		if known[id] {
			out.RuleCounts = append(out.RuleCounts, was[id].plus(more[id]))
		}
	}
	return out
}

// ruleIDs are the event rules there are.
func (c *Config) ruleIDs() map[string]bool {
	known := map[string]bool{}
	for _, r := range c.EventRules {
		known[r.ID] = true
	}
	for _, s := range c.Services {
		for _, r := range s.EventRules {
			known[r.ID] = true
		}
	}
	return known
}

// RuleCounts are the counts of the event rules, by their ids. One that no event has
// met has none.
func (e *Engine) RuleCounts() (map[string]RuleCount, error) {
	e.tally.storing.Lock()
	defer e.tally.storing.Unlock()
	counts := map[string]RuleCount{}
	err := e.store.View(func(r Reader) error {
		rows, err := r.RuleCounts()
		for _, row := range rows {
			counts[row.Rule] = row
		}
		return err
	})
	e.tally.mu.Lock()
	defer e.tally.mu.Unlock()
	for _, more := range []map[string]RuleCount{e.tally.hits, e.tally.failures} {
		for id, c := range more {
			counts[id] = counts[id].plus(c)
		}
	}
	return counts, err
}
