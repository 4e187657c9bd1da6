package api

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/duty"
	"wakeman/engine/people"
	"wakeman/schedules"
)

// absenceWire is a time in which somebody is on call nowhere, or with a schedule
// not on that. Not PagerDuty's.
type absenceWire struct {
	reference
	User     reference `json:"user"`
	Start    *string   `json:"start"`
	End      *string   `json:"end"`
	Reason   *string   `json:"reason"`
	FromFeed bool      `json:"from_feed"` // it came from a calendar, and changes there
}

// absenceOrder is an absence that is wanted.
type absenceOrder struct {
	Start  string       `json:"start" need:"yes"`
	End    string       `json:"end" need:"yes" doc:"exclusive"`
	User   *targetOrder `json:"user" doc:"who is away; left out where the path says it"`
	Reason string       `json:"reason"`
}

func (w absenceOrder) absence(zone *time.Location, user string, now time.Time) (schedules.Absence, error) {
	var f faults
	a := schedules.Absence{ID: config.NewID(config.AbsenceID), User: user, Reason: w.Reason}
	a.Start, a.End = instantOf(w.Start, zone, &f, "start"), instantOf(w.End, zone, &f, "end")
	switch {
	case a.Start.IsZero() || a.End.IsZero():
	case !a.Start.Before(a.End):
		f.add("end", "must be after start")
	case !a.End.After(now):
		f.add("end", "is past: what was is not changed")
	case a.Start.Before(now):
		a.Start = now.Truncate(time.Second) // as on the page: who was on call stays on record
	}
	if a.End.Sub(a.Start) > duty.MaxAway {
		f.add("end", "more than a year after start")
	}
	return a, f.err()
}

// ended takes an absence out, or ends one that runs now.
func ended(list []schedules.Absence, id string, now time.Time) ([]schedules.Absence, error) {
	now = now.Truncate(time.Second)
	i := slices.IndexFunc(list, func(a schedules.Absence) bool { return a.ID == id })
	switch {
	case i < 0:
		return nil, absent("absence")
	case list[i].Feed != "":
		return nil, invalid("the absence comes from a calendar: take it out there, or take the calendar away")
	case !list[i].End.After(now):
		return nil, invalid("the absence is over: what was is not changed")
	}
	list = slices.Clone(list)
	if list[i].Start.Before(now) {
		list[i].End = now
		return list, nil
	}
	return slices.Delete(list, i, i+1), nil
}

func (v view) absence(path string, zone *time.Location) func(schedules.Absence) absenceWire {
	return func(a schedules.Absence) absenceWire {
		w := absenceWire{
			reference: v.link.inside("absence", path+"/"+a.ID, a.ID, fmt.Sprint(v.userRef(a.User).Summary, " is away")), User: v.userRef(a.User),
			Start: local(a.Start, zone), End: local(a.End, zone), FromFeed: a.Feed != "",
		}
		if a.Reason != "" {
			w.Reason = &a.Reason
		}
		return w
	}
}

func listUserAbsences(c *call) (any, error) {
	u, ok := c.cfg.Users[c.PathValue("id")]
	if !ok {
		return nil, absent("user")
	}
	return paged(c, "absences", u.Absences, c.absence("/users/"+u.ID+"/absences", u.Location()))
}

func (s *server) createUserAbsence(c *call) (any, error) {
	var w absenceOrder
	if err := readOrder(c.Request, "absence", &w); err != nil {
		return nil, err
	}
	var made schedules.Absence
	u, err := s.editUser(c, names{"absences": ""}, func(u *people.User) (err error) {
		if w.User != nil && w.User.ID != u.ID {
			return invalid("user: the path names another")
		}
		made, err = w.absence(u.Location(), u.ID, c.now)
		u.Absences = append(slices.Clone(u.Absences), made)
		return err
	})
	if err != nil {
		return nil, err
	}
	return map[string]absenceWire{"absence": c.absence("/users/"+u.ID+"/absences", u.Location())(made)}, nil
}

func (s *server) deleteUserAbsence(c *call) (any, error) {
	_, err := s.editUser(c, names{"absences": ""}, func(u *people.User) (err error) {
		u.Absences, err = ended(u.Absences, c.PathValue("absence"), c.now)
		return err
	})
	return nil, err
}

func listScheduleAbsences(c *call) (any, error) {
	s, ok := c.cfg.Schedules[c.PathValue("id")]
	if !ok {
		return nil, absent("schedule")
	}
	return paged(c, "absences", s.Absences, c.absence("/schedules/"+s.ID+"/absences", zoneOf(s)))
}

// editSchedule changes one schedule, by whoever may.
func (s *server) editSchedule(c *call, n fieldNames, change func(next *engine.Config, found *schedules.Schedule) error) (schedules.Schedule, error) {
	id := c.PathValue("id")
	err := s.edit(c, subject{scheduleKind, id, n}, func(next *engine.Config) error {
		found, err := c.scheduleIn(next, id)
		if err != nil {
			return err
		}
		if err := change(next, &found); err != nil {
			return err
		}
		next.Schedules[id] = found
		return nil
	})
	return c.cfg.Schedules[id], err
}

func (s *server) createScheduleAbsence(c *call) (any, error) {
	var w absenceOrder
	if err := readOrder(c.Request, "absence", &w); err != nil {
		return nil, err
	}
	var made schedules.Absence
	found, err := s.editSchedule(c, names{"absences": ""}, func(next *engine.Config, found *schedules.Schedule) (err error) {
		var f faults
		user := w.User.person(next, &f, "user")
		if w.User == nil {
			f.add("user", "missing")
		}
		if err := f.err(); err != nil {
			return err
		}
		made, err = w.absence(zoneOf(*found), user, c.now)
		found.Absences = append(slices.Clone(found.Absences), made)
		return err
	})
	if err != nil {
		return nil, err
	}
	return map[string]absenceWire{"absence": c.absence("/schedules/"+found.ID+"/absences", zoneOf(found))(made)}, nil
}

func (s *server) deleteScheduleAbsence(c *call) (any, error) {
	_, err := s.editSchedule(c, names{"absences": ""}, func(_ *engine.Config, found *schedules.Schedule) (err error) {
		found.Absences, err = ended(found.Absences, c.PathValue("absence"), c.now)
		return err
	})
	return nil, err
}

// absenceRoutes are not PagerDuty's: it has no absences and no holidays.
func (s *server) absenceRoutes() []route {
	one, in := gives("absence", absenceWire{}), takes("absence", absenceOrder{})
	holidays := gives("holidays", []holidayWire{})
	const themselves = "Everybody for themselves; admins for everybody but owners, owners for everybody."
	all := []route{
		read("/users/{id}/absences", listUserAbsences, "List when a person is away, on every schedule", givesList("absences", absenceWire{})),
		create("/users/{id}/absences", people.Responder, s.createUserAbsence, "Note that a person is away", in, one).may(themselves),
		remove("/users/{id}/absences/{absence}", people.Responder, s.deleteUserAbsence, "Delete an absence to come, end one that runs").may(themselves),
		read("/schedules/{id}/absences", listScheduleAbsences, "List who is away on this schedule alone", givesList("absences", absenceWire{})),
		create("/schedules/{id}/absences", people.Responder, s.createScheduleAbsence, "Note that somebody is away on this schedule", in, one).may(scheduleNeeds),
		remove("/schedules/{id}/absences/{absence}", people.Responder, s.deleteScheduleAbsence, "Delete an absence to come, end one that runs").may(scheduleNeeds),
		read("/schedules/{id}/holidays", listHolidays, "List the days that count as Sundays", holidays),
		{method: http.MethodPut, path: "/schedules/{id}/holidays", role: people.Responder, handle: s.replaceHolidays, doc: does("Replace the holidays to come that people entered", takes("", holidaysOrder{}), holidays)},
	}
	all[len(all)-1].needs, all[len(all)-1].locks = scheduleNeeds, true
	return all
}

const scheduleNeeds = "Needs the role scheduler, and for a schedule of a team to take part in it; or to manage that team; or the role admin."
