package calendar

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules/ical"
	"wakeman/web/auth"
)

// Keys knows the secrets of feeds; see [auth.Auth.CalendarKey].
type Keys interface {
	CalendarKey(ctx context.Context, secret string) (t people.Token, ok bool, err error)
}

// Options are what the feeds are served from.
type Options struct {
	Keys   Keys
	Config func() *engine.Config
	Base   func() string    // the public address; "" when it is not known
	Now    func() time.Time // nil: time.Now
	Log    *slog.Logger     // nil: no log
}

// Routes mounts the feeds.
func Routes(mux *http.ServeMux, o Options) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &server{Options: o, limit: newLimit()}
	mux.HandleFunc("GET /calendar/{file}", s.feed) // HEAD too
}

type server struct {
	Options
	limit *limit
}

// feed answers one. Nothing tells an address that never was from one that is no more, also not which requests are counted
// together. The key is looked up first, which costs little next to the feed: only so a right one is not counted with wrong ones.
func (s *server) feed(w http.ResponseWriter, r *http.Request) {
	secret, isCalendar := strings.CutSuffix(r.PathValue("file"), ".ics")
	t, ok, err := s.Keys.CalendarKey(r.Context(), secret)
	if err != nil {
		s.Log.Error("the key of a calendar feed could not be looked up", "err", err)
		w.Header().Set("Retry-After", "60")
		http.Error(w, "Not available now.", http.StatusServiceUnavailable)
		return
	}
	cfg, now := s.Config(), s.Now()
	there := ok && isCalendar && opens(cfg, t)
	who := from(auth.ClientOf(r).Addr)
	if there {
		who = keyed(t.ID)
	}
	if s.limit.wait(who, now) > 0 {
		w.Header().Set("Retry-After", "60")
		http.Error(w, "Too many requests: try again in a minute.", http.StatusTooManyRequests)
		return
	}
	if !there {
		http.NotFound(w, r)
		return
	}
	write(w, r, ical.Write(s.of(cfg, t, now)))
}

// opens reports whether there still is what a key shows.
func opens(cfg *engine.Config, t people.Token) bool {
	if t.Schedule != "" {
		_, ok := cfg.Schedule(t.Schedule)
		return ok
	}
	u, ok := cfg.Users[t.User]
	return ok && !u.Disabled
}

// of is the feed that a key shows, of one that opens something.
func (s *server) of(cfg *engine.Config, t people.Token, now time.Time) ical.Feed {
	if t.Schedule != "" {
		feed, _ := Schedule(cfg, t.Schedule, s.Base(), now)
		return feed
	}
	return Person(cfg, cfg.Users[t.User], s.Base(), now)
}

// write sends a feed, or 304 for one that the client has.
func write(w http.ResponseWriter, r *http.Request, text []byte) {
	sum := sha256.Sum256(text)
	h := w.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("ETag", `W/"`+hex.EncodeToString(sum[:16])+`"`) // weak: it may be sent compressed
	h.Set("Cache-Control", "private, no-cache")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(text))
}
