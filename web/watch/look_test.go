package watch

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
)

// here may look at this box.
func here() Looker {
	return Looker{Allow: func() []netip.Prefix { return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} }}
}

func TestAPortIsOpenOrClosed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	open := l.Addr().(*net.TCPAddr).Port
	for name, c := range map[string]struct {
		open bool
		want string
	}{"that must be open": {true, ""}, "that must be closed": {false, "is open, and must not be"}} {
		if r := here().Port(t.Context(), "127.0.0.1", open, c.open); !strings.Contains(r.Wrong, c.want) || (c.want == "") != (r.Wrong == "") || r.Unknown != "" {
			t.Errorf("an open port %s: %+v", name, r)
		}
	}
	_ = l.Close()
	if r := here().Port(t.Context(), "127.0.0.1", open, true); !strings.HasSuffix(r.Wrong, "is not open: it refuses") {
		t.Errorf("a closed port that must be open: %+v", r)
	}
	if r := here().Port(t.Context(), "127.0.0.1", open, false); r.Wrong != "" || r.Unknown != "" {
		t.Errorf("a closed port that must be closed: %+v", r)
	}
}

func TestWhatMayNotBeLookedAtIsSaidAndIsNotDown(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	defer s.Close()
	var l Looker
	if r := l.Port(t.Context(), "127.0.0.1", s.Listener.Addr().(*net.TCPAddr).Port, false); r.Wrong != "" || !strings.Contains(r.Unknown, "this box itself") {
		t.Errorf("a port of this box: %+v", r)
	}
	if r := l.Page(t.Context(), engine.PageCheck{URL: s.URL}, time.Now()); r.Wrong != "" || !strings.Contains(r.Unknown, "this box itself") {
		t.Errorf("a page of this box: %+v", r)
	}
	for address, may := range map[string]bool{
		"10.1.2.3": true, "192.168.1.1": true, "fd12::1": true, "203.0.113.9": true, "127.0.0.1": false, "::1": false, "::ffff:127.0.0.1": false,
		"169.254.169.254": false, "fe80::1": false, "fd00:ec2::254": false, "0.0.0.0": false, "224.0.0.1": false, "100.100.100.200": false,
	} {
		if why := forbidden(netip.MustParseAddr(address), nil); (why == "") != may {
			t.Errorf("%s: %q", address, why)
		}
	}
}

func TestAPageIsServedAsItShouldBe(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/ok", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("all is well")) })
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/ok", http.StatusFound) })
	mux.HandleFunc("/long", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(strings.Repeat(" ", maxPage) + "too late"))
	})
	s := httptest.NewServer(mux)
	defer s.Close()
	for _, c := range []struct {
		page engine.PageCheck
		want string
	}{
		{engine.PageCheck{URL: "/ok"}, ""},
		{engine.PageCheck{URL: "/ok", Text: "is well"}, ""},
		{engine.PageCheck{URL: "/ok", Text: "is bad"}, `does not say "is bad"`},
		{engine.PageCheck{URL: "/none"}, "answers 404"},
		{engine.PageCheck{URL: "/none", From: 404, To: 404}, ""},
		{engine.PageCheck{URL: "/moved"}, "answers 302"},
		{engine.PageCheck{URL: "/moved", From: 301, To: 302}, ""},
		{engine.PageCheck{URL: "/long", Text: "too late"}, "does not say"},
	} {
		c.page.URL = s.URL + c.page.URL
		if r := here().Page(t.Context(), c.page, time.Now()); !strings.Contains(r.Wrong, c.want) || (r.Wrong == "") != (c.want == "") || r.Unknown != "" {
			t.Errorf("%+v: %+v", c.page, r)
		}
	}
}

func TestACertificateThatEndsSoonIsMild(t *testing.T) {
	s := httptest.NewTLSServer(http.NotFoundHandler())
	defer s.Close()
	if r := here().Page(t.Context(), engine.PageCheck{URL: s.URL}, time.Now()); r.Wrong != "the certificate of "+s.URL+" is signed by nobody whom this box knows" || r.Mild {
		t.Errorf("one that nobody signed: %+v", r)
	}
	if r := here().Page(t.Context(), engine.PageCheck{URL: s.URL, From: 404, To: 404, AnyCertificate: true, Days: 9}, time.Now()); r.Wrong != "" {
		t.Errorf("one that nobody need have signed: %+v", r)
	}
	if r := here().Page(t.Context(), engine.PageCheck{URL: s.URL, AnyCertificate: true}, time.Now()); !strings.Contains(r.Wrong, "answers 404") {
		t.Errorf("its page is not judged: %+v", r)
	}
	resp, err := s.Client().Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	ends := s.Certificate().NotAfter
	for days, want := range map[int]string{10: "", 20: "the certificate of https://edge-1.example.net ends in 14 days"} {
		if r := judge(engine.PageCheck{URL: "https://edge-1.example.net", From: 404, To: 404, Days: days}, resp, ends.Add(-14*24*time.Hour)); r.Wrong != want || r.Mild != (want != "") {
			t.Errorf("warned at %d days: %+v", days, r)
		}
	}
	own := engine.PageCheck{URL: "https://ups-3.example.net", From: 404, To: 404, AnyCertificate: true}
	if r := judge(own, resp, ends.Add(time.Hour)); r.Wrong != "" {
		t.Errorf("one that ended, where any will do: %+v", r)
	}
	own.Days = 1
	if r := judge(own, resp, ends.Add(time.Hour)); r.Wrong != "the certificate of https://ups-3.example.net ended on "+ends.UTC().Format(time.DateOnly) || r.Mild {
		t.Errorf("one that ended: %+v", r)
	}
}
