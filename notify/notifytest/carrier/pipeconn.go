package carrier

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// pipeConn is one end of a connection in memory.
type pipeConn struct{ in, out *stream }

func (c *pipeConn) Read(p []byte) (int, error)  { return c.in.read(p) }
func (c *pipeConn) Write(p []byte) (int, error) { return c.out.write(p) }

func (c *pipeConn) Close() error {
	c.in.close(true)
	c.out.close(false)
	return nil
}

func (c *pipeConn) LocalAddr() net.Addr  { return pipeAddr{} }
func (c *pipeConn) RemoteAddr() net.Addr { return pipeAddr{} }

func (c *pipeConn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}

func (c *pipeConn) SetReadDeadline(t time.Time) error  { return c.in.setDeadline(&c.in.readBy, t) }
func (c *pipeConn) SetWriteDeadline(t time.Time) error { return c.out.setDeadline(&c.out.writeBy, t) }

// maxBuffered is how much a stream holds before its writer must wait.
const maxBuffered = 64 << 10

// stream is one direction of a connection. Whoever waits, waits for changed to
// be closed: a channel and not a condition variable, for the deadlines.
type stream struct {
	mu              sync.Mutex
	changed         chan struct{}
	buffer          []byte
	ended, unread   bool // the writer is done; the reader is gone
	readBy, writeBy time.Time
}

func newStream() *stream { return &stream{changed: make(chan struct{})} }

// change tells everybody who waits. The lock is held.
func (s *stream) change() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// wait gives the lock away until something changes or the deadline passes.
func (s *stream) wait(deadline time.Time) {
	changed := s.changed
	s.mu.Unlock()
	defer s.mu.Lock()
	if deadline.IsZero() {
		<-changed
		return
	}
	timer := time.NewTimer(time.Until(deadline))
	defer timer.Stop()
	select {
	case <-changed:
	case <-timer.C:
	}
}

func passed(deadline time.Time) bool {
	return !deadline.IsZero() && !time.Now().Before(deadline)
}

func (s *stream) read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.unread:
			return 0, net.ErrClosed
		case passed(s.readBy):
			return 0, os.ErrDeadlineExceeded
		case len(s.buffer) > 0:
			n := copy(p, s.buffer)
			s.buffer = s.buffer[n:]
			s.change()
			return n, nil
		case s.ended:
			return 0, io.EOF
		}
		s.wait(s.readBy)
	}
}

func (s *stream) write(p []byte) (n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.ended:
			return n, net.ErrClosed
		case s.unread:
			return n, io.ErrClosedPipe
		case passed(s.writeBy):
			return n, os.ErrDeadlineExceeded
		}
		k := min(len(p), maxBuffered-len(s.buffer))
		s.buffer = append(s.buffer, p[:k]...)
		n, p = n+k, p[k:]
		if k > 0 {
			s.change()
		}
		if len(p) == 0 {
			return n, nil
		}
		s.wait(s.writeBy)
	}
}

func (s *stream) close(reader bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if reader {
		s.unread = true
	} else {
		s.ended = true
	}
	s.change()
}

func (s *stream) setDeadline(which *time.Time, t time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	*which = t
	s.change()
	return nil
}
