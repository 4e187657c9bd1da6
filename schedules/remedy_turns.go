package schedules

import (
	"slices"
	"time"

	"wakeman/schedules/civil"
)

// EqualTurns is the schedule with everybody once in each rotation. Whoever has the turn at now keeps it. False when they
// are already, and when that would leave nobody to take turns with.
func (s Schedule) EqualTurns(now civil.DateTime) (Schedule, bool) {
	return s.turns(now, func(l Layer) Layer {
		var once []Slot
		for _, slot := range l.Users {
			if !slices.ContainsFunc(once, func(x Slot) bool { return slices.Equal(x.people(), slot.people()) }) {
				once = append(once, slot)
			}
		}
		if len(once) < 2 || len(once) == len(l.Users) {
			return l
		}
		return l.WithUsers(once, now)
	})
}

// turns is the schedule with the rotations of its layers to come changed; false if none is.
func (s Schedule) turns(now civil.DateTime, change func(Layer) Layer) (Schedule, bool) {
	to, changed, _ := s.layersMoved(now, func(l Layer) (Layer, bool) { return change(l), true })
	return to, changed
}

// maxAlternating is the longest rotation that is still legible as a list.
const maxAlternating = 100

// AlternatingTurns is the schedule with rotations in which nobody always has the same days, or the same half of the day:
// seven people by turns of a day, or four by turns of twelve hours, do. After as many weeks as such a rotation needs to
// repeat, its order moves on by one. Whoever has the turn at now keeps it, and the turns up to the next such week. False
// when there is no such rotation.
func (s Schedule) AlternatingTurns(now civil.DateTime) (Schedule, bool) {
	return s.turns(now, func(l Layer) Layer {
		seconds, fixed := l.Turn.Seconds()
		n := int64(len(l.Users))
		if !fixed || n < 2 || seconds >= weekSeconds || weekSeconds%seconds != 0 {
			return l
		}
		week := weekSeconds / seconds
		stuck := gcd(n, week)
		if stuck == 1 || n*week > maxAlternating {
			return l
		}
		var users []Slot
		for block := range stuck {
			for i := range n * week / stuck {
				users = append(users, l.Users[(i+block)%n])
			}
		}
		return l.WithUsers(users, now)
	})
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// SharedTurns is the schedule with everybody in each of its layers by turns: who had nights only has days too. Whoever has
// the turn of the first layer at now keeps it; in each further one it goes to the second after them, so that nobody goes
// from one straight into the other, as far as there are enough. False when layers have the same people already, when their
// turns have not all the same length, when some have several people or nobody, and for one layer.
func (s Schedule) SharedTurns(now civil.DateTime) (Schedule, bool) {
	layers, all := s.layersFrom(now), []Slot(nil)
	for _, l := range layers {
		for _, slot := range l.Users {
			if ids := slot.people(); len(ids) != 1 || l.Turn != layers[0].Turn {
				return s, false
			} else if !slices.ContainsFunc(all, func(x Slot) bool { return x[0] == ids[0] }) {
				all = append(all, Slot{ids[0]})
			}
		}
	}
	if len(layers) < 2 || len(all) < 2 || !slices.ContainsFunc(layers, func(l Layer) bool { return len(l.Users) != len(all) }) {
		return s, false
	}
	first := slices.IndexFunc(all, func(x Slot) bool { return slices.Equal(x, layers[0].slotAt(now).people()) })
	i := 0
	return s.turns(now, func(l Layer) Layer {
		l = l.startingWith(all, first+i*min(2, len(all)-1), now)
		i++
		return l
	})
}

// slotAt is whose turn it is at a reading, or will be first.
func (l Layer) slotAt(now civil.DateTime) Slot {
	k := l.Turn.index(reading(l.Phase()), max(reading(now), reading(l.Start)))
	return l.Users[floorMod(k, int64(len(l.Users)))]
}

// startingWith is the layer with these slots, that of index i on at a reading.
func (l Layer) startingWith(users []Slot, i int, now civil.DateTime) Layer {
	n := int64(len(users))
	k := l.Turn.index(reading(l.Phase()), max(reading(now), reading(l.Start)))
	turned := floorMod(int64(i)-k, n)
	l.Users = slices.Concat(users[turned:], users[:turned])
	return l
}

// Backstop is the schedule with a layer under all others, in which everybody of it takes turns by weeks, from Monday at
// ten: they are on whenever nobody else is. Nobody's shifts change otherwise. It does not help against an override that
// puts nobody on call. False when there is nobody.
func (s Schedule) Backstop(now civil.DateTime) (Schedule, bool) {
	l := Layer{Name: "When nobody else is on", Start: now, Anchor: lastMonday(now), Turn: Turn{1, Week}}
	for _, x := range s.layersFrom(now) {
		for _, slot := range x.Users {
			for _, id := range slot.people() {
				if one := (Slot{id}); !slices.ContainsFunc(l.Users, func(y Slot) bool { return y[0] == id }) {
					l.Users = append(l.Users, one)
				}
			}
		}
	}
	s.Layers = slices.Concat([]Layer{l}, s.Layers)
	return s, len(l.Users) > 0
}

// lastMonday is the last Monday at ten.
func lastMonday(now civil.DateTime) civil.DateTime {
	ten := now.Date.AddDays(-int(now.Date.Weekday()+6) % 7).At(civil.TimeOfDay{Hour: 10})
	if ten.Compare(now) > 0 {
		return ten.Date.AddDays(-7).At(ten.Time)
	}
	return ten
}

// StandIn is who could be put on call for a gap: of the people of the schedule who are not away then, the one with the least
// hours in loads; "" when all are away. Absences must be those that hold: see [Schedule.WithAbsences].
func (s Schedule) StandIn(gap Span, loads []Load) (user string) {
	least := time.Duration(0)
	for _, id := range s.People(gap.Start) {
		if slices.ContainsFunc(s.Absences, func(a Absence) bool { return a.User == id && a.Start.Before(gap.End) && gap.Start.Before(a.End) }) {
			continue
		}
		total := time.Duration(0)
		if i := slices.IndexFunc(loads, func(l Load) bool { return l.User == id }); i >= 0 {
			total = loads[i].Total
		}
		if user == "" || total < least {
			user, least = id, total
		}
	}
	return user
}
