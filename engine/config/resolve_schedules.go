package config

import (
	"slices"
	"strconv"
	"time"

	"wakeman/schedules"
)

func (x *resolver) resolveSchedules() {
	ids := idsBy(x.old.Schedules, func(s schedules.Schedule) string { return s.Name })
	x.next.Schedules = make(map[string]schedules.Schedule, len(x.Document.schedules.entries))
	for _, e := range x.Document.schedules.entries {
		s := e.schedule(x.userID)
		s.Team = x.teamID(e.team)
		s.ID = x.idFor(ScheduleID, ids, s.Name)
		old := x.old.Schedules[s.ID]
		s = x.layered(s, old)
		x.overrideIDs(s.Overrides, old.Overrides)
		x.absenceIDs(s.Absences, old.Absences)
		x.next.Schedules[s.ID] = formerly{x.next.Former}.kept(x.keepPages(s, e, old), old, x.now)
	}
}

// keepPages keeps what people enter on pages: swaps, which no file speaks of, and overrides and absences when this one
// does not; and of overrides what was, which is history whatever a file lists: one that runs ends now. An override to come
// of somebody who is gone stays too, and is a reason not to drop them: without it another person would be on call, and
// nobody has said that.
func (x *resolver) keepPages(s schedules.Schedule, e scheduleEntry, old schedules.Schedule) schedules.Schedule {
	if e.overrides == nil {
		s.Overrides = old.Overrides
	} else {
		s.Overrides = woven(s.Overrides, x.given(old.Overrides), func(o schedules.Override) string { return o.ID }, func(o schedules.Override) bool { return o.Over(x.now) })
	}
	if e.absences == nil {
		s.Absences = slices.DeleteFunc(slices.Clone(old.Absences), func(a schedules.Absence) bool { return !x.there(a.User) })
	}
	if e.absences != nil {
		s.Absences = append(s.Absences, fedAbsences(old.Absences)...)
	}
	s.HolidayFeeds = x.holidayFeeds(e, old)
	for _, h := range old.Holidays {
		if h.Feed != "" {
			s.Holidays = append(s.Holidays, h)
		}
	}
	s = s.WithoutFeeds()
	s.Swaps = nil
	for _, w := range old.Swaps {
		if x.there(w.User) && (w.To == "" || x.there(w.To)) {
			w.Declined = slices.DeleteFunc(slices.Clone(w.Declined), func(id string) bool { return !x.there(id) })
			s.Swaps = append(s.Swaps, w)
		}
	}
	return s
}

// given is overrides as they are when all of them are given back now. Those that have not begun are as they were.
func (x *resolver) given(overrides []schedules.Override) []schedules.Override {
	all := slices.Clone(overrides)
	for i, o := range all {
		all[i], _ = o.Given(x.now)
	}
	return all
}

// there reports whether a person is in the next configuration.
func (x *resolver) there(user string) bool {
	_, ok := x.next.Users[user]
	return ok
}

// layerNames gives each layer a name to be known by. A slash and a number can
// not be mistaken for a real name: those are folded, and the bell is not let in.
func layerNames(layers []schedules.Layer) []string {
	names := make([]string, len(layers))
	nameless := 0
	for i, l := range layers {
		if names[i] = fold(l.Name); names[i] == "" {
			nameless++
			names[i] = "\a" + strconv.Itoa(nameless)
		}
	}
	return names
}

// overrideIDs keeps the id of the same override. The last created wins where two
// meet, and in a file that is the lower one: no override may be older than those
// above it, and a new one is as old as its neighbour.
func (x *resolver) overrideIDs(overrides, old []schedules.Override) {
	var newest time.Time
	for i, same := range x.sameOverrides(overrides, old) {
		o := &overrides[i]
		if o.ID = same.ID; o.ID == "" {
			o.ID = x.newID(OverrideID)
		}
		if same.CreatedAt.After(newest) {
			newest = same.CreatedAt
		}
		o.CreatedAt = newest
	}
}

// sameOverrides is which of the old overrides each of a file is, or none: an equal one, or else one that runs now and of
// which the file says that it ends at another time to come. That goes on: it is not ended, and begun again in the past.
func (x *resolver) sameOverrides(overrides, old []schedules.Override) []schedules.Override {
	same, taken := make([]schedules.Override, len(overrides)), map[string]bool{}
	find := func(said func(schedules.Override) schedules.Override, may func(schedules.Override) bool) {
		known := make(map[schedules.Override][]schedules.Override, len(old)) // there may be years of them
		for _, o := range old {
			if may(o) && !taken[o.ID] {
				known[said(o)] = append(known[said(o)], o)
			}
		}
		for i, o := range overrides {
			if list := known[said(o)]; len(list) > 0 && may(o) && same[i].ID == "" {
				same[i], known[said(o)] = list[0], list[1:]
				taken[list[0].ID] = true
			}
		}
	}
	find(asWritten, func(schedules.Override) bool { return true })
	find(asBegun, func(o schedules.Override) bool { return o.Start.Before(x.now) && !o.Over(x.now) })
	return same
}

// asBegun is what a file says of an override, but for when it ends.
func asBegun(o schedules.Override) schedules.Override {
	o = asWritten(o)
	o.End = time.Time{}
	return o
}

// asWritten is what a file says of an override.
func asWritten(o schedules.Override) schedules.Override {
	o.ID, o.CreatedAt = "", time.Time{}
	o.Start, o.End = o.Start.UTC().Round(0), o.End.UTC().Round(0)
	return o
}
