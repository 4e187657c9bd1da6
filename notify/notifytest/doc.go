// Package notifytest is the suite that every driver passes: [Run] holds a
// driver to the contract of [notify.Driver] against a carrier that misbehaves in
// the ways carriers do.
//
// The tests run inside testing/synctest bubbles over a [Pipe], so a carrier may
// hang for hours, and a goroutine that a driver leaves behind fails its test.
// The carriers themselves are in the package carrier, which other rooms' tests,
// the demonstration and the crash harness use as well.
package notifytest
