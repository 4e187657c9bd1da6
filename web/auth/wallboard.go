package auth

import (
	"net/http"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// wallLife is how long a screen on a wall keeps its key: as long as a browser
// keeps any cookie (RFC 6265bis, section 5.5). The key may end sooner.
const wallLife = 400 * 24 * time.Hour

// wallCookie is the cookie of a wall screen. It is sent below /wallboard only,
// so it can not have the prefix __Host-.
func wallCookie(tls bool) string {
	if tls {
		return "__Secure-wakeman-wallboard"
	}
	return "wakeman-wallboard"
}

// EnterWallboard gives a browser that shows a wallboard key the cookie that
// opens the wallboard and nothing else: it is nobody's session. Any other key is
// a Forbidden Failure, and recorded.
func (a *Auth) EnterWallboard(w http.ResponseWriter, r *http.Request, secret string) error {
	if why, err := a.wallboardKey(r, secret); err != nil || why != "" {
		if err != nil {
			return err
		}
		a.refuse(engine.Refusal{Door: "wallboard", Remote: Remote(r), Reason: why, Hint: hintOf(secret)})
		return engine.Fail(engine.Forbidden, "This link opens no wallboard: %s", why)
	}
	tls := ClientOf(r).TLS
	c := namedCookie(wallCookie(tls), tls, secret, wallLife)
	c.Path, c.SameSite = "/wallboard", http.SameSiteStrictMode
	http.SetCookie(w, c)
	return nil
}

// Wallboard reports whether a request comes from a screen whose key still works.
// It is asked anew for each request, so a revoked key ends with the next one.
func (a *Auth) Wallboard(r *http.Request) bool {
	c, err := r.Cookie(wallCookie(ClientOf(r).TLS))
	if err != nil {
		return false
	}
	why, err := a.wallboardKey(r, c.Value)
	if err != nil {
		a.log.Error("a wallboard key could not be looked up", "err", err)
	}
	return err == nil && why == ""
}

// wallboardKey says what is wrong with a key; "" for nothing.
func (a *Auth) wallboardKey(r *http.Request, secret string) (why string, err error) {
	now := time.Now()
	p, why, err := a.key(secret, now)
	if err != nil || why != "" {
		return why, err
	}
	if p.Token.Scope != people.WallboardScope {
		return "not a key of a wallboard", nil
	}
	a.used(r.Context(), p.Token, now)
	return "", nil
}
