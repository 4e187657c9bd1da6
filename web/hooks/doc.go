// Package hooks is the door for events that arrive by HTTP.
//
// It has two layers. A decoder, one file per source, is a pure function from a
// [Request] to [engine.Event] values: no clock, no network, no state, and a
// fuzz target of its own. A thin handler reads the body within bounds, calls
// the decoder, hands the result to an [Intake], and answers in the sender's
// dialect only after the intake has committed.
//
//	bytes ─ read ─> Request ─ decoder ─> Decoded ─ Intake.Submit ─> 202
//	  a stranger's, over the limit: 413   Invalid: 400   wrong key: 400, no room: 503
//
// Decoding is forgiving, because a sender that gets a 4xx throws the alert
// away: wrong types, odd charsets, missing fields and words it does not know
// are mended, and every mend is written into the event, where a person can
// read it. A body that can not be read at all still becomes an event when its
// key is known. What is refused is refused aloud, through Intake.Refuse.
package hooks
