package api

import (
	"fmt"
	"slices"
	"time"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// layerOrder is what a request says about a rotation. With the id of one there
// is, what it does not say stays. A layer that slots or turns of months were
// given by Wakeman's own fields keeps them when it comes back from a client that
// does not know those.
type layerOrder struct {
	ID                        string                    `json:"id"`
	Name                      maybe[string]             `json:"name"`
	Start                     maybe[string]             `json:"start"`
	End                       maybe[string]             `json:"end"`
	RotationVirtualStart      maybe[string]             `json:"rotation_virtual_start"`
	RotationTurnLengthSeconds maybe[int]                `json:"rotation_turn_length_seconds"`
	Users                     maybe[[]memberOrder]      `json:"users"`
	Restrictions              maybe[[]restrictionOrder] `json:"restrictions"`
	RotationTurn              string                    `json:"rotation_turn" doc:"like 12h, 1w or 1mo. Wakeman's own"`
	RotationSlots             maybe[[][]string]         `json:"rotation_slots" doc:"user ids for each turn; several are on together. Wakeman's own"`
}

type memberOrder struct {
	User targetOrder `json:"user" need:"yes"`
}

func (x layering) layer(w layerOrder, was schedules.Layer, path string) schedules.Layer {
	l := was
	trimmed(w.Name, &l.Name)
	x.putTimes(w, &l, was, path)
	l.Turn = x.turn(w, was, path)
	l.Users = x.slots(w, was, path)
	if w.Restrictions.given {
		l.Restrictions = x.restrictions(w.Restrictions.value, was, path+".restrictions")
	}
	return l
}

// putTimes reads when the layer begins and ends, and its phase, which stays when
// only the beginning moves.
func (x layering) putTimes(w layerOrder, l *schedules.Layer, was schedules.Layer, path string) {
	phase := was.Phase()
	if w.Start.value != "" {
		if start := x.wallClock(w.Start.value, begins(was), path+".start"); start != begins(was) {
			l.Start, l.Written = start, civil.DateTime{}
		}
	} else if was.Start.IsZero() {
		x.add(path+".start", "missing")
	}
	if w.End.given {
		l.End = civil.DateTime{}
		if w.End.value != "" {
			l.End = x.wallClock(w.End.value, was.End, path+".end")
		}
		if l.End != was.End && !l.End.IsZero() && l.End.Compare(begins(*l)) <= 0 {
			x.add(path+".end", "not after start")
		}
	}
	if w.RotationVirtualStart.value != "" {
		phase = x.wallClock(w.RotationVirtualStart.value, phase, path+".rotation_virtual_start")
	}
	if l.Anchor = phase; phase == l.Start && was.Anchor != phase {
		l.Anchor = civil.DateTime{}
	}
}

// wallClock reads an instant as the clocks of the schedule's zone show it.
func (x layering) wallClock(text string, was civil.DateTime, path string) civil.DateTime {
	t, ok := parseInstant(text, x.zone)
	if !ok {
		x.add(path, "%s is not an ISO 8601 time like 2026-01-05T09:00:00-06:00", quote(text))
		return was
	}
	t = t.Truncate(time.Second)
	if !was.IsZero() && t.Equal(was.In(x.zone)) {
		return was
	}
	d := civil.DateTimeOf(t, x.zone)
	if !d.In(x.zone).Equal(t) {
		x.add(path, "is in the second of two hours that the clocks of %s show alike; take another time", x.zone)
	}
	return d
}

func moved(d civil.DateTime, from, to *time.Location) civil.DateTime {
	if d.IsZero() {
		return d
	}
	return civil.DateTimeOf(d.In(from), to)
}

// turn reads a length in seconds, or Wakeman's own (1mo). Of the two the one
// that changed counts.
func (x layering) turn(w layerOrder, was schedules.Layer, path string) schedules.Turn {
	length, byText := was.Turn, was.Turn
	if w.RotationTurn != "" {
		var err error
		if byText, err = schedules.ParseTurn(w.RotationTurn); err != nil {
			x.add(path+".rotation_turn", "%v", err)
		}
	}
	given := w.RotationTurnLengthSeconds.value
	if shown, ok := was.Turn.Seconds(); given != 0 && !(ok && int64(given) == shown) {
		if given < 1 || given > maxSeconds {
			x.add(path+".rotation_turn_length_seconds", "must be from 1 to a year of seconds")
			return was.Turn
		}
		length = schedules.TurnOfSeconds(given)
	}
	same, ok := byText.Seconds()
	switch {
	case length == was.Turn && byText == was.Turn && was.Turn == schedules.Turn{}:
		x.add(path+".rotation_turn_length_seconds", "missing")
	case length == was.Turn, ok && same == int64(given):
		return byText
	case byText != was.Turn:
		x.add(path+".rotation_turn", "is not as long as rotation_turn_length_seconds; leave one of the two out")
	}
	return length
}

// slots reads who takes turns: a person a turn, or Wakeman's own slots, in which
// several people or nobody may be on. Of the two the one that changed counts.
func (x layering) slots(w layerOrder, was schedules.Layer, path string) []schedules.Slot {
	if !w.Users.given && !w.RotationSlots.given {
		if len(was.Users) == 0 {
			x.add(path+".users", "missing")
		}
		return was.Users
	}
	members := x.members(w, was, path+".users")
	slots := each(w.RotationSlots.value, func(ids []string) schedules.Slot { return ids })
	switch {
	case !w.RotationSlots.given || slices.EqualFunc(slots, was.Users, slices.Equal[schedules.Slot]):
		if slices.Equal(members, flat(was.Users)) {
			return was.Users
		}
		return each(members, func(id string) schedules.Slot { return schedules.Slot{id} })
	case slices.Equal(members, flat(was.Users)) || slices.Equal(members, flat(slots)):
		return slots
	}
	x.add(path+".rotation_slots", "does not name the people of users in their order; leave one of the two out")
	return was.Users
}

// members are the ids of users; those there are if users is not given.
func (x layering) members(w layerOrder, was schedules.Layer, path string) []string {
	if !w.Users.given {
		return flat(was.Users)
	}
	ids := make([]string, len(w.Users.value))
	for i, m := range w.Users.value {
		ids[i] = m.User.ID
		field := fmt.Sprintf("%s[%d].user", path, i)
		if m.User.ID == "" {
			x.add(field+".id", "missing")
		}
		m.User.mustBeUser(x.faults, field)
	}
	return ids
}

// mustBeUser demands that a reference is to a person.
func (t targetOrder) mustBeUser(f *faults, path string) {
	if t.Type != "" && t.Type != "user" && t.Type != "user_reference" {
		f.add(path+".type", "%s is not user_reference", quote(t.Type))
	}
}

func flat(slots []schedules.Slot) []string {
	var ids []string
	for _, s := range slots {
		ids = append(ids, s...)
	}
	return ids
}
