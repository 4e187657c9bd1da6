package auth

import (
	"net/http"
	"time"

	"wakeman/engine/people"
)

// EventKey is the key of the integration that the ingest key in a request's
// Authorization header delivers to; "" when there is none, or none that works.
// Whoever asks has then to judge by what else the request carries: a wrong header
// beside a right key is a matter for nobody at 3 am.
//
// An error says that the store could not be asked: nobody knows whose the
// request is, and the sender must be told to come back.
func (a *Auth) EventKey(r *http.Request) (string, error) {
	secret, ok := ParseAuthorization(r.Header.Get("Authorization"))
	if !ok {
		return "", nil
	}
	now := time.Now()
	p, why, err := a.key(secret, now)
	if err != nil || why != "" || p.Token.Scope != people.IngestScope {
		return "", err
	}
	in := a.store.Config().Integrations[p.Token.Integration]
	if in.Key != "" {
		a.used(r.Context(), p.Token, now)
	}
	return in.Key, nil
}
