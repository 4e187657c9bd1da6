package schedules

import (
	"slices"
	"time"

	"wakeman/schedules/civil"
)

// rotation is a layer made ready for questions: pure arithmetic on readings of the wall clock.
type rotation struct {
	start, end, anchor civil.Wall
	turn               Turn
	slots              [][]string // sorted, each person once
	same               []int64    // same[i]: how many turns from slot i on have the same people; 0 when all have
	hours              hours

	// loc is whose clock the readings are of, if it is not the schedule's, and over when the last of them is past.
	loc  *time.Location
	over time.Time
}

func rotationOf(l Layer, on hours) rotation {
	r := rotation{start: reading(l.Start), end: never, anchor: reading(l.Start), turn: l.Turn, hours: on}
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

// at is who is on at a reading, and a later reading up to which that surely does not change, in a window.
func (r rotation) at(w civil.Wall, in window) (on duty, until civil.Wall) {
	switch {
	case w < r.start:
		return duty{}, r.start
	case w >= r.end || len(r.slots) == 0:
		return duty{}, never
	}
	open, edge := r.hours.at(w)
	if !open {
		return duty{}, edge
	}
	k := r.turn.index(r.anchor, w)
	i := floorMod(k, int64(len(r.slots)))
	if len(in.away) > 0 { // who stands in may change with each turn
		seats := r.seatsOf(i, in)
		return duty{holders(seats), seats}, min(r.turn.begin(r.anchor, k+1), edge, r.end)
	}
	handoff := never
	if r.same[i] > 0 {
		handoff = r.turn.begin(r.anchor, k+r.same[i])
	}
	return duty{people: r.slots[i]}, min(handoff, edge, r.end)
}
