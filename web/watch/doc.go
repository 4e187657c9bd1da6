// Package watch looks at hosts: whether they answer a ping, whether ports are open
// that must be, and closed that must be, whether a page is served.
//
// It is a door like the hooks, only that its events come from looking:
//
//	Watch ── due, spread over its interval ──> Look (the network) ──> Result
//	(Health, Result, now) ──> Health.After (pure) ──> Event ──> the engine
//
// A look says one of three things: as it should be, not as it should be, or that
// it can not tell (no right to ping, an address that may not be looked at). Only
// the second ever pages, and only when it was so several times in a row; what it
// can not tell is shown and changes nothing.
//
// It looks politely: one connection to a host at a time, plain connects, a few
// seconds of patience, and never everything at once.
package watch
