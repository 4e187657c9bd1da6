package web_test

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"wakeman/web"
)

// certificate borrows httptest's, and the client that trusts it.
func certificate(t *testing.T) (tls.Certificate, *tls.Config) {
	t.Helper()
	s := httptest.NewTLSServer(http.NotFoundHandler())
	defer s.Close()
	transport, ok := s.Client().Transport.(*http.Transport)
	if !ok {
		t.Fatal("httptest's client has another transport")
	}
	return s.TLS.Certificates[0], transport.TLSClientConfig
}

func TestHTTPSSpeaksHTTP2AndInsistsOnlyWhenAsked(t *testing.T) {
	cert, trust := certificate(t)
	for hsts, want := range map[bool]string{true: "max-age=31536000; includeSubDomains", false: ""} {
		s := newSite(t, func(o *web.Options) {
			o.TLS, o.HSTS = &tls.Config{Certificates: []tls.Certificate{cert}}, func() bool { return hsts }
		})
		l, err := net.Listen("tcp", "127.0.0.1:0")
		s.must(err)
		ran := make(chan error, 1)
		go func() { ran <- s.server.Run(s.ctx, l) }()
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: trust.Clone(), ForceAttemptHTTP2: true}}
		res, err := client.Get("https://" + l.Addr().String() + "/health/live")
		s.must(err)
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
		if res.ProtoMajor != 2 || res.Header.Get("Strict-Transport-Security") != want {
			t.Errorf("HSTS %v: %s, %q", hsts, res.Proto, res.Header.Get("Strict-Transport-Security"))
		}
		if got := s.ask("GET", "/", "").Header().Get("Strict-Transport-Security"); got != "" {
			t.Errorf("HSTS %v: over plain http: %q", hsts, got)
		}
		client.CloseIdleConnections()
		s.must(s.server.Shutdown(s.ctx))
		s.must(<-ran)
		s.must(s.db.Close())
	}
}
