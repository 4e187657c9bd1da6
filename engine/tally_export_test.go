package engine

import "time"

// Counted is a count of one rule, part of it stored, for tests.
type Counted struct{ row, more RuleCount }

// Hit counts an event; stored: what waited is stored before.
func (c *Counted) Hit(now time.Time, stored bool) {
	if stored {
		c.row, c.more = c.Sum(), RuleCount{}
	}
	c.more.Hours, c.more.Days, c.more.LastHit = withHits(c.more.Hours, hourOf(now), 1, hitHours), withHits(c.more.Days, dayOf(now), 1, hitDays), now
}

// Sum is all of it.
func (c *Counted) Sum() RuleCount { return c.row.plus(c.more) }
