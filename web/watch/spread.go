package watch

import (
	"hash/fnv"
	"time"
)

// Next is when a watch is looked at after t: each at a place of its own within its
// interval, so that hundreds of them are never looked at in one second. The place
// is computed from the id, so a restart does not move it.
func Next(id string, interval time.Duration, t time.Time) time.Time {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id)) // a hash takes everything
	offset := time.Duration(h.Sum64() % uint64(interval))
	at := t.Truncate(interval).Add(offset)
	for !at.After(t) {
		at = at.Add(interval)
	}
	return at
}
