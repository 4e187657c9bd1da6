package web_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web"
	"wakeman/web/auth"
)

const password = "seven grey routers"

// site is a server on the real store, in fake time, behind an in-memory
// listener. Its pages are a few that behave in ways worth testing.
type site struct {
	*testing.T
	ctx      context.Context
	dir      string
	db       *store.DB
	auth     *auth.Auth
	hub      *web.Hub
	refusals *web.Refusals
	server   *web.Server
	listener *memoryListener
	log      *lines
	ticked   time.Time

	stop context.CancelFunc
	ran  chan error
}

// LastTick makes the site its own engine.
func (s *site) LastTick() time.Time { return s.ticked }

func inSite(t *testing.T, adapt func(*web.Options), scenario func(s *site)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t, adapt)
		s.start()
		scenario(s)
		s.stop()
		if err := <-s.ran; err != nil {
			t.Errorf("stopping: %v", err)
		}
		if err := s.db.Close(); err != nil {
			t.Error(err)
		}
	})
}

func newSite(t *testing.T, adapt func(*web.Options)) *site {
	t.Helper()
	s := &site{T: t, ctx: t.Context(), dir: t.TempDir(), hub: web.NewHub(), log: &lines{}, listener: newMemoryListener()}
	var err error
	s.db, err = store.Open(s.ctx, store.Options{Dir: s.dir})
	s.must(err)
	s.refusals = web.NewRefusals(s.db, nil)
	s.auth = auth.New(auth.Options{Store: s.db, Refuse: s.refusals.Refuse, Ended: s.hub.Recheck})
	s.must(auth.CreateUser(s.ctx, s.db, people.User{ID: "PANN", Email: "ann@example.net", Role: people.Owner}, password, cli()))
	o := web.Options{
		Engine: s, Store: s.db, Auth: s.auth, Refusals: s.refusals, Hub: s.hub, Metrics: web.NewMetrics("test"),
		Log: slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Doors: web.Doors{
			Events: func(mux *http.ServeMux) { mux.HandleFunc("POST /v2/enqueue", readAll(http.StatusAccepted)) },
			API:    func(mux *http.ServeMux) { mux.HandleFunc("/api/incidents", whoAmI) },
			Pages:  s.pages,
		},
	}
	if adapt != nil {
		adapt(&o)
	}
	s.server, err = web.New(o)
	s.must(err)
	return s
}

func (s *site) pages(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", whoAmI)
	mux.HandleFunc("POST /change", readAll(http.StatusOK))
	mux.HandleFunc("POST /a/{token}", readAll(http.StatusOK))
	mux.HandleFunc("GET /a/{token}", whoAmI)
	mux.HandleFunc("GET /long", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, strings.Repeat("<p>long</p>", 1000))
	})
	mux.HandleFunc("GET /assets/x", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	})
	mux.HandleFunc("GET /panic", func(http.ResponseWriter, *http.Request) { panic("a bug in a page") })
	mux.HandleFunc("GET /half", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("half ", 1000))
		_ = http.NewResponseController(w).Flush()
		panic("a bug in the middle of a page")
	})
	mux.HandleFunc("POST /signin", func(w http.ResponseWriter, r *http.Request) {
		if _, err := s.auth.SignIn(w, r, r.FormValue("email"), r.FormValue("password")); err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
		}
	})
	mux.HandleFunc("POST /signout", func(w http.ResponseWriter, r *http.Request) { _ = s.auth.SignOut(w, r) })
}

func whoAmI(w http.ResponseWriter, r *http.Request) {
	p, known := auth.From(r.Context())
	if !known {
		w.WriteHeader(http.StatusUnauthorized)
	}
	_, _ = io.WriteString(w, string(p.Role)+" from "+auth.Remote(r))
}

func readAll(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			status = http.StatusRequestEntityTooLarge
		}
		w.WriteHeader(status)
	}
}

func cli() engine.Actor { return engine.Actor{Kind: engine.ByCLI, Name: "root"} }

func (s *site) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *site) start() {
	var ctx context.Context
	ctx, s.stop = context.WithCancel(s.ctx)
	s.ran = make(chan error, 1)
	go func() { s.ran <- s.server.Run(ctx, s.listener) }()
}

// ask sends one request straight to the handler. header is name, value, …
func (s *site) ask(method, path, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://pager.example.net"+path, strings.NewReader(body))
	r.RemoteAddr = "192.0.2.7:40000"
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	if a := r.Header.Get("From-Address"); a != "" {
		r.RemoteAddr = a
	}
	w := httptest.NewRecorder()
	s.server.ServeHTTP(w, r)
	return w
}

// signIn gives the value of a Cookie header.
func (s *site) signIn() string {
	s.Helper()
	form := url.Values{"email": {"ann@example.net"}, "password": {password}}
	w := s.ask("POST", "/signin", form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	cookies := w.Result().Cookies()
	if w.Code != http.StatusOK || len(cookies) != 1 {
		s.Fatalf("sign-in: %d %s", w.Code, w.Body)
	}
	return cookies[0].Name + "=" + cookies[0].Value
}

// figures is what Prometheus reads.
func (s *site) figures() string {
	return s.ask("GET", "/metrics", "", "From-Address", "10.1.2.3:1").Body.String()
}

func (s *site) want(w *httptest.ResponseRecorder, status int, what string) {
	s.Helper()
	if w.Code != status {
		s.Errorf("%s: %d, want %d (%s)", what, w.Code, status, w.Body)
	}
}

// client speaks HTTP through the in-memory listener.
func (s *site) client() *http.Client {
	return &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return s.listener.dial("192.0.2.7:40000") },
	}}
}

// lines is a log that can be read.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) count(text string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.b.String(), text)
}

// memoryListener hands out pipes.
type memoryListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newMemoryListener() *memoryListener {
	return &memoryListener{conns: make(chan net.Conn), closed: make(chan struct{})}
}

func (l *memoryListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *memoryListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *memoryListener) Addr() net.Addr { return fromAddr("192.0.2.1:80") }

// dial connects from an address.
func (l *memoryListener) dial(from string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case l.conns <- fromConn{there, fromAddr(from)}:
		return here, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

type fromAddr string

func (a fromAddr) Network() string { return "tcp" }
func (a fromAddr) String() string  { return string(a) }

type fromConn struct {
	net.Conn
	from fromAddr
}

func (c fromConn) RemoteAddr() net.Addr { return c.from }
