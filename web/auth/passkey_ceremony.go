package auth

import (
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"wakeman/engine"
)

// CeremonyLife is how long a challenge waits for the device's answer.
const CeremonyLife = 5 * time.Minute

// The bounds on what is in memory. Anybody may ask for a challenge, so one
// network can only push out its own.
const (
	maxCeremonies    = 4096
	maxCeremoniesNet = 32
)

// The names of the cookie that binds a challenge to the browser that asked.
const (
	securePasskeyCookie = "__Host-wakeman-passkey"
	plainPasskeyCookie  = "wakeman-passkey"
)

func passkeyCookie(tls bool) string {
	if tls {
		return securePasskeyCookie
	}
	return plainPasskeyCookie
}

// purpose is what a challenge was given for. It is good for nothing else.
type purpose string

const (
	adding     purpose = "add"
	signingIn  purpose = "sign_in"
	secondStep purpose = "second_step"
	provingIt  purpose = "prove"
)

// ceremony is a challenge that waits for its answer.
type ceremony struct {
	purpose purpose
	user    string // User.ID; "" while signing in: the device says who
	net     netip.Prefix
	until   time.Time
	data    webauthn.SessionData
}

// ceremonies are in memory only: after a restart one presses the button again.
type ceremonies struct {
	mu   sync.Mutex
	list map[string]ceremony // by the hash of the cookie
}

// put remembers a ceremony, and makes room first: what is over, then the oldest
// of the same network, then the oldest of all.
func (c *ceremonies) put(hash string, v ceremony, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	same, oldestSame, oldest := 0, "", ""
	for key, old := range c.list {
		if !now.Before(old.until) {
			delete(c.list, key)
			continue
		}
		oldest = c.older(oldest, key)
		if old.net == v.net {
			same++
			oldestSame = c.older(oldestSame, key)
		}
	}
	switch {
	case same >= maxCeremoniesNet:
		delete(c.list, oldestSame)
	case len(c.list) >= maxCeremonies:
		delete(c.list, oldest)
	}
	c.list[hash] = v
}

func (c *ceremonies) older(a, b string) string {
	if a == "" || c.list[b].until.Before(c.list[a].until) {
		return b
	}
	return a
}

// take gives a ceremony and forgets it, right or wrong: each challenge is
// answered once.
func (c *ceremonies) take(hash string, now time.Time) (v ceremony, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok = c.list[hash]
	delete(c.list, hash)
	return v, ok && now.Before(v.until)
}

// beginCeremony remembers a challenge for this browser.
func (a *Auth) beginCeremony(w http.ResponseWriter, r *http.Request, why purpose, user string, data *webauthn.SessionData) {
	client, value, now := ClientOf(r), randomSecret(), time.Now()
	if old := cookieHash(r, passkeyCookie(client.TLS)); old != "" {
		a.ceremonies.take(old, now)
	}
	var net netip.Prefix
	if client.Addr.IsValid() {
		net = Net(client.Addr)
	}
	a.ceremonies.put(secretHash(value), ceremony{purpose: why, user: user, net: net, until: now.Add(CeremonyLife), data: *data}, now)
	http.SetCookie(w, namedCookie(passkeyCookie(client.TLS), client.TLS, value, CeremonyLife))
}

// endCeremony gives the challenge that this browser was given, once. It is over
// after five minutes, for another purpose or person, and when the box has moved
// to another host since.
func (a *Auth) endCeremony(w http.ResponseWriter, r *http.Request, why purpose, user string) (webauthn.SessionData, error) {
	tls := ClientOf(r).TLS
	c, ok := a.ceremonies.take(cookieHash(r, passkeyCookie(tls)), time.Now())
	http.SetCookie(w, namedCookie(passkeyCookie(tls), tls, "", 0))
	if !ok || c.purpose != why || c.user != user || c.data.RelyingPartyID != a.PasskeyPlace().Host {
		return webauthn.SessionData{}, engine.Fail(CodeExpired, "that took too long, or was begun in another window; try the passkey again")
	}
	return c.data, nil
}
