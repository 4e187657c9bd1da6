package auth

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"wakeman/engine"
	"wakeman/engine/people"
)

// BeginPasskeySignIn gives what a browser needs to show any passkey for this box
// (PublicKeyCredentialRequestOptionsJSON, in a member "publicKey"), and a cookie.
// A Failure is Throttled, or a Conflict where there can be no passkeys.
func (a *Auth) BeginPasskeySignIn(w http.ResponseWriter, r *http.Request) (json.RawMessage, error) {
	_, party, err := a.at()
	if err != nil {
		return nil, err
	}
	try, err := a.try(r.Context(), "", ClientOf(r)) // said before the finger is asked for
	if err != nil {
		return nil, err
	}
	try.undo()
	options, data, err := party.BeginDiscoverableLogin()
	if err != nil {
		return nil, err
	}
	a.beginCeremony(w, r, signingIn, "", data)
	return json.Marshal(options)
}

// SignInPasskey signs in whoever's device answered. A verified passkey is
// something one has and something one is or knows: neither password nor code is
// asked for. The session cookie is set on w. A Failure is Denied, Throttled,
// Unavailable, or CodeExpired: begin again.
func (a *Auth) SignInPasskey(w http.ResponseWriter, r *http.Request, response string) (people.User, error) {
	s, try, err := a.passkey(w, r, signingIn, people.User{}, response)
	if err != nil {
		return s.user, err
	}
	// Wrong passwords at the account are not forgiven: a passkey is not guessed,
	// so they were not steps towards it.
	how := try.success()
	how.pair = pairKey(accountKey(s.user.Email), ClientOf(r).Addr)
	return s.user, a.finish(w, r, s.user, how)
}

// passkey is one answer from beginning to end: throttle, challenge, device,
// counter. Failures count for the address only: an account cannot be locked by
// strangers who have nothing to guess.
func (a *Auth) passkey(w http.ResponseWriter, r *http.Request, why purpose, u people.User, response string) (passkeyShown, attempt, error) {
	try, err := a.try(r.Context(), "", ClientOf(r))
	if err != nil {
		return passkeyShown{}, try, err
	}
	s, err := a.passkeyAnswer(w, r, why, u, response)
	switch {
	case err == nil:
		try.succeeded()
		a.keepBlocks(r.Context())
	case engine.CodeOf(err) == Denied:
		a.refusePasskey(r, s.user.Email, err)
	default:
		try.undo()
	}
	return s, try, err
}

func (a *Auth) passkeyAnswer(w http.ResponseWriter, r *http.Request, why purpose, u people.User, response string) (passkeyShown, error) {
	place, party, err := a.at()
	if err != nil {
		return passkeyShown{}, err
	}
	data, err := a.endCeremony(w, r, why, u.ID)
	if err != nil {
		return passkeyShown{}, err
	}
	s, err := a.answered(place, party, data, u.ID, response)
	if err != nil {
		return s, err
	}
	return s, a.usePasskey(r.Context(), s, Remote(r))
}

// beginOwn gives a challenge for the passkeys of one person.
func (a *Auth) beginOwn(w http.ResponseWriter, r *http.Request, why purpose, u people.User) (json.RawMessage, error) {
	place, party, err := a.at()
	if err != nil {
		return nil, err
	}
	h, err := a.holder(u, place)
	if err != nil {
		return nil, err
	}
	if len(h.keys) == 0 {
		return nil, engine.Fail(engine.Conflict, "you have no passkey for %s", place.Host)
	}
	options, data, err := party.BeginLogin(h, webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, err
	}
	a.beginCeremony(w, r, why, u.ID, data)
	return json.Marshal(options)
}

// Ways is what somebody may show at the second step, beside a recovery code.
type Ways struct{ App, Passkey bool }

// ways of a person at the present place.
func (a *Auth) ways(u people.User) (Ways, error) {
	f, _, err := a.store.SecondFactor(u.ID)
	if err != nil {
		return Ways{}, err
	}
	place := a.PasskeyPlace()
	h, err := a.holder(u, place)
	return Ways{App: f.App(), Passkey: place.Obstacle == "" && len(h.keys) > 0}, err
}

// CodeWays is what the person may show whose password was right in this browser.
func (a *Auth) CodeWays(r *http.Request) (Ways, error) {
	_, u, ok, err := a.halfOf(r, false)
	if err != nil || !ok {
		return Ways{}, err
	}
	return a.ways(u)
}

// ProofWays is what the person may show who is asked again, beside the password.
func (a *Auth) ProofWays(r *http.Request) (Ways, error) {
	p, err := signedIn(r)
	if err != nil {
		return Ways{}, err
	}
	return a.ways(p.User)
}

// BeginPasskeyCode gives a challenge in place of a code, to a browser whose
// password was right. A Failure is CodeExpired or a Conflict.
func (a *Auth) BeginPasskeyCode(w http.ResponseWriter, r *http.Request) (json.RawMessage, error) {
	_, u, ok, err := a.halfOf(r, false)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, a.halfOver(w, r)
	}
	return a.beginOwn(w, r, secondStep, u)
}

// SignInCodePasskey ends what SignIn began with CodeNeeded, by a passkey in
// place of a code. The Failures are those of SignInCode.
func (a *Auth) SignInCodePasskey(w http.ResponseWriter, r *http.Request, response string) (people.User, error) {
	h, u, ok, err := a.halfOf(r, false)
	if err != nil {
		return u, err
	}
	if !ok {
		return u, a.halfOver(w, r)
	}
	tls := ClientOf(r).TLS
	hash := cookieHash(r, halfCookie(tls))
	if _, _, err = a.passkey(w, r, secondStep, u, response); err != nil {
		if engine.CodeOf(err) != Denied {
			return u, err
		}
		if over := a.wrongCode(w, r, u, hash); engine.CodeOf(over) == CodeExpired {
			return u, over
		}
		return u, err
	}
	if !a.halves.forget(hash) {
		return u, a.halfOver(w, r)
	}
	http.SetCookie(w, namedCookie(halfCookie(tls), tls, "", 0))
	codes := a.throttle.failures(codeKey(u.Email), ClientOf(r).Addr, time.Now())
	return u, a.finish(w, r, u, h.try.with(codes))
}

// BeginPasskeyProof gives a challenge to somebody who is asked again. A Failure
// is Forbidden or a Conflict.
func (a *Auth) BeginPasskeyProof(w http.ResponseWriter, r *http.Request) (json.RawMessage, error) {
	p, err := signedIn(r)
	if err != nil {
		return nil, err
	}
	return a.beginOwn(w, r, provingIt, p.User)
}

// ReauthPasskey is Reauth by a passkey.
func (a *Auth) ReauthPasskey(w http.ResponseWriter, r *http.Request, response string) error {
	p, err := signedIn(r)
	if err != nil {
		return err
	}
	if _, _, err := a.passkey(w, r, provingIt, p.User, response); err != nil {
		return err
	}
	return a.renew(w, r, p)
}
