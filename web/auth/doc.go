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
// # Second factor
//
// Who has one gets no session for the password: SignIn answers [CodeNeeded] and
// the browser a cookie of another name, good for five minutes and five codes.
// What it names is in memory and no [people.Session], so that nothing but
// SignInCode can take it for one. Each time step of the app works once, each
// recovery code once; both are decided inside the transaction that spends them.
//
// # Passkeys
//
// A passkey that verified its user is two factors: it signs in alone, stands for
// the code, and proves. Each use is a ceremony of two requests: Begin… gives a
// challenge and a cookie, the other takes the device's answer, once. They work
// at the host of the public address only; [PlaceOf] says where there can be
// none. Whoever has a passkey has a [people.SecondFactor] too, maybe without an
// app: it holds the recovery codes, and makes SignIn ask for more than the
// password.
//
// # Through a provider
//
// Beside the password people may sign in through one OpenID provider: Depart
// leads there, Return takes what the browser brings back, and a
// [people.Identity] remembers whose the account is. The protocol is package
// openid's; whom an account may become is decided in oidc_person.go. The
// provider is the first factor, no more.
//
// # Proof
//
// A session lasts for weeks; what opens doors needs more. Changes of contact
// data, second factors, API keys and roles want a password or code given within
// [ProofLife]: handlers ask [Fresh], and where it is false lead to the page
// /reauth, which calls Reauth and leads back. In web/ui the guard around a
// handler does all that:
//
//	{"GET /people/{id}/role", people.Admin, u.proven(u.roleForm)},
//	{"POST /people/{id}/role", people.Admin, u.proven(u.roleSet)},
//
// Put it around the GET of a form as well as around its POST: then people are
// asked before they type. A POST that comes too late is kept, and sent again
// with one press after the password.
//
// # Throttling
//
// Failures slow one account down, up to fifteen minutes between two tries and
// never longer, and block one address for an hour after ten of them, for a day
// when it was blocked in the week before; thirty block the network around it
// (/24, /48), but not those in it who signed in from the same place before.
// Blocks are stored, so that a restart does not lift them, and always expire.
// Wrong codes are counted apart from wrong passwords. A success after many
// failures is an alarm, which admins see on every page.
//
// Only the sign-in form, the setup form and pages that ask for the password
// again ask the throttle: events, mail, API keys and acknowledge links are never
// slowed by it, because whole offices share an address.
package auth
