// Package carrier holds fake carriers that are real protocol servers: [HTTP]
// takes webhooks, ntfy publishes and SMS gateway calls, [SMTP] takes mail. They
// record what arrives, and misbehave on request ([Fault]).
//
// They import no driver, so what they decode is a second reading of each
// protocol; and nothing of package testing, so that a demonstration or a crash
// harness can run them. Over a [Pipe] instead of a TCP listener they work inside
// a testing/synctest bubble.
package carrier
