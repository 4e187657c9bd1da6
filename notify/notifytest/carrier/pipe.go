package carrier

import (
	"context"
	"net"
	"sync"
)

// PipeListener is a [net.Listener] in memory. Each Dial makes a connection and
// hands its other end to Accept.
type PipeListener struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

// Pipe returns a listener that works inside a testing/synctest bubble. Its
// connections buffer 64 KiB each way, as sockets do: over a [net.Pipe], which
// holds nothing, a TLS client that sends an alert and a server that is still
// sending its certificate wait for each other.
func Pipe() *PipeListener {
	return &PipeListener{conns: make(chan net.Conn), done: make(chan struct{})}
}

// Dial connects to the listener, whatever the address. It has the form of
// [net.Dialer.DialContext], and fails once the listener is closed as a refused
// connection does.
func (l *PipeListener) Dial(ctx context.Context, network, _ string) (net.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	a, b := newStream(), newStream()
	select {
	case l.conns <- &pipeConn{in: a, out: b}:
		return &pipeConn{in: b, out: a}, nil
	case <-l.done:
		return nil, &net.OpError{Op: "dial", Net: network, Addr: l.Addr(), Err: net.ErrClosed}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept returns the other end of the next Dial.
func (l *PipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Close ends Accept and every later Dial.
func (l *PipeListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

// Addr is a placeholder of network "pipe".
func (l *PipeListener) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "carrier.example:80" }
