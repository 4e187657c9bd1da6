package hooks

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"

	"wakeman/engine"
)

// viaBeat names the door of heartbeats in refusals and metrics.
const viaBeat = "heartbeat"

// beats takes signs of life at /beat/{key}, by POST, GET or HEAD.
//
// A GET that changes something is against our own rule, and here it is the
// protocol: cron with wget, RouterOS' fetch and whatever pings Healthchecks can do
// nothing else. What it changes is harmless to whoever opens the address by
// accident: the next deadline moves. Nothing is acknowledged and nobody is paged
// by it. The key is a secret, so that no stranger keeps what is dead alive.
type beats struct {
	beat func(ctx context.Context, key string) error
	in   Intake
	o    Options
	rate *rate
}

func (b beats) routes(mux *http.ServeMux) {
	for _, method := range []string{"GET", "POST"} { // GET serves HEAD, too
		mux.HandleFunc(method+" /beat/{key}", b.serve)
		mux.HandleFunc(method+" /beat/{key}/{$}", b.serve)
	}
}

// serve answers 200 once the beat counts: what it changes is on disk. The body is
// not read: it may be a whole log.
func (b beats) serve(w http.ResponseWriter, r *http.Request) {
	key := pathKey(r)
	w.Header().Set("Cache-Control", "no-store")
	if !b.rate.allow(key, time.Now()) {
		// The beats before it, of the same second, have counted.
		w.Header().Set("Retry-After", "1")
		b.say(w, http.StatusTooManyRequests, "too many beats in a second")
		return
	}
	err := b.beat(r.Context(), key)
	switch engine.CodeOf(err) {
	case engine.UnknownKey:
		b.rate.forget(key)
		b.in.Refuse(engine.Refusal{Door: viaBeat, Remote: b.o.Remote(r), Reason: "no heartbeat has this key", Hint: hint(key)})
		b.say(w, http.StatusNotFound, "no heartbeat has this key")
	case engine.Unavailable:
		unavailable(w, err)
	default:
		if err == nil {
			b.say(w, http.StatusOK, "ok")
			return
		}
		if r.Context().Err() == nil {
			b.o.Log.Error("a heartbeat was not stored", "remote", b.o.Remote(r), "error", err)
		}
		reply(w, http.StatusInternalServerError, failure("internal error", "The beat was not stored. Send it again."))
	}
}

func (b beats) say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text+"\n") // who does not read the answer has lost nothing
}

const (
	// perSecond is how many beats of one key are looked at in a second. The store is
	// read for each, and more than one says nothing more.
	perSecond = 10
	// maxKeys bounds the memory: more heartbeats than that at once are not counted.
	maxKeys = 10_000
)

// rate counts beats by key in the second that runs. It does not know addresses:
// many senders may share one, and a throttled beat must never look like silence.
type rate struct {
	mu     sync.Mutex
	second int64
	counts map[string]int
}

func (x *rate) allow(key string, now time.Time) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if second := now.Unix(); second != x.second {
		x.second = second
		x.counts = map[string]int{}
	}
	if _, known := x.counts[key]; !known && len(x.counts) >= maxKeys {
		return true
	}
	x.counts[key]++
	return x.counts[key] <= perSecond
}

// forget takes a key out that is nobody's: strangers must not fill the memory.
func (x *rate) forget(key string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.counts, key)
}
