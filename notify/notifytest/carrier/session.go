package carrier

import (
	"crypto/hmac"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// session is one SMTP dialogue.
type session struct {
	carrier *SMTP
	conn    *smtp.Conn
	fault   Fault
	mail    Mail
}

func (c *SMTP) session(conn *smtp.Conn) *session {
	_, secure := conn.TLSConnectionState()
	return &session{
		carrier: c, conn: conn, fault: c.fault(conn.Conn()),
		mail: Mail{Helo: conn.Hostname(), TLS: secure},
	}
}

// strike carries out the fault if it is due at this stage.
func (s *session) strike(at Stage) error {
	stage := s.fault.stage
	if stage == "" {
		stage = AtRcpt
	}
	switch {
	case stage != at:
		return nil
	case s.fault.kind == hang:
		<-s.carrier.done
		return errors.New("closed")
	case s.fault.kind == answer:
		s.carrier.record(s.snapshot(false))
		return &smtp.SMTPError{Code: s.fault.code, EnhancedCode: smtp.NoEnhancedCode, Message: s.fault.text}
	}
	return nil
}

func (s *session) snapshot(taken bool) Mail {
	m := s.mail
	m.At, m.Taken = time.Now(), taken
	m.To = slices.Clone(m.To)
	return m
}

func (s *session) Reset() { s.mail.From, s.mail.To, s.mail.Raw = "", nil, nil }

// Logout comes at STARTTLS too, when the connection goes on.
func (s *session) Logout() error {
	if s.mail.TLS || s.carrier.options.STARTTLS == nil {
		s.carrier.forget(s.conn.Conn())
	}
	return nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.carrier.options.User != "" && s.mail.User == "" {
		return smtp.ErrAuthRequired
	}
	s.mail.From = from
	return s.strike(AtMail)
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mail.To = append(s.mail.To, to)
	return s.strike(AtRcpt)
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.mail.Raw = raw
	if s.fault.kind == lost {
		s.carrier.record(s.snapshot(true))
		_ = s.conn.Conn().Close()
		return errors.New("lost")
	}
	if s.fault.delay > 0 {
		timer := time.NewTimer(s.fault.delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-s.carrier.done:
		}
	}
	if err := s.strike(AtData); err != nil {
		return err
	}
	s.carrier.record(s.snapshot(true))
	return nil
}

// AuthMechanisms offers what the options name.
func (s *session) AuthMechanisms() []string {
	switch {
	case s.carrier.options.User == "":
		return nil
	case s.carrier.options.Mechanisms == nil:
		return []string{"PLAIN", "LOGIN", "CRAM-MD5"}
	}
	return s.carrier.options.Mechanisms
}

// Auth begins an exchange.
func (s *session) Auth(mechanism string) (sasl.Server, error) {
	if err := s.strike(AtAuth); err != nil {
		return nil, err
	}
	switch mechanism {
	case "PLAIN":
		return sasl.NewPlainServer(func(_, user, password string) error { return s.admit(user, password) }), nil
	case "LOGIN":
		return &login{admit: s.admit}, nil
	case "CRAM-MD5":
		return &cram{session: s}, nil
	}
	return nil, smtp.ErrAuthUnknownMechanism
}

func (s *session) admit(user, password string) error {
	if user != s.carrier.options.User || password != s.carrier.options.Password {
		// Some servers repeat what they were given.
		return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "no entry for " + user + " with " + password}
	}
	s.mail.User = user
	return nil
}

// login is the server's side of LOGIN (draft-murchison-sasl-login).
type login struct {
	admit func(user, password string) error
	step  int
	user  string
}

func (l *login) Next(response []byte) (challenge []byte, done bool, err error) {
	if l.step == 0 && response != nil { // an initial response is the name
		l.step = 1
	}
	l.step++
	switch l.step {
	case 1:
		return []byte("Username:"), false, nil
	case 2:
		l.user = string(response)
		return []byte("Password:"), false, nil
	}
	return nil, true, l.admit(l.user, string(response))
}

// cram is the server's side of CRAM-MD5 (RFC 2195).
type cram struct {
	session *session
	asked   bool
}

func (c *cram) Next(response []byte) (challenge []byte, done bool, err error) {
	const nonce = "<1.1@carrier.example>"
	if !c.asked {
		c.asked = true
		return []byte(nonce), false, nil
	}
	user, digest, _ := strings.Cut(string(response), " ")
	mac := hmac.New(md5.New, []byte(c.session.carrier.options.Password))
	mac.Write([]byte(nonce))
	password := ""
	if digest == hex.EncodeToString(mac.Sum(nil)) {
		password = c.session.carrier.options.Password
	}
	return nil, true, c.session.admit(user, password)
}
