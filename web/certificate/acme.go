package certificate

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/caddyserver/certmagic"
)

// ChallengeProtocol is the application protocol by which an ACME server looks
// for its challenge in a handshake (RFC 8737). A server that wants to be proven
// by it offers it beside its own.
const ChallengeProtocol = "acme-tls/1"

// ACMEOptions say which server makes the certificates, and how it is shown that
// the names are ours.
type ACMEOptions struct {
	// Email is where the server writes to when something is wrong; may be empty.
	Email string
	// Directory is the server's address; empty is Let's Encrypt's.
	Directory string
	// RootFile is a CA file (PEM) for the connection to a private server.
	RootFile string
	// DNS proves names by a TXT record; nil: by HTTP and TLS.
	DNS *DNS
	// Dir is where keys, certificates and the account are kept (mode 0700).
	Dir string
	// Names are asked each minute; only the given ones are wanted.
	Names func() Names
	// TLSAddr and HTTPAddr are where the box listens with TLS and without; nil:
	// it does not, and is not proven by that.
	TLSAddr, HTTPAddr net.Addr
	Log               *slog.Logger
}

// ACME gets its certificates from an ACME server (RFC 8555), and renews them.
type ACME struct {
	o       ACMEOptions
	instead *Authority // until there is a certificate, and for other names
	cache   *certmagic.Cache
	config  *certmagic.Config
	issuer  *certmagic.ACMEIssuer
	probe   *http.Client
	broken  error // what keeps the settings from being used

	mu     sync.Mutex
	failed map[string]error // the last attempt, by name
}

// OpenACME prepares; Run asks the server. instead is served until there is a
// certificate.
func OpenACME(o ACMEOptions, instead *Authority) *ACME {
	a := &ACME{o: o, instead: instead, failed: map[string]error{}}
	if a.o.Directory == "" {
		a.o.Directory = certmagic.LetsEncryptProductionCA
	}
	var roots *x509.CertPool
	roots, a.broken = readRoots(o.RootFile)
	a.probe = &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, DisableKeepAlives: true,
	}}
	log := zapLogger(o.Log)
	a.cache = certmagic.NewCache(certmagic.CacheOptions{
		GetConfigForCert: func(certmagic.Certificate) (*certmagic.Config, error) { return a.config, nil },
		Logger:           log,
	})
	a.config = certmagic.New(a.cache, certmagic.Config{
		Storage: &certmagic.FileStorage{Path: o.Dir}, Logger: log, OnEvent: a.event,
		// Let's Encrypt has none any more, and it would be a call to a place that
		// nobody named.
		OCSP: certmagic.OCSPConfig{DisableStapling: true},
	})
	a.issuer = certmagic.NewACMEIssuer(a.config, certmagic.ACMEIssuer{
		CA: a.o.Directory, Email: o.Email, Agreed: true, TrustedRoots: roots, Logger: log,
		// The library listens by itself where nothing does. Here something does.
		ListenHost: host(o.TLSAddr), AltTLSALPNPort: port(o.TLSAddr), AltHTTPPort: port(o.HTTPAddr),
		DisableHTTPChallenge: o.HTTPAddr == nil, DisableTLSALPNChallenge: o.TLSAddr == nil,
	})
	if o.DNS != nil {
		a.issuer.DNS01Solver = o.DNS.solver(log)
	}
	a.config.Issuers = []certmagic.Issuer{a.issuer}
	return a
}

func readRoots(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("--acme-root: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("--acme-root: %s has no certificate in it", file)
	}
	return pool, nil
}

func host(a net.Addr) string {
	if a == nil {
		return ""
	}
	h, _, _ := net.SplitHostPort(a.String())
	if ip := net.ParseIP(h); ip != nil && ip.IsUnspecified() {
		return ""
	}
	return h
}

func port(a net.Addr) int {
	if a == nil {
		return 0
	}
	_, p, _ := net.SplitHostPort(a.String())
	n, _ := strconv.Atoi(p)
	return n
}

// Get gives the certificate for the name that is asked for; for any other, and
// while there is none, the authority's.
func (a *ACME) Get(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	if slices.Equal(hello.SupportedProtos, []string{ChallengeProtocol}) {
		return a.config.GetCertificate(hello)
	}
	name := hello.ServerName
	if name == "" { // mail servers, mostly, that do not say whom they mean
		for _, name = range a.wanted() {
			break
		}
	}
	if c, ok := a.newest(name); ok {
		return &c.Certificate, nil
	}
	return a.instead.Get(hello)
}

// newest is the certificate for a name that ends last.
func (a *ACME) newest(name string) (best certmagic.Certificate, found bool) {
	name, err := ParseName(name)
	if err != nil {
		return best, false
	}
	for _, c := range a.cache.AllMatchingCertificates(name) {
		if c.Leaf != nil && (!found || c.Leaf.NotAfter.After(best.Leaf.NotAfter)) {
			best, found = c, true
		}
	}
	return best, found
}

// wanted are the names that the server is asked for.
func (a *ACME) wanted() []string {
	names := a.o.Names()
	if len(names.Given) == 0 {
		return nil
	}
	return names.sorted().Given
}

// Challenge answers the ACME server's question by plain http, and reports
// whether it was one.
func (a *ACME) Challenge(w http.ResponseWriter, r *http.Request) bool {
	return a.issuer.HandleHTTPChallenge(w, r)
}
