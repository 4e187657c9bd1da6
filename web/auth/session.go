package auth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// How long a session lasts. A phone that lay for four weeks must still
// acknowledge at 3 am.
const (
	SessionIdle = 30 * 24 * time.Hour // after the last use
	SessionLife = 90 * 24 * time.Hour // after signing in, whatever happens
	// seenGrain is how coarsely the last use is kept: no commit per request.
	seenGrain = 5 * time.Minute
)

// The names of the cookie; see the package comment.
const (
	secureCookie = "__Host-wakeman"
	plainCookie  = "wakeman"
)

func cookieName(tls bool) string {
	if tls {
		return secureCookie
	}
	return plainCookie
}

func cookie(tls bool, value string, life time.Duration) *http.Cookie {
	return namedCookie(cookieName(tls), tls, value, life)
}

func namedCookie(name string, tls bool, value string, life time.Duration) *http.Cookie {
	c := &http.Cookie{
		Name: name, Value: value, Path: "/", Secure: tls, HttpOnly: true,
		SameSite: http.SameSiteLaxMode, MaxAge: int(life / time.Second),
	}
	if life <= 0 {
		c.MaxAge = -1
	}
	return c
}

// sessionHash is the key of the session that a request's cookie names, "" for
// none.
func sessionHash(r *http.Request) string {
	return cookieHash(r, cookieName(ClientOf(r).TLS))
}

func cookieHash(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil || len(c.Value) < 43 || len(c.Value) > 64 {
		return ""
	}
	return secretHash(c.Value)
}

// begin signs a person in: a new secret, whatever the request carried before
// (no session fixation, ASVS 7.2.4).
func (a *Auth) begin(w http.ResponseWriter, r *http.Request, u people.User, how entry) error {
	value := randomSecret()
	now := time.Now().UTC().Round(0)
	client := ClientOf(r)
	s := people.Session{
		Hash: secretHash(value), User: u.ID, CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(SessionIdle), ProvenAt: how.provenAt(now),
		Remote: client.String(), Agent: clip(r.UserAgent(), 200),
	}
	audit := engine.AuditRow{At: now, Actor: person(u), Action: "session.begin", Object: u.ID, Detail: "from " + s.Remote + how.words()}
	if err := a.store.PutSession(r.Context(), s, &audit); err != nil {
		return err
	}
	a.endOld(r, u)
	http.SetCookie(w, cookie(client.TLS, value, SessionLife))
	return nil
}

// randomSecret is 256 bits that a cookie can hold.
func randomSecret() string {
	var secret [32]byte
	_, _ = rand.Read(secret[:]) // never fails: it stops the program instead
	return base64.RawURLEncoding.EncodeToString(secret[:])
}

// endOld ends the session that the browser had before.
func (a *Auth) endOld(r *http.Request, u people.User) {
	old := sessionHash(r)
	if _, found, err := a.store.Session(old); old == "" || err != nil || !found {
		return
	}
	if err := a.end(r.Context(), old, person(u), u.ID); err != nil {
		a.log.Warn("an old session was not ended", "err", err)
	}
}

func (a *Auth) end(ctx context.Context, hash string, actor engine.Actor, user string) error {
	row := engine.AuditRow{At: time.Now().UTC(), Actor: actor, Action: "session.end", Object: user}
	if err := a.store.EndSession(ctx, hash, row); err != nil {
		return err
	}
	a.ended()
	return nil
}

// SignOut ends the request's session on the server and takes the cookie away.
// A request without a session is fine.
func (a *Auth) SignOut(w http.ResponseWriter, r *http.Request) error {
	http.SetCookie(w, cookie(ClientOf(r).TLS, "", 0))
	hash := sessionHash(r)
	s, found, err := a.store.Session(hash)
	if hash == "" || err != nil || !found {
		return err
	}
	u := a.store.Config().Users[s.User]
	u.ID = s.User
	return a.end(r.Context(), hash, person(u), s.User)
}

// session recognises a browser.
func (a *Auth) session(r *http.Request, now time.Time) (Principal, people.Session, bool, error) {
	none := func(err error) (Principal, people.Session, bool, error) {
		return Principal{}, people.Session{}, false, err
	}
	hash := sessionHash(r)
	if hash == "" {
		return none(nil)
	}
	s, found, err := a.store.Session(hash)
	if err != nil || !found || !now.Before(s.ExpiresAt) { // never later than SessionLife: see seen
		return none(err)
	}
	u, known := a.store.Config().Users[s.User]
	if !known || u.Disabled || u.Role.Rank() == 0 {
		a.endGone(r.Context(), s)
		return none(nil)
	}
	return Principal{User: u, Role: u.Role, Session: s.Hash, ProvenAt: s.ProvenAt}, s, true, nil
}

// endGone ends a session of somebody who left, so that it does not come back to
// life should they return.
func (a *Auth) endGone(ctx context.Context, s people.Session) {
	row := engine.AuditRow{At: time.Now().UTC(), Actor: engine.System(), Action: "session.end", Object: s.User, Detail: "the person is disabled or gone"}
	if err := a.store.EndSession(ctx, s.Hash, row); err != nil {
		a.log.Warn("a session of a person who left was not ended", "user", s.User, "err", err)
	}
}

// seen slides a session's end.
func (a *Auth) seen(ctx context.Context, s people.Session, now time.Time) {
	if now.Sub(s.SeenAt) < seenGrain {
		return
	}
	s.SeenAt = now.UTC().Round(0)
	s.ExpiresAt = s.SeenAt.Add(SessionIdle)
	if last := s.CreatedAt.Add(SessionLife); s.ExpiresAt.After(last) {
		s.ExpiresAt = last
	}
	if err := a.store.PutSession(ctx, s, nil); err != nil {
		a.log.Debug("last use of a session not noted", "user", s.User, "err", err)
	}
}

func person(u people.User) engine.Actor {
	return engine.Actor{Kind: engine.ByPerson, ID: u.ID, Name: u.Name, Via: "ui"}
}

// clip bounds text from outside and drops control characters.
func clip(s string, n int) string {
	out := make([]rune, 0, n)
	for _, c := range s {
		if len(out) == n {
			break
		}
		if c >= ' ' && c != 0x7f {
			out = append(out, c)
		}
	}
	return string(out)
}
