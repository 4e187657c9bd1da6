package web_test

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// viewer reads a live stream.
type viewer struct {
	*site
	res    *http.Response
	events chan string // "name data"; closed when the stream ends
	stop   context.CancelFunc
}

func (s *site) watch(cookie string) *viewer {
	s.Helper()
	return s.watchFrom(cookie, s.hub.Position(), "")
}

func (s *site) watchFrom(cookie, after, lastID string) *viewer {
	s.Helper()
	ctx, stop := context.WithCancel(s.ctx)
	req, err := http.NewRequestWithContext(ctx, "GET", "http://pager.example.net/live?after="+after, nil)
	s.must(err)
	req.Header.Set("Cookie", cookie)
	req.Header.Set("Accept-Encoding", "gzip")
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	client := s.client()
	res, err := client.Do(req)
	s.must(err)
	v := &viewer{site: s, res: res, events: make(chan string, 1000), stop: stop}
	go v.read()
	synctest.Wait()
	return v
}

func (v *viewer) read() {
	defer close(v.events)
	defer v.res.Body.Close() //nolint:errcheck // only read
	name := ""
	for lines := bufio.NewScanner(v.res.Body); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
			name = rest
		}
		if rest, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			v.events <- name + " " + rest
		}
	}
}

// got is what came since the last call; ended tells that the stream is over.
func (v *viewer) got() (events []string, ended bool) {
	synctest.Wait()
	for {
		select {
		case e, ok := <-v.events:
			if !ok {
				return events, true
			}
			events = append(events, e)
		default:
			return events, false
		}
	}
}

func TestAPageLearnsWhichPartsChanged(t *testing.T) {
	inSite(t, nil, func(s *site) {
		v := s.watch(s.signIn())
		defer v.stop()
		if v.res.Header.Get("Content-Type") != "text/event-stream" || v.res.Header.Get("Content-Encoding") != "" {
			t.Fatalf("%d %v", v.res.StatusCode, v.res.Header)
		}
		s.hub.Changed(7)
		time.Sleep(time.Millisecond)
		events, _ := v.got()
		want := "change deliveries equipment events incident-" + engine.IncidentID(7) + " incidents services status"
		if len(events) != 1 || events[0] != want {
			t.Errorf("got %q, want %q", events, want)
		}
		time.Sleep(time.Second)
		s.hub.Changed(0)
		time.Sleep(time.Millisecond)
		if events, _ = v.got(); len(events) != 1 || events[0] != "change health incidents oncall services status" {
			t.Errorf("configuration: %q", events)
		}
		time.Sleep(15 * time.Second)
		if events, _ = v.got(); len(events) != 1 || !strings.HasPrefix(events[0], "beat 20") {
			t.Errorf("heartbeat: %q", events)
		}
	})
}

func TestAStormIsAtMostTwoEventsASecond(t *testing.T) {
	inSite(t, nil, func(s *site) {
		v := s.watch(s.signIn())
		defer v.stop()
		for n := range uint64(10_000) {
			s.hub.Changed(n + 1)
			time.Sleep(time.Millisecond)
		}
		time.Sleep(500 * time.Millisecond)
		events, _ := v.got()
		if n := len(events); n < 20 || n > 22 {
			t.Errorf("%d events in ten seconds", n)
		}
		if events[len(events)-2] != "reset missed" {
			t.Errorf("more names than are worth sending must become a reset: %q", events)
		}
	})
}

func TestASlowBrowserBlocksNobody(t *testing.T) {
	inSite(t, nil, func(s *site) {
		cookie := s.signIn()
		slow, err := s.listener.dial("192.0.2.9:1")
		s.must(err)
		defer slow.Close() //nolint:errcheck // a test's pipe
		_, err = slow.Write([]byte("GET /live HTTP/1.1\r\nHost: pager.example.net\r\nCookie: " + cookie + "\r\n\r\n"))
		s.must(err) // and never reads
		v := s.watch(cookie)
		defer v.stop()
		began := time.Now()
		for n := range uint64(1000) {
			s.hub.Changed(n + 1)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("telling of 1000 changes took %v", took)
		}
		time.Sleep(time.Second)
		if events, _ := v.got(); len(events) == 0 {
			t.Error("the other browser learnt nothing")
		}
		time.Sleep(10 * time.Second)
		if !strings.Contains(s.figures(), "wakeman_live_streams 1\n") {
			t.Error("the browser that does not read is still served")
		}
	})
}

func TestABrowserThatWasElsewhereFetchesEverything(t *testing.T) {
	inSite(t, nil, func(s *site) {
		cookie := s.signIn()
		here := s.hub.Position()
		s.hub.Changed(7)
		for _, c := range []struct{ what, after, lastID, want string }{
			{"a page drawn before a change", here, "", "reset missed"},
			{"a page that does not say", "", "", "reset missed"},
			{"a page of the server's last life", "OTHER-1", "", "reset missed"},
			{"back after a lost connection, nothing missed", here, s.hub.Position(), ""},
			{"back after a lost connection", s.hub.Position(), here, "reset missed"},
			{"a page drawn just now", s.hub.Position(), "", ""},
		} {
			v := s.watchFrom(cookie, c.after, c.lastID)
			time.Sleep(time.Second)
			if events, _ := v.got(); strings.Join(events, ",") != c.want {
				t.Errorf("%s: %q, want %q", c.what, events, c.want)
			}
			v.stop()
		}
	})
}

func TestStreamsOutliveTheDeadlinesOfRequests(t *testing.T) {
	inSite(t, nil, func(s *site) {
		v := s.watch(s.signIn())
		defer v.stop()
		time.Sleep(10 * time.Minute)
		events, ended := v.got()
		if ended || len(events) != 40 {
			t.Errorf("ended %v after %d heartbeats, want 40", ended, len(events))
		}
	})
}

func TestAStreamEndsWithItsSession(t *testing.T) {
	end := map[string]func(s *site, cookie string){
		"signed out":    func(s *site, cookie string) { s.ask("POST", "/signout", "", "Cookie", cookie) },
		"disabled":      func(s *site, _ string) { s.disable(); s.hub.Changed(0) },
		"within thirty": func(s *site, _ string) { s.disable(); time.Sleep(30 * time.Second) },
		"server stops":  func(s *site, _ string) { s.must(s.hub.Close(s.ctx)) },
	}
	for when, do := range end {
		inSite(t, nil, func(s *site) {
			cookie := s.signIn()
			v := s.watch(cookie)
			defer v.stop()
			do(s, cookie)
			if _, ended := v.got(); !ended {
				t.Errorf("%s: the stream goes on", when)
			}
		})
	}
}

func (s *site) disable() {
	s.must(s.db.Configure(s.ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		next := *old
		u := old.Users["PANN"]
		u.Disabled = true
		next.Users = map[string]people.User{"PANN": u}
		return &next, nil, nil
	}))
}

func TestStrangersGetNoStreamAndAPersonOnlySoMany(t *testing.T) {
	inSite(t, nil, func(s *site) {
		s.want(s.ask("GET", "/live", ""), 401, "a stranger")
		cookie := s.signIn()
		var open []*viewer
		for range 16 {
			v := s.watch(cookie)
			if v.res.StatusCode != 200 {
				t.Fatalf("stream %d: %d", len(open)+1, v.res.StatusCode)
			}
			open = append(open, v)
		}
		v := s.watch(cookie)
		if v.res.StatusCode != http.StatusTooManyRequests {
			t.Errorf("the seventeenth: %d, want 429", v.res.StatusCode)
		}
		v.stop()
		for _, v := range open {
			v.stop()
		}
		synctest.Wait()
		again := s.watch(cookie)
		if again.res.StatusCode != 200 {
			t.Errorf("after the others left: %d", again.res.StatusCode)
		}
		again.stop()
	})
}
