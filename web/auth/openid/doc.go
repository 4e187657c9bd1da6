// Package openid is our side of OpenID Connect: it asks a provider who somebody
// is (OpenID Connect Core 1.0, authorization code flow, with PKCE by RFC 7636).
// It knows nothing of our people; package auth decides who a provider's account
// is here.
//
//	NewAsk ─> AuthURL ─> the browser goes to the provider, and comes back with a code
//	                     Redeem(the same Ask, code) ─> Claims
//
// An [Ask] is what one browser is asked with. Whoever keeps it must bind it to
// that browser, give it an end, and use it once; Redeem checks all that the
// provider says against it.
//
// # The provider may be down
//
// Nothing is fetched before somebody wants to sign in, so that a box starts, and
// passwords work, while the provider is down. What was found is kept for an
// hour, and longer while a newer one can not be had; a failure is remembered for
// seconds, so that strangers who press the button can not make us call without
// end. Keys are fetched anew when a token names one that is not known.
//
// Every call goes through the HTTP client that [New] is given: the outgoing
// guard decides what may be called.
package openid
