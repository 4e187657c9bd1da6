package carrier

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Call is one request that an [HTTP] carrier received.
type Call struct {
	At     time.Time
	Method string
	Path   string
	Query  url.Values
	Header http.Header
	Body   []byte // at most 4 MiB
	// Taken is set when the carrier took the message: it answered with success,
	// or the fault was [Lost].
	Taken bool
	// Status is the HTTP status answered; 0 if none was.
	Status int
}

// Responder decides what a carrier without a fault answers.
type Responder func(Call) (status int, header http.Header, body string)

// HTTP is a carrier that is called over HTTP. Without a fault it answers as an
// ntfy server to a publish, and otherwise "OK" with status 200.
type HTTP struct {
	server  *http.Server
	ln      net.Listener
	done    chan struct{}
	once    sync.Once
	written atomic.Int64

	mu      sync.Mutex
	faults  faults
	calls   []Call
	changed chan struct{}
	respond Responder
	watch   func(Call)
}

// NewHTTP serves on ln until Close. For TLS wrap ln with [tls.NewListener] and
// [Authority.Server].
func NewHTTP(ln net.Listener) *HTTP {
	c := &HTTP{ln: ln, done: make(chan struct{}), changed: make(chan struct{}), respond: respond}
	c.server = &http.Server{
		Handler:           http.HandlerFunc(c.serve),
		ErrorLog:          log.New(io.Discard, "", 0),
		ReadHeaderTimeout: time.Minute,
	}
	go func() { _ = c.server.Serve(ln) }()
	return c
}

// Close stops the carrier, and every call it left hanging. It may be called
// twice.
func (c *HTTP) Close() error {
	c.once.Do(func() { close(c.done) })
	return c.server.Close()
}

// URL is "http://" and the listener's address.
func (c *HTTP) URL() string { return "http://" + c.ln.Addr().String() }

// Fault treats the next calls in this way, one each.
func (c *HTTP) Fault(f ...Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults.next = append(c.faults.next, f...)
}

// Always treats every later call in this way, until Always(Fault{}).
func (c *HTTP) Always(f Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults.standing = f
}

// Respond replaces what the carrier answers without a fault.
func (c *HTTP) Respond(r Responder) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.respond = r
}

// Watch has f called with each call, before it is answered.
func (c *HTTP) Watch(f func(Call)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.watch = f
}

// Calls returns what has arrived so far, in order.
func (c *HTTP) Calls() []Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.calls)
}

// Wait returns the calls once there are n, or an error when ctx ends first.
func (c *HTTP) Wait(ctx context.Context, n int) ([]Call, error) {
	for {
		c.mu.Lock()
		calls, changed := slices.Clone(c.calls), c.changed
		c.mu.Unlock()
		if len(calls) >= n {
			return calls, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return calls, fmt.Errorf("%d of %d calls arrived: %w", len(calls), n, ctx.Err())
		}
	}
}

// Written is how many reply bytes callers took of a [Huge] or [Slow] answer.
func (c *HTTP) Written() int64 { return c.written.Load() }

func (c *HTTP) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 4<<20))
	call := Call{
		At: time.Now(), Method: r.Method, Path: r.URL.Path, Query: r.URL.Query(),
		Header: r.Header.Clone(), Body: body,
	}
	call.Header.Set("Host", r.Host)
	c.mu.Lock()
	f, respond := c.faults.pop(), c.respond
	c.mu.Unlock()

	header, text := http.Header{}, ""
	switch f.kind {
	case none:
		call.Status, header, text = respond(call)
		call.Taken = call.Status >= 200 && call.Status < 300
	case answer:
		call.Status, text = f.code, f.text
	case lost:
		call.Taken = true
	case huge, slow:
		call.Status = http.StatusOK
	}
	c.record(call)
	c.reply(w, r, f, call.Status, header, text)
}

func (c *HTTP) record(call Call) {
	c.mu.Lock()
	c.calls = append(c.calls, call)
	close(c.changed)
	c.changed = make(chan struct{})
	watch := c.watch
	c.mu.Unlock()
	if watch != nil {
		watch(call)
	}
}

func (c *HTTP) reply(w http.ResponseWriter, r *http.Request, f Fault, status int, header http.Header, text string) {
	switch f.kind {
	case none, answer:
		c.pause(r, f.delay)
		for k, v := range header {
			w.Header()[k] = v
		}
		if f.retryAfter != "" {
			w.Header().Set("Retry-After", f.retryAfter)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	case hang:
		c.pause(r, 24*time.Hour)
		panic(http.ErrAbortHandler)
	case reset, lost:
		abort(w)
	case garbage:
		raw(w, "\x00\xff SSH-2.0-nothing\r\n\r\n")
	case slow, huge:
		c.pour(w, r, f.kind)
	}
}

// pause waits, but no longer than the caller or the carrier does.
func (c *HTTP) pause(r *http.Request, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	case <-c.done:
	}
}

// pour writes until the caller has had enough.
func (c *HTTP) pour(w http.ResponseWriter, r *http.Request, k kind) {
	chunk := make([]byte, 4<<10)
	if k == slow {
		chunk = chunk[:1]
	}
	w.WriteHeader(http.StatusOK)
	for r.Context().Err() == nil {
		n, err := w.Write(chunk)
		c.written.Add(int64(n))
		if err != nil {
			return
		}
		if k == slow {
			_ = http.NewResponseController(w).Flush()
			c.pause(r, time.Second)
		}
		select {
		case <-c.done:
			return
		default:
		}
	}
}

// abort cuts the connection; TCP sends an RST because nothing lingers.
func abort(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

func raw(w http.ResponseWriter, s string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_, _ = io.WriteString(conn, s)
	_ = conn.Close()
}
