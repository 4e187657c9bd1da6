package web_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/web"
)

// get sends one request on a connection and leaves it open.
func get(c net.Conn) (int, error) {
	_ = c.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.WriteString(c, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		return 0, err
	}
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, err
}

func TestTenThousandIdleConnectionsDoNotKeepASenderOut(t *testing.T) {
	for what, from := range map[string]func(i int) string{
		"from one address":        func(i int) string { return fmt.Sprintf("198.51.100.66:%d", i+1) },
		"from a hundred networks": func(i int) string { return fmt.Sprintf("198.51.%d.1:%d", i%100, i+1) },
	} {
		inSite(t, nil, func(s *site) {
			healthy, err := s.listener.dial("192.0.2.50:1")
			s.must(err)
			if status, err := get(healthy); status != 200 || err != nil {
				t.Fatalf("%d, %v", status, err)
			}
			var idle []net.Conn
			for i := range 10_000 {
				c, err := s.listener.dial(from(i))
				s.must(err)
				idle = append(idle, c)
			}
			synctest.Wait()
			if status, err := get(healthy); status != 200 || err != nil {
				t.Errorf("%s: the connection that was there before: %d, %v", what, status, err)
			}
			late, err := s.listener.dial("192.0.2.51:1")
			s.must(err)
			if status, err := get(late); status != 200 || err != nil {
				t.Errorf("%s: a new sender: %d, %v", what, status, err)
			}
			for _, c := range append(idle, healthy, late) {
				_ = c.Close()
			}
		})
	}
}

func TestOneAddressHasSoManyConnectionsAndBusyOnesStay(t *testing.T) {
	adapt := func(o *web.Options) { o.MaxConnsPerNet = 4 }
	inSite(t, adapt, func(s *site) {
		cookie := s.signIn()
		var busy []*viewer
		for range 4 {
			busy = append(busy, s.watch(cookie))
		}
		more, err := s.listener.dial("192.0.2.7:99")
		s.must(err)
		if _, err := get(more); err == nil {
			t.Error("a fifth connection was let in although four are busy")
		}
		other, err := s.listener.dial("192.0.2.8:1")
		s.must(err)
		if status, err := get(other); status != 200 {
			t.Errorf("another address: %d, %v", status, err)
		}
		for _, v := range busy {
			if _, ended := v.got(); ended {
				t.Error("a busy connection was closed")
			}
			v.stop()
		}
		synctest.Wait()
		again, err := s.listener.dial("192.0.2.7:100")
		s.must(err)
		if status, err := get(again); status != 200 {
			t.Errorf("after the others left: %d, %v", status, err)
		}
		_, _, _ = again.Close(), other.Close(), more.Close()
	})
}
