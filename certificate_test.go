package main

import (
	"context"
	"crypto/tls"
	"strings"
	"testing"
	"time"

	"wakeman/web"
	"wakeman/web/certificate"
)

// fixed is a source in some state.
type fixed certificate.State

func (f fixed) Get(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, nil }
func (f fixed) State() certificate.State                           { return certificate.State(f) }
func (fixed) Run(ctx context.Context)                              { <-ctx.Done() }

func TestBrowsersAreToldToInsistWhenAskedAndWhileTheyTrustTheCertificate(t *testing.T) {
	ends := time.Now().Add(time.Hour)
	for _, c := range []struct {
		name   string
		asked  bool
		source certificate.Source
		want   bool
	}{
		{"a proxy does TLS", true, nil, true},
		{"a proxy does TLS, not asked", false, nil, false},
		{"issued by somebody", true, fixed{Mode: certificate.ModeFiles, Ends: ends}, true},
		{"issued by somebody, not asked", false, fixed{Mode: certificate.ModeFiles, Ends: ends}, false},
		{"a file that vouches for itself", true, fixed{Mode: certificate.ModeFiles, Ends: ends, SelfMade: true}, false},
		{"the ACME server has not answered", true, fixed{Mode: certificate.ModeACME, Ends: ends, Fallback: true, SelfMade: true}, false},
		{"the ACME server has answered", true, fixed{Mode: certificate.ModeACME, Ends: ends}, true},
		{"the box's own authority", true, fixed{Mode: certificate.ModeLAN, Ends: ends, SelfMade: true}, false},
	} {
		f := &front{a: &appliance{options: options{tls: tlsOptions{hsts: c.asked}}}, certificate: c.source}
		if got := f.secured(web.Options{}).HSTS(); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestWatchersOutsideAreToldOfACertificateThatIsNotWell(t *testing.T) {
	now := time.Now()
	for ends, want := range map[time.Duration]string{60 * 24 * time.Hour: "", 10 * 24 * time.Hour: "the certificate needs attention"} {
		f := &front{a: &appliance{}, certificate: fixed{From: now.AddDate(-1, 0, 0), Ends: now.Add(ends)}}
		got := strings.Join(f.secured(web.Options{}).Notes(), "\n")
		if (got == "") != (want == "") || !strings.HasPrefix(got, want) {
			t.Errorf("%v before its end: %q", ends, got)
		}
	}
}
