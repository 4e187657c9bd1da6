package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/store"
	"wakeman/web"
	"wakeman/web/auth"
	"wakeman/web/heard"
)

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	inSite(t, nil, func(s *site) {
		for _, c := range []struct{ method, path string }{
			{"GET", "/"},
			{"GET", "/nothing-here"},
			{"POST", "/v2/enqueue"},
			{"GET", "/v2/enqueue"},
			{"GET", "/api/incidents"},
			{"GET", "/api/nothing"},
			{"GET", "/health/live"},
			{"GET", "/health/ready"},
			{"GET", "/metrics"},
			{"GET", "/live"},
			{"GET", "/panic"},
			{"GET", "/a/secret"},
			{"GET", "/long"},
		} {
			w := s.ask(c.method, c.path, "", "Accept-Encoding", "gzip")
			for name, part := range map[string]string{
				"Content-Security-Policy": "default-src 'none'; script-src 'self'", "X-Content-Type-Options": "nosniff",
				"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp",
				"Permissions-Policy": "camera=()", "Cache-Control": "no-store", "X-Request-Id": "", "Referrer-Policy": "",
			} {
				if got := w.Header().Get(name); got == "" || !strings.Contains(got, part) {
					t.Errorf("%s %s: %s is %q, want %q in it", c.method, c.path, name, got, part)
				}
			}
			if csp := w.Header().Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") || !strings.Contains(csp, "form-action 'self'") {
				t.Errorf("%s: policy %q", c.path, csp)
			}
			if w.Header().Get("Strict-Transport-Security") != "" {
				t.Errorf("%s: HSTS without being asked for", c.path)
			}
		}
		for _, path := range []string{"/a/secret", "/calendar/wk_secret.ics"} {
			if got := s.ask("GET", path, "").Header().Get("Referrer-Policy"); got != "no-referrer" {
				t.Errorf("%s, a secret path: %q", path, got)
			}
		}
		if got := s.ask("GET", "/", "").Header().Get("Referrer-Policy"); got != "same-origin" {
			t.Errorf("other pages: %q (no-referrer would make browsers send Origin: null with forms)", got)
		}
		if got := s.ask("GET", "/assets/x", "").Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("assets: %q", got)
		}
	})
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	inSite(t, nil, func(s *site) {
		cookie := s.signIn()
		for _, c := range []struct {
			what   string
			status int
			path   string
			header []string
		}{
			{"our own form", 200, "/change", []string{"Sec-Fetch-Site", "same-origin"}},
			{"our own form on plain http", 200, "/change", []string{"Origin", "http://pager.example.net"}},
			{"no browser", 200, "/change", nil},
			{"another site", 403, "/change", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example.com"}},
			{"a neighbouring host", 403, "/change", []string{"Sec-Fetch-Site", "same-site", "Origin", "http://other.example.net"}},
			{"another site on plain http", 403, "/change", []string{"Origin", "http://evil.example.com"}},
			{"a sandboxed frame on plain http", 403, "/change", []string{"Origin", "null"}},
			{"another site's sign-in form", 403, "/signin", []string{"Sec-Fetch-Site", "cross-site"}},
			{"another site's sign-out form", 403, "/signout", []string{"Sec-Fetch-Site", "cross-site"}},
			{"a mail program with an acknowledge link", 200, "/a/secret", []string{"Sec-Fetch-Site", "cross-site", "Origin", "null"}},
			{"a sender's dashboard", 202, "/v2/enqueue", []string{"Sec-Fetch-Site", "cross-site"}},
			{"another site at the API, with the cookie", 401, "/api/incidents", []string{"Sec-Fetch-Site", "cross-site"}},
		} {
			s.want(s.ask("POST", c.path, "", append(c.header, "Cookie", cookie)...), c.status, c.what)
		}
		s.want(s.ask("GET", "/api/incidents", "", "Cookie", cookie), 200, "looking at the API with the cookie")
	})
}

func TestTrustedOriginIsForProxiesThatChangeTheHost(t *testing.T) {
	adapt := func(o *web.Options) { o.TrustedOrigins = []string{"https://pager.example.com"} }
	inSite(t, adapt, func(s *site) {
		s.want(s.ask("POST", "/change", "", "Origin", "https://pager.example.com"), 200, "the public name")
		s.want(s.ask("POST", "/change", "", "Origin", "https://evil.example.com"), 403, "another name")
	})
}

func TestAPanicCostsOneRequest(t *testing.T) {
	fail := func(w http.ResponseWriter, _ *http.Request, status int) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "<p>sorry</p>")
	}
	inSite(t, func(o *web.Options) { o.Fail = fail }, func(s *site) {
		w := s.ask("GET", "/panic", "", "Accept", "text/html", "Accept-Encoding", "gzip")
		s.want(w, 500, "a page that panics")
		if !strings.Contains(w.Body.String(), "sorry") {
			t.Errorf("body %q", w.Body)
		}
		if n := s.log.count("a bug in a page"); n != 1 {
			t.Errorf("logged %d times, want once", n)
		}
		if !strings.Contains(s.figures(), "wakeman_http_panics_total 1\n") {
			t.Error("not counted")
		}
		s.want(s.ask("GET", "/health/live", ""), 200, "the next request")
	})
}

func TestAnErrorPageThatPanicsTooIsStillAnAnswer(t *testing.T) {
	inSite(t, func(o *web.Options) { o.Fail = func(http.ResponseWriter, *http.Request, int) { panic("again") } }, func(s *site) {
		s.want(s.ask("GET", "/panic", "", "Accept", "text/html"), 500, "a panic in the error page")
	})
}

func TestHalfAnAnswerIsNotTakenForAWholeOne(t *testing.T) {
	inSite(t, nil, func(s *site) {
		client := s.client()
		defer client.CloseIdleConnections()
		res, err := client.Get("http://pager.example.net/half")
		if err == nil {
			_, err = io.ReadAll(res.Body)
			_ = res.Body.Close()
		}
		if err == nil {
			t.Error("the client did not notice that the answer broke off")
		}
		synctest.Wait()
		if n := s.log.count("a bug in the middle of a page"); n != 1 {
			t.Errorf("logged %d times, want once", n)
		}
	})
}

func TestPagesAreCompressedAndEventsAreNot(t *testing.T) {
	inSite(t, nil, func(s *site) {
		w := s.ask("GET", "/long", "", "Accept-Encoding", "gzip")
		if w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > 2000 {
			t.Fatalf("%v, %d bytes", w.Header(), w.Body.Len())
		}
		z, err := gzip.NewReader(bytes.NewReader(w.Body.Bytes()))
		s.must(err)
		if text, err := io.ReadAll(z); err != nil || len(text) != 11000 {
			t.Errorf("%d bytes, %v", len(text), err)
		}
		if w := s.ask("GET", "/long", ""); w.Header().Get("Content-Encoding") != "" || w.Body.Len() != 11000 {
			t.Errorf("not asked for: %v, %d bytes", w.Header(), w.Body.Len())
		}
	})
}

func TestBodiesAreBoundedByDoor(t *testing.T) {
	inSite(t, nil, func(s *site) {
		for path, limit := range map[string]int{"/v2/enqueue": 40 << 20, "/change": 1 << 20, "/a/secret": 64 << 10} {
			if w := s.ask("POST", path, strings.Repeat("x", limit)); w.Code >= 400 {
				t.Errorf("%s with %d bytes: %d", path, limit, w.Code)
			}
			s.want(s.ask("POST", path, strings.Repeat("x", limit+1)), 413, path+" with a byte more")
		}
	})
}

func TestForwardedAddressesAreBelievedOnlyFromTrustedProxies(t *testing.T) {
	trust := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8::/32")}
	for _, c := range []struct {
		what, conn, forwarded, want string
		trusted                     bool
	}{
		{"nobody is trusted", "10.0.0.1:1", "203.0.113.5", "10.0.0.1", false},
		{"one proxy", "10.0.0.1:1", "203.0.113.5", "203.0.113.5", true},
		{"a stranger writes the header", "198.51.100.1:1", "203.0.113.5", "198.51.100.1", true},
		{"a visitor writes one and the proxy adds the truth", "10.0.0.1:1", "127.0.0.1, 203.0.113.5", "203.0.113.5", true},
		{"two proxies", "10.0.0.1:1", "198.51.100.1, 203.0.113.5, 10.0.0.2", "203.0.113.5", true},
		{"only proxies", "10.0.0.1:1", "10.0.0.3, 10.0.0.2", "10.0.0.3", true},
		{"nonsense", "10.0.0.1:1", "unknown", "10.0.0.1", true},
		{"nonsense on the left", "10.0.0.1:1", "unknown, 203.0.113.5", "203.0.113.5", true},
		{"IPv6 with a port", "[2001:db8::1]:1", "[2001:db9::7]:4711", "2001:db9::7", true},
		{"IPv4 in IPv6", "[::ffff:10.0.0.1]:1", "::ffff:203.0.113.5", "203.0.113.5", true},
		{"no header", "10.0.0.1:1", "", "10.0.0.1", true},
	} {
		adapt := func(o *web.Options) {
			if c.trusted {
				o.TrustedProxies = trust
			}
		}
		inSite(t, adapt, func(s *site) {
			w := s.ask("GET", "/", "", "X-Forwarded-For", c.forwarded, "From-Address", c.conn)
			if got := strings.TrimPrefix(w.Body.String(), " from "); got != c.want {
				t.Errorf("%s: %q, want %q", c.what, got, c.want)
			}
		})
	}
}

func TestHTTPSUpToATrustedProxyMakesTheCookieSecure(t *testing.T) {
	for trusted, want := range map[bool]string{true: "__Host-wakeman", false: "wakeman"} {
		adapt := func(o *web.Options) {
			if trusted {
				o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.7/32")}
			}
		}
		inSite(t, adapt, func(s *site) {
			w := s.ask("POST", "/signin", "email=ann%40example.net&password="+strings.ReplaceAll(password, " ", "+"),
				"Content-Type", "application/x-www-form-urlencoded", "X-Forwarded-Proto", "https")
			if c := w.Result().Cookies(); len(c) != 1 || c[0].Name != want || c[0].Secure != trusted {
				t.Errorf("trusted %v: %v", trusted, c)
			}
		})
	}
}

func TestSecretsInPathsStayOutOfTheLog(t *testing.T) {
	inSite(t, nil, func(s *site) {
		s.ask("GET", "/a/tell-nobody", "")
		s.ask("GET", "/invite/tell-nobody", "")
		s.ask("GET", "/calendar/tell-nobody.ics", "")
		s.ask("POST", "/integration/tell-nobody/enqueue", "")
		s.ask("POST", "/hooks/alertmanager/tell-nobody", "")
		s.ask("GET", "/?q=tell-nobody", "")
		s.ask("GET", "/new%0Aline%0D", "")
		if s.log.count("tell-nobody") != 0 {
			t.Errorf("a secret is in the log:\n%s", s.log.b.String())
		}
		if s.log.count("msg=request") != 7 {
			t.Errorf("requests logged: %d, want 7", s.log.count("msg=request"))
		}
	})
}

func TestReadinessFollowsTheTick(t *testing.T) {
	inSite(t, nil, func(s *site) {
		s.want(s.ask("GET", "/health/live", ""), 200, "alive from the start")
		w := s.ask("GET", "/health/ready", "")
		s.want(w, 503, "before the first tick")
		if !strings.Contains(w.Body.String(), "escalation has not run since the start") {
			t.Errorf("reason %s", w.Body)
		}
		s.ticked = time.Now()
		s.want(s.ask("GET", "/health/ready", ""), 200, "after a tick")
		time.Sleep(time.Minute)
		s.want(s.ask("GET", "/health/ready", ""), 200, "a minute later")
		time.Sleep(time.Second)
		s.want(s.ask("GET", "/health/ready", ""), 503, "when the tick is older")
		s.want(s.ask("GET", "/health/live", ""), 200, "still alive")
	})
}

func TestMetricsAreForTheLANAndForKeys(t *testing.T) {
	senders := func(o *web.Options) {
		o.Senders = func() ([]heard.Sender, error) {
			return []heard.Sender{{Service: "Core", Integration: "NMS", Mark: heard.Mark{Last: time.Unix(1786548200, 0)}}, {Service: "Core", Integration: "UPS"}}, nil
		}
	}
	inSite(t, senders, func(s *site) {
		secret, _, err := auth.CreateToken(s.ctx, s.db, auth.NewToken{Name: "prometheus", Scope: "read", Actor: cli(), Now: time.Now()})
		s.must(err)
		s.ask("POST", "/v2/enqueue", "{}")
		far := []string{"From-Address", "203.0.113.5:1"}
		s.want(s.ask("GET", "/metrics", "", far...), 401, "a stranger")
		s.want(s.ask("GET", "/metrics", "", append(far, "Authorization", "Bearer "+secret)...), 200, "with a key")
		w := s.ask("GET", "/metrics", "", "From-Address", "10.1.2.3:1")
		s.want(w, 200, "from a private network")
		for _, line := range []string{
			`wakeman_http_requests_total{route="POST /v2/enqueue",status="202"} 1`, `wakeman_incidents_open{status="triggered"} 0`,
			`wakeman_queue_depth{of="pages"} 0`, `wakeman_tick_age_seconds -1`, `wakeman_store_full 0`, `wakeman_store_failed 0`,
			`wakeman_integration_last_event_timestamp_seconds{integration="NMS",service="Core"} 1.7865482e+09`, `wakeman_integration_last_event_timestamp_seconds{integration="UPS",service="Core"} 0`,
			`wakeman_build_info{version="test"} 1`, "go_goroutines ", `wakeman_http_request_duration_seconds_count{route="POST /v2/enqueue"} 1`,
		} {
			if !strings.Contains(w.Body.String(), line) {
				t.Errorf("no %s", line)
			}
		}
	})
}

func TestStoppingIsOrderlyAndMayBeAskedTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		entered, release := make(chan struct{}), make(chan struct{})
		s := newSite(t, func(o *web.Options) {
			o.Pages = func(mux *http.ServeMux) {
				mux.HandleFunc("GET /slow", func(w http.ResponseWriter, _ *http.Request) {
					close(entered)
					<-release
					_, _ = io.WriteString(w, "done")
				})
			}
		})
		s.start()
		client := s.client()
		answer := make(chan string, 1)
		go func() {
			res, err := client.Get("http://pager.example.net/slow")
			if err != nil {
				answer <- err.Error()
				return
			}
			text, _ := io.ReadAll(res.Body)
			_ = res.Body.Close()
			answer <- string(text)
		}()
		<-entered
		s.ask("POST", "/change", "", "Sec-Fetch-Site", "cross-site") // something to store
		s.stop()
		synctest.Wait()
		s.ticked = time.Now()
		s.want(s.ask("GET", "/health/ready", ""), 503, "while stopping")
		close(release)
		if got := <-answer; got != "done" {
			t.Errorf("the running request got %q", got)
		}
		s.must(<-s.ran)
		s.must(s.server.Shutdown(context.Background()))
		rows, err := s.db.Refusals()
		s.must(err)
		if len(rows) != 1 {
			t.Errorf("refusals stored at the end: %v", rows)
		}
		client.CloseIdleConnections()
		s.must(s.db.Close())
	})
}

func TestStoppingIsBoundedAndNamesTheStepThatFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t, func(o *web.Options) {
			o.Pages = func(mux *http.ServeMux) {
				mux.HandleFunc("GET /stuck", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
			}
			o.Refusals = web.NewRefusals(brokenStore{}, nil)
		})
		s.start()
		client := s.client()
		go func() { _, _ = client.Get("http://pager.example.net/stuck") }() //nolint:bodyclose // there is none
		synctest.Wait()
		s.ask("POST", "/change", "", "Sec-Fetch-Site", "cross-site")
		began := time.Now()
		s.stop()
		err := <-s.ran
		if err == nil || !strings.Contains(err.Error(), "answer running requests") || !strings.Contains(err.Error(), "store refusals") {
			t.Errorf("error %v does not name the steps", err)
		}
		if took := time.Since(began); took > 15*time.Second {
			t.Errorf("stopping took %v", took)
		}
		s.must(s.db.Close())
	})
}

type brokenStore struct{}

func (brokenStore) PutRefusals(context.Context, []store.RefusalRow) error { return store.ErrFailed }
