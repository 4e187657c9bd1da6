package schedules

import (
	"slices"
	"time"

	"wakeman/schedules/civil"
)

// Edited is the schedule to store when s, as it is stored, is to become to: from the second after at on it answers as to
// does, and before that as s did. So who was on call last month stays on record, and nobody's past shift moves.
//
// A layer that changes is cut in two. The part that is over keeps its place, and its ID unless there is a part to come that
// has it: then it has none, for the caller to give it another. The part to come is as to has it, with its turns counted as to
// counts them. A layer that to leaves out ends; one that was over stays. Layers that are the same
// in both, but for an end to come, are left whole, whatever their names; one without an ID in to gets that of s.
//
// Overrides, absences and swaps are made and ended one by one, so those of s are kept and those of to ignored. A holiday that has
// begun stays, and one that to has for the past is no more. When the zone changes every layer is cut: what is over keeps the
// clock that it was written on, see Layer.TimeZone, and to's readings are of the new clock. While
// a clock is stopped in a doubled hour, the edit waits for it to go on; an override does not.
func (s Schedule) Edited(to Schedule, at time.Time) Schedule {
	edited := to
	edited.Overrides, edited.Absences, edited.Swaps = slices.Clone(s.Overrides), slices.Clone(s.Absences), slices.Clone(s.Swaps)
	if s.TimeZone == "" { // there was none
		return edited
	}
	before, after := s.Cut(to, at)
	e := edit{cut: after}
	edited.Holidays = e.holidays(s.Holidays, to.Holidays)
	if s.TimeZone == to.TimeZone {
		edited.Layers = e.layers(s.Layers, to.Layers)
		return edited
	}
	edited.Layers = e.layersOfZones(s.Bound(before), to.Layers, before)
	return edited
}

// Cut is the reading from which a change at an instant holds, the second after it at the earliest: on the clock of s, up to
// which s goes on, and on that of to. Both are shown at the same instant, when neither clock is stopped in a doubled hour, and
// what was cut for another zone before is over.
func (s Schedule) Cut(to Schedule, at time.Time) (before, after civil.DateTime) {
	from, into := s.Location(), to.Location()
	begin := civil.Instant(civil.Read(at, from)+1, from)
	for _, l := range s.Layers {
		if l.TimeZone != "" {
			begin = latest(begin, l.ended())
		}
	}
	for {
		was, is := civil.Read(begin, from), civil.Read(begin, into)
		switch {
		case !civil.Instant(was, from).Equal(begin):
			begin = civil.Instant(was+1, from)
		case !civil.Instant(is, into).Equal(begin):
			begin = civil.Instant(is+1, into)
		default:
			return was.DateTime(), is.DateTime()
		}
	}
}

// Bound is the schedule whose layers that are over at a reading keep its clock, and the holidays that had begun: so they
// mean the same when it gets another.
func (s Schedule) Bound(at civil.DateTime) Schedule {
	s.Layers = slices.Clone(s.Layers)
	for i, l := range s.Layers {
		if l.TimeZone != "" || !l.Over(at) {
			continue
		}
		s.Layers[i].TimeZone = s.TimeZone
		for _, h := range s.Holidays {
			if h.begin() < at.Wall() && len(l.Restrictions) > 0 {
				h.Feed = "" // no calendar takes it back
				s.Layers[i].Holidays = append(s.Layers[i].Holidays, h)
			}
		}
	}
	return s
}

// edit is a change of layers at one reading.
type edit struct {
	cut    civil.DateTime
	coming map[string]bool // the IDs of layers that go on
}

// layersOfZones has every layer of s up to the cut, on the clock that it was written on, and every new one after it.
func (e edit) layersOfZones(s Schedule, after []Layer, cut civil.DateTime) []Layer {
	var coming []Layer
	e.coming = map[string]bool{"": true}
	for _, l := range after {
		if slices.ContainsFunc(s.Layers, l.history) {
			continue
		}
		for _, part := range e.toCome(l) {
			coming = append(coming, part)
			e.coming[part.ID] = true
		}
	}
	over := edit{cut: cut, coming: e.coming}
	was := s
	was.Layers = nil
	for _, l := range s.Layers {
		was.Layers = append(was.Layers, over.over(l)...)
	}
	return append(was.Bound(cut).Layers, coming...)
}

// history reports whether a layer that is wanted is one that was over as it stands, whatever clock it is said to be of.
func (l Layer) history(old Layer) bool {
	l.TimeZone, l.Holidays = old.TimeZone, old.Holidays
	return old.TimeZone != "" && old.ID == l.ID && old.same(l)
}

// layers has every old layer before the cut, in the old order, and every new one after it, in the new order. Where old and
// new parts stand among each other does not matter: they are never on at the same time.
func (e edit) layers(before, after []Layer) []Layer {
	var out []Layer
	next := 0 // of before
	e.coming = map[string]bool{"": true}
	for _, l := range after {
		if slices.ContainsFunc(before, e.same(l)) || len(e.toCome(l)) > 0 {
			e.coming[l.ID] = true
		}
	}
	for _, l := range after {
		i := slices.IndexFunc(before[next:], e.same(l))
		if i < 0 {
			out = append(out, e.toCome(l)...)
			continue
		}
		for _, old := range before[next : next+i] {
			out = append(out, e.over(old)...)
		}
		next += i
		if l.ID == "" {
			l.ID = before[next].ID
		}
		out = append(out, l)
		next++
	}
	for _, old := range before[next:] {
		out = append(out, e.over(old)...)
	}
	return out
}

// holidays are the new ones that begin after the cut, and the old ones that have begun; those in both stay where they are.
func (e edit) holidays(before, after []Holiday) []Holiday {
	var out []Holiday
	for _, h := range after {
		if h.begin() >= e.cut.Wall() || slices.Contains(before, h) {
			out = append(out, h)
		}
	}
	for _, h := range before {
		if h.begin() < e.cut.Wall() && !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	return out
}

// same reports whether a layer that is wanted is one there is: by definition, or but for an end that is to come in both.
func (e edit) same(l Layer) func(Layer) bool {
	toCome := func(end civil.DateTime) bool { return end.IsZero() || end.Compare(e.cut) > 0 }
	return func(old Layer) bool {
		if old.TimeZone == "" && toCome(l.End) && toCome(old.End) {
			old.End = l.End
		}
		return l.same(old)
	}
}

// over is the part of a layer that lies before the cut, if any.
func (e edit) over(l Layer) []Layer {
	if l.TimeZone == "" && l.Start.Compare(e.cut) >= 0 {
		return nil
	}
	if e.coming[l.ID] {
		l.ID = ""
	}
	if !l.Over(e.cut) {
		l.End = e.cut
	}
	return []Layer{l}
}

// toCome is the part of a layer that lies after the cut, if any, with its turns where they were.
func (e edit) toCome(l Layer) []Layer {
	if l.Over(e.cut) {
		return nil
	}
	if l.Start.Compare(e.cut) < 0 {
		if l.Written.IsZero() {
			l.Written = l.Start
		}
		l.Anchor, l.Start = l.Phase(), e.cut
	}
	return []Layer{l}
}

// Over reports whether a layer is history at the reading at, which one with a TimeZone of its own always is.
func (l Layer) Over(at civil.DateTime) bool {
	return l.TimeZone != "" || !l.End.IsZero() && l.End.Compare(at) <= 0
}

// Zone is whose wall clock the layer is written on, in a schedule of its own zone.
func (l Layer) Zone(schedule *time.Location) *time.Location {
	if l.TimeZone == "" {
		return schedule
	}
	return zoneNamed(l.TimeZone)
}

// ended is when a layer with a TimeZone is over; never without an end, which Validate refuses.
func (l Layer) ended() time.Time {
	if l.End.IsZero() {
		return time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	}
	return l.End.In(zoneNamed(l.TimeZone))
}

// WithHistory is layers to come with those of s that are over at the reading at put back to where they were.
func (s Schedule) WithHistory(layers []Layer, at civil.DateTime) []Layer {
	place := func(id string) int { return slices.IndexFunc(s.Layers, func(l Layer) bool { return l.ID == id }) }
	layers = slices.Clone(layers)
	for i, old := range s.Layers {
		if !old.Over(at) || slices.ContainsFunc(layers, func(l Layer) bool { return l.ID == old.ID }) {
			continue
		}
		at := slices.IndexFunc(layers, func(l Layer) bool { return place(l.ID) > i })
		if at < 0 {
			at = len(layers)
		}
		layers = slices.Insert(layers, at, old)
	}
	return layers
}

// Phase is the reading that turns are counted from: the anchor, or else the start.
func (l Layer) Phase() civil.DateTime {
	if l.Anchor.IsZero() {
		return l.Start
	}
	return l.Anchor
}

// same reports whether two layers put the same people on at the same times, by definition. Names and ids do not count.
func (l Layer) same(m Layer) bool {
	return l.TimeZone == m.TimeZone && slices.Equal(l.Holidays, m.Holidays) && l.Start == m.Start && l.End == m.End && l.Phase() == m.Phase() && l.Turn == m.Turn &&
		slices.EqualFunc(l.Users, m.Users, slices.Equal[Slot]) &&
		slices.EqualFunc(l.Restrictions, m.Restrictions, Restriction.same)
}

func (r Restriction) same(other Restriction) bool {
	return r.From == other.From && r.For == other.For && slices.Equal(r.Days, other.Days)
}

// WithUsers is the layer with other slots, in phase: the slot whose turn it is at the reading now keeps that turn, and the
// new order goes on from there. If that slot is gone, the next one that is left keeps its coming turn, and the order says
// who is before it. Without this, one slot more or less shifts everybody's turns, by as many as there have been so far.
//
// Turns are still counted from the same anchor; it is the list that is turned, so Users may begin with another slot than
// users does. It changes the layer as a whole: see [Schedule.Edited] to keep the past.
func (l Layer) WithUsers(users []Slot, now civil.DateTime) Layer {
	k := l.Turn.index(reading(l.Phase()), max(reading(now), reading(l.Start)))
	if n := int64(len(users)); n > 0 {
		turned := floorMod(l.inPhase(users, k)-k, n)
		users = append(slices.Clone(users[turned:]), users[:turned]...)
	}
	l.Users = users
	return l
}

// inPhase is the index in users, perhaps below 0, of the slot to be on in turn k. Of several places where a slot is, it
// takes the one after which the most turns stay as they are.
func (l Layer) inPhase(users []Slot, k int64) int64 {
	for ahead := range int64(len(l.Users)) {
		best, longest := int64(0), 0
		for i := range users {
			if n := l.turnsKept(users, k+ahead, i); n > longest {
				best, longest = int64(i), n
			}
		}
		if longest > 0 {
			return best - ahead
		}
	}
	return 0
}

// turnsKept is how many turns from k on have the same people as before when users are on from index i on.
func (l Layer) turnsKept(users []Slot, k int64, i int) int {
	for n := range len(l.Users) {
		old := l.Users[floorMod(k+int64(n), int64(len(l.Users)))]
		if !slices.Equal(old.people(), users[(i+n)%len(users)].people()) {
			return n
		}
	}
	return len(l.Users)
}
