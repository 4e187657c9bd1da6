// Package mailgate is the door for events that arrive by mail: an SMTP
// listener that takes mail for key@domain and key+suffix@domain, and nothing
// else.
//
//	connection ─ caps, deadlines ─> session ─ RCPT: whose key? ─> DATA
//	raw mail ─ Parse (pure, bounded) ─> engine.Event ─ Intake.Submit ─> 250
//
// It never relays and never sends: what it says to a sender is an SMTP reply.
// 250 stands for a committed event. What can not be stored now is answered
// with 451, so that the sender's queue keeps it; what is refused for good is
// listed through Intake.Refuse.
//
// A mail is the raw bytes first and its meaning second: whatever the parser
// makes of them, or fails to, the bytes are kept and an event is made. Mail
// that must not page, because it answers or returns another mail, is stored
// and marked as test traffic.
package mailgate
