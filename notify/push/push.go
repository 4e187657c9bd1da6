package push

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"wakeman/notify"
	"wakeman/notify/dial"
	"wakeman/notify/text"
)

// Config is what a push driver needs. Without a Server only addresses that are
// whole URLs can be reached.
type Config struct {
	// Server is the root of the ntfy server for addresses that are a bare
	// topic: "https://ntfy.example.net".
	Server string
	// Token is an ntfy access token (tk_...), or "". It is sent to Server only,
	// never to the server of an address that is a whole URL elsewhere.
	Token string
	// Allow gives the guarded ranges that may be called; see [dial.Guard].
	Allow func() []netip.Prefix
	// Dial opens connections instead of the guard, which then checks nothing.
	Dial dial.Func
	// Roots verify https servers; nil means the system's.
	Roots *x509.CertPool
}

type driver struct {
	client *http.Client
	server string // with a slash at the end, or ""
	token  string
}

// New returns the driver for [notify.Push] addresses: a topic on the configured
// server, or the URL of a topic on any.
func New(c Config) (notify.Driver, error) {
	d := &driver{token: c.Token}
	if c.Server != "" {
		u, err := url.Parse(c.Server)
		if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || u.RawQuery != "" {
			return nil, errors.New("push: server: not an http or https URL such as https://ntfy.example.net")
		}
		d.server = strings.TrimRight(u.String(), "/") + "/"
	}
	if strings.ContainsFunc(c.Token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, errors.New("push: token: holds a space or a character that is not ASCII")
	}
	if c.Dial == nil {
		c.Dial = dial.NewGuard(c.Allow).Dial
	}
	d.client = dial.Client(c.Dial, c.Roots)
	return d, nil
}

// Send publishes the message once. A message the server took is Accepted, with
// ntfy's message id; for the rest see [dial.Judge].
func (d *driver) Send(ctx context.Context, dl notify.Delivery) notify.Outcome {
	server, topic, problem := d.resolve(dl.To.Value)
	if problem != "" {
		return notify.Outcome{Status: notify.Permanent, Reason: problem}
	}
	req, err := d.request(ctx, server, newPublish(topic, dl))
	if err != nil {
		return notify.Outcome{Status: notify.Permanent, Reason: "the server's address can not be called"}
	}
	reply, err := dial.Do(d.client, req)
	if err != nil {
		return dial.Failed(err, d.token)
	}
	return d.judge(reply, server == d.server)
}

// resolve splits an address into the root of its server and its topic.
func (d *driver) resolve(address string) (server, topic, problem string) {
	server, topic = d.server, address
	if strings.Contains(address, "://") {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || u.RawQuery != "" {
			return "", "", "the push address is not the URL of an ntfy topic"
		}
		cut := strings.LastIndexByte(address, '/') + 1
		server, topic = address[:cut], address[cut:]
	}
	if server == "" {
		return "", "", "no ntfy server is configured: enter the topic as a whole URL, or set the server"
	}
	if !isTopic(topic) {
		return "", "", "not an ntfy topic: 1 to 64 letters, digits, - and _"
	}
	return server, topic, ""
}

// isTopic holds a topic against what ntfy takes (server/server.go: topicRegex).
func isTopic(s string) bool {
	return len(s) >= 1 && len(s) <= 64 && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r == '-' || r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z')
	})
}

func (d *driver) request(ctx context.Context, server string, p publish) (*http.Request, error) {
	raw, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("push: encode: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, server, bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("push: request: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Wakeman")
	if d.token != "" && server == d.server {
		req.Header.Set("Authorization", "Bearer "+d.token)
	}
	return req, nil
}

// judge reads ntfy's reply. Its error text is shown only when it comes from the
// server the admin configured.
func (d *driver) judge(r dial.Reply, ours bool) notify.Outcome {
	o := dial.Judge(r, notify.Accepted, time.Now())
	var body struct {
		ID    string `json:"id"`
		Error string `json:"error"`
	}
	err := json.Unmarshal(r.Body, &body)
	switch {
	case o.OK() && (err != nil || body.ID == ""):
		o.Status = notify.Retry
		o.Reason += ", but not as an ntfy server answers: is this its address?"
	case o.OK():
		o.ProviderID = text.Cut(text.Line(body.ID), 64)
	case ours && err == nil && body.Error != "":
		o.Reason = dial.Redact(o.Reason+": "+body.Error, d.token)
	}
	return o
}
