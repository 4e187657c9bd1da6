package certificate

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// lookEvery is how often an authority looks whether something has to be renewed:
// the addresses of a box may change at any time.
const lookEvery = time.Minute

// noteFor is how long people are told that a root is new.
const noteFor = 14 * 24 * time.Hour

// Authority is the box's own: it makes a root for people to install and
// certificates for the names of this box.
type Authority struct {
	dir   string
	names func() Names
	log   *slog.Logger

	mu     sync.Mutex
	anchor anchor
	leaf   *tls.Certificate
	left   []string // own addresses that the root does not cover
	broken error    // what keeps it from using its files
}

// OpenAuthority reads the authority kept in dir (mode 0700), or makes one for
// names, which is asked again each minute. When dir cannot be read or written it
// works in memory, and State says so; what lies there is never overwritten
// unless it was read and its time is over.
func OpenAuthority(dir string, names func() Names, log *slog.Logger) *Authority {
	a := &Authority{dir: dir, names: names, log: log}
	a.anchor, a.leaf, a.broken = readAuthority(dir)
	if a.broken != nil {
		log.Error("the certificate authority of this box cannot be read: a new one is used until the next start", "err", a.broken)
	}
	a.renew(time.Now())
	return a
}

// renew makes anew what has to be, and keeps it.
func (a *Authority) renew(now time.Time) {
	names := a.names().sorted()
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.renewAnchor(names, now); err != nil {
		a.log.Error("no root certificate could be made", "err", err) // out of entropy: nothing else fails
		return
	}
	var leaf []string
	leaf, a.left = a.anchor.split(names)
	if !a.anchor.stale(a.leaf, leaf, now) {
		return
	}
	c, err := a.anchor.newLeaf(leaf, now)
	if err != nil {
		a.log.Error("no certificate could be made", "err", err)
		return
	}
	a.leaf = c
	a.log.Info("a certificate was made", "names", leaf, "ends", c.Leaf.NotAfter.UTC())
	text, err := encodeLeaf(c)
	a.keep(leafName, text, err)
}

func (a *Authority) renewAnchor(names Names, now time.Time) error {
	why := a.anchor.outdated(names, now)
	if why == "" {
		return nil
	}
	next, err := newAnchor(names, now)
	if err != nil {
		return err
	}
	if a.anchor.root != nil {
		next.why = why
		a.log.Warn("the root certificate is new and has to be installed again on every device: see /install-certificate", "reason", why)
	}
	a.anchor = next
	text, err := encodeAnchor(next)
	a.keep(anchorName, text, err)
	return nil
}

func (a *Authority) keep(name string, text []byte, err error) {
	if a.broken != nil {
		return // somebody else's, or unreadable: not ours to overwrite
	}
	if err == nil {
		err = writeFile(a.dir, name, text)
	}
	if err != nil {
		a.broken = fmt.Errorf("keep %s: %w", name, err)
		a.log.Error("the certificate authority of this box is in memory only", "err", a.broken)
	}
}

// Get gives the leaf.
func (a *Authority) Get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.leaf == nil {
		return nil, errNone
	}
	return a.leaf, nil
}

// Run renews until ctx ends.
func (a *Authority) Run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			a.renew(time.Now())
		}
	}
}

// State says what is served, and which root makes it trusted.
func (a *Authority) State() State {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.leaf == nil {
		return State{Mode: ModeLAN, Problem: "No certificate could be made: see the log."}
	}
	s := described(ModeLAN, a.leaf.Leaf)
	s.SelfMade, s.Root = true, a.anchor.public()
	if a.broken != nil {
		s.Problem = "The authority of this box is in memory only, and after a restart nobody trusts it: " + a.broken.Error() + "."
	}
	if why := a.anchor.why; why != "" && time.Since(a.anchor.root.NotBefore) < noteFor {
		s.Notes = []string{"The root certificate is new since " + s.Root.From.Format(time.DateOnly) + ", because " + why + ": install it again on every device."}
	}
	// No more than a remark: most boxes have addresses that nobody uses.
	for _, addr := range a.left {
		s.Remarks = append(s.Remarks, "The box also has the address "+addr+", which the root does not cover. To reach it by that, start with --tls-name "+addr+", and install the root again.")
	}
	return s
}
