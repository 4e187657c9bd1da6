// Package dial is how Wakeman calls out: every driver's connection, HTTP or
// SMTP, begins here.
//
// A box that sits in a provider's network and calls addresses which users type
// in could be made to call its neighbours. So the [Guard] looks at the resolved
// address at the moment of the connect call, after any DNS answer and on every
// connection, and refuses the ranges that are not on the public Internet unless
// the admin's list names them. A gateway in the LAN is normal here, so the
// refusal says exactly what to add.
//
// On top of it, [Client] is the one HTTP client of the drivers (no redirects, no
// proxy, ten seconds, 64 KiB of reply), [Do] makes one exchange with it, and
// [Judge] and [Failed] turn the result into a [notify.Outcome]. Their reasons
// hold neither the URL called, which may carry a token, nor text of the reply,
// which a user might fetch from where he may not look.
package dial
