package origin

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"blitiri.com.ar/go/spf"
	"github.com/emersion/go-msgauth/dkim"
	"github.com/emersion/go-msgauth/dmarc"
)

// Resolver looks names up. *net.Resolver is one.
type Resolver interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
	LookupMX(ctx context.Context, name string) ([]*net.MX, error)
	LookupIPAddr(ctx context.Context, host string) ([]net.IPAddr, error)
	LookupAddr(ctx context.Context, addr string) (names []string, err error)
}

const (
	// Timeout is what all checks of a mail may take together.
	Timeout = 3 * time.Second
	// settle is how much sooner the asking ends than the waiting: what is found by then
	// counts, whatever else a sender has that never answers.
	settle = 200 * time.Millisecond
	// rest is how long nothing is asked after no name server has answered.
	rest = time.Minute
	// maxSignatures of a mail are verified.
	maxSignatures = 5
)

// Mail is what is looked at.
type Mail struct {
	Remote   string // the machine that brought it: an address without port
	Helo     string
	Envelope string // MAIL FROM; empty is the null sender
	Author   string // the one address of From; empty: there is none, or several
	Raw      []byte
	Cut      bool // Raw is not all of it
}

// Checker asks. The zero value uses the machine's resolver.
type Checker struct {
	Resolver Resolver

	mu    sync.Mutex
	quiet time.Time // nothing is asked until then
}

// Check never fails and takes no longer than [Timeout].
func (c *Checker) Check(m Mail, now time.Time) Results {
	ip, err := netip.ParseAddr(m.Remote)
	if err != nil || own(ip.Unmap().WithZone("")) {
		return unchecked("it came from one of your own networks")
	}
	if c.rests(now) {
		return unchecked(noDNS)
	}
	ctx, cancel := context.WithTimeout(context.Background(), Timeout-settle)
	defer cancel()
	names := &watched{Resolver: c.resolver()}
	var f findings
	select {
	case <-f.ask(ctx, names, m, ip):
	case <-time.After(Timeout): // the libraries heed the deadline; a bug in one must not hold up an alarm
	}
	if names.dead() {
		c.pause(now)
		return unchecked(noDNS)
	}
	return f.results(m.Author)
}

const noDNS = "no name server answers"

func (c *Checker) resolver() Resolver {
	if c.Resolver == nil {
		return net.DefaultResolver
	}
	return c.Resolver
}

func (c *Checker) rests(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return now.Before(c.quiet) && c.quiet.Sub(now) <= rest // else the clock was stepped back
}

func (c *Checker) pause(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.quiet = now.Add(rest)
}

// own reports the networks of a provider's inside: RFC 1918, RFC 4193, shared
// address space (RFC 6598), loopback and link-local.
func own(ip netip.Addr) bool {
	return ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() || netip.MustParsePrefix("100.64.0.0/10").Contains(ip)
}

// anyName is asked beside what a sender has named, who may name what never answers: the
// asking must not end for all because of one mail. That it has no text is an answer.
const anyName = "net."

// findings are what is known by and by.
type findings struct {
	mu     sync.Mutex
	found  Results
	signed []signer
	policy record
	done   bool // all of it is known
}

// ask asks for everything at once: each waits for the network. The channel closes when
// all is known.
func (f *findings) ask(ctx context.Context, names *watched, m Mail, ip netip.Addr) <-chan struct{} {
	var group sync.WaitGroup
	for _, ask := range []func() (note func()){
		func() func() {
			result, sender := askSPF(ctx, names, m, ip)
			return func() { f.found.SPF, f.found.sender = result, sender }
		},
		func() func() {
			result, signed := askDKIM(ctx, names, m)
			return func() { f.found.DKIM, f.signed = result, signed }
		},
		func() func() {
			policy := askDMARC(ctx, names, m.Author)
			return func() { f.policy = policy }
		},
		func() func() {
			_, _ = names.LookupTXT(ctx, anyName) // whether it is answered is all
			return func() {}
		},
	} {
		group.Go(func() {
			defer func() { _ = recover() }() // an opinion is not worth a gateway; it stays "not checked"
			note := ask()
			f.mu.Lock()
			defer f.mu.Unlock()
			note()
		})
	}
	all := make(chan struct{})
	go func() {
		group.Wait()
		f.mu.Lock()
		f.done = true
		f.mu.Unlock()
		close(all)
	}()
	return all
}

// results are what is known of a mail by its author.
func (f *findings) results(author string) Results {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.found
	r.signers = domainsOf(f.signed)
	r.DMARC = f.policy.judge(r, f.signed, author)
	if !f.done {
		r.Why = "it took too long"
	}
	return r.of(author, f.signed)
}

func askSPF(ctx context.Context, names Resolver, m Mail, ip netip.Addr) (result, domain string) {
	if domain = domainOf(m.Envelope); domain == "" {
		domain = m.Helo
	}
	got, _ := spf.CheckHostWithSender(net.IP(ip.Unmap().AsSlice()), m.Helo, m.Envelope, spf.WithContext(ctx), spf.WithResolver(names))
	return string(got), domain
}

// signer is a domain that has signed a mail, and how that came out.
type signer struct{ domain, result string }

func askDKIM(ctx context.Context, names Resolver, m Mail) (string, []signer) {
	if m.Cut {
		return "", nil // a signature is over the whole
	}
	verified, err := dkim.VerifyWithOptions(bytes.NewReader(m.Raw), &dkim.VerifyOptions{
		LookupTXT:        func(domain string) ([]string, error) { return names.LookupTXT(ctx, domain) },
		MaxVerifications: maxSignatures,
	})
	if err != nil && !errors.Is(err, dkim.ErrTooManySignatures) {
		return permError, nil
	}
	best := none
	var list []signer
	for _, v := range verified {
		s := signer{v.Domain, pass}
		switch {
		case v.Err == nil:
		case dkim.IsTempFail(v.Err):
			s.result = tempError
		case dkim.IsPermFail(v.Err):
			s.result = permError
		default:
			s.result = fail
		}
		if best == none || s.result == pass {
			best = s.result
		}
		list = append(list, s)
	}
	return best, list
}

// record is a domain's policy.
type record struct {
	*dmarc.Record
	result string // why there is none: none, temperror, permerror
}

func askDMARC(ctx context.Context, names Resolver, author string) record {
	domain := domainOf(author)
	if domain == "" {
		return record{result: permError}
	}
	options := &dmarc.LookupOptions{LookupTXT: func(domain string) ([]string, error) { return names.LookupTXT(ctx, domain) }}
	found, err := dmarc.LookupWithOptions(domain, options)
	if errors.Is(err, dmarc.ErrNoPolicy) && organisation(domain) != domain {
		found, err = dmarc.LookupWithOptions(organisation(domain), options)
	}
	switch {
	case err == nil:
		return record{Record: found}
	case errors.Is(err, dmarc.ErrNoPolicy):
		return record{result: none}
	case dmarc.IsTempFail(err):
		return record{result: tempError}
	}
	return record{result: permError}
}

// watched notices whether any name server answers.
type watched struct {
	Resolver
	mu            sync.Mutex
	asked, answer bool
}

func (w *watched) dead() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.asked && !w.answer
}

// ask counts a question, before it is known whether there will be an answer.
func (w *watched) ask() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = true
}

// note counts an answer; that there is no such name is one.
func (w *watched) note(err error) {
	dns, ok := errors.AsType[*net.DNSError](err)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answer = w.answer || err == nil || ok && dns.IsNotFound
}

func (w *watched) LookupTXT(ctx context.Context, name string) ([]string, error) {
	w.ask()
	list, err := w.Resolver.LookupTXT(ctx, name)
	w.note(err)
	return list, err
}

func (w *watched) LookupMX(ctx context.Context, name string) ([]*net.MX, error) {
	w.ask()
	list, err := w.Resolver.LookupMX(ctx, name)
	w.note(err)
	return list, err
}

func (w *watched) LookupIPAddr(ctx context.Context, host string) ([]net.IPAddr, error) {
	w.ask()
	list, err := w.Resolver.LookupIPAddr(ctx, host)
	w.note(err)
	return list, err
}

func (w *watched) LookupAddr(ctx context.Context, addr string) ([]string, error) {
	w.ask()
	list, err := w.Resolver.LookupAddr(ctx, addr)
	w.note(err)
	return list, err
}
