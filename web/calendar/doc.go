// Package calendar makes calendar feeds of shifts, and serves them to whoever has their address.
//
//	Person, Schedule   the configuration and an instant → a feed (pure)
//	Routes             GET /calendar/{secret}.ics → its text
//
// The address is the key: calendar programs can not sign in. So it is made like an API key (random, hashed in the store,
// revocable), opens this one feed and nothing else, and appears in no log. A key that is unknown, revoked or whose owner has
// left is answered as a page that is not there.
//
// A feed lags behind: programs fetch it when they like. Who is on call now is on the pages, and each event says so.
package calendar
