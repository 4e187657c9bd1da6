package calendar

import (
	"net/netip"
	"testing"
	"time"
)

func TestTheLimitIsTidiedWhenItIsFull(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	addr := func(i int) client { return from(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})) }
	l := newLimit()
	for range burst {
		l.wait(keyed("mad"), now)
	}
	for i := range maxClients - 1 {
		l.wait(addr(i), now)
	}
	now = now.Add(2 * refill)
	l.wait(addr(maxClients), now)
	if len(l.full) != 2 || l.full[keyed("mad")].IsZero() {
		t.Errorf("%d are left of those that have all of the burst again", len(l.full))
	}
	for i := range 3 * maxClients {
		if l.wait(addr(i), now); len(l.full) > maxClients {
			t.Fatalf("%d at once", len(l.full))
		}
	}
}
