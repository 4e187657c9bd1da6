package auth

import (
	"net/http"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// ProofLife is how long a password or code that was given counts for changes
// that open doors: contact data, second factors, API keys, roles (ASVS 7.5.1).
// Within it, who finds an unlocked screen can do as much as its owner.
const ProofLife = 15 * time.Minute

// Fresh tells whether whoever makes a request gave a password or a code at most
// within ago. It is false for strangers, and for API keys, which prove nothing
// about who uses them. Pages lead to Reauth when it is false.
func Fresh(r *http.Request, within time.Duration) bool {
	p, ok := From(r.Context())
	return ok && p.Session != "" && !p.ProvenAt.IsZero() && time.Since(p.ProvenAt) < within
}

// proven is the person behind a request, who must have proven it lately.
func proven(r *http.Request) (Principal, error) {
	p, err := signedIn(r)
	if err == nil && !Fresh(r, ProofLife) {
		return p, engine.Fail(engine.Forbidden, "give your password again first: the last time is more than %d minutes ago", int(ProofLife/time.Minute))
	}
	return p, err
}

// Reauth proves again who uses a session, by password or, if code is not empty,
// by a code of the authenticator app. The session gets a new secret (the cookie
// is set on w) and keeps its end. A Failure is Denied, Throttled or Unavailable.
func (a *Auth) Reauth(w http.ResponseWriter, r *http.Request, password, code string) error {
	p, err := signedIn(r)
	if err != nil {
		return err
	}
	client := ClientOf(r)
	try, err := a.try(r.Context(), proofKey(p.User, code), client)
	if err != nil {
		return err
	}
	ok, err := a.proves(r, p.User, password, code)
	if err != nil {
		try.undo()
		return err
	}
	if !ok {
		a.refuse(engine.Refusal{Door: "sign_in", Remote: client.String(), Reason: "wrong password or code when asked again", Hint: p.User.Email})
		return engine.Fail(Denied, "this is not right")
	}
	try.succeeded()
	a.keepBlocks(r.Context())
	return a.renew(w, r, p)
}

func proofKey(u people.User, code string) string {
	if code != "" {
		return codeKey(u.Email)
	}
	return accountKey(u.Email)
}

func (a *Auth) proves(r *http.Request, u people.User, password, code string) (bool, error) {
	if code != "" {
		return a.useStep(r.Context(), u.ID, code)
	}
	_, ok, err := a.verify(r.Context(), u.Email, password)
	return ok, err
}

// renew gives a session a new secret. Other tabs of the browser have it at once:
// they share the cookie.
func (a *Auth) renew(w http.ResponseWriter, r *http.Request, p Principal) error {
	s, found, err := a.store.Session(p.Session)
	if err != nil {
		return err
	}
	if !found {
		return engine.Fail(engine.Forbidden, "sign in first")
	}
	value, now := randomSecret(), time.Now().UTC().Round(0)
	s.Hash, s.ProvenAt, s.SeenAt = secretHash(value), now, now
	row := engine.AuditRow{At: now, Actor: p.Actor("ui"), Action: "session.prove", Object: p.User.ID}
	if err := a.store.ReplaceSession(r.Context(), p.Session, s, row); err != nil {
		return err
	}
	a.ended() // streams by the old secret come back with the new one
	tls := ClientOf(r).TLS
	http.SetCookie(w, cookie(tls, value, time.Until(s.CreatedAt.Add(SessionLife))))
	return nil
}
