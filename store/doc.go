// Package store keeps everything Wakeman must not lose. It is the only package that knows bbolt.
//
// # The ground
//
// One file, wakeman.db, is opened by one process. [Open] creates it so that a power cut can not leave half a store,
// [DB.Close] lets the running commit finish.
//
// Reads run in short read transactions (view). Nothing slow may happen inside one: no network, no rendering, no
// streaming to a client. What a read returns is a copy.
//
// Writes are commands: functions that run inside a write transaction. One goroutine, the committer, takes every command
// that waits and commits all of them with one fsync; update returns after that fsync. Because a command may run a second
// time (see update), it must be pure towards the outside: ids and "now" are taken before, effects are returned and acted
// on after.
//
// Records live in tables: a table is one bucket of rows and one bucket for each index. A row is an envelope around JSON
// (codec.go) whose checksum covers kind, key and payload, because bbolt's data pages carry none. The table code is the
// only code that touches index buckets.
//
// # Faults
//
// The store never guesses. A commit that the disk refused for want of space was rolled back: [ErrFull], intake stops,
// urgent commands (acknowledgements, timers, reports) go on from a reserve. Any other failed commit has an unknown
// result: [ErrFailed], the store stops accepting at once and [DB.Failed] is closed. Reopen the file and reconcile.
//
// The format of the file is described in docs/store-format.md, which changes together with it.
package store
