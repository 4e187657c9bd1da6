package dial

import (
	"net"
	"net/netip"
)

// Resolving makes a guard look names up by a resolver of a test's.
func (g *Guard) Resolving(r *net.Resolver) *Guard {
	g.resolver = r
	return g
}

// At makes a guard believe that the box has these addresses.
func (g *Guard) At(own ...netip.Addr) *Guard {
	g.own = func() []netip.Addr { return own }
	return g
}
