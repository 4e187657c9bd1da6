package web_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"wakeman/web"
)

// forwarded is a request that a neighbour sends on for somebody.
func forwarded(s *site, peer, header, value string) {
	s.ask("GET", "/", "", "From-Address", peer+":1", header, value)
}

func TestAProxyThatNobodyListedIsRememberedForADay(t *testing.T) {
	inSite(t, nil, func(s *site) {
		s.ask("GET", "/", "", "From-Address", "127.0.0.1:1")
		forwarded(s, "203.0.113.5", "X-Forwarded-For", "198.51.100.1")
		if got := s.server.UnlistedProxies(); len(got) != 0 {
			t.Fatalf("nobody near forwards, and remembered is %v", got)
		}
		forwarded(s, "127.0.0.1", "X-Forwarded-For", "198.51.100.1")
		forwarded(s, "10.1.2.3", "Forwarded", "for=198.51.100.1")
		got := s.server.UnlistedProxies()
		if len(got) != 2 || got[0].Addr.String() != "10.1.2.3" || got[1].Addr.String() != "127.0.0.1" || !got[1].At.Equal(time.Now()) {
			t.Errorf("remembered is %v", got)
		}
		if n := s.log.count("--trusted-proxy 127.0.0.1/32"); n != 1 {
			t.Errorf("the log names the flag %d times", n)
		}
		time.Sleep(20 * time.Hour)
		forwarded(s, "127.0.0.1", "X-Forwarded-For", "198.51.100.1")
		time.Sleep(5 * time.Hour)
		if got := s.server.UnlistedProxies(); len(got) != 1 || got[0].Addr.String() != "127.0.0.1" {
			t.Errorf("five hours after the last: %v", got)
		}
	})
}

func TestAListedProxyIsNoWarningAndNeighboursDoNotFillTheMemory(t *testing.T) {
	listed := func(o *web.Options) { o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")} }
	inSite(t, listed, func(s *site) {
		forwarded(s, "127.0.0.1", "X-Forwarded-For", "198.51.100.1")
		if got := s.server.UnlistedProxies(); len(got) != 0 {
			t.Errorf("it is listed, and remembered is %v", got)
		}
		for n := range 300 {
			forwarded(s, fmt.Sprintf("10.0.%d.%d", n/250, n%250), "X-Forwarded-For", "198.51.100.1")
		}
		if got := s.server.UnlistedProxies(); len(got) != 8 || got[7].Addr.String() != "10.0.1.49" {
			t.Errorf("remembered are %d, the newest %v", len(got), got)
		}
	})
}

func TestMetricsThroughAProxyAreForNoStranger(t *testing.T) {
	for _, header := range []string{"X-Forwarded-For", "Forwarded"} {
		inSite(t, nil, func(s *site) {
			s.want(s.ask("GET", "/metrics", "", "From-Address", "127.0.0.1:1"), 200, "the box itself")
			s.want(s.ask("GET", "/metrics", "", "From-Address", "127.0.0.1:1", header, "203.0.113.5"), 401, "through a proxy on the box")
			s.want(s.ask("GET", "/metrics", "", "From-Address", "10.1.2.3:1", header, "10.9.9.9"), 401, "through a proxy beside it")
		})
	}
	listed := func(o *web.Options) { o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")} }
	inSite(t, listed, func(s *site) {
		s.want(s.ask("GET", "/metrics", "", "From-Address", "127.0.0.1:1", "X-Forwarded-For", "10.1.2.3"), 200, "somebody on the LAN, through a listed proxy")
		s.want(s.ask("GET", "/metrics", "", "From-Address", "127.0.0.1:1", "X-Forwarded-For", "203.0.113.5"), 401, "a stranger through a listed proxy")
	})
}
