package certificate

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Names are what a certificate should be for.
type Names struct {
	// Given are what the admin said: host names in lower case, and addresses.
	Given []string
	// Own are the box's addresses, each with the network it is in.
	Own []netip.Prefix
}

// ParseName reads a host name or an address, as certificates have them: no port,
// no scheme, no wildcard, international names in their xn-- form.
func ParseName(text string) (string, error) {
	if a, err := netip.ParseAddr(strings.Trim(text, "[]")); err == nil {
		return a.Unmap().WithZone("").String(), nil
	}
	name := strings.ToLower(strings.TrimSuffix(text, "."))
	if len(name) > 253 || !hostName().MatchString(name) {
		return "", fmt.Errorf("%q is neither a host name such as wakeman.example.net nor an address such as 192.0.2.10", text)
	}
	return name, nil
}

// hostName is the preferred syntax (RFC 1123, section 2.1), with the underscore
// that Windows networks have.
func hostName() *regexp.Regexp {
	const label = `[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?`
	return regexp.MustCompile(`^` + label + `(\.` + label + `)*$`)
}

// HostOf is the name in a public address, "" if there is none that a
// certificate could be for.
func HostOf(publicURL string) string {
	u, err := url.Parse(publicURL)
	if err != nil || u.Hostname() == "" {
		return ""
	}
	name, err := ParseName(u.Hostname())
	if err != nil {
		return ""
	}
	return name
}

// OwnAddresses are the private addresses of this machine (RFC 1918, RFC 4193).
// Public ones are the admin's to name: whoever vouches for them vouches for
// something that the whole world can reach.
func OwnAddresses() []netip.Prefix {
	list, err := net.InterfaceAddrs()
	if err != nil { // a machine that does not tell: the given names have to do
		return nil
	}
	var own []netip.Prefix
	for _, a := range list {
		p, err := netip.ParsePrefix(a.String())
		if err == nil && p.Addr().IsPrivate() {
			own = append(own, p)
		}
	}
	return own
}

// sorted has each name once, in an order that does not depend on who said it.
func (n Names) sorted() Names {
	own := slices.Clone(n.Own)
	slices.SortFunc(own, func(a, b netip.Prefix) int { return a.Addr().Compare(b.Addr()) })
	given := slices.Clone(n.Given)
	slices.Sort(given)
	given = slices.DeleteFunc(slices.Compact(given), func(s string) bool { return s == "" })
	if len(given)+len(own) == 0 {
		given = []string{"localhost"} // a certificate has to be for something
	}
	return Names{Given: given, Own: slices.Compact(own)}
}

func addressOf(name string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(name)
	return a, err == nil
}
