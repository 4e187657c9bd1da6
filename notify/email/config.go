package email

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/mail"
	"net/netip"
	"slices"
	"strings"
	"time"

	"wakeman/notify/dial"
)

// The modes of a connection.
const (
	ModeTLS      = "tls"      // TLS from the first byte, port 465 (RFC 8314)
	ModeSTARTTLS = "starttls" // TLS is asked for and must be granted, port 587
	ModeNone     = "none"     // no TLS, port 25: a relay on the same box or LAN
)

// Config is what a mail driver needs.
type Config struct {
	// Host is the name of the submission server; its certificate must be for
	// this name.
	Host string
	// Port is 465, 587 or 25 by mode if 0.
	Port int
	// Mode is [ModeTLS], [ModeSTARTTLS] (the default) or [ModeNone].
	Mode string
	// User and Password sign in; without a User nobody does.
	User, Password string
	// Auth is the mechanism: plain, login, cram-md5, scram-sha-256, or auto (the
	// default), which takes what the server offers but sends a password in
	// clear only inside TLS. With mode none, plain and login send it in clear.
	Auth string
	// From is the sender: "Wakeman <wakeman@example.net>".
	From string
	// Helo is how Wakeman names itself; the domain of From if empty.
	Helo string
	// Timeout bounds a whole attempt: 10 s if 0, at most 2 min. A server that
	// scans mail before it answers may need more than the default.
	Timeout time.Duration

	// Allow gives the guarded ranges that may be called; see [dial.Guard].
	Allow func() []netip.Prefix
	// Dial opens connections instead of the guard, which then checks nothing.
	Dial dial.Func
	// Roots verify the server; nil means the system's.
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
	if c.Mode == "" {
		c.Mode = ModeSTARTTLS
	}
	if c.Port == 0 {
		c.Port = map[string]int{ModeTLS: 465, ModeSTARTTLS: 587, ModeNone: 25}[c.Mode]
	}
	if c.Auth == "" {
		c.Auth = "auto"
	}
	if c.Helo == "" {
		c.Helo = domain(c.From)
	}
	if c.Timeout == 0 {
		c.Timeout = dial.Timeout
	}
	return c
}

// domain is what follows the @ of an address, "" if it is none.
func domain(address string) string {
	a, err := mail.ParseAddress(address)
	if err != nil {
		return ""
	}
	return a.Address[strings.LastIndexByte(a.Address, '@')+1:]
}

// Validate returns every problem joined, each a *[FieldError], or nil.
func (c Config) Validate() error {
	c = c.withDefaults()
	var errs []error
	bad := func(is bool, field, format string, args ...any) {
		if is {
			errs = append(errs, wrong(field, format, args...))
		}
	}
	bad(!isHost(c.Host), "host", "%q is not the name or address of a server", c.Host)
	bad(c.Port < 1 || c.Port > 65535, "port", "%d is not from 1 to 65535", c.Port)
	bad(!slices.Contains([]string{ModeTLS, ModeSTARTTLS, ModeNone}, c.Mode), "mode", "%q is not tls, starttls or none", c.Mode)
	bad(!slices.Contains([]string{"auto", "plain", "login", "cram-md5", "scram-sha-256"}, c.Auth), "auth", "%q is not auto, plain, login, cram-md5 or scram-sha-256", c.Auth)
	bad(domain(c.From) == "", "from", "%q is not a mail address", c.From)
	bad(domain(c.From) != "" && !isHost(c.Helo), "helo", "%q is not the name of a host", c.Helo)
	bad(c.Timeout < time.Second || c.Timeout > 2*time.Minute, "timeout", "%s is not from 1s to 2m", c.Timeout)
	bad(c.User == "" && c.Password != "", "user", "is empty, but there is a password")
	bad(strings.ContainsAny(c.User+c.Password, "\x00\r\n"), "user", "user or password holds a control character")
	return errors.Join(errs...)
}

// isHost reports a host name or IP address, loosely: what matters is that it
// can break neither a command nor an address.
func isHost(s string) bool {
	return s != "" && len(s) <= 253 && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune(`/\@<>"'(),;`, r)
	})
}
