package mailgate

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"wakeman/engine"
)

// checkMail holds the parser to what everybody behind it relies on.
func checkMail(t *testing.T, raw []byte, env Envelope) {
	t.Helper()
	m := Parse(raw, env)
	e := m.For(testKey, "", "…cdef@alerts.example.net")
	if e.Action != engine.Trigger || e.Summary == "" {
		t.Fatalf("no incident: %+v", e)
	}
	for name, s := range map[string]string{"summary": e.Summary, "source": e.Source} {
		if utf8.RuneCountInString(s) > engine.MaxSummary || !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
			t.Fatalf("%s is not one printable line: %q", name, s)
		}
	}
	var d details
	if err := json.Unmarshal(e.Details, &d); err != nil {
		t.Fatalf("details: %v", err)
	}
	if utf8.RuneCountInString(d.Body) > maxBody || strings.IndexByte(d.Body, 0) >= 0 {
		t.Fatalf("body of %d bytes", len(d.Body))
	}
	if _, err := json.Marshal(e); err != nil {
		t.Fatalf("can not be stored: %v", err)
	}
	if again := Parse(raw, env); !reflect.DeepEqual(m, again) {
		t.Fatalf("not the same twice:\n%+v\n%+v", m, again)
	}
}

func FuzzParse(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "mails", "*"))
	if err != nil || len(files) == 0 {
		f.Fatalf("no example mails: %v", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw, "nms@example.net")
		f.Add(raw, "")
	}
	f.Fuzz(func(t *testing.T, raw []byte, from string) {
		checkMail(t, raw, Envelope{From: from, Remote: "192.0.2.9"})
	})
}

// script is a connection whose peer has said everything already.
type script struct {
	io.Reader
	said bytes.Buffer
	done chan struct{}
}

func (s *script) Write(b []byte) (int, error) { return s.said.Write(b) }
func (s *script) LocalAddr() net.Addr         { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1)} }

func (s *script) RemoteAddr() net.Addr             { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 9), Port: 999} }
func (s *script) SetDeadline(time.Time) error      { return nil }
func (s *script) SetReadDeadline(time.Time) error  { return nil }
func (s *script) SetWriteDeadline(time.Time) error { return nil }

func (s *script) Close() error {
	select {
	case <-s.done:
	default:
		close(s.done)
	}
	return nil
}

// once is a listener that has one connection to give.
type once struct{ conns chan net.Conn }

func (o once) Accept() (net.Conn, error) {
	if c, ok := <-o.conns; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}
func (o once) Close() error   { return nil }
func (o once) Addr() net.Addr { return &net.TCPAddr{} }

func FuzzSession(f *testing.F) {
	to := "RCPT TO:<" + at(testKey) + ">\r\n"
	f.Add([]byte("HELO x\r\nMAIL FROM:<a@b>\r\n" + to + "DATA\r\nSubject: x\r\n\r\ny\r\n.\r\nQUIT\r\n"))
	f.Add([]byte("EHLO x\r\nMAIL FROM: <>\r\n" + to + "DATA\r\nno header\n.\nmore\r\n.\r\nRSET\r\nNOOP\r\n"))
	f.Add([]byte("EHLO x\r\nMAIL FROM:<a@b> SIZE=9 BODY=8BITMIME\r\n" + to + "BDAT 4\r\nabcdBDAT 0 LAST\r\n"))
	f.Add([]byte("EHLO x\r\nMAIL FROM:<a@b>\r\n" + to + "BDAT 4\r\nab"))
	f.Add([]byte("EHLO x\r\nMAIL FROM:<a@b>\r\n" + to + "BDAT 99999999999999\r\nRSET\r\nQUIT\r\n"))
	f.Add([]byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
	f.Add([]byte("\x16\x03\x01\x00\xa5\x01\x00\x00\xa1"))
	f.Add([]byte("STARTTLS\r\nAUTH PLAIN\r\nVRFY x\r\nEXPN x\r\nHELP\r\nLHLO x\r\nRCPT TO:<>\r\nMAIL FROM:<@a,@b:c@d>\r\n"))
	f.Fuzz(func(t *testing.T, said []byte) {
		in := &intake{}
		s := New(Options{Intake: in, MaxBytes: 4096, Domain: func() string { return "alerts.example.net" }})
		c := &script{Reader: bytes.NewReader(said), done: make(chan struct{})}
		l := once{make(chan net.Conn, 1)}
		l.conns <- c
		close(l.conns)
		_ = s.Serve(l)
		<-c.done
		if got := strings.Count(c.said.String(), "250 2.0.0 OK: queued"); got > len(in.taken()) {
			t.Fatalf("%d mails acknowledged, %d stored", got, len(in.taken()))
		}
		for _, p := range in.taken() {
			if p.Key != testKey && p.Key != otherKey || len(p.Events) != 1 || p.Events[0].Summary == "" {
				t.Fatalf("post %+v", p)
			}
		}
	})
}
