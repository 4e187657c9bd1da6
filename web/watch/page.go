package watch

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"wakeman/engine"
)

// maxPage is how much of a page is searched for its text, in bytes.
const maxPage = 256 << 10

// Page looks at a page. A redirect is an answer like any other: it is not
// followed, so that no page can lead to where nobody was to look.
func (l Looker) Page(ctx context.Context, p engine.PageCheck, now time.Time) Result {
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, 2*l.patience())
	defer cancel()
	r := l.page(ctx, p, now)
	r.Took = time.Since(began)
	return r
}

func (l Looker) page(ctx context.Context, p engine.PageCheck, now time.Time) Result {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL, nil)
	if err != nil {
		return Result{Unknown: "its address can not be read"}
	}
	req.Header.Set("User-Agent", "wakeman-watch")
	resp, err := l.client(p).Do(req)
	var cert *tls.CertificateVerificationError
	switch {
	case unable(err) != "":
		return Result{Unknown: unable(err)}
	case errors.As(err, &cert):
		return Result{Wrong: "the certificate of " + named(p) + " " + mistrusted(cert), Answered: true}
	case err != nil:
		why := reason(err)
		return Result{Wrong: named(p) + " is not served: " + why, Answered: why == "it refuses" || why == "the connection breaks"}
	}
	defer resp.Body.Close()
	r := judge(p, resp, now)
	r.Answered = true
	return r
}

// mistrusted says what is wrong with a certificate.
func mistrusted(err *tls.CertificateVerificationError) string {
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && len(err.UnverifiedCertificates) > 0:
		return "is good only from " + invalid.Cert.NotBefore.UTC().Format(time.DateOnly) + " to " + invalid.Cert.NotAfter.UTC().Format(time.DateOnly)
	case errors.As(err, new(x509.UnknownAuthorityError)):
		return "is signed by nobody whom this box knows"
	case errors.As(err, new(x509.HostnameError)):
		return "is for another name"
	}
	return "is not valid for it"
}

// client is one for a single look: nothing is kept open between two, and no proxy
// of the box's own environment is asked.
func (l Looker) client(p engine.PageCheck) *http.Client {
	checks := &tls.Config{InsecureSkipVerify: p.AnyCertificate} // an admin said so of this page; nothing secret is sent to it
	t := &http.Transport{TLSClientConfig: checks, DialContext: l.dial, DisableKeepAlives: true, TLSHandshakeTimeout: l.patience(), MaxResponseHeaderBytes: 64 << 10}
	return &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// named is a page in a sentence.
func named(p engine.PageCheck) string {
	const long = 60
	if short := []rune(p.URL); len(short) > long {
		return string(short[:long]) + "…"
	}
	return p.URL
}

// judge says whether an answer is as it should be.
func judge(p engine.PageCheck, resp *http.Response, now time.Time) Result {
	from, to := p.From, p.To
	if from == 0 {
		from, to = 200, 299
	}
	if resp.StatusCode < from || resp.StatusCode > to {
		return Result{Wrong: fmt.Sprintf("%s answers %d", named(p), resp.StatusCode)}
	}
	if p.Text != "" {
		body, err := io.ReadAll(io.LimitReader(resp.Body, maxPage))
		found := bytes.Contains(body, []byte(p.Text))
		if err != nil && !found {
			return Result{Wrong: named(p) + " breaks off"}
		}
		if !found {
			return Result{Wrong: named(p) + " does not say " + strings.ToValidUTF8(fmt.Sprintf("%q", p.Text), "")}
		}
	}
	return certificate(p, resp, now)
}

// certificate says whether the certificate of a page lasts, where that is asked. One
// that nobody vouches for may have ended: no handshake has looked at it.
func certificate(p engine.PageCheck, resp *http.Response, now time.Time) Result {
	if p.Days == 0 || resp.TLS == nil || len(resp.TLS.PeerCertificates) == 0 {
		return Result{}
	}
	ends := resp.TLS.PeerCertificates[0].NotAfter
	switch left := int(ends.Sub(now) / (24 * time.Hour)); {
	case !now.Before(ends):
		return Result{Wrong: "the certificate of " + named(p) + " ended on " + ends.UTC().Format(time.DateOnly)}
	case left < p.Days:
		return Result{Wrong: fmt.Sprintf("the certificate of %s ends in %d days", named(p), left), Mild: true}
	}
	return Result{}
}
