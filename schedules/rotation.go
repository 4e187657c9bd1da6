package schedules

import (
	"slices"

	"wakeman/schedules/civil"
)

// rotation is a layer made ready for questions: pure arithmetic on readings of the wall clock.
type rotation struct {
	start, end, anchor civil.Wall
	turn               Turn
	slots              [][]string // sorted, each person once
	same               []int64    // same[i]: how many turns from slot i on have the same people; 0 when all have
	hours              week
}

func rotationOf(l Layer) rotation {
	r := rotation{start: reading(l.Start), end: never, anchor: reading(l.Start), turn: l.Turn, hours: weekOf(l.Restrictions)}
	if !l.End.IsZero() {
		r.end = reading(l.End)
	}
	if !l.Anchor.IsZero() {
		r.anchor = reading(l.Anchor)
	}
	for _, slot := range l.Users {
		r.slots = append(r.slots, slot.people())
	}
	for i := range r.slots {
		r.same = append(r.same, turnsAlike(r.slots, i))
	}
	return r
}

// reading is d as a number, held within the years 0 to 9999 so that no sum of what follows can overflow.
func reading(d civil.DateTime) civil.Wall {
	return min(max(d.Wall(), civil.At(0, 1, 1, 0, 0).Wall()), civil.At(9999, 12, 31, 23, 59).Wall())
}

// people are the ids of the slot, sorted, each once, without empty ones.
func (s Slot) people() []string {
	ids := slices.DeleteFunc(slices.Clone(s), func(id string) bool { return id == "" })
	slices.Sort(ids)
	return slices.Compact(ids)
}

// turnsAlike counts the turns from slot i on that have the same people as it; 0 when the whole rotation has.
func turnsAlike(slots [][]string, i int) int64 {
	for n := 1; n < len(slots); n++ {
		if !slices.Equal(slots[i], slots[(i+n)%len(slots)]) {
			return int64(n)
		}
	}
	return 0
}

// nobody reports whether the rotation never has anybody.
func (r rotation) nobody() bool {
	return r.start >= r.end || !slices.ContainsFunc(r.slots, func(ids []string) bool { return len(ids) > 0 })
}

// at is the people on at a reading, and a later reading up to which that surely does not change.
func (r rotation) at(w civil.Wall) (people []string, until civil.Wall) {
	switch {
	case w < r.start:
		return nil, r.start
	case w >= r.end || len(r.slots) == 0:
		return nil, never
	}
	on, edge := r.hours.at(w)
	if !on {
		return nil, edge
	}
	k := r.turn.index(r.anchor, w)
	i := floorMod(k, int64(len(r.slots)))
	handoff := never
	if r.same[i] > 0 {
		handoff = r.turn.begin(r.anchor, k+r.same[i])
	}
	return r.slots[i], min(handoff, edge, r.end)
}
