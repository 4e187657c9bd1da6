package web

import (
	"encoding/json"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web/auth"
)

// Ticker tells when the escalation loop last completed a step; zero if it has
// not since the start. *engine.Engine is one.
type Ticker interface{ LastTick() time.Time }

// Store is what the server itself reads. *store.DB is one.
type Store interface {
	Health() store.Health
	OpenCounts() (triggered, acknowledged int, err error)
	QueueDepth() (timers, pages, deliveries int, err error)
}

// staleTick is how old the last tick may be. The loop looks at least every 30
// seconds.
const staleTick = time.Minute

// readiness is the answer of /health/ready.
type readiness struct {
	Status string `json:"status"` // ready, not ready
	// Reasons are sentences: why it is not ready.
	Reasons []string `json:"reasons,omitempty"`
	// Notes are what an admin should know although it is ready.
	Notes    []string  `json:"notes,omitempty"`
	LastTick time.Time `json:"last_tick,omitzero"`
}

// judgeReadiness decides whether the box does what it is for: take events, keep
// them, and escalate.
func judgeReadiness(lastTick time.Time, h store.Health, stopping bool, now time.Time) readiness {
	r := readiness{Status: "ready", LastTick: lastTick}
	say := func(bad bool, reason string) {
		if bad {
			r.Status, r.Reasons = "not ready", append(r.Reasons, reason)
		}
	}
	say(stopping, "the server is stopping")
	say(lastTick.IsZero(), "escalation has not run since the start")
	say(!lastTick.IsZero() && now.Sub(lastTick) > staleTick, "escalation has not run since "+lastTick.UTC().Format(time.RFC3339))
	say(h.Failed != nil, "the store has failed: the server has to be restarted")
	say(h.Full, "the store is full since "+h.FullSince.UTC().Format(time.RFC3339)+": new events are refused")
	say(h.Trouble != nil, "something could not be stored since "+h.TroubleAt.UTC().Format(time.RFC3339)+": the store is damaged")
	if h.Damaged > 0 {
		r.Notes = append(r.Notes, "damaged records of the store were set aside: "+strconv.Itoa(h.Damaged))
	}
	if h.Held != "" {
		r.Notes = append(r.Notes, "nobody is paged: "+h.Held)
	}
	return r
}

func live(w http.ResponseWriter, _ *http.Request) {
	answerJSON(w, http.StatusOK, map[string]string{"status": "alive"})
}

func (s *Server) ready(w http.ResponseWriter, _ *http.Request) {
	r := judgeReadiness(s.o.Engine.LastTick(), s.o.Store.Health(), s.stopping.Load(), time.Now())
	if s.o.Notes != nil {
		r.Notes = append(r.Notes, s.o.Notes()...)
	}
	status := http.StatusOK
	if r.Status != "ready" {
		status = http.StatusServiceUnavailable
		w.Header().Set("Retry-After", "10")
	}
	answerJSON(w, status, r)
}

// metrics is for the LAN, and for whoever has an API key: figures about an
// outage are nobody else's business. What a proxy that nobody listed forwards may
// come from anywhere.
func (s *Server) metrics() http.Handler {
	figures := s.o.Metrics.handler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, known := auth.From(r.Context())
		_, forwarded := s.proxies.unlisted(r)
		if near(auth.ClientOf(r).Addr) && !forwarded || p.Allows(known, people.Viewer, r.Method) == 0 {
			figures.ServeHTTP(w, r)
			return
		}
		w.Header().Set("WWW-Authenticate", "Bearer")
		answerJSON(w, http.StatusUnauthorized, map[string]string{"error": "from outside of private networks, or through a proxy that is not listed, metrics need an API key: Authorization: Bearer KEY"})
	})
}

// near tells loopback, private and link-local addresses, and connections inside
// the process.
func near(a netip.Addr) bool {
	return !a.IsValid() || a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast()
}

func answerJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client is gone: nobody to tell
}
