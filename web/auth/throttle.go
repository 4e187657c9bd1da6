package auth

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// The throttle's figures.
const (
	firstDelay  = time.Second
	maxDelay    = 15 * time.Minute
	accountAge  = 24 * time.Hour // after which an account's failures are forgotten
	addrLimit   = 10             // failures …
	addrWindow  = 10 * time.Minute
	addrBlock   = time.Hour
	knownAge    = 30 * 24 * time.Hour
	maxCounters = 10_000 // of each kind, in memory
)

// throttle slows down guessing. An attempt counts as failed from its beginning,
// so that a hundred at once are not a hundred free guesses; success takes it back.
//
// An account that strangers try all night must not lock its owner out. So an
// address that has signed in to it before has a count of its own.
type throttle struct {
	mu       sync.Mutex
	accounts counters[string]
	addrs    counters[netip.Prefix]
	known    counters[string] // account and address that signed in before
}

func newThrottle() *throttle {
	return &throttle{accounts: counters[string]{}, addrs: counters[netip.Prefix]{}, known: counters[string]{}}
}

// count is failures under one key. It is forgotten at until.
type count struct {
	failures int
	since    time.Time // the first failure of the window
	blocked  time.Time // no attempt before then
	until    time.Time
}

type counters[K comparable] map[K]count

// set stores a count, making room by forgetting what would be forgotten next.
func (c counters[K]) set(key K, v count, now time.Time) {
	if _, there := c[key]; !there && len(c) >= maxCounters {
		c.makeRoom(now)
	}
	c[key] = v
}

func (c counters[K]) makeRoom(now time.Time) {
	var next K
	var at time.Time
	for k, v := range c {
		if !now.Before(v.until) {
			delete(c, k)
			continue
		}
		if at.IsZero() || v.until.Before(at) {
			next, at = k, v.until
		}
	}
	if len(c) >= maxCounters {
		delete(c, next)
	}
}

// get is the count that is still remembered.
func (c counters[K]) get(key K, now time.Time) count {
	if v, ok := c[key]; ok && now.Before(v.until) {
		return v
	}
	return count{}
}

// attempt is one try that begin let through.
type attempt struct {
	t       *throttle
	account string
	addr    netip.Addr
	// before is what to go back to.
	accountBefore, addrBefore count
}

// begin asks for a try at an account ("" for none) from an address (invalid for
// unknown). wait > 0 means no, and is when to come back.
func (t *throttle) begin(account string, addr netip.Addr, now time.Time) (try attempt, wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	account = t.counted(account, addr, now)
	try = attempt{t: t, account: account, addr: addr, accountBefore: t.accounts.get(account, now), addrBefore: t.addrs.get(Net(addr), now)}
	wait = max(try.accountBefore.blocked.Sub(now), try.addrBefore.blocked.Sub(now))
	if wait > 0 {
		return attempt{}, wait
	}
	if account != "" {
		t.accounts.set(account, failedAccount(try.accountBefore, now), now)
	}
	if addr.IsValid() {
		t.addrs.set(Net(addr), failedAddr(try.addrBefore, now), now)
	}
	return try, 0
}

// counted is the key an account's failures from an address are counted under.
func (t *throttle) counted(account string, addr netip.Addr, now time.Time) string {
	if account == "" || !addr.IsValid() {
		return account
	}
	pair := account + " " + Net(addr).String()
	if !t.known.get(pair, now).until.IsZero() {
		return pair
	}
	return account
}

func failedAccount(c count, now time.Time) count {
	delay := maxDelay
	if c.failures < 10 { // 2^10 s is more than the longest delay
		delay = firstDelay << c.failures
	}
	return count{failures: c.failures + 1, since: now, blocked: now.Add(delay), until: now.Add(accountAge)}
}

func failedAddr(c count, now time.Time) count {
	if c.failures == 0 || now.Sub(c.since) >= addrWindow {
		return count{failures: 1, since: now, until: now.Add(addrWindow)}
	}
	c.failures++
	if c.failures >= addrLimit {
		return count{blocked: now.Add(addrBlock), until: now.Add(addrBlock)}
	}
	return c
}

// undo forgets a try that came to nothing through no fault of the visitor.
func (a attempt) undo() {
	a.t.mu.Lock()
	defer a.t.mu.Unlock()
	a.restoreAddr()
	if a.accountBefore.failures == 0 {
		delete(a.t.accounts, a.account)
		return
	}
	a.t.accounts[a.account] = a.accountBefore
}

// succeeded clears the account's failures; the address keeps those it had
// before, or an attacker with one account of their own would clear them.
func (a attempt) succeeded() {
	a.t.mu.Lock()
	defer a.t.mu.Unlock()
	a.restoreAddr()
	delete(a.t.accounts, a.account)
	if a.account != "" && a.addr.IsValid() && !strings.Contains(a.account, " ") {
		now := time.Now()
		a.t.known.set(a.account+" "+Net(a.addr).String(), count{until: now.Add(knownAge)}, now)
	}
}

func (a attempt) restoreAddr() {
	if !a.addr.IsValid() {
		return
	}
	net := Net(a.addr)
	c := a.t.addrs[net]
	switch {
	case !c.blocked.IsZero() && a.addrBefore.failures == addrLimit-1: // this try blocked it
		a.t.addrs[net] = a.addrBefore
	case c.failures > 1:
		c.failures--
		a.t.addrs[net] = c
	case c.failures == 1:
		delete(a.t.addrs, net)
	}
}

// accountKey is what an account is counted under; unknown ones too, so that the
// answers do not tell them apart. Its length is bounded.
func accountKey(email string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(email))))
	return hex.EncodeToString(sum[:16])
}

func inWords(d time.Duration) string {
	seconds := int((d + time.Second - 1) / time.Second)
	switch {
	case seconds == 1:
		return "1 second"
	case seconds < 120:
		return fmt.Sprintf("%d seconds", seconds)
	}
	return fmt.Sprintf("%d minutes", (seconds+59)/60)
}
