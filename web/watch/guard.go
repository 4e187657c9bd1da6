package watch

import (
	"fmt"
	"net/netip"
)

// forbidden is why an address is not looked at, empty if it may be. Networks of a
// provider are private ones, so those are allowed. What is on this box is not, nor
// are the addresses at which clouds hand out their machines' secrets: whoever may
// configure a watch would otherwise see what only the box itself should. A range
// that the settings allow for outgoing calls is allowed here, too.
func forbidden(a netip.Addr, allow []netip.Prefix) string {
	a = a.Unmap().WithZone("")
	for _, p := range allow {
		if p.Contains(a) {
			return ""
		}
	}
	switch {
	case a.IsLoopback(), a.IsUnspecified():
		return fmt.Sprintf("%s is this box itself; settings.outgoing_allow can allow it", a)
	case a.IsMulticast(), a == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		return fmt.Sprintf("%s is no host", a)
	case a.IsLinkLocalUnicast(), a == netip.MustParseAddr("fd00:ec2::254"), a == netip.MustParseAddr("100.100.100.200"):
		return fmt.Sprintf("%s may be where a cloud keeps this machine's secrets; settings.outgoing_allow can allow it", a)
	}
	return ""
}
