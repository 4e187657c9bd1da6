// Package engine turns events into incidents, and incidents into pages.
//
// It holds the core of Wakeman and knows neither the disk nor the network:
//
//	Event ─ Submit ─┐
//	timer ─ Step ───┼─> decide (pure) ─> Changes ─> Store, one transaction
//	outcome ─ Report┤
//	person ─ Act ───┘
//
// Every way in is a command. A command reads what it needs through [Reader],
// calls a pure function (state, input, now) → (state', effects, reason), and
// returns [Changes]: the rows to write. The store commits them, grouped with
// those of other commands, and only then is anything acted on: an answer of
// 202, a kick to the dispatcher. Nothing is kept in memory that is needed after
// a crash: a timer is a row, a page is a row, and the loop only remembers when
// to look next.
//
// Configuration (people, schedules, policies, services) is an immutable
// [Config] snapshot, replaced as a whole when it changes, so that no event
// reads it from disk.
package engine
