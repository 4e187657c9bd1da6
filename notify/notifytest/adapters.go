package notifytest

import (
	"testing"

	"wakeman/notify/notifytest/carrier"
)

// HTTP shows a [carrier.HTTP] to the suite. Read turns one call into what its
// reader sees; Header, Size and Taken are filled in for it.
type HTTP struct {
	*carrier.HTTP
	Read func(t *testing.T, c carrier.Call) Received
}

// StartHTTP starts an HTTP carrier on a pipe and stops it after the test.
func StartHTTP(t *testing.T, read func(*testing.T, carrier.Call) Received) (HTTP, *carrier.PipeListener) {
	ln := Pipe()
	c := carrier.NewHTTP(ln)
	t.Cleanup(func() { _ = c.Close() })
	return HTTP{HTTP: c, Read: read}, ln
}

// Received reads the calls.
func (h HTTP) Received(t *testing.T) []Received {
	t.Helper()
	var all []Received
	for _, c := range h.Calls() {
		m := h.Read(t, c)
		m.Header, m.Taken, m.Size = c.Header, c.Taken, len(c.Body)
		all = append(all, m)
	}
	return all
}

// Stop takes the carrier away.
func (h HTTP) Stop() { _ = h.HTTP.Close() }

// SMTP shows a [carrier.SMTP] to the suite.
type SMTP struct {
	*carrier.SMTP
	read []Received // what was read so far: the suite looks often
}

// StartSMTP starts an SMTP carrier on a pipe and stops it after the test.
func StartSMTP(t *testing.T, o carrier.SMTPOptions) (*SMTP, *carrier.PipeListener) {
	ln := Pipe()
	c := carrier.NewSMTP(ln, o)
	t.Cleanup(func() { _ = c.Close() })
	return &SMTP{SMTP: c}, ln
}

// Received reads the mails.
func (s *SMTP) Received(t *testing.T) []Received {
	t.Helper()
	for _, m := range s.Mails()[len(s.read):] {
		s.read = append(s.read, readMail(t, m))
	}
	return s.read
}

func readMail(t *testing.T, m carrier.Mail) Received {
	t.Helper()
	r := Received{Recipients: m.To, Size: len(m.Raw), Taken: m.Taken}
	if m.Raw == nil {
		return r
	}
	l, err := m.Letter()
	if err != nil {
		t.Fatalf("%v in %.2000q", err, m.Raw)
	}
	r.ID = l.Header.Get("X-Wakeman-Delivery")
	r.Header, r.HTML = l.Header, l.HTML
	r.Words = l.Subject + "\n" + l.Text
	return r
}

// Stop takes the carrier away.
func (s *SMTP) Stop() { _ = s.SMTP.Close() }
