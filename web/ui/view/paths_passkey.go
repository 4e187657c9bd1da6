package view

import "net/url"

// Addresses of passkeys. Each ceremony has two, both POSTed: …/begin answers a
// script with JSON, the other takes the form that the script fills in.
const (
	PathSignInPasskey = PathSignIn + "/passkey"
	PathCodePasskey   = PathSignInCode + "/passkey"
	PathReauthPasskey = PathReauth + "/passkey"
	PathPasskeys      = PathSecurity + "/passkeys"
	PathPasskeyNew    = PathPasskeys + "/new"

	beginPasskey = "/begin"
)

// PasskeyPath is one's own passkey, to be renamed.
func PasskeyPath(id string) string { return PathPasskeys + "/" + url.PathEscape(id) }

// PasskeyRemovePath asks before it is removed (GET), and does it (POST).
func PasskeyRemovePath(id string) string { return PasskeyPath(id) + "/remove" }
