package watch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"syscall"
	"time"
)

// patience is how long one look waits, and brief how long the next of the same
// host do once one got no answer: a host that is dead must not take a minute.
const (
	patience = 3 * time.Second
	brief    = time.Second
)

// Looker looks at the network. The zero value works.
type Looker struct {
	// Allow are further addresses that may be looked at; see forbidden.
	Allow func() []netip.Prefix
	// Patience is how long a look waits for an answer; 0: a few seconds.
	Patience time.Duration
}

func (l Looker) patience() time.Duration {
	if l.Patience > 0 {
		return l.Patience
	}
	return patience
}

// refusal is an address that may not be looked at.
type refusal struct{ why string }

func (r refusal) Error() string { return r.why }

// dial connects, to where it may. The address is looked at after the name was
// resolved, so that a name can not lead elsewhere.
func (l Looker) dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{Timeout: l.patience(), KeepAlive: -1, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return err
		}
		if why := forbidden(at.Addr(), l.allowed()); why != "" {
			return refusal{why}
		}
		return nil
	}}
	return d.DialContext(ctx, network, address)
}

func (l Looker) allowed() []netip.Prefix {
	if l.Allow == nil {
		return nil
	}
	return l.Allow()
}

// Port looks whether a port is as it should be. A port that is to be closed is
// tried by a connect that has to fail.
func (l Looker) Port(ctx context.Context, host string, port int, open bool) Result {
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, l.patience())
	defer cancel()
	conn, err := l.dial(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	r := Result{Took: time.Since(began), Answered: err == nil || errors.Is(err, syscall.ECONNREFUSED)}
	if err == nil {
		_ = conn.Close() // it was only looked at
	}
	var dns *net.DNSError
	switch {
	case unable(err) != "":
		r.Unknown = unable(err)
	case err != nil && !open && errors.As(err, &dns):
		r.Unknown = "the name " + host + " can not be looked up" // it says nothing of a port
	case open && err != nil:
		r.Wrong = fmt.Sprintf("port %d is not open: %s", port, reason(err))
	case !open && err == nil:
		r.Wrong = fmt.Sprintf("port %d is open, and must not be", port)
	}
	return r
}

// unable is why a look failed that says nothing of what was looked at.
func unable(err error) string {
	var no refusal
	switch {
	case errors.As(err, &no):
		return no.why
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE), errors.Is(err, syscall.ENOBUFS), errors.Is(err, syscall.EADDRNOTAVAIL):
		return "this box has no room for another connection"
	}
	return ""
}

// reason is why a connect failed, in words that do not change from look to look.
func reason(err error) string {
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return "there is no such name"
	case errors.As(err, &dns):
		return "its name can not be looked up"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "it refuses"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "there is no way there"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), isTimeout(err):
		return "no answer"
	}
	return "the connection breaks"
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}
