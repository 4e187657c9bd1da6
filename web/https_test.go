package web_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"wakeman/web"
)

const html = "text/html,application/xhtml+xml"

// both is a site that also listens without TLS.
func both(publicURL string) func(*web.Options) {
	return func(o *web.Options) {
		o.HTTPS = &web.HTTPS{Port: "8443", PublicURL: func() string { return publicURL }}
	}
}

func TestBrowsersAreLedToHTTPSAndNobodyElse(t *testing.T) {
	inSite(t, both(""), func(s *site) {
		for _, c := range []struct {
			method, path, accept, want string
		}{
			{"GET", "/", html, "https://pager.example.net:8443/"},
			{"HEAD", "/", html, "https://pager.example.net:8443/"},
			{"GET", "/long?a=b&c=%2F", html, "https://pager.example.net:8443/long?a=b&c=%2F"},
			{"GET", "/signin?next=/", html, "https://pager.example.net:8443/signin?next=/"},
			{"GET", "/", "*/*", ""},
			{"POST", "/change", html, ""},
			{"POST", "/v2/enqueue", "", ""},
			{"GET", "/v2/enqueue", html, ""},
			{"GET", "/integration/abc/enqueue", html, ""},
			{"GET", "/api/incidents", html, ""},
			{"GET", "/a/token", html, ""},
			{"POST", "/a/token", html, ""},
			{"GET", "/health/live", html, ""},
			{"GET", "/health/ready", html, ""},
			{"GET", "/metrics", html, ""},
			{"GET", "/assets/x", "text/css,*/*", ""},
			{"GET", "/install-certificate", html, ""},
			{"GET", "/install-certificate/root.crt", html, ""},
		} {
			w := s.ask(c.method, c.path, "", "Accept", c.accept)
			if got := w.Header().Get("Location"); got != c.want || (c.want != "") != (w.Code == http.StatusFound) {
				s.Errorf("%s %s (%s): %d to %q, want %q", c.method, c.path, c.accept, w.Code, got, c.want)
			}
		}
	})
}

func TestABoxThatListensOnceLeadsNobodyAnywhere(t *testing.T) {
	inSite(t, nil, func(s *site) {
		if w := s.ask("GET", "/", "", "Accept", html); w.Header().Get("Location") != "" {
			s.Errorf("led to %s", w.Header().Get("Location"))
		}
	})
}

func TestThePublicAddressKnowsThePortBehindARouter(t *testing.T) {
	for _, c := range []struct{ public, host, want string }{
		{"https://pager.example.net", "pager.example.net:8080", "https://pager.example.net/x"},
		{"https://PAGER.example.net:444", "pager.example.net", "https://pager.example.net:444/x"},
		{"https://pager.example.net", "192.168.7.20:8080", "https://192.168.7.20:8443/x"},
		{"http://pager.example.net", "pager.example.net", "https://pager.example.net:8443/x"},
		{"", "[2001:db8::1]:8080", "https://[2001:db8::1]:8443/x"},
		{"https://[2001:db8::1]", "[2001:db8::1]", "https://[2001:db8::1]/x"},
	} {
		inSite(t, both(c.public), func(s *site) {
			r := httptest.NewRequest("GET", "http://"+c.host+"/x", nil)
			r.Header.Set("Accept", html)
			w := httptest.NewRecorder()
			s.server.ServeHTTP(w, r)
			if got := w.Header().Get("Location"); got != c.want {
				s.Errorf("public %q, asked %q: led to %q, want %q", c.public, c.host, got, c.want)
			}
		})
	}
}

func TestAProxyThatDoesTLSIsNotLedAround(t *testing.T) {
	from := []string{"Accept", html, "X-Forwarded-Proto", "https", "From-Address", "192.0.2.9:1"}
	inSite(t, func(o *web.Options) {
		both("")(o)
		o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.9/32")}
	}, func(s *site) {
		if w := s.ask("GET", "/", "", from...); w.Header().Get("Location") != "" {
			s.Errorf("a trusted proxy is led to %s", w.Header().Get("Location"))
		}
	})
	inSite(t, both(""), func(s *site) {
		if w := s.ask("GET", "/", "", from...); w.Header().Get("Location") == "" {
			s.Error("a header that anybody can send keeps a password in the clear")
		}
	})
}

func TestOneServerListensWithTLSAndWithout(t *testing.T) {
	cert, trust := certificate(t)
	s := newSite(t, func(o *web.Options) { both("")(o); o.TLS = &tls.Config{Certificates: []tls.Certificate{cert}} })
	secure, err := net.Listen("tcp", "127.0.0.1:0")
	s.must(err)
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	s.must(err)
	ctx, stop := context.WithCancel(t.Context())
	ran := make(chan error, 1)
	go func() { ran <- s.server.Run(ctx, secure, plain) }()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: trust}}
	for _, url := range []string{"https://" + secure.Addr().String(), "http://" + plain.Addr().String()} {
		res, err := client.Post(url+"/v2/enqueue", "application/json", nil)
		s.must(err)
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
		if res.StatusCode != http.StatusAccepted {
			t.Errorf("%s: %d", url, res.StatusCode)
		}
	}
	client.CloseIdleConnections()
	stop()
	s.must(<-ran)
	if _, err := net.Dial("tcp", plain.Addr().String()); err == nil {
		t.Error("it still listens without TLS")
	}
	s.must(s.db.Close())
}

func TestAnACMEServerIsAnsweredByPlainHTTP(t *testing.T) {
	answer := func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/.well-known/acme-challenge/known" {
			return false
		}
		_, _ = io.WriteString(w, "the answer")
		return true
	}
	inSite(t, func(o *web.Options) { both("")(o); o.Challenge = answer }, func(s *site) {
		if w := s.ask("GET", "/.well-known/acme-challenge/known", "", "Accept", html); w.Body.String() != "the answer" {
			s.Errorf("%d %s", w.Code, w.Body)
		}
		s.want(s.ask("GET", "/.well-known/acme-challenge/other", ""), http.StatusNotFound, "another token")
	})
}
