package dial

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"wakeman/notify"
	"wakeman/notify/text"
)

// maxReason keeps a reason readable in a timeline.
const maxReason = 240

// Judge turns an HTTP status into an outcome; ok is the status of a 2xx reply.
//
//   - 2xx: ok
//   - 3xx: permanent, redirects are not followed
//   - 408, 425, 429 and 5xx: retry, after Retry-After if the carrier sent one
//   - every other 4xx: permanent
func Judge(r Reply, ok notify.Status, now time.Time) notify.Outcome {
	o := notify.Outcome{Reason: statusLine(r.Status)}
	switch {
	case r.Status >= 200 && r.Status < 300:
		o.Status = ok
	case r.Status >= 300 && r.Status < 400:
		o.Status = notify.Permanent
		o.Reason += ": redirects are not followed, enter the final address"
	case r.Status >= 500 || slices.Contains([]int{408, 425, 429}, r.Status):
		o.Status = notify.Retry
		o.RetryAfter = RetryAfter(r.Header.Get("Retry-After"), now)
	case r.Status >= 400:
		o.Status = notify.Permanent
	default:
		o.Status = notify.Retry
	}
	return o
}

func statusLine(code int) string {
	return strings.TrimSpace(fmt.Sprintf("HTTP %d %s", code, http.StatusText(code)))
}

// Failed turns the error of a call that got no whole reply into an outcome. A
// refusal of the guard is permanent; everything else may pass. The secrets, and
// the address called, do not appear in the reason.
func Failed(err error, secrets ...string) notify.Outcome {
	var refused *Refused
	if errors.As(err, &refused) {
		return notify.Outcome{Status: notify.Permanent, Reason: refused.Error()}
	}
	return notify.Outcome{Status: notify.Retry, Reason: Redact(why(err), secrets...)}
}

// why says in one line what went wrong on the way.
func why(err error) string {
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.Is(err, context.Canceled):
		return "stopped before an answer came"
	case untrusted(err) != "":
		return untrusted(err)
	case isTimeout(err):
		return "no whole answer in time"
	case errors.Is(err, ErrReplyTooLong):
		return ErrReplyTooLong.Error() + ": is this the right address?"
	case errors.As(err, &dns):
		return "name look-up failed: " + dns.Err
	case errors.As(err, &op):
		return broken(op)
	case strings.Contains(err.Error(), "malformed HTTP"):
		// The error quotes the reply, and what a stranger's port says is
		// nobody's business here.
		return "the answer is not HTTP"
	}
	var u *url.Error
	if errors.As(err, &u) { // its text holds the address
		err = u.Err
	}
	return "the exchange broke off: " + err.Error()
}

// broken says what happened to a connection, and to whom it was meant to go.
func broken(op *net.OpError) string {
	if op.Op == "dial" && op.Addr != nil {
		return "no connection to " + op.Addr.String() + ": " + op.Err.Error()
	}
	return "the connection broke: " + op.Err.Error()
}

func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.Is(err, context.DeadlineExceeded) || (errors.As(err, &timeout) && timeout.Timeout())
}

// untrusted says why a certificate was not accepted, or "".
func untrusted(err error) string {
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var host x509.HostnameError
	switch {
	case errors.As(err, &host):
		return "the server's certificate is for another name"
	case errors.As(err, &verify):
		return "the server's certificate is not trusted: " + verify.Err.Error()
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return "the server does not speak TLS on this port"
	}
	return ""
}

// Redact returns s as one short line without the secrets, as they are and as
// base64 and URLs write them.
func Redact(s string, secrets ...string) string {
	var forms []string
	for _, secret := range secrets {
		if secret = strings.TrimSpace(secret); len(secret) >= 3 {
			forms = append(forms, secret, url.QueryEscape(secret), base64.StdEncoding.EncodeToString([]byte(secret)))
		}
	}
	// The longest first: a secret inside another must not leave the rest of it.
	slices.SortFunc(forms, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	s = text.Line(s)
	for _, form := range forms {
		s = strings.ReplaceAll(s, form, "[secret]")
	}
	return text.Cut(s, maxReason)
}
