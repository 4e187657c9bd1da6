package main

import (
	"bytes"
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
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	password = "seven grey routers"
	coreKey  = "0123456789abcdef0123456789abcdef"
)

// roles are one person each; "" is a stranger.
func roles() []string { return []string{"viewer", "responder", "scheduler", "admin", "owner"} }

// box is the program under test, with a carrier that takes its pages.
type box struct {
	binary, dir, base string
	setting
	cmd     *exec.Cmd
	said    *lines
	client  *http.Client
	carrier *httptest.Server
	paged   chan string // acknowledge links that the carrier was given
}

// lines is what the program says, read while it is written.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write takes a piece.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// String is all of it.
func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// start runs the program with people, services and an incident.
func start(ctx context.Context, binary string, how setting) (*box, error) {
	b := &box{binary: binary, setting: how, said: &lines{}, paged: make(chan string, 100)}
	var err error
	if b.dir, err = os.MkdirTemp("", "wakeman-scan-"); err != nil {
		return nil, err
	}
	b.carrier = httptest.NewServer(http.HandlerFunc(b.takePage))
	if err := b.launch(ctx); err != nil {
		return nil, errors.Join(err, b.stop())
	}
	if err := b.staff(ctx); err != nil {
		return nil, errors.Join(err, b.stop())
	}
	return b, nil
}

func (b *box) takePage(_ http.ResponseWriter, r *http.Request) {
	var body struct {
		Link string `json:"ack_url"`
	}
	if json.NewDecoder(r.Body).Decode(&body) == nil && body.Link != "" {
		select {
		case b.paged <- body.Link:
		default: // nobody needs more
		}
	}
}

func (b *box) launch(ctx context.Context) error {
	args := []string{"serve", "--data", filepath.Join(b.dir, "data"), "--http", "127.0.0.1:0", "--smtp", "off"}
	b.client = &http.Client{Timeout: 20 * time.Second}
	scheme := "http"
	if b.tls {
		cert, key, pool, err := certificate(b.dir)
		if err != nil {
			return err
		}
		args = append(args, "--tls-cert", cert, "--tls-key", key)
		b.client.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}
		scheme = "https"
	}
	if b.hsts {
		args = append(args, "--hsts")
	}
	b.cmd = exec.CommandContext(ctx, b.binary, args...)
	b.cmd.Stdout, b.cmd.Stderr = b.said, b.said
	if err := b.cmd.Start(); err != nil {
		return err
	}
	listens := regexp.MustCompile(`listens on (127\.0\.0\.1:\d+)`)
	for range 300 {
		time.Sleep(50 * time.Millisecond)
		if m := listens.FindStringSubmatch(b.said.String()); m != nil {
			b.base = scheme + "://" + m[1]
			if res, err := b.client.Get(b.base + "/health/ready"); err == nil {
				_ = res.Body.Close()
				if res.StatusCode == http.StatusOK {
					return nil
				}
			}
		}
	}
	return fmt.Errorf("the server did not become ready: %s", b.said)
}

// staff gives the box a person of each role, a service, and an incident.
func (b *box) staff(ctx context.Context) error {
	var users strings.Builder
	for _, role := range roles() {
		fmt.Fprintf(&users, "  - {email: %s@example.net, name: The %s, role: %s, time_zone: UTC, contact_methods: [{label: pager, type: webhook, address: %q}], notification_rules: [{urgency: high, delay: 0s, contact_method: pager}]}\n", role, role, role, b.carrier.URL)
	}
	text := "users:\n" + users.String() + `schedules:
  - {name: Primary, time_zone: UTC, layers: [{name: Weekly, start: 2026-01-05T09:00, turn: 1w, users: [responder@example.net]}]}
escalation_policies:
  - {name: Default, repeat: 1, steps: [{delay: 5m, targets: [{schedule: Primary}]}]}
services:
  - {name: Core, escalation_policy: Default, integrations: [{name: events, type: events_api_v2, key: ` + coreKey + `}]}
settings: {public_url: "` + b.base + `", outgoing_allow: [127.0.0.0/8], bundle_window: 0s}
`
	if err := b.command(ctx, text, "apply", "-"); err != nil {
		return err
	}
	for _, role := range roles() {
		if err := b.command(ctx, password+"\n", "user", "passwd", role+"@example.net"); err != nil {
			return err
		}
	}
	event := `{"routing_key":"` + coreKey + `","event_action":"trigger","dedup_key":"tower","payload":{"summary":"Tower: no power","source":"sw1.north","severity":"critical"}}`
	res, err := b.client.Post(b.base+"/v2/enqueue", "application/json", strings.NewReader(event))
	if err != nil {
		return err
	}
	return res.Body.Close()
}

// command runs one of the program's commands beside the server.
func (b *box) command(ctx context.Context, input string, args ...string) error {
	last := args[len(args)-1]
	args = append(args[:len(args)-1:len(args)-1], "--data", filepath.Join(b.dir, "data"), last)
	cmd := exec.CommandContext(ctx, b.binary, args...)
	cmd.Stdin = strings.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("wakeman %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return nil
}

// stop ends the program and removes what it left.
func (b *box) stop() error {
	var err error
	if b.cmd != nil && b.cmd.Process != nil {
		_ = b.cmd.Process.Signal(syscall.SIGTERM) // it has ended: Wait says how
		err = b.cmd.Wait()
	}
	b.carrier.Close()
	return errors.Join(err, os.RemoveAll(b.dir))
}

// ackLink is the path of an acknowledge link that was paged.
func (b *box) ackLink() (string, error) {
	select {
	case link := <-b.paged:
		return strings.TrimPrefix(link, b.base), nil
	case <-time.After(30 * time.Second):
		return "", errors.New("nobody was paged")
	}
}

// certificate makes one for this machine, good for an hour. Somebody else issues
// it: of a certificate that vouches for itself the box tells no browser to insist
// on it.
func certificate(dir string) (cert, key string, pool *x509.CertPool, err error) {
	issuer, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", "", nil, err
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", "", nil, err
	}
	root := template("scan root")
	root.IsCA, root.BasicConstraintsValid, root.KeyUsage = true, true, x509.KeyUsageCertSign
	rootDER, err := x509.CreateCertificate(rand.Reader, root, root, issuer.Public(), issuer)
	if err != nil {
		return "", "", nil, err
	}
	leaf := template("scan")
	leaf.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	der, err := x509.CreateCertificate(rand.Reader, leaf, root, private.Public(), issuer)
	if err != nil {
		return "", "", nil, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return "", "", nil, err
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: rootDER}))
	return cert, key, pool, errors.Join(
		os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600),
		os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600),
	)
}

func template(name string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Minute), NotAfter: time.Now().Add(time.Hour),
	}
}

// asked is one request; by names who asks.
type asked struct {
	method, path string
	by           visitor
	form         string
	header       map[string]string
}

// visitor is somebody with a cookie, or a stranger.
type visitor struct {
	name   string
	cookie *http.Cookie
}

// answer is what came back; the body is read to its end, up to 4 MiB.
type answer struct {
	*http.Response
	text string
}

func (b *box) transport() http.RoundTripper {
	if b.client.Transport == nil {
		return http.DefaultTransport
	}
	return b.client.Transport
}

func (b *box) ask(ctx context.Context, a asked) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, a.method, b.base+a.path, strings.NewReader(a.form))
	if err != nil {
		return answer{}, err
	}
	if a.form != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if a.by.cookie != nil {
		req.AddCookie(a.by.cookie)
	}
	for name, value := range a.header {
		req.Header.Set(name, value)
	}
	// Not by the client, which reads where a redirect leads, and fails on what a
	// browser would follow.
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	res, err := b.transport().RoundTrip(req.WithContext(ctx))
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		return answer{Response: res}, nil // it does not end
	}
	text, err := io.ReadAll(io.LimitReader(res.Body, 4<<20))
	return answer{res, string(text)}, err
}
