package dial

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Func opens a connection, as [net.Dialer.DialContext] does.
type Func = func(ctx context.Context, network, address string) (net.Conn, error)

// connectTimeout bounds one connect, so that a second address of the same host
// can still be tried within a driver's time-out.
const connectTimeout = 5 * time.Second

// Guard refuses to call addresses that are not on the public Internet, unless
// they are allowed. It is safe for concurrent use.
type Guard struct {
	allow    func() []netip.Prefix
	ranges   []guarded
	own      func() []netip.Addr // the box's own addresses
	resolver *net.Resolver       // nil: the system's
}

// guarded is a range that is called only when allowed, or never.
type guarded struct {
	prefix  netip.Prefix
	suggest int // length of the prefix proposed in the refusal; 0: never called
}

// NewGuard returns a guard. allow gives the ranges the admin opened; it is read
// at each connection, may change at any time, and may be nil.
func NewGuard(allow func() []netip.Prefix) *Guard {
	if allow == nil {
		allow = func() []netip.Prefix { return nil }
	}
	return &Guard{allow: allow, ranges: guardedRanges(), own: ownAddrs}
}

// guardedRanges lists what the IANA special-purpose registries (RFC 6890) call
// not globally reachable and a host can still connect to.
func guardedRanges() []guarded {
	r := func(prefix string, suggest int) guarded { return guarded{netip.MustParsePrefix(prefix), suggest} }
	return []guarded{
		r("0.0.0.0/8", 0),   // "this network": Linux takes 0.0.0.0 for itself
		r("224.0.0.0/4", 0), // multicast
		r("240.0.0.0/4", 0), // reserved, broadcast
		r("::/128", 0),      // unspecified
		r("ff00::/8", 0),    // multicast
		r("127.0.0.0/8", 8),
		r("10.0.0.0/8", 24),
		r("172.16.0.0/12", 24),
		r("192.168.0.0/16", 24),
		r("100.64.0.0/10", 24),  // carrier-grade NAT, RFC 6598
		r("169.254.0.0/16", 32), // link-local: cloud metadata lives here
		r("192.0.0.0/24", 32),
		r("198.18.0.0/15", 24), // benchmarks, RFC 2544
		r("::1/128", 128),
		r("fe80::/10", 64),
		r("fec0::/10", 64), // site-local, withdrawn but still routed by some
		r("fc00::/7", 64),  // unique local
		r("64:ff9b:1::/48", 96),
	}
}

// Refused is why the guard did not call an address.
type Refused struct {
	IP   netip.Addr
	Add  netip.Prefix // the range to allow; not valid when it is never called
	Port string       // set when the port is why
}

// Error says what to add to the settings.
func (r *Refused) Error() string {
	if r.Port != "" {
		return fmt.Sprintf("refused to call port %s: it belongs to another protocol than HTTP", r.Port)
	}
	if !r.Add.IsValid() {
		return fmt.Sprintf("refused to call %s: such addresses are never called", r.IP)
	}
	return fmt.Sprintf("refused to call %s: add %q to settings.outgoing_allow (or start with --outgoing-allow)", r.IP, r.Add)
}

// Check returns a *[Refused] when ip may not be called.
func (g *Guard) Check(ip netip.Addr) error {
	ip = ip.Unmap().WithZone("")
	if !ip.IsValid() {
		return &Refused{IP: ip}
	}
	for _, form := range forms(ip) {
		if err := g.check(ip, form); err != nil {
			return err
		}
	}
	return g.checkOwn(ip)
}

// check looks form up in the guarded ranges; the admin may have allowed it
// under either address.
func (g *Guard) check(ip, form netip.Addr) error {
	for _, r := range g.ranges {
		if !r.prefix.Contains(form) {
			continue
		}
		if r.suggest == 0 {
			return &Refused{IP: ip}
		}
		if !g.allowed(ip) && !g.allowed(form) {
			add, _ := form.Prefix(r.suggest)
			return &Refused{IP: ip, Add: add}
		}
	}
	return nil
}

// checkOwn takes the box's own public addresses for loopback: what listens there
// may trust whoever comes from the box itself.
func (g *Guard) checkOwn(ip netip.Addr) error {
	for _, own := range g.own() {
		if own == ip && !g.allowed(ip) {
			return &Refused{IP: ip, Add: netip.PrefixFrom(ip, ip.BitLen())}
		}
	}
	return nil
}

// ownAddrs are the addresses of this machine's interfaces; none if they cannot be
// read: then those of the guarded ranges are refused all the same.
func ownAddrs() (list []netip.Addr) {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	for _, a := range addrs {
		if p, err := netip.ParsePrefix(a.String()); err == nil {
			list = append(list, p.Addr().Unmap().WithZone(""))
		}
	}
	return list
}

func (g *Guard) allowed(ip netip.Addr) bool {
	for _, p := range g.allow() {
		if p.Contains(ip) || (p.Addr().Is4In6() && p.Bits() >= 96 && unmapPrefix(p).Contains(ip)) {
			return true
		}
	}
	return false
}

func unmapPrefix(p netip.Prefix) netip.Prefix {
	return netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
}

// forms returns ip and the IPv4 address a translator would make of it: NAT64
// (RFC 6052), 6to4 (RFC 3056) and the old IPv4-compatible form.
func forms(ip netip.Addr) []netip.Addr {
	all := []netip.Addr{ip}
	if !ip.Is6() {
		return all
	}
	b := ip.As16()
	switch {
	case netip.MustParsePrefix("64:ff9b::/96").Contains(ip):
		all = append(all, netip.AddrFrom4([4]byte(b[12:])))
	case netip.MustParsePrefix("2002::/16").Contains(ip):
		all = append(all, netip.AddrFrom4([4]byte(b[2:6])))
	case netip.MustParsePrefix("::/96").Contains(ip) && !ip.IsLoopback():
		all = append(all, netip.AddrFrom4([4]byte(b[12:])))
	}
	return all
}

// Dial connects to address ("host:port"; TCP only) after the guard has agreed
// to the resolved IP address. When it agreed to none of a host's addresses the
// error is a *[Refused].
func (g *Guard) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	if !strings.HasPrefix(network, "tcp") {
		return nil, fmt.Errorf("refused to call by %q: only TCP is called", network)
	}
	var t tally
	d := net.Dialer{Timeout: connectTimeout, Resolver: g.resolver, Control: func(_, address string, _ syscall.RawConn) error {
		return t.note(g.checkAddress(address))
	}}
	conn, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, t.explain(err)
	}
	return conn, nil
}

// checkAddress is Check for "ip:port"; what can not be read is refused.
func (g *Guard) checkAddress(address string) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return &Refused{}
	}
	return g.Check(ap.Addr())
}

// tally remembers what the guard said about the addresses of one host, which
// the dialer may try two at a time.
type tally struct {
	mu      sync.Mutex
	refused error
	agreed  bool
}

func (t *tally) note(err error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil {
		t.refused = err
	} else {
		t.agreed = true
	}
	return err
}

// explain makes a refusal visible that the dialer hid behind the failure of
// another address. It stays a failure of the network, worth a retry, when any
// address was allowed.
func (t *tally) explain(err error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	var r *Refused
	switch {
	case t.refused == nil:
		return err
	case !t.agreed && errors.As(t.refused, &r):
		return r
	case errors.As(err, &r):
		return fmt.Errorf("no answer from the addresses that may be called; %s", r.Error())
	}
	return fmt.Errorf("%w; %s", err, t.refused.Error())
}
