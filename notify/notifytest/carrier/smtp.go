package carrier

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"
)

// Mail is one message that an [SMTP] carrier was handed.
type Mail struct {
	At   time.Time
	Helo string
	User string // who signed in, or ""
	TLS  bool
	From string   // the envelope's
	To   []string // the envelope's
	Raw  []byte   // at most 4 MiB; nil when the envelope was refused
	// Taken is set when the carrier took the message: it answered 250 to it, or
	// the fault was [Lost].
	Taken bool
}

// SMTPOptions say what an [SMTP] carrier offers and asks for.
type SMTPOptions struct {
	// STARTTLS is offered with this configuration; nil offers none. For TLS
	// from the first byte wrap the listener with [tls.NewListener].
	STARTTLS *tls.Config
	// User and Password are asked for unless User is empty, by one of
	// Mechanisms: PLAIN, LOGIN, CRAM-MD5 (all, if nil).
	User, Password string
	Mechanisms     []string
}

// SMTP is a submission server that takes mail for anybody.
type SMTP struct {
	options SMTPOptions
	server  *smtp.Server
	ln      net.Listener
	done    chan struct{}
	once    sync.Once
	written atomic.Int64

	mu      sync.Mutex
	faults  faults
	struck  map[net.Conn]Fault
	mails   []Mail
	changed chan struct{}
	watch   func(Mail)
}

// NewSMTP serves on ln until Close.
func NewSMTP(ln net.Listener, o SMTPOptions) *SMTP {
	c := &SMTP{options: o, ln: ln, done: make(chan struct{}), changed: make(chan struct{}), struck: map[net.Conn]Fault{}}
	c.server = smtp.NewServer(smtp.BackendFunc(func(conn *smtp.Conn) (smtp.Session, error) {
		return c.session(conn), nil
	}))
	c.server.Domain = "carrier.example"
	c.server.AllowInsecureAuth = true
	c.server.TLSConfig = o.STARTTLS
	c.server.MaxMessageBytes = 4 << 20
	c.server.EnableSMTPUTF8 = true
	c.server.ErrorLog = log.New(io.Discard, "", 0)
	go func() { _ = c.server.Serve(&faultyListener{Listener: ln, carrier: c}) }()
	return c
}

// Close stops the carrier, and every connection it left hanging. It may be
// called twice.
func (c *SMTP) Close() error {
	var err error
	c.once.Do(func() {
		close(c.done)
		err = errors.Join(c.server.Close(), ignoreClosed(c.ln.Close()))
	})
	return err
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// Fault treats the next connections in this way, one each.
func (c *SMTP) Fault(f ...Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults.next = append(c.faults.next, f...)
}

// Always treats every later connection in this way, until Always(Fault{}).
func (c *SMTP) Always(f Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults.standing = f
}

// Watch has f called with each mail, before it is answered.
func (c *SMTP) Watch(f func(Mail)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.watch = f
}

// Mails returns what has arrived so far, in order: messages taken, and those
// refused at the envelope or after the data.
func (c *SMTP) Mails() []Mail {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.mails)
}

// Wait returns the mails once there are n, or an error when ctx ends first.
func (c *SMTP) Wait(ctx context.Context, n int) ([]Mail, error) {
	for {
		c.mu.Lock()
		mails, changed := slices.Clone(c.mails), c.changed
		c.mu.Unlock()
		if len(mails) >= n {
			return mails, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return mails, fmt.Errorf("%d of %d mails arrived: %w", len(mails), n, ctx.Err())
		}
	}
}

// Written is how many reply bytes clients took of a [Huge] or [Slow] answer.
func (c *SMTP) Written() int64 { return c.written.Load() }

func (c *SMTP) record(m Mail) {
	c.mu.Lock()
	c.mails = append(c.mails, m)
	close(c.changed)
	c.changed = make(chan struct{})
	watch := c.watch
	c.mu.Unlock()
	if watch != nil {
		watch(m)
	}
}

// fault is what was decided for a connection when it was accepted.
func (c *SMTP) fault(conn net.Conn) Fault {
	if t, ok := conn.(*tls.Conn); ok && c.options.STARTTLS != nil {
		conn = t.NetConn()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.struck[conn]
}

func (c *SMTP) forget(conn net.Conn) {
	if t, ok := conn.(*tls.Conn); ok && c.options.STARTTLS != nil {
		conn = t.NetConn()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.struck, conn)
}

// faultyListener keeps the connections that misbehave from the first byte away
// from the SMTP server.
type faultyListener struct {
	net.Listener
	carrier *SMTP
}

// Accept returns the next connection that is to be served properly, at least at
// first.
func (l *faultyListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		l.carrier.mu.Lock()
		f := l.carrier.faults.pop()
		l.carrier.struck[conn] = f
		l.carrier.mu.Unlock()
		if !f.atConnection() {
			return conn, nil
		}
		go func() {
			l.carrier.misbehave(conn, f)
			l.carrier.forget(conn)
		}()
	}
}

func (f Fault) atConnection() bool {
	switch f.kind {
	case slow, huge, garbage, reset:
		return true
	case hang:
		return f.stage == "" || f.stage == AtConnect
	}
	return f.kind == answer && f.stage == AtConnect
}

func (c *SMTP) misbehave(conn net.Conn, f Fault) {
	defer conn.Close()
	switch f.kind {
	case reset:
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
	case answer:
		fmt.Fprintf(conn, "%d %s\r\n", f.code, f.text)
	case garbage:
		_, _ = io.WriteString(conn, "\x00\xff\x00 nothing of the kind\r\n")
	case hang:
		c.until(conn, func() error { return nil }, time.Minute)
	case slow:
		c.until(conn, func() error { return c.write(conn, "2") }, time.Second)
	case huge:
		line := "220-" + string(slices.Repeat([]byte("x"), 1000)) + "\r\n"
		c.until(conn, func() error { return c.write(conn, line) }, 0)
	}
}

func (c *SMTP) write(conn net.Conn, s string) error {
	n, err := io.WriteString(conn, s)
	c.written.Add(int64(n))
	return err
}

// until repeats act, with pauses, until it fails, the client goes or the
// carrier is closed.
func (c *SMTP) until(conn net.Conn, act func() error, pause time.Duration) {
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_, _ = io.Copy(io.Discard, conn)
	}()
	defer func() { conn.Close(); <-gone }()
	for act() == nil {
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-gone:
			return
		case <-c.done:
			return
		}
	}
}
