package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const integrationKey = "0123456789abcdef0123456789abcdef"

// box is a running Wakeman.
type box struct {
	binary, data, name string
	flags              []string
	http, https        int
	said               *lines
	carrier            *httptest.Server
	paged              chan struct{}
	process            *process
}

// configure sets the box up with one technician, whose pager is this program.
func (b *box) configure() error {
	b.paged = make(chan struct{}, 100)
	b.carrier = httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		select {
		case b.paged <- struct{}{}:
		default: // nobody needs more
		}
	}))
	file := filepath.Join(filepath.Dir(b.data), "wakeman.yaml")
	if err := os.WriteFile(file, []byte(b.configuration()), 0o600); err != nil {
		return err
	}
	out, err := exec.Command(b.binary, "apply", "--data", b.data, file).CombinedOutput()
	if err != nil {
		return fmt.Errorf("apply: %w: %s", err, out)
	}
	return nil
}

func (b *box) configuration() string {
	return `users:
  - email: ann@example.net
    name: Ann
    role: owner
    contact_methods: [{label: pager, type: webhook, address: "` + b.carrier.URL + `"}]
escalation_policies:
  - name: Default
    steps:
      - {delay: 5m, targets: [{user: ann@example.net}]}
services:
  - name: Core
    escalation_policy: Default
    integrations: [{name: events, type: events_api_v2, key: ` + integrationKey + `}]
settings:
  outgoing_allow: [127.0.0.0/8]
`
}

func (b *box) start(ctx context.Context) error {
	args := append([]string{"serve", "--data", b.data, "--smtp", "off", "--public-url", fmt.Sprintf("https://%s:%d", b.name, b.https)}, b.flags...)
	var err error
	if b.process, err = begin(b.said, b.binary, nil, args...); err != nil {
		return err
	}
	return eventually(ctx, func() error { _, err := b.ready(ctx); return err })
}

func (b *box) stop() {
	b.process.stop()
}

func (b *box) command(ctx context.Context, name string) (string, error) {
	out, err := exec.CommandContext(ctx, b.binary, name, "--data", b.data).CombinedOutput()
	return string(out), err
}

// client trusts roots; nil: everybody. It takes the box's name to this machine.
func (b *box) client(roots *x509.CertPool) *http.Client {
	return &http.Client{
		Timeout: 5 * time.Second,
		Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{
			RootCAs: roots, ServerName: b.name, InsecureSkipVerify: roots == nil, //nolint:gosec // before there is a certificate
		}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (b *box) do(ctx context.Context, client *http.Client, method, url, accept, body string) (*http.Response, string, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	req.Header.Set("Accept", accept)
	res, err := client.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	text, err := io.ReadAll(res.Body)
	return res, string(text), err
}

// ready asks the box how it is, over TLS with whatever certificate there is.
func (b *box) ready(ctx context.Context) (string, error) {
	res, text, err := b.do(ctx, b.client(nil), "GET", "https://"+address(b.https)+"/health/ready", "", "")
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", res.Status, text)
	}
	return text, err
}

// issuer is whose certificate is served to somebody who trusts roots.
func (b *box) issuer(ctx context.Context, roots *x509.CertPool) (string, error) {
	res, _, err := b.do(ctx, b.client(roots), "GET", "https://"+address(b.https)+"/health/live", "", "")
	if err != nil {
		return "", err
	}
	return res.TLS.PeerCertificates[0].Issuer.CommonName, nil
}

func (b *box) event(ctx context.Context, base string) error {
	event := `{"routing_key":"` + integrationKey + `","event_action":"trigger","dedup_key":"north","payload":{"summary":"Tower North: no power","source":"north","severity":"critical"}}`
	res, text, err := b.do(ctx, b.client(nil), "POST", base+"/v2/enqueue", "", event)
	if err == nil && res.StatusCode != http.StatusAccepted {
		err = fmt.Errorf("the event is answered with %s: %s", res.Status, text)
	}
	return err
}

func (b *box) waitForPage(ctx context.Context) error {
	select {
	case <-b.paged:
		return nil
	case <-time.After(limit):
		return errors.New("nobody was paged")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// leads looks whether a browser that comes by plain http is led on, and a sender
// is not.
func (b *box) leads(ctx context.Context) error {
	plain := "http://" + address(b.http)
	res, _, err := b.do(ctx, b.client(nil), "GET", plain+"/signin", "text/html", "")
	if err != nil {
		return err
	}
	if want := fmt.Sprintf("https://127.0.0.1:%d/signin", b.https); res.Header.Get("Location") != want {
		return fmt.Errorf("a browser is led to %q, not to %s", res.Header.Get("Location"), want)
	}
	return b.event(ctx, plain)
}
