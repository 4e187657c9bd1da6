package web

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"wakeman/web/auth"
)

// routeLive is the pattern of the stream.
const routeLive = "GET /live"

const (
	liveGap      = 500 * time.Millisecond // between two events for one browser
	liveBeat     = 15 * time.Second       // so that a page knows when it has lost us
	liveRecheck  = 30 * time.Second       // who it is, is asked anew
	livePatience = 10 * time.Second       // for a browser that does not read
)

// serve streams server-sent events (WHATWG HTML, section 9.2):
//
//	event: change   data: names of fragments, separated by blanks
//	event: reset    data: missed; something changed, nobody knows what
//	event: beat     data: the server's time (RFC 3339), each 15 seconds
//
// The ids of the first two are positions ([Hub.Position]). A browser that
// connects says where it was, in Last-Event-ID or in the query's after; anywhere
// else than here means reset.
//
// again tells who the request is from now; the stream ends when it is nobody or
// somebody else. A browser comes back by itself, and then learns that it has to
// sign in.
func (h *Hub) serve(again func(*http.Request) (auth.Principal, bool)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, ok := again(r)
		if !ok {
			http.Error(w, "sign in first", http.StatusUnauthorized)
			return
		}
		s := h.join(p.User.ID)
		if s == nil {
			http.Error(w, "too many open pages", http.StatusTooManyRequests)
			return
		}
		defer h.leave(s)
		if cmp.Or(r.Header.Get("Last-Event-ID"), r.FormValue("after")) != h.Position() {
			s.missed()
		}
		out := events{w: w, control: http.NewResponseController(w)}
		if out.begin() == nil {
			h.run(r, s, out, again)
		}
	})
}

// run ends when the browser goes, stops reading, or may no longer read.
func (h *Hub) run(r *http.Request, s *stream, out events, again func(*http.Request) (auth.Principal, bool)) {
	beat, recheck := time.NewTicker(liveBeat), time.NewTicker(liveRecheck)
	defer beat.Stop()
	defer recheck.Stop()
	allowed := func() bool {
		p, ok := again(r)
		return ok && p.User.ID == s.user
	}
	var flush <-chan time.Time // set while news waits for its turn
	var last time.Time
	for {
		var err error
		select {
		case <-r.Context().Done():
			return
		case <-h.closed:
			return
		case <-s.again:
			if !allowed() {
				return
			}
		case <-recheck.C:
			if !allowed() {
				return
			}
		case at := <-beat.C:
			err = out.send("beat", at.UTC().Format(time.RFC3339), "")
		case <-s.wake:
			if flush == nil {
				flush = time.After(liveGap - time.Since(last))
			}
		case last = <-flush:
			flush = nil
			err = h.tell(s, out)
		}
		if err != nil {
			return
		}
	}
}

// tell sends the news. The position is read before the news is taken: the other
// way round it could claim a change that was not told.
func (h *Hub) tell(s *stream, out events) error {
	at := h.Position()
	names, reset := s.take()
	if reset {
		return out.send("reset", "missed", at)
	}
	return out.send("change", strings.Join(names, " "), at)
}

// events writes one stream.
type events struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func (e events) begin() error {
	header := e.w.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no") // nginx would hold events back
	// The server's deadlines are for requests; reading is how it notices that
	// the browser went away.
	if err := e.control.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return e.write("retry: 3000\n\n")
}

// send writes one event; without an id the browser's position stays.
func (e events) send(name, data, id string) error {
	if id != "" {
		id = "id: " + id + "\n"
	}
	return e.write(id + "event: " + name + "\ndata: " + data + "\n\n")
}

// write gives each event its own deadline in place of the request's.
func (e events) write(text string) error {
	err := e.control.SetWriteDeadline(time.Now().Add(livePatience))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := io.WriteString(e.w, text); err != nil {
		return err
	}
	return e.control.Flush()
}
