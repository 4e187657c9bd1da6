package auth

import (
	"crypto/subtle"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"wakeman/engine"
	"wakeman/web/auth/openid"
)

// FlowLife is how long somebody may take at the provider.
const FlowLife = 10 * time.Minute

// What is in memory is bounded: anybody may begin. A flood from one network
// pushes out its own.
const (
	maxFlows    = 1000
	maxFlowsNet = 50
)

// The names of the cookie that a question to the provider is bound to.
const (
	secureFlowCookie = "__Host-wakeman-oidc"
	plainFlowCookie  = "wakeman-oidc"
)

func flowCookie(tls bool) string {
	if tls {
		return secureFlowCookie
	}
	return plainFlowCookie
}

// Errand is what somebody goes to the provider for.
type Errand string

// The errands.
const (
	ErrandSignIn Errand = "sign_in"
	ErrandProve  Errand = "prove" // to prove again who uses a session
	ErrandLink   Errand = "link"  // to link an account there to one's own here
)

// Trip is one errand.
type Trip struct {
	Errand Errand
	Next   string // the page of ours it leads to; the caller's to check
	Carry  string // a form that waits meanwhile
}

// flow is somebody who is at the provider now.
type flow struct {
	trip     Trip
	ask      openid.Ask
	settings engine.OIDCSettings // those it began with
	browser  string              // hash of the cookie
	user     string              // User.ID of whoever proves or links
	net      netip.Prefix
	begun    time.Time
}

// flows are in memory only, by the hash of their state: a restart begins anew.
type flows struct {
	mu   sync.Mutex
	list map[string]flow
}

func (f *flows) put(state string, v flow) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for key, old := range f.list {
		if v.begun.Sub(old.begun) >= FlowLife {
			delete(f.list, key)
		}
	}
	f.trim(maxFlowsNet, func(old flow) bool { return old.net == v.net })
	f.trim(maxFlows, func(flow) bool { return true })
	f.list[secretHash(state)] = v
}

// trim forgets the oldest of a kind when there is no room for another.
func (f *flows) trim(limit int, is func(flow) bool) {
	n, oldest, begun := 0, "", time.Time{}
	for key, v := range f.list {
		if !is(v) {
			continue
		}
		n++
		if begun.IsZero() || v.begun.Before(begun) {
			oldest, begun = key, v.begun
		}
	}
	if n >= limit {
		delete(f.list, oldest)
	}
}

// take gives a flow once. Whoever comes with its state has used it up, from
// whatever browser.
func (f *flows) take(state, browser string, now time.Time) (v flow, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := secretHash(state)
	v, ok = f.list[key]
	delete(f.list, key)
	ok = ok && browser != "" && subtle.ConstantTimeCompare([]byte(v.browser), []byte(browser)) == 1 && now.Sub(v.begun) < FlowLife
	return v, ok
}

// knows tells whether a browser has a flow: its cookie then serves another tab.
func (f *flows) knows(browser string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, v := range f.list {
		if v.browser == browser {
			return true
		}
	}
	return false
}

// bind gives the hash of the browser's cookie, and sets one if there is none.
func (f *flows) bind(w http.ResponseWriter, r *http.Request) string {
	tls := ClientOf(r).TLS
	if hash := cookieHash(r, flowCookie(tls)); hash != "" && f.knows(hash) {
		return hash
	}
	value := randomSecret()
	http.SetCookie(w, namedCookie(flowCookie(tls), tls, value, FlowLife))
	return secretHash(value)
}
