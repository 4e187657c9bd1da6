// Package reading knows what monitoring systems, power supplies and telephone
// systems write in their mails, and makes events of it.
//
//	Letter (a mail as text) ─ the first Reader that knows it ─> engine.Events
//
// A reader is pure: text in, events out. It says "not mine" rather than guess,
// because a mail that nobody knows opens an incident of its own, and a mail that
// is wrongly taken for a recovery closes one, or vanishes.
//
// All readers keep to four rules. The body is trusted above the subject, which
// carries display names and gets cut. The key is what the mail is about (host and
// service, by the names in the mail), never the equipment's address, a Message-ID or a
// severity, so that a problem and its recovery meet; only where a mail has nothing but
// a bare name is its sender part of it (plain). What is a recovery resolves,
// and what is neither problem nor recovery is a change event. What a mail quotes
// (a plugin's output, a log line) is never read as a field of the mail.
package reading
