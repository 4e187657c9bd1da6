package schedules

import (
	"slices"
	"time"
)

// Absence is a time in which User is away, from Start (inclusive) to End (exclusive): they are never on call then.
//
// In a rotation, the others of their slot stay on; when it has no others, the next slot of the rotation that has somebody
// stands in, for the turn. When the whole rotation is away it has nobody, and the layers before it answer. An override that
// would put somebody on who is away does nothing while they are. One that replaces somebody who is away puts its person in
// their place, before any stand-in: they had found a substitute themselves.
type Absence struct {
	ID     string    `json:"id"`
	User   string    `json:"user"`
	Start  time.Time `json:"start"`
	End    time.Time `json:"end"`
	Reason string    `json:"reason,omitempty"` // for people, like "vacation"
	Feed   string    `json:"feed,omitempty"`   // the id of the [Feed] it came from; "" for what people entered
}

// Given is what is left of an absence that ends at now, as [Override.Given] has it.
func (a Absence) Given(now time.Time) (_ Absence, left bool) {
	now = now.Truncate(time.Second)
	if !a.Start.Before(now) {
		return a, false
	}
	if !a.Over(now) {
		a.End = now
	}
	return a, true
}

// WithAbsences is the schedule with more absences than its own: those of people, which hold for every schedule.
func (s Schedule) WithAbsences(more []Absence) Schedule {
	if len(more) > 0 {
		s.Absences = slices.Concat(s.Absences, more)
	}
	return s
}

// seatsOf is the places of slot i in a window in which some are away: who has a place by the rotation, and who sits on it.
// None when nobody of the whole rotation is there.
func (r rotation) seatsOf(i int64, in window) []seat {
	var seats []seat
	for _, id := range r.slots[i] {
		seats = append(seats, seat{owner: id, holder: in.substitute(id)})
	}
	if len(seats) == 0 || len(holders(seats)) > 0 {
		return seats
	}
	return r.standIns(seats, i, in.away)
}

// substitute is a person, or when they are away whoever an override names for them; "" for nobody.
func (w window) substitute(id string) string {
	if !slices.Contains(w.away, id) {
		return id
	}
	for _, o := range slices.Backward(w.running) {
		if o.Replaces == id && !slices.Contains(w.away, o.User) {
			return o.User
		}
	}
	return ""
}

// standIns gives the places of a slot that is wholly away to the next slot that is not.
func (r rotation) standIns(seats []seat, i int64, away []string) []seat {
	for n := 1; n < len(r.slots); n++ {
		next := without(r.slots[(int(i)+n)%len(r.slots)], away)
		if len(next) == 0 {
			continue
		}
		for k := range seats {
			seats[k].holder = next[k%len(next)]
		}
		for _, id := range next[min(len(seats), len(next)):] {
			seats = append(seats, seat{owner: id, holder: id})
		}
		return seats
	}
	return nil
}

// holders is who sits on the seats, sorted, each once.
func holders(seats []seat) []string {
	var ids Slot
	for _, s := range seats {
		ids = append(ids, s.holder)
	}
	return ids.people()
}
