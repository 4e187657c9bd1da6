package calendar

import (
	"net/netip"
	"sync"
	"time"
)

// The bound on requests of one client: programs that all start at nine get through, one gone mad does not keep the box busy.
// Secrets need no such bound: nobody guesses 160 bits.
const (
	burst      = 120
	refill     = time.Second // one more
	maxClients = 10_000
)

// client is who is counted: a key that opens something, wherever it comes from, so that nobody behind the same address
// starves it; for all else the network.
type client struct {
	key     string       // people.Token.ID
	network netip.Prefix // one address, of IPv6 one /64
}

func keyed(id string) client { return client{key: id} }

func from(addr netip.Addr) client {
	bits := 32
	if addr = addr.Unmap(); addr.Is6() {
		bits = 64
	}
	network, _ := addr.Prefix(bits) // of an address that is not known: all of those together
	return client{network: network}
}

// limit counts requests.
type limit struct {
	mu   sync.Mutex
	full map[client]time.Time // when each has all of the burst again
}

func newLimit() *limit { return &limit{full: map[client]time.Time{}} }

// wait takes one request; 0 means that it may be answered now.
func (l *limit) wait(c client, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.full) >= maxClients {
		l.tidy(now)
	}
	full := l.full[c]
	if full.Before(now) {
		full = now
	}
	if over := full.Add(refill).Sub(now) - burst*refill; over > 0 {
		return over
	}
	l.full[c] = full.Add(refill)
	return 0
}

// tidy forgets who has all of the burst again; should nobody, everybody.
func (l *limit) tidy(now time.Time) {
	for c, full := range l.full {
		if !full.After(now) {
			delete(l.full, c)
		}
	}
	if len(l.full) >= maxClients {
		clear(l.full)
	}
}
