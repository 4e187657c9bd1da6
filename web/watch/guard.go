package watch

import (
	"fmt"
	"net/netip"
)

// ground is what kind of address it is, as far as looking there is concerned.
type ground int

const (
	usual  ground = iota // networks of a provider are private ones, so those are
	box                  // this box itself
	noHost               // multicast, broadcast, none at all
	secret               // where clouds hand out their machines' secrets
)

func groundOf(a netip.Addr) ground {
	switch {
	case a.IsLoopback():
		return box
	case a.IsUnspecified(), a.IsMulticast(), a == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		return noHost
	case a.IsLinkLocalUnicast(), a == netip.MustParseAddr("fd00:ec2::254"), a == netip.MustParseAddr("100.100.100.200"):
		return secret
	}
	return usual
}

// forbidden is why an address is not looked at, empty if it may be. Whoever may
// configure a watch would otherwise see what only the box itself should. A range
// that the settings allow for outgoing calls is allowed here, too, if it was
// plainly chosen for that: 0.0.0.0/0 does not mean the box itself.
func forbidden(a netip.Addr, allow []netip.Prefix) string {
	a = a.Unmap().WithZone("")
	kind := groundOf(a)
	for _, p := range allow {
		if p.Contains(a) && groundOf(p.Masked().Addr()) == kind {
			return ""
		}
	}
	switch kind {
	case box:
		return fmt.Sprintf("%s is this box itself; settings.outgoing_allow can allow it", a)
	case noHost:
		return fmt.Sprintf("%s is no host", a)
	case secret:
		return fmt.Sprintf("%s may be where a cloud keeps this machine's secrets; settings.outgoing_allow can allow it", a)
	}
	return ""
}
