package certificate_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io/fs"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/web/certificate"
)

// lan is an authority with names that a test changes.
type lan struct {
	*testing.T
	dir   string
	names certificate.Names
	a     *certificate.Authority
}

func openLAN(t *testing.T, given ...string) *lan {
	t.Helper()
	l := &lan{T: t, dir: filepath.Join(t.TempDir(), "tls"), names: certificate.Names{Given: given}}
	l.restart()
	return l
}

func (l *lan) restart() {
	l.a = certificate.OpenAuthority(l.dir, func() certificate.Names { return l.names }, slog.New(slog.DiscardHandler))
}

func (l *lan) owns(prefixes ...string) {
	l.names.Own = nil
	for _, p := range prefixes {
		l.names.Own = append(l.names.Own, netip.MustParsePrefix(p))
	}
}

// served is the leaf and what stands behind it.
func (l *lan) served() *tls.Certificate {
	l.Helper()
	c, err := l.a.Get(nil)
	if err != nil {
		l.Fatal(err)
	}
	return c
}

// trusts says whether somebody who installed this root takes the certificate for
// name at an instant.
func trusts(root *certificate.Root, c *tls.Certificate, name string, at time.Time) error {
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	top, err := x509.ParseCertificate(root.DER)
	if err != nil {
		return err
	}
	roots.AddCert(top)
	for _, der := range c.Certificate[1:] {
		middle, err := x509.ParseCertificate(der)
		if err != nil {
			return err
		}
		between.AddCert(middle)
	}
	_, err = c.Leaf.Verify(x509.VerifyOptions{
		DNSName: name, Roots: roots, Intermediates: between, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	return err
}

func (l *lan) wantTrusted(names ...string) {
	l.Helper()
	for _, name := range names {
		if err := trusts(l.a.State().Root, l.served(), name, time.Now()); err != nil {
			l.Errorf("%s is not trusted: %v", name, err)
		}
	}
}

func TestWhoInstallsTheRootTrustsTheBoxByEachOfItsNames(t *testing.T) {
	l := openLAN(t, "wakeman.example.net", "192.0.2.10", "2001:db8::10", "pager")
	l.wantTrusted("wakeman.example.net", "192.0.2.10", "2001:db8::10", "pager")
	if err := trusts(l.a.State().Root, l.served(), "www.example.net", time.Now()); err == nil {
		t.Error("it is taken for another name")
	}
	leaf := l.served().Leaf
	if !slices.Equal(leaf.ExtKeyUsage, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}) || leaf.IsCA {
		t.Errorf("telephones want a certificate for servers: %v, CA %v", leaf.ExtKeyUsage, leaf.IsCA)
	}
	if life := leaf.NotAfter.Sub(leaf.NotBefore); life > 398*24*time.Hour {
		t.Errorf("it is made for %v, longer than telephones take", life)
	}
}

func TestTheBoxsOwnAddressesAreInItAndMayMoveWithinTheirNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := openLAN(t, "wakeman.example.net")
		_ = os.RemoveAll(l.dir)
		l.owns("192.168.7.20/24")
		l.restart()
		l.wantTrusted("wakeman.example.net", "192.168.7.20")
		root := l.a.State().Root.Fingerprint

		l.owns("192.168.7.99/24", "172.17.0.1/16")
		l.runs(2 * time.Minute)
		l.wantTrusted("wakeman.example.net", "192.168.7.99")
		if got := l.a.State().Root.Fingerprint; got != root {
			t.Error("an address that came by itself cost the root, which everybody has installed")
		}
		if verdict, words := l.a.State().Judge(time.Now()); verdict != certificate.Good || !strings.Contains(words, "--tls-name 172.17.0.1") {
			t.Errorf("the address that is left out: %v, %q", verdict, words)
		}
	})
}

// runs lets the authority run for a while.
func (l *lan) runs(d time.Duration) {
	ctx, stop := context.WithCancel(l.Context())
	ended := make(chan struct{})
	go func() { l.a.Run(ctx); close(ended) }()
	time.Sleep(d)
	synctest.Wait()
	stop()
	<-ended
}

func TestTheCertificateIsRenewedAMonthBeforeItsEndAndTheRootStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := openLAN(t, "wakeman.example.net")
		root, first := l.a.State().Root.Fingerprint, l.a.State()
		l.runs(59 * 24 * time.Hour)
		if l.a.State().Fingerprint != first.Fingerprint {
			t.Error("renewed with more than a month left")
		}
		l.runs(2 * 24 * time.Hour)
		if s := l.a.State(); s.Fingerprint == first.Fingerprint || s.Root.Fingerprint != root {
			t.Errorf("after 61 days: renewed %v, the root stayed %v", s.Fingerprint != first.Fingerprint, s.Root.Fingerprint == root)
		}
		l.wantTrusted("wakeman.example.net")
	})
}

func TestAfterNineAndAHalfYearsTheRootIsNewAndPeopleAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := openLAN(t, "wakeman.example.net")
		root := l.a.State().Root.Fingerprint
		time.Sleep(time.Until(time.Now().AddDate(9, 5, 0)))
		l.restart()
		if l.a.State().Root.Fingerprint != root {
			t.Fatal("the root was made anew half a year too early")
		}
		time.Sleep(time.Until(time.Now().AddDate(0, 2, 0)))
		l.restart()
		l.wantTrusted("wakeman.example.net")
		if s := l.a.State(); s.Root.Fingerprint == root || !strings.Contains(strings.Join(s.Notes, " "), "install it again") {
			t.Errorf("new: %v, said: %q", s.Root.Fingerprint != root, s.Notes)
		}
		time.Sleep(15 * 24 * time.Hour)
		if notes := l.a.State().Notes; len(notes) > 0 {
			t.Errorf("two weeks later it still says %q", notes)
		}
	})
}

func TestARestartKeepsRootAndCertificate(t *testing.T) {
	l := openLAN(t, "wakeman.example.net")
	before := l.a.State()
	l.restart()
	after := l.a.State()
	if after.Root.Fingerprint != before.Root.Fingerprint || after.Fingerprint != before.Fingerprint || after.Problem != "" {
		t.Errorf("before %s, after %s; %s", before.Root.Fingerprint, after.Root.Fingerprint, after.Problem)
	}
	l.wantTrusted("wakeman.example.net")
	_ = filepath.WalkDir(l.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			t.Fatal(err)
		}
		info, err := d.Info()
		if err != nil {
			t.Fatal(err)
		}
		if open := info.Mode().Perm() & 0o077; open != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return nil
	})
}

func TestANewNameNeedsANewRootWhichIsSaidAndOneLessDoesNot(t *testing.T) {
	l := openLAN(t, "wakeman.example.net", "192.0.2.10")
	root := l.a.State().Root.Fingerprint
	l.names.Given = []string{"wakeman.example.net"}
	l.restart()
	if l.a.State().Root.Fingerprint != root {
		t.Error("a name less cost the root")
	}
	l.names.Given = []string{"wakeman.example.net", "pager.example.org"}
	l.restart()
	l.wantTrusted("wakeman.example.net", "pager.example.org")
	s := l.a.State()
	if want := "because the one before did not cover pager.example.org: install it again"; !strings.Contains(strings.Join(s.Notes, " "), want) {
		t.Errorf("it says %q, want %q", s.Notes, want)
	}
	l.restart()
	if s.Root.Fingerprint != l.a.State().Root.Fingerprint || len(l.a.State().Notes) == 0 {
		t.Error("the restart made another, or forgot to say")
	}
	if old, err := os.ReadFile(filepath.Join(l.dir, "authority.pem.old")); err != nil || len(old) == 0 {
		t.Errorf("the root before is gone: %v", err)
	}
}

func TestAClockInThePastDoesNotCostTheRoot(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tls")
	names := certificate.Names{Given: []string{"wakeman.example.net"}}
	made := certificate.OpenAuthority(dir, func() certificate.Names { return names }, slog.New(slog.DiscardHandler)).State()
	synctest.Test(t, func(t *testing.T) { // which begins in the year 2000
		l := &lan{T: t, dir: dir, names: names}
		l.restart()
		if s := l.a.State(); s.Root.Fingerprint != made.Root.Fingerprint || s.Problem != "" {
			t.Errorf("the root is another: %s", s.Problem)
		}
	})
}

func TestABrokenAuthorityIsNotOverwrittenAndTheBoxServesAllTheSame(t *testing.T) {
	l := openLAN(t, "wakeman.example.net")
	path := filepath.Join(l.dir, "authority.pem")
	if err := os.WriteFile(path, []byte("half a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	l.restart()
	l.wantTrusted("wakeman.example.net")
	if s := l.a.State(); !strings.Contains(s.Problem, "in memory only") || !strings.Contains(s.Problem, path) {
		t.Errorf("it says %q", s.Problem)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "half a file" {
		t.Errorf("it was overwritten: %q, %v", text, err)
	}
}

func TestADirectoryThatTakesNothingIsSaid(t *testing.T) {
	l := &lan{T: t, dir: filepath.Join(t.TempDir(), "file", "tls"), names: certificate.Names{Given: []string{"wakeman.example.net"}}}
	if err := os.WriteFile(filepath.Dir(l.dir), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l.restart()
	l.wantTrusted("wakeman.example.net")
	if s := l.a.State(); !strings.Contains(s.Problem, "in memory only") {
		t.Errorf("it says %q", s.Problem)
	}
}
