package ui

import (
	"net/http"
	"strings"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// ProviderAuth is signing in through the OpenID provider; see package auth.
type ProviderAuth interface {
	Provider() (s engine.OIDCSettings, ok bool)
	CheckProvider(r *http.Request, issuer string) error
	Depart(w http.ResponseWriter, r *http.Request, trip auth.Trip, back string) (to string, err error)
	Return(w http.ResponseWriter, r *http.Request) (auth.Trip, people.User, error)
	Identities(user string) ([]people.Identity, error)
	Offered(r *http.Request) (auth.Offer, bool)
	AcceptOffer(r *http.Request) error
	Unlink(r *http.Request, id string) error
}

// providerRoutes are signing in, proving and linking through the provider, and
// its settings. Those that lead away are GET: a browser lets no form of ours lead
// to another site, not even by a redirect.
func (u *ui) providerRoutes() []route {
	return []route{
		{"GET /signin/oidc", "", u.providerGo},
		{"GET /signin/oidc/callback", "", u.providerReturn},
		{"GET /reauth/oidc", people.Viewer, u.providerReauth},
		{"POST /reauth/oidc", people.Viewer, u.providerCarry},

		{"GET /profile/security/provider/link", people.Viewer, u.proven(u.providerLink)},
		{"GET /profile/security/provider/accept", people.Viewer, u.proven(u.offerShow)},
		{"POST /profile/security/provider/accept", people.Viewer, u.proven(u.offerAccept)},
		{"GET /profile/security/provider/{id}/unlink", people.Viewer, u.proven(u.unlinkAsk)},
		{"POST /profile/security/provider/{id}/unlink", people.Viewer, u.proven(u.unlinkDo)},

		{"GET /settings/sign-in", people.Admin, u.proven(u.providerShow)},
		{"POST /settings/sign-in", people.Admin, u.proven(u.providerSave)},
		{"POST /settings/sign-in/test", people.Admin, u.proven(u.providerTest)},
	}
}

// returnAddress is where the provider leads back to: by the public address, else
// by the one that this page was opened by.
func (u *ui) returnAddress(r *http.Request) (at string, public bool) {
	if base := strings.TrimRight(u.base(), "/"); base != "" {
		return base + view.PathProviderReturn, true
	}
	scheme := "http://"
	if auth.ClientOf(r).TLS {
		scheme = "https://"
	}
	return scheme + r.Host + view.PathProviderReturn, false
}
