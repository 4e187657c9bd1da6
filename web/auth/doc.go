// Package auth decides who makes a request and what they may do. It draws no
// page: web/ui and web/api ask it and answer in their own words.
//
// A person signs in with e-mail address and password and gets a [people.Session];
// a program shows an API key, a [people.Token]. Either becomes a [Principal],
// which middleware puts into the request's context and handlers read with [From].
// It is made anew for each request from the configuration in force, so a lowered
// role, a disabled person, a revoked key or a changed password counts at once.
//
//	cookie ── hash ──> Session ──┐
//	                             ├─> User, Role ─> Principal ─> Require(role)
//	API key ─ hash ──> Token ────┘
//
// Secrets are kept as hashes only: passwords as Argon2id, because people choose
// them; session secrets and API keys as SHA-256, because they are random.
//
// # The cookie
//
// Over TLS the session cookie is __Host-wakeman with Secure. A browser takes
// neither the prefix nor Secure on plain http (but for localhost), and a box in
// a LAN may have no certificate; there the cookie is called wakeman and has no
// Secure. Over TLS only the first name is read, so that a plain-http neighbour
// cannot plant a session. The health page warns about plain http.
//
// # First run
//
// While nobody has a credential, [Auth.OpenSetup] makes a one-time token that
// only somebody with access to the box can read. There is no default account.
//
// # Throttling
//
// Failures slow one account down, up to fifteen minutes between two tries and
// never longer, and block one address for an hour after ten of them. Only the
// sign-in form and the setup form ask the throttle: events, mail, API keys and
// acknowledge links are never slowed by it, because whole offices share an address.
package auth
