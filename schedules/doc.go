// Package schedules is the pure calendar: who is on call at an instant, when that changes next, and the shifts of a window.
//
// # The model
//
// A [Schedule] is a value, as the user wrote it and as it is stored. It holds no position: every answer is computed from
// the definition and an instant, so an answer for last March does not depend on what has been asked since.
//
//	Layer       a rotation: slots take turns, counted from an anchor; restrictions say in which hours of the week it is on
//	Slot        the people of one turn: one, several, or nobody
//	layers      later ones win, at each instant at which they have somebody
//	Override    replaces everybody, replaces one person, or adds one, for a while; overrides win over all layers
//	Absence     a time in which a person is never on call; the next of their rotation stands in
//	Holiday     a date that counts as a Sunday, for layers with hours of the week
//	Swap        a request to take somebody's time; it changes nothing until it is taken, as an override
//	Shift       an answer: these people from Start (inclusive) to End (exclusive), in UTC
//
// A layer that has nobody at an instant (it has not begun, is outside its hours, or the turn is an empty slot's) does not
// cover the layers before it. Only an override, or an absence of everybody, can take people off and leave a gap.
//
// # Several overrides at once
//
// Those that run at an instant act one after another in the order of their creation, each on what those before it made;
// of two created at the same instant, the one earlier in the list acts first. So the last created wins:
//
//	replaces everybody   whoever is on, by layers or by earlier overrides, added people too, goes off
//	replaces a person    whoever sits on a place of theirs goes off: one that they have by the layers, one to which an earlier
//	                     override added them, and one that they took over from somebody else. Without such a place it
//	                     does nothing
//	adds a person        nobody goes off. An override created later may take them off again: one that replaces them, or
//	                     everybody
//
// Whoever is on by several ways is on once, and goes off when all of them end. An override whose person is away does nothing
// while they are, so who is added is never on call while away; nor is it filled by anybody else, because nobody's turn
// is missed.
//
// Every turn and every restriction is counted on the wall clock of the schedule's zone (a part that was over when that changed
// keeps the clock it was written on, so that the past stays), under the policy that package civil
// describes: a clock that never goes back. This holds for hours and seconds too, so handoffs keep their hour on the wall all
// year; a turn across the doubled hour is longer by it, one across the skipped hour shorter, and a turn that lies wholly in
// the skipped hour does not happen.
//
// # Asking
//
// The methods of Schedule load the zone each time, which costs some tens of microseconds. [Schedule.Calendar] prepares the
// same answers once, for whoever asks often; a Calendar is immutable and safe for concurrent use.
//
// # Faults
//
// [Schedule.Validate] names every fault by field, and is asked before anything is stored. Should a faulty definition be
// asked all the same, the answers lean towards waking somebody: an unknown zone is read as UTC, a turn without a length
// never ends, a restriction without a length does not restrict.
package schedules
