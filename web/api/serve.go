package api

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
	"wakeman/web/heard"
	"wakeman/web/upkeep"
)

// maxBody bounds a request body in bytes.
const maxBody = 512 << 10

// rateLimit is what clients are told they may do in a minute: PagerDuty's
// figure. Nothing counts it: refusing an acknowledgement at night because a
// dashboard polls too often would be worse than serving both.
const rateLimit = 960

// server is the API.
type server struct {
	engine    Engine
	store     Store
	editor    Editor
	access    Access
	invites   Invites
	watches   Watches // nil: nobody looks
	heartbeat func() engine.HeartbeatState
	demo      bool
	upkeep    upkeep.Keeper

	refreshFeed func(ctx context.Context, id string) error // nil: nobody does now

	base  func() string
	now   func() time.Time
	log   *slog.Logger
	inner *http.ServeMux
	table map[string]route // by the patterns of inner
	salt  []byte           // keys the ETags
}

// handler answers one endpoint: what it returns is written as JSON, or as
// nothing when it is nil.
type handler func(*call) (body any, err error)

// call is one request, past the gate.
type call struct {
	*http.Request
	who    auth.Principal
	q      query
	header http.Header // of the answer
	status int         // of the answer, where it is not the route's; 0: it is
	salt   []byte
	view
}

// ServeHTTP is the gate: who is it, may they, and is there such a thing.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("ratelimit-limit", strconv.Itoa(rateLimit))
	h.Set("ratelimit-remaining", strconv.Itoa(rateLimit-1))
	h.Set("ratelimit-reset", "60")
	_, pattern := s.inner.Handler(r)
	switch s.allows(r, pattern) {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Token realm="api"`)
		reply(w, http.StatusUnauthorized, problem{code: codeAuthFailed, message: "Authentication failed"}.body())
		return
	case http.StatusForbidden:
		denied := problem{code: codeAccessDenied, message: "Access Denied", errors: []string{"this key or role may not do that"}}
		reply(w, http.StatusForbidden, denied.body())
		return
	}
	if pattern == "" {
		s.missing(w, r)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	s.inner.ServeHTTP(w, r)
}

// allows says as an HTTP status whether a request may go on: 0 is yes. What there
// is not is told only to those who could ask for it.
func (s *server) allows(r *http.Request, pattern string) int {
	route, exists := s.table[pattern]
	role := route.role
	switch {
	case route.public:
		return 0
	case !exists:
		role = roleFor(r.Method)
	}
	who, known := auth.From(r.Context())
	return who.Allows(known, role, r.Method)
}

// roleFor is what a method needs at least where there is nothing: everybody may
// look, and whoever may be paged may try to change something.
func roleFor(method string) people.Role {
	if auth.Safe(method) {
		return people.Viewer
	}
	return people.Responder
}

// missing answers what the inner mux has no handler for, in PagerDuty's form:
// the mux itself knows whether the path or only the method is wrong.
func (s *server) missing(w http.ResponseWriter, r *http.Request) {
	probe := refusal{header: http.Header{}}
	s.inner.ServeHTTP(&probe, r)
	if probe.status != http.StatusMethodNotAllowed {
		reply(w, http.StatusNotFound, problem{code: codeNotFound, message: "Not Found", errors: []string{"there is no " + r.URL.Path}}.body())
		return
	}
	allow := probe.header.Get("Allow")
	w.Header().Set("Allow", allow)
	reply(w, http.StatusMethodNotAllowed, problem{
		code: codeInvalid, message: "Method Not Allowed", errors: []string{r.URL.Path + " takes " + allow},
	}.body())
}

// refusal remembers how the mux refuses, without its text.
type refusal struct {
	header http.Header
	status int
}

func (p *refusal) Header() http.Header         { return p.header }
func (p *refusal) Write(b []byte) (int, error) { return len(b), nil }
func (p *refusal) WriteHeader(status int)      { p.status = status }

// handle runs one endpoint and writes what comes of it.
func (s *server) handle(status int, h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, err := s.newCall(r)
		var body any
		if err == nil {
			c.header = w.Header()
			body, err = h(c)
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		reply(w, cmp.Or(c.status, status), body)
	}
}

func (s *server) newCall(r *http.Request) (*call, error) {
	q, err := parseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	who, _ := auth.From(r.Context())
	v := view{
		cfg: s.store.Config(), link: links{s.baseOf(r)}, include: q.set("include"), now: s.now().UTC(),
		me: who.User.ID, role: who.Role, readOnly: who.ReadOnly(),
	}
	if v.include["integrations"] {
		if v.marks, err = heard.Marks(s.store, v.cfg, v.now); err != nil {
			return nil, err
		}
	}
	v.states, err = s.includedStates(v)
	return &call{Request: r, who: who, q: q, salt: s.salt, view: v}, err
}

// baseOf is the public address, or the one the client used.
func (s *server) baseOf(r *http.Request) string {
	if base := strings.TrimRight(s.base(), "/"); base != "" {
		return base
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// fail writes an error, and logs those that are our own fault.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	if p.status >= http.StatusInternalServerError {
		s.log.Error("api: a request failed", "method", r.Method, "path", r.URL.Path, "err", err)
	}
	if p.retry > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(max(p.retry.Round(time.Second), time.Second)/time.Second)))
	}
	if p.allow != "" {
		w.Header().Set("Allow", p.allow)
	}
	reply(w, p.status, p.body())
}

// reply writes JSON. The type is application/json on errors too: go-pagerduty
// loses the message of any other.
func reply(w http.ResponseWriter, status int, body any) {
	if body == nil {
		w.WriteHeader(status)
		return
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		status = http.StatusInternalServerError
		text.Reset()
		text.WriteString(`{"error":{"message":"Internal Error","code":2000,"errors":[]}}` + "\n")
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(text.Bytes()) // a client that hung up has nothing to be told
}

// actor is who acts. A personal key or a session acts as its owner, whatever
// From says: nobody may sign with another's name. An account's key acts as the
// user that From names, and as itself when From is missing, which PagerDuty
// refuses: an acknowledgement at night must not fail for the want of a header.
func (c *call) actor() (engine.Actor, error) {
	from := c.Header.Get("From")
	if c.who.User.ID != "" || strings.TrimSpace(from) == "" {
		return c.who.Actor("api"), nil
	}
	u, ok := c.cfg.ByEmail(addressOf(from))
	if !ok || u.Disabled {
		return engine.Actor{}, &problem{
			status: http.StatusBadRequest, code: codeNoRequester, message: "Requester User Not Found",
			errors: []string{"From: there is no user with this e-mail address"},
		}
	}
	return engine.Actor{Kind: engine.ByPerson, ID: u.ID, Name: u.Name, Via: "API key " + c.who.Token.Name}, nil
}
