package view

import "net/url"

// Addresses of signing in with a code, of proving again, and of one's own
// security. Those with a verb at the end are POSTed.
const (
	PathSignInCode = "/signin/code"
	PathReauth     = "/reauth"

	PathSecurity       = "/profile/security"
	PathPassword       = PathSecurity + "/password"
	PathEndSession     = PathSecurity + "/sessions/end" // field "id", or "others"
	PathFactor         = PathSecurity + "/second-factor"
	PathFactorOff      = PathFactor + "/off"
	PathCodes          = PathSecurity + "/recovery-codes"
	PathCodesKept      = PathCodes + "/kept"
	PathOwnKeys        = PathSecurity + "/keys"
	PathNewKey         = PathOwnKeys + "/new"
	PathKeyMade        = PathOwnKeys + "/made"
	PathKeyKept        = PathOwnKeys + "/kept"
	PathKeys           = "/keys"           // everybody's, for admins
	PathNewAccountKey  = PathKeys + "/new" // fields "scope", "integration" choose beforehand
	PathAccountKeyMade = PathKeys + "/made"
	PathAccountKeyKept = PathKeys + "/kept"
	PathBlocks         = "/blocks"
	PathUnblock        = PathBlocks + "/unblock" // field "what"
	pathPeopleSessions = "/people/"
)

// OwnKeyPath asks before one's own API key is revoked (GET), and does it (POST).
func OwnKeyPath(id string) string { return PathOwnKeys + "/" + url.PathEscape(id) + "/revoke" }

// KeyPath is the same for anybody's, for admins.
func KeyPath(id string) string { return PathKeys + "/" + url.PathEscape(id) + "/revoke" }

// PersonSessionsPath is where a person is signed in, for admins; ending them all
// is POSTed there.
func PersonSessionsPath(user string) string {
	return pathPeopleSessions + url.PathEscape(user) + "/sessions"
}
