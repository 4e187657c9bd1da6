package watch

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"

	probing "github.com/prometheus-community/pro-bing"
)

// pings is how many echo requests one look sends at most: one is lost now and
// then, and the first answer is enough.
const pings = 3

// Ping looks whether a host answers an ICMP echo request. Without the right to
// send any it can not tell.
func (l Looker) Ping(ctx context.Context, host string) Result {
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, l.patience())
	defer cancel()
	found, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil || len(found) == 0 {
		return Result{Wrong: "no answer to a ping: " + reason(err), Took: time.Since(began)}
	}
	at := found[0].Unmap()
	if why := forbidden(at, l.allowed()); why != "" {
		return Result{Unknown: why}
	}
	answered, err := l.echo(ctx, at)
	r := Result{Answered: answered, Took: time.Since(began)}
	switch {
	case noRight(err):
		r.Unknown = "this box has no right to ping"
	case unable(err) != "":
		r.Unknown = unable(err)
	case !answered:
		r.Wrong = "no answer to a ping"
	}
	return r
}

// echo sends by the way that needs no privilege, and by the other when that one
// is closed.
func (l Looker) echo(ctx context.Context, at netip.Addr) (answered bool, err error) {
	for _, privileged := range []bool{false, true} {
		p := probing.New(at.String())
		p.SetIPAddr(&net.IPAddr{IP: at.AsSlice()})
		p.SetLogger(probing.NoopLogger{})
		p.SetPrivileged(privileged)
		p.Count, p.Timeout, p.Interval = pings, l.patience(), l.patience()/(pings+1)
		p.RecordRtts, p.RecordTTLs = false, false
		p.OnRecv = func(*probing.Packet) { p.Stop() }
		if err = p.RunWithContext(ctx); noRight(err) {
			continue
		}
		return p.Statistics().PacketsRecv > 0, err
	}
	return false, err
}

func noRight(err error) bool {
	return errors.Is(err, os.ErrPermission) || errors.Is(err, syscall.EPROTONOSUPPORT) || errors.Is(err, syscall.EAFNOSUPPORT)
}
