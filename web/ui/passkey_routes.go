package ui

import (
	"encoding/json"
	"net/http"

	"wakeman/engine/people"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// PasskeyAuth is what the pages do with passkeys; see package auth.
type PasskeyAuth interface {
	PasskeyPlace() auth.PasskeyPlace
	Passkeys(user string) ([]people.Passkey, error)
	HasPasskeys() (bool, error)
	CodeWays(r *http.Request) (auth.Ways, error)
	ProofWays(r *http.Request) (auth.Ways, error)

	BeginPasskey(w http.ResponseWriter, r *http.Request) (json.RawMessage, error)
	AddPasskey(w http.ResponseWriter, r *http.Request, name, response string) (codes []string, err error)
	RenamePasskey(r *http.Request, id, name string) error
	RemovePasskey(r *http.Request, id string) error

	BeginPasskeySignIn(w http.ResponseWriter, r *http.Request) (json.RawMessage, error)
	SignInPasskey(w http.ResponseWriter, r *http.Request, response string) (people.User, error)
	BeginPasskeyCode(w http.ResponseWriter, r *http.Request) (json.RawMessage, error)
	SignInCodePasskey(w http.ResponseWriter, r *http.Request, response string) (people.User, error)
	BeginPasskeyProof(w http.ResponseWriter, r *http.Request) (json.RawMessage, error)
	ReauthPasskey(w http.ResponseWriter, r *http.Request, response string) error
}

// passkeyRoutes are the ceremonies, two steps each, and one's own passkeys.
func (u *ui) passkeyRoutes() []route {
	return []route{
		{"POST /signin/passkey/begin", "", u.passkeyOptions(PasskeyAuth.BeginPasskeySignIn)},
		{"POST /signin/passkey", "", u.signinPasskey},
		{"POST /signin/code/passkey/begin", "", u.passkeyOptions(PasskeyAuth.BeginPasskeyCode)},
		{"POST /signin/code/passkey", "", u.signinCodePasskey},
		{"POST /reauth/passkey/begin", people.Viewer, u.passkeyOptions(PasskeyAuth.BeginPasskeyProof)},
		{"POST /reauth/passkey", people.Viewer, u.reauthPasskey},

		{"GET /profile/security/passkeys/new", people.Viewer, u.proven(u.passkeyNew)},
		{"POST /profile/security/passkeys/begin", people.Viewer, u.passkeyOptions(PasskeyAuth.BeginPasskey)},
		{"POST /profile/security/passkeys", people.Viewer, u.proven(u.passkeyAdd)},
		{"GET /profile/security/passkeys/{id}", people.Viewer, u.passkeyName},
		{"POST /profile/security/passkeys/{id}", people.Viewer, u.passkeyRename},
		{"GET /profile/security/passkeys/{id}/remove", people.Viewer, u.proven(u.passkeyRemoveAsk)},
		{"POST /profile/security/passkeys/{id}/remove", people.Viewer, u.proven(u.passkeyRemove)},
	}
}

// passkeyPlace is where passkeys work, for pages. The sign-in offers them only
// when somebody has one; known is false for strangers.
func (u *ui) passkeyPlace(known bool) view.PasskeyPlace {
	if u.Auth == nil {
		return view.PasskeyPlace{} // error pages of a server without doors
	}
	at := u.Auth.PasskeyPlace()
	p := view.PasskeyPlace{Host: at.Host, Origin: at.Origin, Obstacle: string(at.Obstacle)}
	if !known && p.Obstacle == "" {
		some, err := u.Auth.HasPasskeys()
		p.Offer = some && err == nil // without it the password is asked for
	}
	return p
}
