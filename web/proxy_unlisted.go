package web

import (
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	"wakeman/web/auth"
)

// UnlistedProxy is a neighbour that says whom it forwards for, and is not believed.
type UnlistedProxy struct {
	Addr netip.Addr
	At   time.Time // when it last did
}

// maxUnlisted bounds how many are remembered: anybody on the LAN can be one.
const maxUnlisted = 8

// unlistedFor is how long one is remembered after its last request, so that a
// single odd one is no warning for ever.
const unlistedFor = 24 * time.Hour

// unlisted remembers the neighbours that look like a proxy nobody listed: all who
// come through it are one address, and the first to fail at signing in has it
// blocked for everybody.
type unlisted struct {
	mu   sync.Mutex
	seen []UnlistedProxy // the one seen last is last
}

// saw reports whether the neighbour is new.
func (u *unlisted) saw(a netip.Addr, now time.Time) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	before := len(u.seen)
	u.seen = slices.DeleteFunc(u.seen, func(p UnlistedProxy) bool { return p.Addr == a })
	isNew := len(u.seen) == before
	if len(u.seen) == maxUnlisted {
		u.seen = slices.Delete(u.seen, 0, 1)
	}
	u.seen = append(u.seen, UnlistedProxy{Addr: a, At: now})
	return isNew
}

func (u *unlisted) list(now time.Time) []UnlistedProxy {
	u.mu.Lock()
	defer u.mu.Unlock()
	list := slices.DeleteFunc(slices.Clone(u.seen), func(p UnlistedProxy) bool { return now.Sub(p.At) > unlistedFor })
	slices.SortFunc(list, func(a, b UnlistedProxy) int { return a.Addr.Compare(b.Addr) })
	return list
}

// UnlistedProxies are the loopback and private addresses that sent X-Forwarded-For
// or Forwarded within a day without being trusted, at most 8, by address.
func (s *Server) UnlistedProxies() []UnlistedProxy { return s.unlisted.list(time.Now()) }

// notice remembers a request that an unlisted neighbour forwards. Strangers are not
// remembered: they send the header because they may.
func (s *Server) notice(r *http.Request) {
	peer, forwards := s.proxies.unlisted(r)
	if !forwards || !peer.IsValid() || !near(peer) {
		return
	}
	if s.unlisted.saw(peer, time.Now()) {
		s.log.LogAttrs(r.Context(), slog.LevelWarn, "an address forwards requests and is not listed: if it is your proxy, everybody behind it counts as one, and is blocked as one",
			slog.String("peer", peer.String()), slog.String("list_it_with", "--trusted-proxy "+netip.PrefixFrom(peer, peer.BitLen()).String()))
	}
}

// unlisted is who a request comes from, and whether they say that they forward it
// although nobody listed them.
func (ps proxies) unlisted(r *http.Request) (peer netip.Addr, forwards bool) {
	forwards = len(r.Header.Values("X-Forwarded-For")) > 0 || len(r.Header.Values("Forwarded")) > 0
	if !forwards {
		return peer, false
	}
	peer = auth.ConnAddr(r.RemoteAddr)
	return peer, !ps.trusts(peer)
}
