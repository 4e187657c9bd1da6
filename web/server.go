package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"wakeman/engine"
	"wakeman/web/auth"
	"wakeman/web/heard"
	"wakeman/web/watch"
)

// Options are what a Server is made from.
type Options struct {
	Engine   Ticker
	Store    Store
	Auth     *auth.Auth
	Refusals *Refusals
	Hub      *Hub
	Metrics  *Metrics // nil: nothing is counted, /metrics is 404
	// Heartbeat is how the outside heartbeat does; nil: there is no figure of it.
	Heartbeat func() engine.HeartbeatState
	// Looks counts the hosts that are looked at; nil: nobody looks.
	Looks func() watch.Counts
	// Senders are the integrations and when they were last heard; nil: there is no
	// figure of them.
	Senders func() ([]heard.Sender, error)
	// CertificateEnds is when the certificate that is served ends; nil: there is
	// no TLS.
	CertificateEnds func() time.Time
	Log             *slog.Logger // nil: no log

	Doors

	// Fail draws an error page for a person: 403 for a form of another site, 500
	// after a panic. nil: a line of text.
	Fail func(w http.ResponseWriter, r *http.Request, status int)

	// TLS serves HTTPS (and HTTP/2); nil is plain http.
	TLS *tls.Config
	// HTTPS is where browsers are sent that come by plain http; nil: nowhere.
	HTTPS *HTTPS
	// HSTS is asked for each answer over TLS whether browsers are told to insist
	// on HTTPS for a year. Only with a certificate that they trust. nil: never.
	HSTS func() bool
	// Challenge answers what an ACME server asks by plain http (RFC 8555, section
	// 8.3), and reports whether it did; nil: nothing is asked.
	Challenge func(w http.ResponseWriter, r *http.Request) bool
	// Notes are sentences for /health/ready that an admin should know although
	// the box is ready; nil: none.
	Notes func() []string
	// TrustedProxies are those whose X-Forwarded-For and -Proto are believed.
	TrustedProxies []netip.Prefix
	// TrustedOrigins are further public addresses (scheme://host[:port]) from
	// which forms are taken, for proxies that change the host name.
	TrustedOrigins []string
	// MaxConns and MaxConnsPerNet bound connections, in all and from one address
	// (IPv6: one /64); 0 is DefaultMaxConns and DefaultMaxConnsPerNet.
	MaxConns, MaxConnsPerNet int
}

// The bounds on one request, and on stopping.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 30 * time.Second
	writeTimeout  = 60 * time.Second
	idleTimeout   = 2 * time.Minute
	maxHeader     = 64 << 10
	stopTimeout   = 15 * time.Second
)

// Server answers HTTP.
type Server struct {
	o        Options
	auth     *auth.Auth
	log      *slog.Logger
	proxies  proxies
	unlisted unlisted
	csrf     *http.CrossOriginProtection
	compress func(http.Handler) http.Handler
	gate     *gate
	tls      *tls.Config // nil: plain http
	http     *http.Server

	stopping atomic.Bool
	done     chan struct{} // closed once stopped says how it went
	stopped  error
}

// New makes a Server. The error names a setting that cannot be used.
func New(o Options) (*Server, error) {
	s := &Server{o: o, auth: o.Auth, log: o.Log, proxies: o.TrustedProxies, csrf: http.NewCrossOriginProtection(), done: make(chan struct{})}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	for _, origin := range o.TrustedOrigins {
		if err := s.csrf.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("trusted origin: %w", err)
		}
	}
	var err error
	if s.compress, err = compression(); err != nil {
		return nil, err
	}
	s.gate = newGate(orDefault(o.MaxConns, DefaultMaxConns), orDefault(o.MaxConnsPerNet, DefaultMaxConnsPerNet), s.proxies.trusts, o.Metrics.connectionRefused)
	if o.Metrics != nil {
		if err := o.Metrics.registry.Register(newStateCollector(o, s.gate)); err != nil {
			return nil, fmt.Errorf("metrics: %w", err)
		}
	}
	s.tls = withHTTP2(o.TLS)
	s.http = s.server(s.routes())
	return s, nil
}

func withHTTP2(c *tls.Config) *tls.Config {
	if c == nil || len(c.NextProtos) > 0 {
		return c
	}
	c = c.Clone()
	c.NextProtos = []string{"h2", "http/1.1"}
	return c
}

func orDefault(n, byDefault int) int {
	if n == 0 {
		return byDefault
	}
	return n
}

func (s *Server) server(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		TLSConfig:         s.tls,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ConnState:         s.gate.state,
		// Strangers' broken handshakes and requests: nothing an admin can act on.
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
}

// compression squeezes text; never event streams, which it would hold back.
func compression() (func(http.Handler) http.Handler, error) {
	wrap, err := gzhttp.NewWrapper(
		gzhttp.MinSize(1024), gzhttp.EnableZstd(false), gzhttp.RandomJitter(32, 0, false),
		gzhttp.ContentTypes([]string{"text/html", "text/css", "text/plain", "text/javascript", "text/calendar", "application/json", "image/svg+xml"}),
	)
	if err != nil {
		return nil, fmt.Errorf("compression: %w", err)
	}
	return func(h http.Handler) http.Handler { return wrap(h) }, nil
}

// ServeHTTP answers one request, with everything around it but the bounds on
// connections.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.http.Handler.ServeHTTP(w, r) }

// Run serves on l, with TLS if there is one, and on plain without, until ctx ends
// or Shutdown is called, then stops in order; see Shutdown. It closes the
// listeners. An error says what failed.
func (s *Server) Run(ctx context.Context, l net.Listener, plain ...net.Listener) error {
	flushing, stopFlushing := context.WithCancel(context.WithoutCancel(ctx))
	var done sync.WaitGroup
	done.Go(func() { s.o.Refusals.Run(flushing) })
	defer done.Wait()
	defer stopFlushing()

	served := s.serve(l, plain)
	var err error
	select {
	case <-ctx.Done():
		err = s.Shutdown(context.WithoutCancel(ctx))
	case err = <-served:
		err = errors.Join(err, s.Shutdown(context.WithoutCancel(ctx)))
	}
	for range served { // until all have ended
	}
	return err
}

// serve begins to listen. The first error comes back; the channel is closed when
// every listener has ended.
func (s *Server) serve(l net.Listener, plain []net.Listener) <-chan error {
	served := make(chan error, 1+len(plain))
	var running sync.WaitGroup
	begin := func(l net.Listener) {
		running.Go(func() {
			err := s.http.Serve(l)
			if errors.Is(err, http.ErrServerClosed) {
				err = nil
			} else {
				err = fmt.Errorf("http: %w", err)
			}
			served <- err
		})
	}
	begin(s.listen(l))
	for _, l := range plain {
		begin(gated{l, s.gate})
	}
	go func() { running.Wait(); close(served) }()
	return served
}

// listen puts the gate below TLS: a handshake is the dearest thing that a
// stranger can ask for.
func (s *Server) listen(l net.Listener) net.Listener {
	if s.tls == nil {
		return gated{l, s.gate}
	}
	return tls.NewListener(gated{l, s.gate}, s.tls)
}

// Shutdown stops within 15 seconds: readiness says no, live streams end, running
// requests are answered (and cut off if they take too long), refusals are stored.
// It may be called more than once and from anywhere; every call waits, and gets
// the same answer. The error names each step that failed.
func (s *Server) Shutdown(ctx context.Context) error {
	// Not a sync.Once, whose lock would be held for as long as requests take.
	if s.stopping.CompareAndSwap(false, true) {
		ctx, cancel := context.WithTimeout(ctx, stopTimeout)
		defer cancel()
		s.stopped = errors.Join(
			step(ctx, "end live streams", time.Second, s.o.Hub.Close),
			step(ctx, "answer running requests", 10*time.Second, s.stopHTTP),
			step(ctx, "store refusals", 4*time.Second, s.o.Refusals.Flush),
		)
		close(s.done)
	}
	<-s.done
	return s.stopped
}

func (s *Server) stopHTTP(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, s.http.Close())
	}
	return err
}

// step runs one part of stopping within its time, and names it if it fails.
func step(ctx context.Context, name string, limit time.Duration, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := do(ctx); err != nil {
		return fmt.Errorf("stop: %s: %w", name, err)
	}
	return nil
}
