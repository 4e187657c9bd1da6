package hook

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"wakeman/notify"
	"wakeman/notify/dial"
)

// Config is what a webhook driver needs. The zero value works, and calls only
// addresses on the public Internet.
type Config struct {
	// Allow gives the guarded ranges that may be called; see [dial.Guard].
	Allow func() []netip.Prefix
	// Dial opens connections instead of the guard, which then checks nothing.
	Dial dial.Func
	// Roots verify https receivers; nil means the system's.
	Roots *x509.CertPool
}

type driver struct{ client *http.Client }

// New returns the driver for [notify.Webhook] addresses: an http or https URL,
// and the secret to sign with, if any.
func New(c Config) (notify.Driver, error) {
	if c.Dial == nil {
		c.Dial = dial.NewGuard(c.Allow).Dial
	}
	return &driver{client: dial.Client(c.Dial, c.Roots)}, nil
}

// Send posts the message once. 2xx is Delivered; for the rest see [dial.Judge].
// Nothing of the reply but its status is shown: the address is a user's, and
// might be made to point at something he may not read.
func (d *driver) Send(ctx context.Context, dl notify.Delivery) notify.Outcome {
	req, problem := request(ctx, dl)
	if problem != "" {
		return notify.Outcome{Status: notify.Permanent, Reason: problem}
	}
	reply, err := dial.Do(d.client, req)
	if err != nil {
		return dial.Failed(err, dl.To.Secret)
	}
	return dial.Judge(reply, notify.Delivered, time.Now())
}

// request builds the signed POST, or says what is wrong without repeating the
// address, which may hold a token.
func request(ctx context.Context, dl notify.Delivery) (*http.Request, string) {
	u, err := url.Parse(dl.To.Value)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, "the webhook's address is not an http or https URL"
	}
	raw, err := json.Marshal(NewBody(dl))
	if err != nil {
		return nil, "the message can not be written as JSON"
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(raw))
	if err != nil {
		return nil, "the webhook's address can not be called"
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Wakeman")
	sign(req.Header, dl.To.Secret, dl.ID, time.Now(), raw)
	return req, ""
}
