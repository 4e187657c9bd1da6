package auth

import (
	"errors"
	"net/http"
	"time"

	"wakeman/engine"
	"wakeman/engine/secret"
	"wakeman/web/auth/openid"
)

// Provider gives the provider that people may sign in through; ok is false when
// the settings name none.
func (a *Auth) Provider() (s engine.OIDCSettings, ok bool) {
	set := a.store.Config().Settings.OIDC
	if set == nil || a.openid == nil {
		return s, false
	}
	return *set, true
}

// CheckProvider asks a provider now whether it is one; the error says in words
// what is wrong. Nothing secret is sent.
func (a *Auth) CheckProvider(r *http.Request, issuer string) error {
	if a.openid == nil {
		return engine.Fail(engine.Unavailable, "this box calls nobody")
	}
	err := a.openid.Check(r.Context(), issuer)
	if err == nil {
		return nil
	}
	a.log.Info("a provider was tested and is none", "issuer", issuer, "err", err)
	return engine.Fail(engine.Invalid, "%s", openid.FaultOf(err).Words)
}

// Depart gives the address at the provider where the browser has to go, and
// binds the way back to this browser by a cookie on w. back is the address of
// ours that the provider leads back to. A Failure is NotFound (no provider),
// Unavailable (the provider is down), or Forbidden: proving and linking need a
// session, and linking a fresh proof.
func (a *Auth) Depart(w http.ResponseWriter, r *http.Request, trip Trip, back string) (to string, err error) {
	s, ok := a.Provider()
	if !ok {
		return "", engine.Fail(engine.NotFound, "nobody signs in through a provider here")
	}
	if secret.Unreadable(s.ClientSecret) {
		return "", a.providerDown(s, errors.New("the client secret can not be read: type it again in the settings"))
	}
	v := flow{trip: trip, ask: openid.NewAsk(back, trip.Errand != ErrandSignIn), settings: s, net: Net(ClientOf(r).Addr)}
	if trip.Errand != ErrandSignIn {
		p, err := signedIn(r)
		if err == nil && trip.Errand == ErrandLink {
			p, err = proven(r)
		}
		if err != nil {
			return "", err
		}
		v.user = p.User.ID
	}
	if to, err = a.openid.AuthURL(r.Context(), s, v.ask); err != nil {
		return "", a.providerDown(s, err)
	}
	v.browser, v.begun = a.flows.bind(w, r), time.Now()
	a.flows.put(v.ask.State, v)
	return to, nil
}

// providerDown is what people read while the provider cannot be asked. What is
// wrong with it is for the log: they can not mend it.
func (a *Auth) providerDown(s engine.OIDCSettings, err error) error {
	a.log.Warn("the sign-in provider can not be asked", "issuer", s.Issuer, "err", err)
	f := engine.Fail(engine.Unavailable, "%s can not be reached at the moment; sign in with your password", s.Name())
	f.Retry = 10 * time.Second
	return f
}
