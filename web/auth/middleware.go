package auth

import (
	"net/http"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// Deny answers a request that may not go on, with status 401 or 403 (or 503 when
// the store could not be asked).
type Deny func(w http.ResponseWriter, r *http.Request, status int)

// Authenticate is for pages: it recognises the session cookie and puts the
// [Principal] into the request's context. A stranger's request goes on without
// one. API keys are not for pages.
func (a *Auth) Authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		now := time.Now()
		p, s, ok, err := a.session(r, now)
		if err != nil {
			a.log.Error("a session could not be read", "err", err)
		}
		if ok {
			a.seen(r.Context(), s, now)
			r = r.WithContext(With(r.Context(), p))
		}
		next.ServeHTTP(w, r)
	})
}

// AuthenticateAPI is for programs: it recognises API keys, and the session
// cookie only for methods that change nothing, because another site could make
// a browser send it. A wrong key is recorded and the request goes on without a
// Principal.
func (a *Auth) AuthenticateAPI(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		now := time.Now()
		if p, ok := a.apiPrincipal(r, now); ok {
			if p.Session == "" {
				a.used(r.Context(), p.Token, now)
			}
			r = r.WithContext(With(r.Context(), p))
		}
		next.ServeHTTP(w, r)
	})
}

func (a *Auth) apiPrincipal(r *http.Request, now time.Time) (Principal, bool) {
	header := r.Header.Get("Authorization")
	if header == "" && Safe(r.Method) {
		p, _, ok, err := a.session(r, now)
		if err != nil {
			a.log.Error("a session could not be read", "err", err)
		}
		return p, ok
	}
	secret, ok := ParseAuthorization(header)
	if !ok {
		return Principal{}, false
	}
	p, why, err := a.key(secret, now)
	if err != nil {
		a.log.Error("an API key could not be looked up", "err", err)
		return Principal{}, false
	}
	if why != "" {
		a.refuse(engine.Refusal{Door: "api", Remote: Remote(r), Reason: why, Hint: hintOf(secret)})
	}
	return p, why == ""
}

// Again recognises a request anew, for streams that outlive the moment they
// were let in. It counts as no use.
func (a *Auth) Again(r *http.Request) (Principal, bool) {
	p, _, ok, err := a.session(r, time.Now())
	return p, ok && err == nil
}

// Require lets only principals through who are at least of the role, and keys
// with read scope only with safe methods. deny answers the others; nil is a line
// of plain text.
func Require(role people.Role, deny Deny) func(http.Handler) http.Handler {
	if deny == nil {
		deny = plainDeny
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			p, known := From(r.Context())
			if status := p.Allows(known, role, r.Method); status != 0 {
				deny(w, r, status)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func plainDeny(w http.ResponseWriter, _ *http.Request, status int) {
	http.Error(w, http.StatusText(status), status)
}
