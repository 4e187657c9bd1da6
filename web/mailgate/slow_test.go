package mailgate

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener whose connections stay inside the test, where time is
// the test's own.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { close(p.done); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// slow runs a test in a bubble with a server on pipes.
func slow(t *testing.T, test func(t *testing.T, in *intake, c *client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		in := &intake{}
		s := New(Options{Intake: in, Domain: func() string { return "alerts.example.net" }})
		l := &pipes{make(chan net.Conn), make(chan struct{})}
		go s.Serve(l)
		ours, theirs := net.Pipe()
		l.conns <- theirs
		test(t, in, &client{t, ours, bufio.NewReader(ours)})
		ours.Close()
		if err := s.Shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown: %v", err)
		}
	})
}

func TestASilentSenderIsLetGoAfterAMinute(t *testing.T) {
	slow(t, func(t *testing.T, _ *intake, c *client) {
		start := time.Now()
		c.say("", "220", "HELO x", "250", "", "421")
		if took := time.Since(start); took != time.Minute {
			t.Errorf("let go after %v, want 1m", took)
		}
		if _, err := c.r.ReadByte(); !errors.Is(err, io.EOF) {
			t.Errorf("the connection is open: %v", err)
		}
	})
}

func TestASlowSenderHasFiveMinutes(t *testing.T) {
	slow(t, func(t *testing.T, in *intake, c *client) {
		start := time.Now()
		c.say("", "220", "HELO x", "250", "MAIL FROM:<a@example.net>", "250", "RCPT TO:<"+at(testKey)+">", "250", "DATA", "354")
		stopped := make(chan struct{})
		go func() {
			defer close(stopped)
			for range 1000 {
				time.Sleep(10 * time.Second)
				if _, err := c.conn.Write([]byte("x")); err != nil {
					return
				}
			}
		}()
		if got := c.reply(); !strings.HasPrefix(got, "451") {
			t.Errorf("answered %q, want 451", got)
		}
		if took := time.Since(start); took != 5*time.Minute {
			t.Errorf("the session lasted %v, want 5m", took)
		}
		c.conn.Close()
		<-stopped
		if len(in.taken()) != 0 {
			t.Error("half a mail was stored")
		}
		if got := in.refused(); len(got) != 1 || !strings.Contains(got[0].Reason, "did not end") {
			t.Errorf("refusals %+v", got)
		}
	})
}

func TestASlowMailWithinTheLimitsIsTaken(t *testing.T) {
	slow(t, func(t *testing.T, in *intake, c *client) {
		c.say("", "220", "HELO x", "250", "MAIL FROM:<a@example.net>", "250", "RCPT TO:<"+at(testKey)+">", "250", "DATA", "354")
		for _, line := range []string{"Subject: a modem\r\n", "\r\n", "line\r\n", ".\r\n"} {
			time.Sleep(50 * time.Second)
			c.write(line)
		}
		if got := c.reply(); !strings.HasPrefix(got, "250") || len(in.taken()) != 1 {
			t.Errorf("answered %q, %d posts", got, len(in.taken()))
		}
	})
}

func TestABareLineFeedEndIsListedWithTheReason(t *testing.T) {
	slow(t, func(t *testing.T, in *intake, c *client) {
		c.say("", "220", "HELO x", "250", "MAIL FROM:<a@example.net>", "250", "RCPT TO:<"+at(testKey)+">", "250", "DATA", "354")
		c.write("Subject: x\n\ny\n.\n")
		c.say("", "451")
		if got := in.refused(); len(got) != 1 || !strings.Contains(got[0].Reason, "CRLF") {
			t.Errorf("refusals %+v", got)
		}
	})
}
