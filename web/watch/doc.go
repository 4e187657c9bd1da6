// Package watch looks at hosts: whether they answer a ping, whether ports are open
// that must be, and closed that must be, whether a page is served.
//
// It is a door like the hooks, only that its events come from looking:
//
//	engine.Watch ── due, spread over its interval ──> Looker (the network) ──> Result
//	(Health, Result, now) ──> Health.After (pure) ──> []engine.Wrong ──> engine.Saw
//
// A look says one of three things: as it should be, not as it should be, or that
// it can not tell (no right to ping, an address that may not be looked at). Only
// the second ever pages, and only when it was so several times in a row; what it
// can not tell is shown and changes nothing.
//
// It looks politely: one connection to a host at a time, plain connects, a few
// seconds of patience, and never everything at once.
//
// When a host falls silent, others are asked before anybody is told: if next to
// none of them answers, it is the network of this box, or what all of them lie
// behind, and one incident says so in place of hundreds.
//
// What was told is in the store, so that a restart opens nothing twice and
// forgets nothing. The rest (when a look is due, how often one failed) is memory.
package watch
