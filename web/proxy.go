package web

import (
	"net/http"
	"net/netip"
	"strings"

	"wakeman/web/auth"
)

// proxies are the networks whose X-Forwarded-For is believed. None by default:
// who believes everybody lets everybody choose their address.
type proxies []netip.Prefix

func (ps proxies) trusts(a netip.Addr) bool {
	for _, p := range ps {
		if a.IsValid() && p.Contains(a) {
			return true
		}
	}
	return false
}

// client works out who a request is from. X-Forwarded-For is read from the right,
// each entry having been written by the one to its right, up to the first that is
// not ours.
func (ps proxies) client(r *http.Request) auth.Client {
	c := auth.Client{Addr: auth.ConnAddr(r.RemoteAddr), TLS: r.TLS != nil}
	if !ps.trusts(c.Addr) {
		return c
	}
	c.TLS = strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
	chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(chain) - 1; i >= 0 && ps.trusts(c.Addr); i-- {
		a, ok := forwardedAddr(chain[i])
		if !ok {
			break
		}
		c.Addr = a
	}
	return c
}

// forwardedAddr reads an entry: an address, with or without port and brackets.
func forwardedAddr(s string) (netip.Addr, bool) {
	s = strings.TrimSpace(s)
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().WithZone(""), true
	}
	a, err := netip.ParseAddr(strings.Trim(s, "[]"))
	return a.Unmap().WithZone(""), err == nil
}
