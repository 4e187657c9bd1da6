package certificate_test

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wakeman/web/certificate"
)

// acme is a source whose server is not asked: what there is with a server is
// played by e2e/acme.
func acme(t *testing.T, o certificate.ACMEOptions, given ...string) *certificate.ACME {
	t.Helper()
	names := func() certificate.Names { return certificate.Names{Given: given} }
	dir := t.TempDir()
	o.Dir, o.Names, o.Log = filepath.Join(dir, "acme"), names, slog.New(slog.DiscardHandler)
	a := certificate.OpenACME(o, certificate.OpenAuthority(dir, names, o.Log))
	t.Cleanup(func() { // lets go of everything without asking anybody
		ctx, stop := context.WithCancel(context.Background())
		stop()
		a.Run(ctx)
	})
	return a
}

func TestUntilTheACMEServerHasAnsweredTheBoxVouchesForItself(t *testing.T) {
	a := acme(t, certificate.ACMEOptions{Directory: "https://ca.invalid/dir"}, "wakeman.example.net")
	for _, name := range []string{"wakeman.example.net", "", "192.0.2.1"} {
		c, err := a.Get(&tls.ClientHelloInfo{ServerName: name})
		if err != nil || c.Leaf.VerifyHostname("wakeman.example.net") != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	s := a.State()
	if !s.Fallback || s.Insists() || s.Mode != certificate.ModeACME || s.Root == nil || !strings.Contains(s.Problem, "no certificate for wakeman.example.net yet") {
		t.Errorf("%+v", s)
	}
}

func TestAnACMEServerThatLooksForItsProofIsNotShownAnythingElse(t *testing.T) {
	a := acme(t, certificate.ACMEOptions{Directory: "https://ca.invalid/dir"}, "wakeman.example.net")
	here, _ := net.Pipe()
	defer here.Close() //nolint:errcheck // in memory
	if c, err := a.Get(&tls.ClientHelloInfo{ServerName: "wakeman.example.net", SupportedProtos: []string{certificate.ChallengeProtocol}, Conn: here}); err == nil {
		t.Errorf("it is shown a certificate for %v", c.Leaf.DNSNames)
	}
	w := httptest.NewRecorder()
	if a.Challenge(w, httptest.NewRequest("GET", "http://wakeman.example.net/.well-known/acme-challenge/x", http.NoBody)) {
		t.Errorf("a proof that nobody asked for is given: %s", w.Body)
	}
}

func TestSettingsThatCannotBeUsedAreSaidAndDoNotStopTheBox(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for want, a := range map[string]*certificate.ACME{
		"missing.pem":              acme(t, certificate.ACMEOptions{RootFile: "missing.pem"}, "wakeman.example.net"),
		"has no certificate in it": acme(t, certificate.ACMEOptions{RootFile: empty}, "wakeman.example.net"),
		"no name to ask":           acme(t, certificate.ACMEOptions{Directory: "https://ca.invalid/dir"}),
	} {
		if s := a.State(); !s.Fallback || !strings.Contains(s.Problem, want) {
			t.Errorf("want %q: %+v", want, s)
		}
		if _, err := a.Get(&tls.ClientHelloInfo{}); err != nil {
			t.Error(err)
		}
	}
}
