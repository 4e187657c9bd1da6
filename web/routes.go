package web

import (
	"net/http"

	"wakeman/engine"
	"wakeman/web/auth"
)

// Doors are what other packages serve. Each gets a mux of its own, so that the
// middleware around it does not depend on who registered a pattern. A nil door
// is closed: 404.
type Doors struct {
	// Events are the endpoints that senders post to.
	Events func(*http.ServeMux)
	// Calendars are the feeds below /calendar/.
	Calendars func(*http.ServeMux)
	// API is below /api.
	API func(*http.ServeMux)
	// Pages are all the rest, acknowledge links (/a/…) and assets included.
	Pages func(*http.ServeMux)
}

// pathAck begins the path of acknowledge links, whose rest is a secret.
const pathAck = "/a/"

// pathCalendar begins the path of calendar feeds, whose rest is a secret.
const pathCalendar = "/calendar/"

// eventPaths are where senders post to. The trailing slash takes everything below.
func eventPaths() []string {
	return []string{
		"/v2/", "/integration/", "/generic/", "/create_event", "/create_event/", "/nagios/", "/hooks/", "/beat/",
	}
}

// routes mounts every door. Which patterns are behind it, is its own affair.
func (s *Server) routes() http.Handler {
	events, api, pages, calendars := muxOf(s.o.Events), muxOf(s.o.API), muxOf(s.o.Pages), muxOf(s.o.Calendars)
	root := http.NewServeMux()

	root.Handle("GET /health/live", s.plain(http.HandlerFunc(live)))
	root.Handle("GET /health/ready", s.plain(http.HandlerFunc(s.ready)))
	root.Handle("GET /metrics", s.auth.AuthenticateAPI(s.plain(s.metrics())))
	root.Handle(routeLive, s.plain(s.o.Hub.serve(s.auth.Again)))

	for _, path := range eventPaths() {
		root.Handle(path, capBody(maxEventBody, s.plain(events)))
	}
	apiDoor := capBody(maxBody, s.compress(s.auth.AuthenticateAPI(s.plain(api))))
	root.Handle("/api", apiDoor)
	root.Handle("/api/", apiDoor)
	root.Handle(pathAck, capBody(maxLinkBody, s.compress(s.auth.Authenticate(s.plain(pages)))))
	root.Handle(pathCalendar, s.toHTTPS(capBody(maxLinkBody, s.compress(s.plain(calendars)))))
	root.Handle("/", s.toHTTPS(capBody(maxBody, s.crossOrigin(s.compress(s.auth.Authenticate(s.plain(pages)))))))
	if s.o.Challenge != nil {
		root.Handle("GET /.well-known/acme-challenge/", s.plain(http.HandlerFunc(s.challenge)))
	}

	return s.observe(s.isolate(secureHeaders(s.o.HSTS, oneSlash(root))))
}

func muxOf(mount func(*http.ServeMux)) *http.ServeMux {
	mux := http.NewServeMux()
	if mount != nil {
		mount(mux)
	}
	return mux
}

// plain is next to the handlers: it learns the route's pattern, and turns a
// panic into an answer before anything (compression) has closed one.
func (s *Server) plain(next http.Handler) http.Handler {
	return s.isolate(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { exchangeOf(r.Context()).pattern = r.Pattern }()
		next.ServeHTTP(w, r)
	}))
}

// The bounds on bodies, in bytes. Doors may have stricter ones. Those of events keep
// a few MiB of a body at most, and read the rest only to be heard when they answer.
const (
	maxEventBody = 40 << 20
	maxBody      = 1 << 20
	maxLinkBody  = 64 << 10
)

func capBody(n int64, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, n)
		next.ServeHTTP(w, r)
	})
}

// crossOrigin refuses forms that another site sent with our cookie.
func (s *Server) crossOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.csrf.Check(r); err != nil {
			s.o.Metrics.Refused("pages")
			s.o.Refusals.Refuse(engine.Refusal{Door: "pages", Remote: auth.Remote(r), Reason: "a form sent by another site, or through a proxy that changes the host name", Hint: "origin " + r.Header.Get("Origin")})
			s.fail(&answer{ResponseWriter: w}, r, http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
