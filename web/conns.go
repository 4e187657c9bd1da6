package web

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"wakeman/web/auth"
)

// The connection caps.
const (
	DefaultMaxConns       = 4096
	DefaultMaxConnsPerNet = 512
)

// gate bounds the connections of all listeners together. When there is no room, a
// connection that waits for a request makes room for a new one, and the network
// with the most connections gives it: so ten thousand idle connections cost
// their owners, not the sender whose alert comes next.
type gate struct {
	max, perNet int
	exempt      func(netip.Addr) bool // proxies: many people share their address
	refused     func(reason string)

	mu    sync.Mutex
	conns map[*gateConn]struct{}
	nets  map[netip.Prefix]int
}

func newGate(maxConns, perNet int, exempt func(netip.Addr) bool, refused func(string)) *gate {
	return &gate{
		max: maxConns, perNet: perNet, exempt: exempt, refused: refused,
		conns: map[*gateConn]struct{}{}, nets: map[netip.Prefix]int{},
	}
}

// gateConn is a counted connection.
type gateConn struct {
	net.Conn
	gate  *gate
	net   netip.Prefix // invalid: not counted by network
	since time.Time    // when it began to wait
	idle  bool         // waits for a request, or for its first
	once  sync.Once
}

// gated is a listener behind the gate.
type gated struct {
	net.Listener
	gate *gate
}

// Accept waits for a connection for which there is room.
func (l gated) Accept() (net.Conn, error) {
	g := l.gate
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		admitted, victim := g.admit(c, time.Now())
		if victim != nil {
			g.refused("idle")
			_ = victim.Close()
		}
		if admitted != nil {
			return admitted, nil
		}
		g.refused("full")
		_ = c.Close()
	}
}

// admit counts a connection in. victim is an idle one that has to go for it;
// admitted is nil if none could be found.
func (g *gate) admit(c net.Conn, now time.Time) (admitted, victim *gateConn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	from := g.netOf(c)
	switch {
	case from.IsValid() && g.nets[from] >= g.perNet:
		victim = g.longestIdle(func(x *gateConn) bool { return x.net == from })
	case len(g.conns) >= g.max:
		victim = g.longestIdle(func(*gateConn) bool { return true })
	default:
		return g.count(c, from, now), nil
	}
	if victim == nil {
		return nil, nil
	}
	g.forget(victim)
	return g.count(c, from, now), victim
}

func (g *gate) count(c net.Conn, from netip.Prefix, now time.Time) *gateConn {
	counted := &gateConn{Conn: c, gate: g, net: from, since: now, idle: true}
	g.conns[counted] = struct{}{}
	if from.IsValid() {
		g.nets[from]++
	}
	return counted
}

func (g *gate) netOf(c net.Conn) netip.Prefix {
	addr := auth.ConnAddr(c.RemoteAddr().String())
	if g.exempt(addr) {
		return netip.Prefix{}
	}
	return auth.Net(addr)
}

// longestIdle looks first at the network with the most connections.
func (g *gate) longestIdle(among func(*gateConn) bool) *gateConn {
	var found *gateConn
	for c := range g.conns {
		if !c.idle || !among(c) {
			continue
		}
		if found == nil || g.nets[c.net] > g.nets[found.net] ||
			g.nets[c.net] == g.nets[found.net] && c.since.Before(found.since) {
			found = c
		}
	}
	return found
}

func (g *gate) forget(c *gateConn) {
	if _, there := g.conns[c]; !there {
		return
	}
	delete(g.conns, c)
	if !c.net.IsValid() {
		return
	}
	if g.nets[c.net]--; g.nets[c.net] <= 0 {
		delete(g.nets, c.net)
	}
}

// state is the http.Server's ConnState hook.
func (g *gate) state(c net.Conn, state http.ConnState) {
	if t, ok := c.(*tls.Conn); ok {
		c = t.NetConn()
	}
	counted, ok := c.(*gateConn)
	if !ok {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	counted.idle = state == http.StateNew || state == http.StateIdle
	if counted.idle {
		counted.since = time.Now()
	}
}

func (g *gate) counts() (busy, idle int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for c := range g.conns {
		if c.idle {
			idle++
		}
	}
	return len(g.conns) - idle, idle
}

// Close closes the connection and makes its room free.
func (c *gateConn) Close() error {
	c.once.Do(func() {
		c.gate.mu.Lock()
		defer c.gate.mu.Unlock()
		c.gate.forget(c)
	})
	return c.Conn.Close()
}
