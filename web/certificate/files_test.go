package certificate_test

import (
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wakeman/web/certificate"
)

// pair is a certificate of the admin's in two files.
type pair struct {
	*testing.T
	cert, key string
	written   time.Time
}

func newPair(t *testing.T) *pair {
	dir := t.TempDir()
	return &pair{T: t, cert: filepath.Join(dir, "cert.pem"), key: filepath.Join(dir, "key.pem"), written: time.Now().Add(-time.Hour)}
}

// issue writes a new certificate for a name, and gives its fingerprint. write
// says in what order the files come.
func (p *pair) issue(name string) (fingerprint string, writeCert, writeKey func()) {
	l := openLAN(p.T, name)
	c := l.served()
	key, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		p.Fatal(err)
	}
	p.written = p.written.Add(time.Minute)
	at := p.written
	return certificate.Fingerprint(c.Leaf.Raw),
		func() {
			p.write(p.cert, append(certificate.PEM(c.Certificate[0]), certificate.PEM(c.Certificate[1])...), at)
		},
		func() { p.write(p.key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), at) }
}

func (p *pair) write(path string, text []byte, at time.Time) {
	p.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		p.Fatal(err)
	}
	if err := os.Chtimes(path, at, at); err != nil {
		p.Fatal(err)
	}
}

func (p *pair) open() *certificate.Files {
	dir := p.TempDir()
	return certificate.OpenFiles(p.cert, p.key, func() *certificate.Authority {
		names := func() certificate.Names { return certificate.Names{Given: []string{"wakeman.example.net"}} }
		return certificate.OpenAuthority(dir, names, slog.New(slog.DiscardHandler))
	}, slog.New(slog.DiscardHandler))
}

// serves is the fingerprint of what a handshake gets.
func serves(t *testing.T, s certificate.Source) string {
	t.Helper()
	c, err := s.Get(nil)
	if err != nil {
		t.Fatal(err)
	}
	return certificate.Fingerprint(c.Leaf.Raw)
}

func TestARenewedFileIsTakenWithoutARestart(t *testing.T) {
	p := newPair(t)
	first, cert, key := p.issue("a.example.net")
	cert()
	key()
	f := p.open()
	if got := serves(t, f); got != first {
		t.Fatal("the first is not served")
	}
	// Whoever renews writes one file after the other, and handshakes come between.
	second, cert, key := p.issue("b.example.net")
	cert()
	if got := serves(t, f); got != first {
		t.Error("with half a renewal the box serves something else")
	}
	if s := f.State(); !strings.Contains(s.Problem, "still served") || s.Fallback {
		t.Errorf("half a renewal is not said: %+v", s)
	}
	key()
	if got := serves(t, f); got != second {
		t.Error("the renewal is not served")
	}
	if s := f.State(); s.Problem != "" || s.Names[0] != "b.example.net" || s.Mode != certificate.ModeFiles || !s.Insists() {
		t.Errorf("%+v", s)
	}
}

func TestFilesThatVanishAndComeBackAsTheyWere(t *testing.T) {
	p := newPair(t)
	first, cert, key := p.issue("a.example.net")
	cert()
	key()
	f := p.open()
	if err := os.Remove(p.cert); err != nil {
		t.Fatal(err)
	}
	if got := serves(t, f); got != first || f.State().Problem == "" {
		t.Errorf("gone: served the same %v, said %q", got == first, f.State().Problem)
	}
	cert()
	if s := f.State(); s.Problem != "" {
		t.Errorf("back, and it still says %q", s.Problem)
	}
}

func TestABoxWhoseFilesAreWrongServesACertificateOfItsOwn(t *testing.T) {
	p := newPair(t)
	f := p.open()
	s := f.State()
	if !s.Fallback || !s.SelfMade || s.Insists() || !strings.Contains(s.Problem, p.cert) {
		t.Errorf("%+v", s)
	}
	serves(t, f)
	want, cert, key := p.issue("a.example.net")
	cert()
	key()
	if got := serves(t, f); got != want || f.State().Fallback {
		t.Error("the files are there now, and not served")
	}
}
