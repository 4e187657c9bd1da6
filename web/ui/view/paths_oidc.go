package view

import "net/url"

// Addresses of signing in through an OpenID provider. The first leads to the
// provider, and the second is where it leads back to: admins register that one
// there, so it must not change.
const (
	PathProvider       = "/signin/oidc"
	PathProviderReturn = PathProvider + "/callback"
	PathProviderReauth = PathReauth + "/oidc" // to the provider (GET), or with a form to keep (POST)

	PathProviderLink   = PathSecurity + "/provider/link"
	PathProviderAccept = PathSecurity + "/provider/accept" // asks (GET), and does it (POST)

	PathSettingsSignIn     = PathSettings + "/sign-in" // the form (GET) and the deed (POST)
	PathSettingsSignInTest = PathSettingsSignIn + "/test"
)

// UnlinkPath asks before an account at the provider is unlinked (GET), and does
// it (POST).
func UnlinkPath(id string) string {
	return PathSecurity + "/provider/" + url.PathEscape(id) + "/unlink"
}
