package config

import (
	"slices"
	"strconv"

	"wakeman/schedules"
)

func (x *resolver) resolveSchedules() {
	ids := idsBy(x.old.Schedules, func(s schedules.Schedule) string { return s.Name })
	x.next.Schedules = make(map[string]schedules.Schedule, len(x.Document.schedules.entries))
	for _, e := range x.Document.schedules.entries {
		s := e.schedule(x.userID)
		s.Team = x.teamID(e.team)
		x.mustBePast(e)
		s.ID = x.idFor(ScheduleID, ids, s.Name)
		old := x.old.Schedules[s.ID]
		own := s.Holidays
		s = x.layered(s, old)
		past := x.pastOf(old.ID != "", named(schedulesSection, s.Name), s.TimeZone)
		past.holidays(own, s.Holidays)
		if e.overrides != nil {
			s.Overrides = past.overrides(s.Overrides, old.Overrides)
		}
		if e.absences != nil {
			s.Absences = past.absences(s.Absences, old.Absences)
		}
		x.next.Schedules[s.ID] = formerly{x.next.Former}.kept(x.keepPages(s, e, old), old, x.now)
	}
}

// mustBePast refuses a layer on a clock of its own that goes on: everything to come is on the schedule's. A day is for what is
// written down as it is cut.
func (x *resolver) mustBePast(e scheduleEntry) {
	for _, l := range e.layers {
		if l.zone.s != "" && l.end.In(zoneOrUTC(l.zone.s)).After(x.now.Add(day)) {
			x.fail(l.zone.place, "is for a part of a layer that is over, from before the schedule got another time zone: leave it out, or end the layer")
		}
	}
}

// keepPages keeps what people enter on pages: swaps, which no file speaks of, and overrides and absences when this one
// does not. An override to come of somebody who is gone stays too, and is a reason not to drop them: without it another
// person would be on call, and nobody has said that.
func (x *resolver) keepPages(s schedules.Schedule, e scheduleEntry, old schedules.Schedule) schedules.Schedule {
	if e.overrides == nil {
		s.Overrides = old.Overrides
	}
	if e.absences == nil {
		s.Absences = ended(old.Absences, x.now, func(a schedules.Absence) bool { return !x.there(a.User) })
	}
	s.HolidayFeeds = x.holidayFeeds(e, old)
	s = s.WithoutFeeds(x.now)
	s.Swaps = nil
	for _, w := range old.Swaps {
		if x.there(w.User) && (w.To == "" || x.there(w.To)) {
			w.Declined = slices.DeleteFunc(slices.Clone(w.Declined), func(id string) bool { return !x.there(id) })
			s.Swaps = append(s.Swaps, w)
		}
	}
	return s
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
