package auth

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"wakeman/engine/people"
)

// The throttle's figures.
const (
	firstDelay  = time.Second
	maxDelay    = 15 * time.Minute
	accountAge  = 24 * time.Hour // after which an account's failures are forgotten
	addrLimit   = 10             // failures …
	addrWindow  = 10 * time.Minute
	firstBlock  = time.Hour
	nextBlock   = 24 * time.Hour
	strikeAge   = 7 * 24 * time.Hour // after a block, until it counts no more
	wideFactor  = 3                  // a wider network takes as many times the failures
	knownAge    = 30 * 24 * time.Hour
	maxCounters = 10_000 // of each kind, in memory
)

// throttle slows down guessing. An attempt counts as failed from its beginning,
// so that a hundred at once are not a hundred free guesses; success takes it back.
//
// An account that strangers try all night must not lock its owner out. So an
// address that has signed in to it before has a count of its own, and what its
// neighbours do in the wider network does not block it.
type throttle struct {
	mu       sync.Mutex
	accounts counters[string]
	nets     counters[netip.Prefix]
	known    counters[string] // account and address that signed in before
	alarms   map[string]people.Block
	exempt   func() []netip.Prefix // networks that are never blocked
	kept     map[string]bool       // keys of what is in the store
	dirty    map[string]bool       // keys of what may have to be written there
}

func newThrottle() *throttle {
	return &throttle{
		accounts: counters[string]{}, nets: counters[netip.Prefix]{}, known: counters[string]{},
		alarms: map[string]people.Block{}, kept: map[string]bool{}, dirty: map[string]bool{},
		exempt: func() []netip.Prefix { return nil },
	}
}

// attempt is one try that begin let through.
type attempt struct {
	t       *throttle
	account string // what it is counted under
	pair    string // account and address
	// before is what to go back to.
	before count
	nets   []netCount
}

// netCount is an attempt's mark on one network.
type netCount struct {
	net           netip.Prefix
	before, after count
}

// begin asks for a try at an account ("" for none) from an address (invalid for
// unknown). wait > 0 means no, and is when to come back.
func (t *throttle) begin(account string, addr netip.Addr, now time.Time) (try attempt, wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	try = attempt{t: t, account: account, pair: pairKey(account, addr)}
	known := try.pair != "" && !t.known.get(try.pair, now).until.IsZero()
	if known {
		try.account = try.pair
	}
	try.before = t.accounts.get(try.account, now)
	wait = try.before.blocked.Sub(now)
	for i, net := range t.netsOf(addr) {
		before := t.nets.get(net, now)
		if i == 0 || !known {
			wait = max(wait, before.blocked.Sub(now))
		}
		limit := addrLimit
		if i > 0 {
			limit *= wideFactor
		}
		try.nets = append(try.nets, netCount{net, before, failedNet(before, limit, now)})
	}
	if wait > 0 {
		return attempt{}, wait
	}
	t.count(try, now)
	return try, 0
}

// count writes a failure down.
func (t *throttle) count(try attempt, now time.Time) {
	if try.account != "" {
		t.accounts.set(try.account, failedAccount(try.before, now), now)
		t.touch(accountBlock + try.account)
	}
	for _, n := range try.nets {
		t.nets.set(n.net, n.after, now)
		t.touch(netBlock + n.net.String())
	}
}

func (t *throttle) touch(key string) { t.dirty[key] = true }

// netsOf are the networks that a failure from an address counts against. None for
// those that the admin exempted: there the account's own wait is all.
func (t *throttle) netsOf(a netip.Addr) []netip.Prefix {
	if slices.ContainsFunc(t.exempt(), func(p netip.Prefix) bool { return p.Contains(a) }) {
		return nil
	}
	return netsOf(a)
}

// netsOf are the networks an address is counted under: its own, and the wider
// one that a guesser may have all of.
func netsOf(a netip.Addr) []netip.Prefix {
	if !a.IsValid() {
		return nil
	}
	bits := 24
	if a.Is6() {
		bits = 48
	}
	wide, err := a.Prefix(bits)
	if err != nil { // bits are right for either family
		return nil
	}
	return []netip.Prefix{Net(a), wide}
}

// pairKey is an account as seen from an address, "" if either is not known.
func pairKey(account string, addr netip.Addr) string {
	if account == "" || !addr.IsValid() {
		return ""
	}
	return account + " " + Net(addr).String()
}

func failedAccount(c count, now time.Time) count {
	delay := maxDelay
	if c.failures < 10 { // 2^10 s is more than the longest delay
		delay = firstDelay << c.failures
	}
	if c.failures == 0 {
		c.since = now
	}
	return count{failures: c.failures + 1, since: c.since, blocked: now.Add(delay), until: now.Add(accountAge)}
}

// failedNet counts within windows, and blocks for an hour when a window is
// full, for a day when that was not the first time.
func failedNet(c count, limit int, now time.Time) count {
	if c.failures == 0 || now.Sub(c.since) >= addrWindow {
		c.failures, c.since = 0, now
	}
	c.failures++
	c.until = later(c.until, now.Add(addrWindow))
	if c.failures < limit {
		return c
	}
	c.strikes++
	c.failures, c.blocked = 0, now.Add(firstBlock)
	if c.strikes > 1 {
		c.blocked = now.Add(nextBlock)
	}
	c.until = c.blocked.Add(strikeAge)
	return c
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// undo forgets a try that came to nothing through no fault of the visitor.
func (a attempt) undo() {
	a.t.mu.Lock()
	defer a.t.mu.Unlock()
	a.restoreNets()
	a.t.touch(accountBlock + a.account)
	if a.before.failures == 0 {
		delete(a.t.accounts, a.account)
		return
	}
	a.t.accounts[a.account] = a.before
}

// succeeded clears the account's failures; the networks keep those they had
// before, or an attacker with one account of their own would clear them.
func (a attempt) succeeded() {
	a.t.mu.Lock()
	a.restoreNets()
	a.t.mu.Unlock()
	a.t.forgive(a.success())
}

func (a attempt) restoreNets() {
	for _, n := range a.nets {
		c := a.t.nets[n.net]
		switch {
		case n.after.strikes > n.before.strikes && c.strikes == n.after.strikes: // this try blocked it
			a.t.nets[n.net] = n.before
		case c.failures > 0:
			c.failures--
			a.t.nets[n.net] = c
		}
		a.t.touch(netBlock + n.net.String())
	}
}

// success is what came before a try that succeeded.
type success struct {
	account, pair string
	failures      int  // at the account, from wherever this visitor's are counted
	struck        bool // the address was blocked before, and is new to the account
	entry         entry
}

func (a attempt) success() success {
	s := success{account: a.account, pair: a.pair, failures: a.before.failures}
	if len(a.nets) > 0 && a.account != a.pair {
		s.struck = a.nets[0].before.strikes > 0
	}
	return s
}

// with is the success after a second step that was tried in vain so many times:
// whoever knows the password fails at the code only.
func (s success) with(codes int) success {
	s.failures = max(s.failures, codes)
	return s
}

// failures are those at an account that begin would find from an address, without
// a try.
func (t *throttle) failures(account string, addr netip.Addr, now time.Time) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if pair := pairKey(account, addr); pair != "" && !t.known.get(pair, now).until.IsZero() {
		account = pair
	}
	return t.accounts.get(account, now).failures
}

// manyFailures is how many failures make a success suspicious: more than even
// somebody who is looking for their password makes.
const manyFailures = 10

func (s success) suspicious() bool { return s.failures >= manyFailures || s.struck }

// forgive clears an account's failures and remembers where it signed in from.
func (t *throttle) forgive(s success) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.accounts, s.account)
	t.touch(accountBlock + s.account)
	if s.pair != "" {
		now := time.Now()
		t.known.set(s.pair, count{until: now.Add(knownAge)}, now)
	}
}

// accountKey is what an account is counted under; unknown ones too, so that the
// answers do not tell them apart. Its length is bounded.
func accountKey(email string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(email))))
	return hex.EncodeToString(sum[:16])
}

// codeKey is what an account's wrong codes are counted under: whoever knows the
// password could clear the other count as often as they like.
func codeKey(email string) string { return "code:" + accountKey(email) }

func inWords(d time.Duration) string {
	seconds := int((d + time.Second - 1) / time.Second)
	switch {
	case seconds == 1:
		return "1 second"
	case seconds < 120:
		return fmt.Sprintf("%d seconds", seconds)
	case seconds <= 120*60:
		return fmt.Sprintf("%d minutes", (seconds+59)/60)
	}
	return fmt.Sprintf("%d hours", (seconds+3599)/3600)
}
