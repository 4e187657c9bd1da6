package schedules

import (
	"slices"

	"wakeman/schedules/civil"
)

// DaytimeHandoffs is the schedule with its handoffs at ten in the morning, turns of whole weeks on Mondays, when both are
// at work and can talk; false when it has no turns that can be moved. They go to the nearest such time, so that everybody
// keeps their turns but for some hours. Layers with restrictions stay: their handoffs are where their hours begin.
func (s Schedule) DaytimeHandoffs() (Schedule, bool) {
	moved := false
	s.Layers = slices.Clone(s.Layers)
	for i, l := range s.Layers {
		if to := l.daytime(); len(l.Restrictions) == 0 && len(l.Users) > 1 && to != l.Phase() {
			s.Layers[i].Anchor, moved = to, true
		}
	}
	return s, moved
}

// daytime is the reading nearest to the layer's anchor at which its turns would begin by day.
func (l Layer) daytime() civil.DateTime {
	anchor := l.Phase()
	at := anchor.Date.At(civil.TimeOfDay{Hour: 10})
	switch seconds, fixed := l.Turn.Seconds(); {
	case !fixed || seconds%daySeconds != 0: // months keep their day; hours have no morning of their own
		if !fixed {
			return at
		}
		return anchor
	case seconds%weekSeconds != 0:
		return at
	}
	sinceMonday := int(anchor.Date.Weekday()+6) % 7
	monday := at.Date.AddDays(-sinceMonday).At(at.Time)
	if next := monday.Date.AddDays(7).At(at.Time); next.Wall()-anchor.Wall() < anchor.Wall()-monday.Wall() {
		return next
	}
	return monday
}

// RegularLengths is the schedule with turns of 8 hours, 12 hours, whole days or weeks, or months: the lengths that people
// plan by. A turn of another length becomes the nearest of 8 h, 12 h, a day and a week; whoever has the turn at the reading
// now keeps it, and the order stays. False when all turns are like that already.
func (s Schedule) RegularLengths(now civil.DateTime) (Schedule, bool) {
	changed := false
	s.Layers = slices.Clone(s.Layers)
	for i, l := range s.Layers {
		if turn := l.Turn.regular(); turn != l.Turn && len(l.Users) > 1 {
			s.Layers[i], changed = l.withTurn(turn, now), true
		}
	}
	return s, changed
}

// regular is the nearest length that people plan by: near as a ratio, because 9 h are 8 h and not half a day.
func (t Turn) regular() Turn {
	n, fixed := t.Seconds()
	if !fixed || t.endless() || n%daySeconds == 0 || n == 8*3600 || n == 12*3600 {
		return t
	}
	lengths := []int64{8 * 3600, 12 * 3600, daySeconds, weekSeconds}
	for i, length := range lengths[1:] {
		if shorter := lengths[i]; n*n < shorter*length {
			return TurnOfSeconds(int(shorter))
		}
	}
	return TurnOfSeconds(int(weekSeconds))
}

// withTurn is the layer with turns of another length, counted from the same anchor, in phase as [Layer.WithUsers] is.
func (l Layer) withTurn(turn Turn, now civil.DateTime) Layer {
	w := max(reading(now), reading(l.Start))
	turned := l.Turn.index(reading(l.Phase()), w) - turn.index(reading(l.Phase()), w)
	if n := int64(len(l.Users)); n > 0 {
		i := floorMod(turned, n)
		l.Users = append(slices.Clone(l.Users[i:]), l.Users[:i]...)
	}
	l.Turn = turn
	return l
}
