package watch

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// maxPage is how much of a page is searched for its text, in bytes.
const maxPage = 256 << 10

// Page is a page that must be served.
type Page struct {
	URL    string
	Status [2]int // from, to; zero: 200 to 299
	Text   string // that it must contain; empty: none
	Days   int    // a certificate that ends sooner is a mild wrong; 0: not looked at
	Follow bool   // redirects are followed; else they count as answers
}

// Page looks at a page.
func (l Looker) Page(ctx context.Context, p Page, now time.Time) Result {
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, 2*patience)
	defer cancel()
	r := l.page(ctx, p, now)
	r.Took = time.Since(began)
	return r
}

func (l Looker) page(ctx context.Context, p Page, now time.Time) Result {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL, nil)
	if err != nil {
		return Result{Unknown: "its address can not be read"}
	}
	req.Header.Set("User-Agent", "wakeman-watch")
	resp, err := l.client(p.Follow).Do(req)
	var no refusal
	var cert *tls.CertificateVerificationError
	switch {
	case errors.As(err, &no):
		return Result{Unknown: no.why}
	case errors.As(err, &cert):
		return Result{Wrong: "its certificate is not valid for it"}
	case err != nil:
		return Result{Wrong: "the page is not served: " + reason(err)}
	}
	defer resp.Body.Close()
	return p.judge(resp, now)
}

// client is one for a single look: nothing is kept open between two.
func (l Looker) client(follow bool) *http.Client {
	c := &http.Client{Transport: &http.Transport{DialContext: l.dial, DisableKeepAlives: true, TLSHandshakeTimeout: patience, MaxResponseHeaderBytes: 64 << 10}}
	if !follow {
		c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	return c
}

func (p Page) judge(resp *http.Response, now time.Time) Result {
	from, to := p.Status[0], p.Status[1]
	if from == 0 {
		from, to = 200, 299
	}
	if resp.StatusCode < from || resp.StatusCode > to {
		return Result{Wrong: fmt.Sprintf("the page answers %d", resp.StatusCode)}
	}
	if p.Text != "" {
		body, err := io.ReadAll(io.LimitReader(resp.Body, maxPage))
		if err != nil && !bytes.Contains(body, []byte(p.Text)) {
			return Result{Wrong: "the page breaks off"}
		}
		if !bytes.Contains(body, []byte(p.Text)) {
			return Result{Wrong: "the page does not say " + strings.ToValidUTF8(fmt.Sprintf("%q", p.Text), "")}
		}
	}
	if p.Days > 0 && resp.TLS != nil && len(resp.TLS.PeerCertificates) > 0 {
		if left := int(resp.TLS.PeerCertificates[0].NotAfter.Sub(now) / (24 * time.Hour)); left < p.Days {
			return Result{Wrong: fmt.Sprintf("its certificate ends in %d days", left), Mild: true}
		}
	}
	return Result{}
}
