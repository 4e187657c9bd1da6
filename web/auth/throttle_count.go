package auth

import "time"

// count is failures under one key. It is forgotten at until.
type count struct {
	failures int
	strikes  int       // of a network: how often it was blocked
	since    time.Time // the first failure of the window
	blocked  time.Time // no attempt before then
	until    time.Time
}

type counters[K comparable] map[K]count

// set stores a count, making room by forgetting what would be forgotten next.
func (c counters[K]) set(key K, v count, now time.Time) {
	if _, there := c[key]; !there && len(c) >= maxCounters {
		c.makeRoom(now)
	}
	c[key] = v
}

func (c counters[K]) makeRoom(now time.Time) {
	var next K
	var at time.Time
	for k, v := range c {
		if !now.Before(v.until) {
			delete(c, k)
			continue
		}
		if at.IsZero() || v.until.Before(at) {
			next, at = k, v.until
		}
	}
	if len(c) >= maxCounters {
		delete(c, next)
	}
}

// get is the count that is still remembered.
func (c counters[K]) get(key K, now time.Time) count {
	if v, ok := c[key]; ok && now.Before(v.until) {
		return v
	}
	return count{}
}
