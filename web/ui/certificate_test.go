package ui_test

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"wakeman/engine/people"
	"wakeman/web/certificate"
	"wakeman/web/ui"
)

// certified is a box with a certificate in some state.
func certified(t *testing.T, state func() certificate.State) *world {
	t.Helper()
	return open(t, func(o *ui.Options) { o.Certificate = state })
}

// ownRoot is what a box with an authority of its own serves.
func ownRoot(t *testing.T) certificate.State {
	t.Helper()
	names := func() certificate.Names { return certificate.Names{Given: []string{"wakeman.example.net"}} }
	s := certificate.OpenAuthority(t.TempDir(), names, slog.New(slog.DiscardHandler)).State()
	s.From, s.Ends = begin().AddDate(0, 0, -1), begin().AddDate(0, 0, 89)
	return s
}

func TestAStrangerCanInstallTheRootAndCompareIt(t *testing.T) {
	s := ownRoot(t)
	w := certified(t, func() certificate.State { return s })
	page := w.asks("", "GET", "/install-certificate", "").Body.String()
	for row := range strings.SplitSeq(s.Root.Fingerprint, ":") {
		if !strings.Contains(page, row) {
			t.Fatalf("the page does not show %s of the fingerprint", row)
		}
	}
	for _, want := range []string{"wakeman certificate", "Android", "iPhone", "Windows", "macOS", "Firefox", "wakeman.example.net"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	crt := w.asks("", "GET", "/install-certificate/wakeman-root.crt", "")
	if !bytes.Equal(crt.Body.Bytes(), s.Root.DER) || crt.Header().Get("Content-Type") != "application/x-x509-ca-cert" {
		t.Errorf("%d bytes of %s", crt.Body.Len(), crt.Header().Get("Content-Type"))
	}
	if text := w.asks("", "GET", "/install-certificate/wakeman-root.pem", "").Body.Bytes(); !bytes.Equal(text, certificate.PEM(s.Root.DER)) {
		t.Errorf("as text it is %s", text)
	}
	profile := w.asks("", "GET", "/install-certificate/wakeman.mobileconfig", "")
	if profile.Header().Get("Content-Type") != "application/x-apple-aspen-config" {
		t.Error(profile.Header().Get("Content-Type"))
	}
	if got := profiled(t, profile.Body); !bytes.Equal(got, s.Root.DER) {
		t.Error("the profile has another certificate")
	}
}

// profiled is the certificate in a profile that is well-formed.
func profiled(t *testing.T, r io.Reader) []byte {
	t.Helper()
	var data string
	for dec := xml.NewDecoder(r); ; {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "data" {
			if err := dec.DecodeElement(&data, &start); err != nil {
				t.Fatal(err)
			}
		}
	}
	der, err := base64.StdEncoding.DecodeString(strings.TrimSpace(data))
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestWhereOthersVouchForTheBoxNothingIsInstalled(t *testing.T) {
	for name, w := range map[string]*world{
		"no TLS":        open(t),
		"a public CA's": certified(t, func() certificate.State { return certificate.State{Ends: begin().AddDate(0, 2, 0)} }),
	} {
		if page := w.asks("", "GET", "/install-certificate", "").Body.String(); !strings.Contains(page, "Nothing has to be installed") {
			t.Errorf("%s: the page wants something installed", name)
		}
		w.asks("", "GET", "/install-certificate/wakeman-root.crt", "").wantStatus(http.StatusNotFound)
	}
}

func TestHealthSaysWhoIssuedTheCertificateAndWhenItEnds(t *testing.T) {
	s := certificate.State{Mode: certificate.ModeFiles, Names: []string{"wakeman.example.net"}, Issuer: "Example CA", From: begin().AddDate(-1, 0, 0)}
	w := certified(t, func() certificate.State { return s })
	for _, c := range []struct {
		left   time.Duration
		word   string
		banner bool
	}{
		{60 * 24 * time.Hour, "(60 days)", false}, {14 * 24 * time.Hour, "It ends in 14 days", false}, {3 * 24 * time.Hour, "It ends in 3 days", true},
	} {
		s.Ends = begin().Add(c.left)
		page := w.shows(viewer, "/health").Body.String()
		for _, want := range []string{c.word, "issued by Example CA", "For wakeman.example.net"} {
			if !strings.Contains(page, want) {
				t.Errorf("%v left: health does not say %q", c.left, want)
			}
		}
		if got := strings.Contains(w.shows(people.Responder, "/").Body.String(), "certificate of this box needs attention"); got != c.banner {
			t.Errorf("%v left: every page says so: %v", c.left, got)
		}
	}
}
