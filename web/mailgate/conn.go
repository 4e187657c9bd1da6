package mailgate

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"
	"time"

	"wakeman/engine"
)

// maxRefusals is how many refusals one connection gets listed: a scanner that
// guesses addresses must not push everybody else off the list.
const maxRefusals = 10

// listener hands out connections within the caps.
type listener struct {
	net.Listener
	s *Server
}

func (l *listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		ours := &conn{Conn: c, s: l.s, ip: address(c), ends: time.Now().Add(l.s.o.SessionLimit)}
		if why := l.s.conns.add(ours, l.s.o); why != "" {
			l.s.tooMany(c, ours.ip, why)
			continue
		}
		return ours, nil
	}
}

// tooMany turns a connection away. Of a flood, one refusal a second is listed.
func (s *Server) tooMany(c net.Conn, ip, why string) {
	if s.conns.mayTell(time.Now()) {
		s.o.Intake.Refuse(engine.Refusal{Door: "smtp", Remote: ip, Reason: why})
	}
	go func() {
		_ = c.SetDeadline(time.Now().Add(time.Second))
		_, _ = fmt.Fprintf(c, "421 4.7.0 %s, try again later\r\n", why)
		_ = c.Close()
	}()
}

// address is the peer's IP address without port.
func address(c net.Conn) string {
	host, _, err := net.SplitHostPort(c.RemoteAddr().String())
	if err != nil {
		return c.RemoteAddr().String()
	}
	return host
}

// neighbours is what counts as one sender: an IPv4 address, an IPv6 network.
func neighbours(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil || a.Unmap().Is4() {
		return ip
	}
	p, err := a.WithZone("").Prefix(64)
	if err != nil {
		return ip
	}
	return p.String()
}

// conns are the open connections.
type conns struct {
	mu     sync.Mutex
	open   map[*conn]struct{}
	told   time.Time // when a refused connection was last listed
	ending bool
}

// add counts c in, or says why not.
func (cs *conns) add(c *conn, o Options) string {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if len(cs.open) >= o.MaxConns {
		return "too many connections"
	}
	same := 0
	for other := range cs.open {
		if neighbours(other.ip) == neighbours(c.ip) {
			same++
		}
	}
	if same >= o.MaxConnsPerIP {
		return "too many connections from your address"
	}
	c.ending = cs.ending
	cs.open[c] = struct{}{}
	return ""
}

func (cs *conns) remove(c *conn) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	delete(cs.open, c)
}

func (cs *conns) mayTell(now time.Time) bool {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if now.Sub(cs.told) < time.Second {
		return false
	}
	cs.told = now
	return true
}

// hurry ends all connections that are not in the middle of a mail.
func (cs *conns) hurry() {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	cs.ending = true
	for c := range cs.open {
		c.hurry()
	}
}

func (cs *conns) closeAll() {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	for c := range cs.open {
		_ = c.Conn.Close()
	}
}

// conn is a connection with deadlines of its own: each read may wait for
// ReadTimeout, and all of them together for SessionLimit. The library sets one
// deadline per command, which would have to do for a whole mail.
//
// It also watches the replies, because the library refuses a malformed command
// or an announced size without asking anybody, and a sender that is refused is
// one that somebody must hear of. Under TLS it sees nothing; what the session
// itself refuses is listed there too.
type conn struct {
	net.Conn
	s    *Server
	ip   string
	ends time.Time

	mu       sync.Mutex
	inMail   bool
	ending   bool
	listed   bool // the reply about to be written is listed already
	refusals int
}

func (c *conn) Read(b []byte) (int, error) {
	if err := c.setDeadline(time.Now()); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(b)
	if n > 0 && !c.isInMail() {
		n = qualify(b, n)
	}
	return n, err
}

func (c *conn) isInMail() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.inMail
}

func (c *conn) setDeadline(now time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ending && !c.inMail {
		return os.ErrDeadlineExceeded // the library answers 421
	}
	at := now.Add(c.s.o.ReadTimeout)
	if at.After(c.ends) {
		at = c.ends
	}
	return c.Conn.SetReadDeadline(at)
}

// SetReadDeadline does nothing: the deadlines are the conn's own.
func (c *conn) SetReadDeadline(time.Time) error { return nil }

func (c *conn) Write(b []byte) (int, error) {
	if !c.takeListed() && len(b) > 4 && b[0] == '5' {
		c.refuse("answered " + oneLine(string(b), 200))
		c.takeListed()
	}
	return c.Conn.Write(b)
}

// takeListed tells whether the reply being written was listed by the session,
// and forgets it.
func (c *conn) takeListed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	was := c.listed
	c.listed = false
	return was
}

// refuse lists a refusal. hint may name the address tried, without its key.
func (c *conn) refuse(reason string, hint ...string) {
	c.mu.Lock()
	c.listed = true
	c.refusals++
	over := c.refusals > maxRefusals
	c.mu.Unlock()
	if !over {
		c.s.o.Intake.Refuse(engine.Refusal{Door: "smtp", Remote: c.ip, Reason: reason, Hint: strings.Join(hint, " ")})
	}
}

// setInMail marks the time in which a shutdown waits.
func (c *conn) setInMail(on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.inMail = on
}

func (c *conn) hurry() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ending = true
	if !c.inMail {
		_ = c.Conn.SetReadDeadline(time.Unix(1, 0))
	}
}

func (c *conn) Close() error {
	c.s.conns.remove(c)
	return c.Conn.Close()
}
