package auth

import (
	"net/http"
	"sync"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// HalfLife is how long somebody whose password was right may look for the code.
const HalfLife = 5 * time.Minute

// halfTries is how many wrong codes one right password is good for.
const halfTries = 5

// maxHalves bounds what is in memory. Each took a right password.
const maxHalves = 1000

// The names of the cookie of the half-signed-in state.
const (
	secureHalfCookie = "__Host-wakeman-half"
	plainHalfCookie  = "wakeman-half"
)

func halfCookie(tls bool) string {
	if tls {
		return secureHalfCookie
	}
	return plainHalfCookie
}

// half is somebody whose password was right and who has not shown the second
// factor yet. It is no session: nothing but SignInCode knows it. It is bound to
// the browser by a cookie of its own, and to the password that was given.
type half struct {
	user     string    // User.ID
	password time.Time // when it was set; zero for those who have none and came through a provider
	until    time.Time
	tries    int
	try      success
}

// halves are in memory only: a restart asks for the password again.
type halves struct {
	mu   sync.Mutex
	list map[string]half
}

// put remembers a half under the hash of its secret.
func (h *halves) put(hash string, v half, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for key, old := range h.list {
		if !now.Before(old.until) || len(h.list) >= maxHalves && old.user == v.user {
			delete(h.list, key)
		}
	}
	if len(h.list) < maxHalves {
		h.list[hash] = v
	}
}

// get is the half that still counts. count takes one of its tries.
func (h *halves) get(hash string, now time.Time, count bool) (v half, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	v, ok = h.list[hash]
	if !ok || !now.Before(v.until) {
		delete(h.list, hash)
		return half{}, false
	}
	if count {
		v.tries++
		h.list[hash] = v
	}
	return v, true
}

// forget gives whether it was there: of two who come at once only one is let in.
func (h *halves) forget(hash string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, there := h.list[hash]
	delete(h.list, hash)
	return there
}

// beginHalf answers a right password where a code is needed too.
func (a *Auth) beginHalf(w http.ResponseWriter, r *http.Request, u people.User, try success) error {
	c, _, err := a.store.Credential(u.ID)
	if err != nil {
		return err
	}
	value, now, tls := randomSecret(), time.Now(), ClientOf(r).TLS
	if old := cookieHash(r, halfCookie(tls)); old != "" {
		a.halves.forget(old)
	}
	a.halves.put(secretHash(value), half{user: u.ID, password: c.ChangedAt, until: now.Add(HalfLife), try: try}, now)
	http.SetCookie(w, namedCookie(halfCookie(tls), tls, value, HalfLife))
	return engine.Fail(CodeNeeded, "the password is right; now the code")
}

// AwaitsCode tells whether a request comes from a browser whose password was
// right and that shall show a code.
func (a *Auth) AwaitsCode(r *http.Request) bool {
	_, _, ok, err := a.halfOf(r, false)
	return ok && err == nil
}

// halfOf finds the half-signed-in state of a request, and its person as they
// are now: disabled or with another password since, it is over.
func (a *Auth) halfOf(r *http.Request, count bool) (half, people.User, bool, error) {
	hash := cookieHash(r, halfCookie(ClientOf(r).TLS))
	h, ok := a.halves.get(hash, time.Now(), count)
	if !ok {
		return half{}, people.User{}, false, nil
	}
	u, known := a.store.Config().Users[h.user]
	c, _, err := a.store.Credential(h.user)
	if err != nil {
		return half{}, people.User{}, false, err
	}
	if !known || u.Disabled || u.Role.Rank() == 0 || !c.ChangedAt.Equal(h.password) {
		a.halves.forget(hash)
		return half{}, people.User{}, false, nil
	}
	return h, u, true, nil
}

// SignInCode ends what SignIn began with CodeNeeded: code is one of the app or
// a recovery code. The session cookie is set on w. A Failure is Denied (wrong),
// Throttled, Unavailable, or CodeExpired: begin again with the password.
func (a *Auth) SignInCode(w http.ResponseWriter, r *http.Request, code string) (people.User, error) {
	h, u, ok, err := a.halfOf(r, false)
	if err != nil {
		return u, err
	}
	if !ok {
		return u, a.halfOver(w, r)
	}
	client := ClientOf(r)
	try, err := a.try(r.Context(), codeKey(u.Email), client)
	if err != nil {
		return u, err
	}
	if ok, err = a.takeCode(r, u, code); err != nil {
		try.undo()
		return u, err
	}
	hash := cookieHash(r, halfCookie(client.TLS))
	if !ok {
		return u, a.wrongCode(w, r, u, hash)
	}
	if !a.halves.forget(hash) {
		return u, a.halfOver(w, r)
	}
	try.succeeded()
	http.SetCookie(w, namedCookie(halfCookie(client.TLS), client.TLS, "", 0))
	h.try.entry.late = 0 // the code is a fresh proof
	return u, a.finish(w, r, u, h.try.with(try.before.failures))
}

func (a *Auth) takeCode(r *http.Request, u people.User, code string) (bool, error) {
	if isAppCode(code) {
		return a.useStep(r.Context(), u.ID, code)
	}
	return a.useRecovery(r.Context(), u, code)
}

func (a *Auth) halfOver(w http.ResponseWriter, r *http.Request) error {
	tls := ClientOf(r).TLS
	http.SetCookie(w, namedCookie(halfCookie(tls), tls, "", 0))
	return engine.Fail(CodeExpired, "that took too long; begin again with the password")
}

// wrongCode counts it. Somebody knows the password and not the code: after a
// few tries that goes into the audit log, and the password is asked for anew.
func (a *Auth) wrongCode(w http.ResponseWriter, r *http.Request, u people.User, hash string) error {
	from := Remote(r)
	a.refuse(engine.Refusal{Door: "sign_in", Remote: from, Reason: "wrong code after the right password", Hint: u.Email})
	h, ok := a.halves.get(hash, time.Now(), true)
	if ok && h.tries < halfTries {
		return engine.Fail(Denied, "the code is wrong, or was used before")
	}
	if a.halves.forget(hash) {
		a.audit(r.Context(), engine.AuditRow{Actor: engine.System(), Action: "signin.wrong_codes", Object: u.ID, Detail: u.Email + ": the right password and wrong codes, from " + from})
	}
	return a.halfOver(w, r)
}
