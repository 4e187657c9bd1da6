// Package rules is what an admin wants done with events before anything else is:
// sent to another service, kept quiet, given another severity or key.
//
//	Set ── Compile ──> Program ── Run(Event, now, counter) ──> Outcome
//
// A [Set] is an ordered list: the first [Rule] that matches decides, and no later
// one is looked at. There is one set for all events, and one of each service,
// which is asked afterwards; what the first set extracted, the second can use.
//
// Conditions are expressions in the language of github.com/expr-lang/expr over the
// fields of an [Event]. Since its virtual machine has no limit in time, and runs
// while every other event waits, only a part of the language is let in: nothing
// that loops within a loop, nothing that makes a text longer than what it was
// made from. So the work is bounded by the length of the expression times that of
// the event; see [MaxExpression] and [MaxDetails].
//
// Nothing here loses an event. A condition that fails, whatever the reason, is
// false; a template that fails leaves what was there; both are listed in the
// outcome, so that somebody can see it. Drop, suppress and the like are for
// triggers: a rule is asked about acknowledgements and resolves only to learn
// whose they are (its route, its dedup key), unless its condition names
// event.action. A rule that drops a tower's alarms would otherwise drop their
// end, too, and leave open for good what was opened before the rule was made.
//
// Everything is pure: what has to be remembered, how often something happened, is
// asked of a [Counter].
package rules
