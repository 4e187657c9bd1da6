package web

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	pathpkg "path"
	"runtime/debug"
	"strings"
	"time"

	"wakeman/web/auth"
)

// RequestIDHeader is the answer's header with the id under which the request is
// in the log; a page about an error shows it.
const RequestIDHeader = "X-Request-Id"

// exchange is one request and what becomes of it.
type exchange struct {
	id      string
	began   time.Time
	client  auth.Client
	pattern string // the route's, once it is known
	answer  *answer
}

type exchangeKey struct{}

func exchangeOf(ctx context.Context) *exchange {
	x, ok := ctx.Value(exchangeKey{}).(*exchange)
	if !ok {
		return &exchange{answer: &answer{}}
	}
	return x
}

// observe is the outermost handler: it gives the request an id and the client's
// address, and logs and counts how it ended.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &exchange{id: rand.Text()[:16], began: time.Now(), client: s.proxies.client(r), answer: &answer{ResponseWriter: w}}
		ctx := auth.WithClient(context.WithValue(r.Context(), exchangeKey{}, x), x.client)
		w.Header().Set(RequestIDHeader, x.id)
		defer s.finish(x, r)
		s.notice(r)
		next.ServeHTTP(x.answer, r.WithContext(ctx))
	})
}

func (s *Server) finish(x *exchange, r *http.Request) {
	took := time.Since(x.began)
	status := x.answer.status
	if status == 0 {
		status = http.StatusOK // net/http writes it for a handler that wrote nothing
	}
	s.o.Metrics.request(x.pattern, status, took)
	s.log.LogAttrs(r.Context(), slog.LevelDebug, "request",
		slog.String("id", x.id), slog.String("method", cut(r.Method, 20)), slog.String("path", redact(r.URL.Path)),
		slog.Int("status", status), slog.Int64("bytes", x.answer.bytes), slog.Duration("took", took),
		slog.String("remote", x.client.String()))
}

// isolate keeps one request's panic from more than that request: 500 if nothing
// was written yet, else the connection is cut, so that half an answer is not
// taken for a whole one.
func (s *Server) isolate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inner := &answer{ResponseWriter: w}
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler { // ours, or a handler's wish: logged already, or not at all
				panic(v)
			}
			s.panicked(exchangeOf(r.Context()), r, v)
			if inner.status != 0 {
				panic(http.ErrAbortHandler)
			}
			s.fail(inner, r, http.StatusInternalServerError)
		}()
		next.ServeHTTP(inner, r)
	})
}

func (s *Server) panicked(x *exchange, r *http.Request, v any) {
	s.o.Metrics.panicked()
	s.log.Error("a request panicked", "id", x.id, "method", r.Method, "path", redact(r.URL.Path), "panic", v, "stack", stack())
}

// fail draws an error page; if even that panics, a line of text.
func (s *Server) fail(w *answer, r *http.Request, status int) {
	defer func() {
		if v := recover(); v != nil && w.status == 0 {
			http.Error(w, http.StatusText(status), status)
		}
	}()
	if s.o.Fail == nil || !browses(r) {
		http.Error(w, http.StatusText(status), status)
		return
	}
	s.o.Fail(w, r, status)
}

// browses tells whether a person looks at the answer.
func browses(r *http.Request) bool { return strings.Contains(r.Header.Get("Accept"), "text/html") }

func stack() string {
	const most = 8 << 10
	text := debug.Stack()
	return string(text[:min(len(text), most)])
}

// redact hides what is secret in a path: keys of integrations, tokens of links and invitations.
func redact(path string) string {
	path = pathpkg.Clean("/" + path) // the mux would lead there
	for _, secret := range []string{pathAck, "/invite/", "/wallboard/enter/", "/integration/", "/hooks/", "/beat/", pathCalendar} {
		if rest, ok := strings.CutPrefix(path, secret); ok && rest != "" {
			return secret + "…"
		}
	}
	return cut(path, 200)
}

// answer is a ResponseWriter that knows what was written.
type answer struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader notes the status. An informational one (103) is not yet the answer.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write notes that the answer began.
func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// Flush sends what is written.
func (a *answer) Flush() {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	_ = http.NewResponseController(a.ResponseWriter).Flush()
}

// Unwrap is for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
