package calendar

import (
	"net/netip"
	"sync"
	"time"
)

// The bound on requests of one network: an office whose programs all start at nine gets through, a program gone mad does
// not keep the box busy. Secrets need no such bound: nobody guesses 160 bits.
const (
	burst      = 120
	refill     = time.Second // one more
	maxClients = 10_000
)

// limit counts requests by network: one address, of IPv6 one /64.
type limit struct {
	mu   sync.Mutex
	full map[netip.Prefix]time.Time // when each has all of the burst again
}

func newLimit() *limit { return &limit{full: map[netip.Prefix]time.Time{}} }

// wait takes one request; 0 means that it may be answered now.
func (l *limit) wait(from netip.Addr, now time.Time) time.Duration {
	bits := 32
	if from = from.Unmap(); from.Is6() {
		bits = 64
	}
	network, _ := from.Prefix(bits) // of an address that is not known: all of those together
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.full) >= maxClients {
		l.tidy(now)
	}
	full := l.full[network]
	if full.Before(now) {
		full = now
	}
	if over := full.Add(refill).Sub(now) - burst*refill; over > 0 {
		return over
	}
	l.full[network] = full.Add(refill)
	return 0
}

// tidy forgets who has all of the burst again; should nobody, everybody.
func (l *limit) tidy(now time.Time) {
	for network, full := range l.full {
		if !full.After(now) {
			delete(l.full, network)
		}
	}
	if len(l.full) >= maxClients {
		clear(l.full)
	}
}
