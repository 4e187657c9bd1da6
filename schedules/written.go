package schedules

import (
	"slices"

	"wakeman/schedules/civil"
)

// Rewritten is the layer to store for one that somebody writes down as a whole, as a configuration file does, where l is
// the one there is at a reading. What is written need not know what edits have made of the layer since: that it was cut,
// so that it begins later than it did, or that its list was turned, so that everybody kept their weeks.
//
// When the people differ, and nothing that turns are counted by does, whoever stays keeps their turns, as [Layer.WithUsers]
// does; with anew, turns are counted as to says. A layer that means what l means from the reading on is l, under the name
// and with the end of to: so what is written twice is a change once. The order of a list alone is none, unless anew.
func (l Layer) Rewritten(to Layer, at civil.DateTime, anew bool) Layer {
	if !anew && to.Turn == l.Turn && to.Phase() == l.Phase() && !slices.EqualFunc(to.Users, l.Users, slices.Equal[Slot]) {
		to.Users = l.WithUsers(to.Users, at).Users
	}
	cut := (reading(at) + 1).DateTime()
	if to.begunBy(cut).same(l.begunBy(cut)) {
		to.Start, to.Anchor, to.Written = l.Start, l.Anchor, l.Written
	}
	return to
}

// begunBy is the layer without when it began, if that is past at the reading.
func (l Layer) begunBy(at civil.DateTime) Layer {
	if l.Start.Compare(at) < 0 {
		l.Anchor, l.Start = l.Phase(), at
	}
	return l
}
