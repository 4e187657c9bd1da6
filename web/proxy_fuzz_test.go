package web

import (
	"net/http/httptest"
	"net/netip"
	"testing"
)

// FuzzForwarded: whatever a header says, the address is the connection's or one
// that stands in the header, and a stranger's header changes nothing.
func FuzzForwarded(f *testing.F) {
	for _, s := range []string{"203.0.113.5", "10.0.0.2, [2001:db8::1]:80", ",,,", "unknown", "fe80::1%eth0", "\x00", "1.2.3.4:99999"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, header string, trusted bool) {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = "10.0.0.1:1"
		r.Header["X-Forwarded-For"] = []string{header}
		var ps proxies
		if trusted {
			ps = proxies{netip.MustParsePrefix("10.0.0.0/8")}
		}
		c := ps.client(r)
		if !c.Addr.IsValid() || c.Addr.Zone() != "" || c.Addr.Is4In6() {
			t.Errorf("%q gives %v", header, c.Addr)
		}
		if !trusted && c.Addr != netip.MustParseAddr("10.0.0.1") {
			t.Errorf("a stranger's %q gives %v", header, c.Addr)
		}
	})
}
