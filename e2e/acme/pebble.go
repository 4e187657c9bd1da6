package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// pebble is the ACME server.
type pebble struct {
	binary, dir           string
	dns                   string // whom it asks for names
	directory, management int    // its own ports
	http, https           int    // where it looks for proofs
	said                  *lines
	process               *process
}

func (p *pebble) url() string      { return "https://" + address(p.directory) + "/dir" }
func (p *pebble) rootFile() string { return filepath.Join(p.dir, "acme-root.pem") }

// configure writes its settings, and a certificate for its own HTTPS.
func (p *pebble) configure() error {
	cert, key := filepath.Join(p.dir, "acme-cert.pem"), filepath.Join(p.dir, "acme-key.pem")
	if err := ownCertificate(cert, key, p.rootFile()); err != nil {
		return err
	}
	text, err := json.Marshal(map[string]any{"pebble": map[string]any{
		"listenAddress": address(p.directory), "managementListenAddress": address(p.management),
		"certificate": cert, "privateKey": key, "httpPort": p.http, "tlsPort": p.https,
	}})
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(p.dir, "pebble.json"), text, 0o600)
}

func (p *pebble) start(ctx context.Context) error {
	var err error
	quick := []string{"PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=0"}
	p.process, err = begin(p.said, p.binary, quick, "-config", filepath.Join(p.dir, "pebble.json"), "-dnsserver", p.dns)
	if err != nil {
		return err
	}
	return eventually(ctx, func() error { _, err := p.ask(ctx, p.url()); return err })
}

func (p *pebble) stop() { p.process.stop() }

// roots are what somebody installs who trusts this server.
func (p *pebble) roots(ctx context.Context) (*x509.CertPool, error) {
	text, err := p.ask(ctx, "https://"+address(p.management)+"/roots/0")
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("its root is not understood: %s", text)
	}
	return pool, nil
}

func (p *pebble) ask(ctx context.Context, url string) ([]byte, error) {
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{
		DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // this machine
	}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", res.Status, text)
	}
	return text, err
}

// ownCertificate makes one for 127.0.0.1, good for an hour, and a root for it.
func ownCertificate(cert, key, root string) error {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "ACME server"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Minute), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		return err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return errors.Join(
		os.WriteFile(cert, text, 0o600), os.WriteFile(root, text, 0o600),
		os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600),
	)
}
