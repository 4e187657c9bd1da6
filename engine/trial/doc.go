// Package trial says what other event rules would have done with events that have
// come already, before they are in force.
//
//	[]Past, oldest first ──> Run(rules in force, rules to try) ──> Result
//
// Each event is judged twice at the time at which it came, by what is in force now
// and by what is to be: what differs is what the change would do. What became of
// the event when it came is not compared, because other rules may have held then.
//
// An event is judged as it was decoded again from the bytes that arrived. The event
// log itself keeps but a few of its fields; where the bytes are gone, or are no
// longer read as they were then, only these are looked at, and [Result] counts how
// often: a rule on another field can not have matched there.
//
// Counts of a rate begin at zero with the oldest event, so a rule that counts may
// have matched a little earlier than it says here.
package trial
