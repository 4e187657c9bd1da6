package carrier_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/smtp"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/notify/notifytest/carrier"
)

func TestPipeBehavesAsASocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := carrier.Pipe()
		theirs := make(chan net.Conn, 1)
		go func() {
			c, err := ln.Accept()
			if err != nil {
				t.Error(err)
			}
			theirs <- c
		}()
		ours, err := ln.Dial(t.Context(), "tcp", "anywhere:1")
		if err != nil {
			t.Fatal(err)
		}
		peer := <-theirs

		// A write does not wait for its reader, until the buffer is full.
		if n, err := ours.Write([]byte("hello")); n != 5 || err != nil {
			t.Errorf("write: %d, %v", n, err)
		}
		buf := make([]byte, 100)
		if n, err := peer.Read(buf); string(buf[:n]) != "hello" || err != nil {
			t.Errorf("read: %q, %v", buf[:n], err)
		}
		_ = ours.SetWriteDeadline(time.Now().Add(time.Minute))
		if n, err := ours.Write(make([]byte, 1<<20)); n >= 1<<20 || !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("a write nobody reads: %d, %v", n, err)
		}

		// A deadline wakes a reader, a later one gives it more time.
		began := time.Now()
		_ = ours.SetReadDeadline(began.Add(time.Minute))
		go func() {
			time.Sleep(30 * time.Second)
			_ = ours.SetReadDeadline(began.Add(2 * time.Minute))
		}()
		if _, err := ours.Read(buf); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(began) != 2*time.Minute {
			t.Errorf("read after %s: %v", time.Since(began), err)
		}

		// What was written before a close arrives, then the end.
		_, _ = peer.Write([]byte("bye"))
		_ = peer.Close()
		_ = ours.SetDeadline(time.Time{})
		if n, err := ours.Read(buf); string(buf[:n]) != "bye" || err != nil {
			t.Errorf("last words: %q, %v", buf[:n], err)
		}
		if n, err := ours.Read(buf); n != 0 || err != io.EOF {
			t.Errorf("read after the peer closed: %d, %v", n, err)
		}
		if _, err := ours.Write(buf); err == nil {
			t.Error("a write to a closed peer succeeds")
		}
		_ = ln.Close()
		if _, err := ln.Dial(t.Context(), "tcp", "anywhere:1"); err == nil {
			t.Error("a closed listener is reached")
		}
	})
}

func post(ctx context.Context, c *carrier.HTTP, body string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL()+"/", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	res, err := new(http.Client).Do(req)
	if err == nil {
		defer res.Body.Close()
	}
	return res, err
}

func TestHTTPCarrierOverTCPRecordsAndMisbehavesInOrder(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := carrier.NewHTTP(ln)
	defer c.Close()
	var watched int
	c.Watch(func(carrier.Call) { watched++ })
	c.Fault(carrier.Answer(503, "later").RetryAfter("7"), carrier.Reset(), carrier.Lost(), carrier.Garbage())

	res, err := post(t.Context(), c, "1")
	if err != nil || res.StatusCode != 503 || res.Header.Get("Retry-After") != "7" {
		t.Errorf("first: %v, %v", res, err)
	}
	for _, n := range []string{"2", "3", "4"} {
		if res, err := post(t.Context(), c, n); err == nil {
			t.Errorf("call %s was answered %d", n, res.StatusCode)
		}
	}
	if res, err := post(t.Context(), c, "5"); err != nil || res.StatusCode != 200 {
		t.Errorf("fifth: %v, %v", res, err)
	}
	calls, err := c.Wait(t.Context(), 5)
	if err != nil || watched != 5 {
		t.Fatalf("%v, %d watched", err, watched)
	}
	for n, taken := range []bool{false, false, true, false, true} {
		if calls[n].Taken != taken || string(calls[n].Body) != string(rune('1'+n)) {
			t.Errorf("call %d: taken %v, body %q", n+1, calls[n].Taken, calls[n].Body)
		}
	}
}

func TestWaitSaysHowManyArrived(t *testing.T) {
	c := carrier.NewHTTP(carrier.Pipe())
	defer c.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := c.Wait(ctx, 1); err == nil || !strings.Contains(err.Error(), "0 of 1") {
		t.Error(err)
	}
}

func TestNtfyRefusesWhatAServerRefuses(t *testing.T) {
	for name, body := range map[string]string{
		"topic":    `{"topic":"a b","message":"x"}`,
		"priority": `{"topic":"a","priority":6}`,
		"actions":  `{"topic":"a","actions":[{"action":"http","url":"https://x.example/"}]}`,
		"message":  `{"topic":"a","message":"` + strings.Repeat("x", 4097) + `"}`,
	} {
		if _, err := (carrier.Call{Body: []byte(body)}).Ntfy(); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

// The standard library's client sees a mail server.
func TestSMTPCarrierOverTCPSpeaksSMTP(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := carrier.NewSMTP(ln, carrier.SMTPOptions{User: "u", Password: "p"})
	defer c.Close()
	auth := smtp.PlainAuth("", "u", "p", "127.0.0.1")
	send := func() error {
		return smtp.SendMail(ln.Addr().String(), auth, "a@example.net", []string{"b@example.net"}, []byte("Subject: x\r\nContent-Type: text/plain\r\n\r\nhello\r\n"))
	}
	c.Fault(carrier.Answer(550, "no such user"), carrier.Answer(421, "busy").At(carrier.AtConnect))
	if err := send(); err == nil || !strings.Contains(err.Error(), "no such user") {
		t.Errorf("first: %v", err)
	}
	if err := send(); err == nil || !strings.Contains(err.Error(), "busy") {
		t.Errorf("second: %v", err)
	}
	if err := send(); err != nil {
		t.Errorf("third: %v", err)
	}
	mails, err := c.Wait(t.Context(), 2)
	if err != nil || mails[0].Taken || !mails[1].Taken || mails[1].User != "u" {
		t.Fatalf("%+v, %v", mails, err)
	}
	if l, err := mails[1].Letter(); err != nil || l.Subject != "x" || !strings.HasPrefix(l.Text, "hello") {
		t.Errorf("%+v, %v", l, err)
	}
	auth = smtp.PlainAuth("", "u", "wrong", "127.0.0.1")
	if err := send(); err == nil || !strings.HasPrefix(err.Error(), "535") {
		t.Errorf("a wrong password: %v", err)
	}
	auth = nil
	if err := send(); err == nil {
		t.Error("no password is needed")
	}
}

func TestSMTPCarrierHangsUntilItIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ln := carrier.Pipe()
		c := carrier.NewSMTP(ln, carrier.SMTPOptions{})
		c.Always(carrier.Hang())
		conn, err := ln.Dial(t.Context(), "tcp", "x:25")
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetReadDeadline(time.Now().Add(5 * time.Hour))
		if line, err := bufio.NewReader(conn).ReadString('\n'); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%q, %v", line, err)
		}
		_ = c.Close()
		_ = conn.Close()
	})
}
