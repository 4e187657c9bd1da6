package email

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"wakeman/notify/dial"
	"wakeman/notify/text"
)

// maxDialogue is the most that is read from a server in one attempt, TLS
// included. Submission takes some hundred bytes, a certificate chain some
// thousand.
const maxDialogue = 256 << 10

// envelope is one message and where it goes.
type envelope struct {
	from, to *mail.Address
	message  io.WriterTo
}

// submit holds the whole dialogue and returns the server's words for 250. The
// client of go-mail's smtp package is driven directly, not through its Client:
// that one reports a message as failed when only the RSET or QUIT after it did,
// and can not be stopped by a context once it is connected.
func (d *driver) submit(ctx context.Context, e envelope) (string, error) {
	raw, err := d.Dial(ctx, "tcp", d.address())
	if err != nil {
		return "", &failure{connecting, err}
	}
	defer raw.Close()
	defer context.AfterFunc(ctx, func() { _ = raw.Close() })()

	client, err := d.greet(ctx, dial.Limit(raw, maxDialogue))
	if err != nil {
		return "", err
	}
	if err := d.signIn(client); err != nil {
		return "", &failure{signingIn, err}
	}
	reply, err := handOver(client, e)
	if err == nil {
		// The message is taken; QUIT is a courtesy that must not cost time.
		_ = raw.SetDeadline(time.Now().Add(time.Second))
		_ = client.Quit()
	}
	return reply, err
}

// greet reads the banner, says EHLO, and has the connection encrypted as the
// mode demands.
func (d *driver) greet(ctx context.Context, conn net.Conn) (*smtp.Client, error) {
	config := &tls.Config{ServerName: d.Host, MinVersion: tls.VersionTLS12, RootCAs: d.Roots}
	if d.Mode == ModeTLS {
		secured := tls.Client(conn, config)
		if err := secured.HandshakeContext(ctx); err != nil {
			return nil, &failure{connecting, err}
		}
		conn = secured
	}
	client, err := smtp.NewClient(conn, d.Host)
	if err != nil {
		return nil, &failure{greeting, err}
	}
	if err := client.Hello(d.Helo); err != nil {
		return nil, &failure{greeting, err}
	}
	if d.Mode != ModeSTARTTLS {
		return client, nil
	}
	if offered, _ := client.Extension("STARTTLS"); !offered {
		return nil, &failure{securing, errors.New("the mail server does not offer STARTTLS, and nothing is sent in clear unless the mode is none")}
	}
	if err := client.StartTLS(config); err != nil {
		return nil, &failure{securing, err}
	}
	return client, nil
}

// signIn does nothing without a user.
func (d *driver) signIn(client *smtp.Client) error {
	if d.User == "" {
		return nil
	}
	_, offered := client.Extension("AUTH")
	mechanism := d.Auth
	if mechanism == "auto" {
		mechanism = choose(strings.Fields(strings.ToLower(offered)), d.Mode != ModeNone)
	}
	auth := d.mechanism(mechanism)
	if auth == nil {
		return errors.New("the mail server offers no way to sign in that keeps the password safe (it offers: " + text.Line(offered) + ")")
	}
	return client.Auth(auth)
}

// choose picks a mechanism. Inside TLS the plain ones come first: a server may
// offer a challenge that its password store can not check.
func choose(offered []string, encrypted bool) string {
	order := []string{"scram-sha-256", "cram-md5"}
	if encrypted {
		order = []string{"plain", "login", "scram-sha-256", "cram-md5"}
	}
	for _, m := range order {
		if slices.Contains(offered, m) {
			return m
		}
	}
	return ""
}

func (d *driver) mechanism(name string) smtp.Auth {
	clear := d.Mode == ModeNone
	switch name {
	case "plain":
		return smtp.PlainAuth("", d.User, d.Password, d.Host, clear)
	case "login":
		return smtp.LoginAuth(d.User, d.Password, d.Host, clear)
	case "cram-md5":
		return smtp.CRAMMD5Auth(d.User, d.Password)
	case "scram-sha-256":
		return smtp.ScramSHA256Auth(d.User, d.Password)
	}
	return nil
}

// handOver sends envelope and message.
func handOver(client *smtp.Client, e envelope) (string, error) {
	client.SkipSMTPUTF8(isASCII(e.from.Address + e.to.Address))
	if err := client.Mail(path(e.from)); err != nil {
		return "", &failure{enveloping, err}
	}
	if err := client.Rcpt(path(e.to)); err != nil {
		return "", &failure{enveloping, err}
	}
	w, err := client.Data()
	if err != nil {
		return "", &failure{sending, err}
	}
	if _, err := e.message.WriteTo(w); err != nil {
		return "", &failure{sending, err}
	}
	if err := w.Close(); err != nil {
		return "", &failure{waiting, err}
	}
	if dc, ok := w.(*smtp.DataCloser); ok {
		return dc.ServerResponse(), nil
	}
	return "", nil
}

// path is an address as MAIL and RCPT write it, with the quotation marks an
// unusual local part needs.
func path(a *mail.Address) string { return (&mail.Address{Address: a.Address}).String() }

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > 127 })
}
