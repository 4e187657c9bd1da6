package sms

import (
	"crypto/x509"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"wakeman/notify/dial"
)

// Config describes a gateway. In URL, Headers and Body the placeholders {to}
// (the number), {text} (the message) and {id} (the delivery, the same over all
// attempts: a gateway that knows idempotency keys can drop repeats by it) are
// replaced; in Headers {text} is not allowed.
type Config struct {
	// Method is GET, POST (the default) or PUT.
	Method string
	// URL is http or https. Placeholders may stand in its path and query, where
	// they are percent-encoded.
	URL string
	// Headers are sent as they are: "Authorization: Bearer ...".
	Headers map[string]string
	// ContentType of the body, which decides how placeholders are escaped in
	// it: application/json (the default), application/x-www-form-urlencoded,
	// application/xml, text/xml or text/plain (not escaped).
	ContentType string
	// Body is sent with POST and PUT.
	Body string

	// SuccessStatus lists the HTTP statuses of success: "200-299" (the
	// default), "200,202".
	SuccessStatus string
	// SuccessContains must be in the body of a success, if set.
	SuccessContains string
	// SuccessMatch must match the body of a success, if set (RE2).
	SuccessMatch string
	// PermanentMatch marks a reply that will be the same on every attempt, such
	// as "unknown number" (RE2). Without it a reply that is no success is
	// judged by its HTTP status, and worth a retry if that was a success's.
	PermanentMatch string
	// ProviderID finds the gateway's id in the body of a success: the first
	// group, or the whole match (RE2).
	ProviderID string

	// MaxRunes is the longest text, 300 if 0; from 100 to 1600. A text that
	// holds only the GSM alphabet is 153 characters to a part, any other 67.
	MaxRunes int
	// ToFormat is how {to} is written: "+E164" (the default, +4915112345678) or
	// "digits" (4915112345678).
	ToFormat string

	// Allow gives the guarded ranges that may be called; see [dial.Guard].
	Allow func() []netip.Prefix
	// Dial opens connections instead of the guard, which then checks nothing.
	Dial dial.Func
	// Roots verify an https gateway; nil means the system's.
	Roots *x509.CertPool
}

// FieldError says which field of a [Config] is wrong. Field is the name the
// configuration file uses.
type FieldError struct{ Field, Problem string }

func (e *FieldError) Error() string { return e.Field + ": " + e.Problem }

func wrong(field, format string, args ...any) error {
	return &FieldError{field, fmt.Sprintf(format, args...)}
}

// withDefaults fills in what was left out.
func (c Config) withDefaults() Config {
	set := func(s *string, value string) {
		if *s == "" {
			*s = value
		}
	}
	set(&c.Method, http.MethodPost)
	set(&c.ContentType, typeJSON)
	set(&c.SuccessStatus, "200-299")
	set(&c.ToFormat, "+E164")
	if c.MaxRunes == 0 {
		c.MaxRunes = 300
	}
	return c
}

// Validate returns every problem joined, each a *[FieldError], or nil.
func (c Config) Validate() error {
	c = c.withDefaults()
	_, statusErr := parseStatuses(c.SuccessStatus)
	errs := []error{
		c.checkMethod(), c.checkURL(), c.checkHeaders(), c.checkBody(), statusErr,
		checkPattern("success_match", c.SuccessMatch),
		checkPattern("permanent_match", c.PermanentMatch),
		checkPattern("provider_id", c.ProviderID),
	}
	if c.MaxRunes < 100 || c.MaxRunes > 1600 {
		errs = append(errs, wrong("max_runes", "%d is not from 100 to 1600", c.MaxRunes))
	}
	if c.ToFormat != "+E164" && c.ToFormat != "digits" {
		errs = append(errs, wrong("to_format", `%q is neither "+E164" nor "digits"`, c.ToFormat))
	}
	for _, p := range []string{"{to}", "{text}"} {
		if !strings.Contains(c.URL+c.Body, p) {
			errs = append(errs, wrong("body", "%s is nowhere in the url or the body", p))
		}
	}
	return errors.Join(errs...)
}

func (c Config) checkMethod() error {
	if !slices.Contains([]string{http.MethodGet, http.MethodPost, http.MethodPut}, c.Method) {
		return wrong("method", "%q is not GET, POST or PUT", c.Method)
	}
	return nil
}

func (c Config) checkURL() error {
	if p := unknown(c.URL); p != "" {
		return wrong("url", "%s is not a placeholder: there are {to}, {text} and {id}", p)
	}
	// An expansion without the characters that would move the borders shows
	// what the template itself says.
	u, err := url.Parse(values{"1", "1", "1"}.intoURL(c.URL))
	host, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(c.URL, "https://"), "http://"), "/")
	switch {
	case err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "":
		return wrong("url", "not an http or https URL")
	case u.Fragment != "":
		return wrong("url", "a # and what follows is never sent")
	case strings.Contains(strings.SplitN(host, "?", 2)[0], "{"):
		return wrong("url", "no placeholder may stand in the host")
	}
	return nil
}

func (c Config) checkHeaders() error {
	var errs []error
	for name, value := range c.Headers {
		field := "headers." + name
		switch {
		case !isToken(name):
			errs = append(errs, wrong("headers", "%q is not the name of a header", name))
		case slices.Contains([]string{"Content-Type", "Content-Length", "Transfer-Encoding", "Connection", "Host"}, http.CanonicalHeaderKey(name)):
			errs = append(errs, wrong(field, "is set by Wakeman (the content type is a field of its own)"))
		case strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }):
			errs = append(errs, wrong(field, "holds a control character or one that is not ASCII"))
		case strings.Contains(value, "{text}"):
			errs = append(errs, wrong(field, "{text} may not stand in a header"))
		case unknown(value) != "":
			errs = append(errs, wrong(field, "%s is not a placeholder: there are {to} and {id}", unknown(value)))
		}
	}
	return errors.Join(errs...)
}

// isToken reports a header name (RFC 9110 section 5.6.2).
func isToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	})
}

func (c Config) checkBody() error {
	if c.Method == http.MethodGet && c.Body != "" {
		return wrong("body", "is not sent with GET")
	}
	kind, _, err := mime.ParseMediaType(c.ContentType)
	if err != nil || escaper(kind) == nil {
		return wrong("content_type", "%q is not one of %s", c.ContentType, strings.Join(contentTypes(), ", "))
	}
	if p := unknown(c.Body); p != "" {
		return wrong("body", "%s is not a placeholder: there are {to}, {text} and {id}", p)
	}
	return checkFilled(kind, values{`a"\b`, `<a> & "b"`, "1"}.into(c.Body, escaper(kind)), c.Body)
}

// checkFilled holds the body, filled in with difficult values, against its own
// type: a placeholder outside of a JSON string would break there, on the night
// when a title has a quotation mark.
func checkFilled(kind, filled, template string) error {
	switch {
	case template == "":
		return nil
	case kind == typeJSON && !json.Valid([]byte(filled)):
		return wrong("body", "is not JSON once filled in (placeholders stand inside quotation marks)")
	case kind == typeXML || kind == typeTextXML:
		d := xml.NewDecoder(strings.NewReader(filled))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return wrong("body", "is not XML once filled in: %v", err)
			}
		}
	}
	return nil
}

func checkPattern(field, pattern string) error {
	if _, err := regexp.Compile(pattern); err != nil {
		return wrong(field, "not a regular expression (RE2): %v", err)
	}
	return nil
}

// statuses are the HTTP statuses of success, as ranges from first to last.
type statuses [][2]int

func parseStatuses(s string) (statuses, error) {
	var all statuses
	for part := range strings.SplitSeq(s, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			last = first
		}
		a, errA := strconv.Atoi(strings.TrimSpace(first))
		b, errB := strconv.Atoi(strings.TrimSpace(last))
		if errA != nil || errB != nil || a < 200 || b > 599 || a > b {
			return nil, wrong("success_status", `%q is not like "200-299" or "200,202"`, s)
		}
		all = append(all, [2]int{a, b})
	}
	return all, nil
}

func (s statuses) has(code int) bool {
	return slices.ContainsFunc(s, func(r [2]int) bool { return r[0] <= code && code <= r[1] })
}
