package auth

import (
	"context"
	"net/http"
	"net/netip"
)

// Client is the other end of a request, as far as it can be believed.
type Client struct {
	Addr netip.Addr // invalid if unknown: a test's in-memory connection
	TLS  bool       // the client's own connection is encrypted, maybe up to a trusted proxy
}

// String is the address without a port, "" if it is not known.
func (c Client) String() string {
	if !c.Addr.IsValid() {
		return ""
	}
	return c.Addr.String()
}

type clientKey struct{}

// WithClient notes the client that the server worked out.
func WithClient(ctx context.Context, c Client) context.Context {
	return context.WithValue(ctx, clientKey{}, c)
}

// ClientOf is the client of a request: the one noted by the server, else the
// connection's. It trusts no header.
func ClientOf(r *http.Request) Client {
	if c, ok := r.Context().Value(clientKey{}).(Client); ok {
		return c
	}
	return Client{Addr: ConnAddr(r.RemoteAddr), TLS: r.TLS != nil}
}

// Remote is the client's address without a port, for logs and refusals.
func Remote(r *http.Request) string { return ClientOf(r).String() }

// ConnAddr reads the address of "host:port", without zone, and IPv4 as IPv4. It
// is invalid when there is none.
func ConnAddr(hostport string) netip.Addr {
	ap, err := netip.ParseAddrPort(hostport)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap().WithZone("")
}

// Net is the network an address is counted under: the address itself for IPv4,
// its /64 for IPv6, because one customer has at least that many.
func Net(a netip.Addr) netip.Prefix {
	bits := 32
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil { // no address
		return netip.Prefix{}
	}
	return p
}
