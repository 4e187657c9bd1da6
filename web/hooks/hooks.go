package hooks

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"wakeman/engine"
)

// Intake takes decoded posts into the core.
type Intake interface {
	// Submit stores a post as a whole and decides what becomes of it. When it
	// returns without an error, the post is committed. An error is an
	// [engine.Failure] (UnknownKey; Unavailable with Retry), or an internal one.
	Submit(ctx context.Context, p engine.Post) (engine.Receipt, error)
	// Refuse records that something was turned away, to be counted and listed.
	Refuse(r engine.Refusal)
	// Integration finds the integration that has a key.
	Integration(key string) (engine.Integration, bool)
}

// Request is an HTTP request as a decoder sees it.
type Request struct {
	Method string
	Path   map[string]string // values of the route's wildcards
	Header http.Header
	Query  url.Values
	Body   []byte // whole, decompressed
	Remote string // the sender's address without port
	// Bearer is the integration key that the Authorization header stands for;
	// "" for none. A key in path or body goes before it.
	Bearer   string
	Received time.Time
	// Integration is whose key it is; the zero value if nobody has it, and at the
	// doors that find the key in the body.
	Integration engine.Integration
	// Attested is what is known of the sender beyond that, where it signs.
	Attested Attested
}

// Decoded is what a decoder made of a request: events for one integration.
type Decoded struct {
	Key    string // the integration's key
	Events []engine.Event
}

// Decoder reads one source's format. Its error is an [*Invalid].
type Decoder func(Request) (Decoded, error)

// Invalid says why a request is turned away: it can never page anybody, or
// nobody can tell whose it is.
type Invalid struct {
	Errors []string // one sentence each, naming the field
}

func (e *Invalid) Error() string {
	if len(e.Errors) == 0 {
		return "invalid event"
	}
	return e.Errors[0]
}

// Options are the handlers' settings. The zero value works.
type Options struct {
	MaxBody int64                      // bytes of a body whose key nobody has, also after decompression; 0 means 512 KiB
	Log     *slog.Logger               // nil means no log
	Remote  func(*http.Request) string // the sender's address without port; nil means the connection's
	// EventKey is the integration key that a request's Authorization header
	// stands for, "" for none; an error is one of the store. nil means that such
	// headers are not looked at.
	EventKey func(*http.Request) (string, error)
	// Beat takes a heartbeat's sign of life; see [engine.Engine.Beat]. nil: that door
	// is closed.
	Beat func(ctx context.Context, key string) error
	// Fetch gets what a sender signs with; nil: the box has no way out.
	Fetch Fetch

	room room // for bodies larger than MaxBody
}

// Fetch gets the body behind an https address, and follows no redirect. The
// address is checked by whoever asks; that it is none of the LAN, by Fetch.
type Fetch func(ctx context.Context, address string) ([]byte, error)

// Routes adds the event endpoints to mux.
func Routes(mux *http.ServeMux, in Intake, o Options) {
	o = o.withDefaults()
	add := func(d door, paths ...string) {
		d.in, d.o = in, o
		for _, path := range paths {
			mux.Handle("POST "+path, d.at(path))
			mux.Handle("POST "+path+"/{$}", d.at(path))
		}
	}
	add(doorV2(), "/v2/enqueue")
	add(doorVendor(), "/integration/{key}/enqueue")
	add(doorChange(), "/v2/change/enqueue")
	add(doorV1(), "/generic/2010-04-15/create_event.json")
	add(doorNagios(), "/create_event", "/nagios/2010-04-15/create_event")
	for _, s := range sources() {
		s.routes(mux, in, o)
	}
	if o.Beat != nil {
		beats{beat: o.Beat, in: in, o: o, rate: &rate{}}.routes(mux)
	}
}

func (o Options) withDefaults() Options {
	if o.MaxBody <= 0 {
		o.MaxBody = 512 << 10
	}
	o.room = make(room, maxLarge)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.EventKey == nil {
		o.EventKey = func(*http.Request) (string, error) { return "", nil }
	}
	if o.Remote == nil {
		o.Remote = connectionAddress
	}
	return o
}

// connectionAddress trusts no header: forwarded addresses are the business of
// whoever knows the proxies.
func connectionAddress(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
