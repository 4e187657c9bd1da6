package api

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"wakeman/engine"
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

// absence reads one of a person, on one schedule or ("") on all.
func (w absenceOrder) absence(zone *time.Location, user, schedule string) (duty.Absence, error) {
	var f faults
	a := duty.Absence{User: user, Schedule: schedule, Reason: w.Reason}
	a.Start, a.End = instantOf(w.Start, zone, &f, "start"), instantOf(w.End, zone, &f, "end")
	return a, f.err()
}

// absenceFields are the deeds' names of fields.
func absenceFields() names { return names{"absences": "", "from": "start", "till": "end"} }

// inWords tells a deed's failure with the API's names.
func inWords(err error, n names) error {
	if f, ok := errors.AsType[*engine.Failure](err); ok && f.Code == engine.Invalid {
		return invalid(strings.TrimPrefix(n.of(f.Field)+": "+f.Message, ": "))
	}
	return unlike(err)
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
	id := c.PathValue("id")
	if w.User != nil && w.User.ID != id {
		return nil, invalid("user: the path names another")
	}
	var made schedules.Absence
	err := s.edit(c, subject{userKind, id, absenceFields()}, func(next *engine.Config) error {
		u, ok := next.Users[id]
		if !ok {
			return absent("user")
		}
		a, err := w.absence(u.Location(), id, "")
		if err == nil {
			made, err = a.Do(next, c.doer(), c.now)
		}
		return inWords(err, absenceFields())
	})
	if err != nil {
		return nil, err
	}
	return map[string]absenceWire{"absence": c.absence("/users/"+id+"/absences", c.cfg.Users[id].Location())(made)}, nil
}

func (s *server) deleteUserAbsence(c *call) (any, error) {
	r := duty.Return{User: c.PathValue("id"), Absence: c.PathValue("absence")}
	return nil, s.edit(c, subject{userKind, r.User, absenceFields()}, func(next *engine.Config) error {
		u, ok := next.Users[r.User]
		if !ok {
			return absent("user")
		}
		return c.returns(next, r, u.Absences)
	})
}

// returns ends one of some absences.
func (c *call) returns(next *engine.Config, r duty.Return, list []schedules.Absence) error {
	if indexOf(list, r.Absence, func(a schedules.Absence) string { return a.ID }) < 0 {
		return absent("absence")
	}
	return unlike(r.Do(next, c.doer(), c.now))
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

// scheduleToday finds a schedule that nobody has changed unseen. Who may do what with absences is asked by package duty.
func (c *call) scheduleToday(cfg *engine.Config, id string) (schedules.Schedule, error) {
	s, ok := cfg.Schedules[id]
	if !ok {
		return s, absent("schedule")
	}
	return s, c.unchanged(s)
}

func (s *server) createScheduleAbsence(c *call) (any, error) {
	var w absenceOrder
	if err := readOrder(c.Request, "absence", &w); err != nil {
		return nil, err
	}
	id := c.PathValue("id")
	var made schedules.Absence
	err := s.edit(c, subject{scheduleKind, id, absenceFields()}, func(next *engine.Config) error {
		found, err := c.scheduleToday(next, id)
		if err != nil {
			return err
		}
		var f faults
		user := w.User.person(next, &f, "user")
		if w.User == nil {
			f.add("user", "missing")
		}
		if err := f.err(); err != nil {
			return err
		}
		a, err := w.absence(zoneOf(found), user, id)
		if err == nil {
			made, err = a.Do(next, c.doer(), c.now)
		}
		return inWords(err, absenceFields())
	})
	if err != nil {
		return nil, err
	}
	return map[string]absenceWire{"absence": c.absence("/schedules/"+id+"/absences", zoneOf(c.cfg.Schedules[id]))(made)}, nil
}

func (s *server) deleteScheduleAbsence(c *call) (any, error) {
	r := duty.Return{Schedule: c.PathValue("id"), Absence: c.PathValue("absence")}
	return nil, s.edit(c, subject{scheduleKind, r.Schedule, absenceFields()}, func(next *engine.Config) error {
		found, err := c.scheduleToday(next, r.Schedule)
		if err != nil {
			return err
		}
		return c.returns(next, r, found.Absences)
	})
}

// absenceRoutes are not PagerDuty's: it has no absences and no holidays.
func (s *server) absenceRoutes() []route {
	one, in := gives("absence", absenceWire{}), takes("absence", absenceOrder{})
	holidays := gives("holidays", []holidayWire{})
	const away = "Everybody for themselves; admins for everybody but owners, owners for everybody; and whoever may change every schedule the person is on."
	all := []route{
		read("/users/{id}/absences", listUserAbsences, "List when a person is away, on every schedule", givesList("absences", absenceWire{})),
		create("/users/{id}/absences", people.Viewer, s.createUserAbsence, "Note that a person is away", in, one).may(away),
		remove("/users/{id}/absences/{absence}", people.Viewer, s.deleteUserAbsence, "Delete an absence to come, end one that runs").may(away),
		read("/schedules/{id}/absences", listScheduleAbsences, "List who is away on this schedule alone", givesList("absences", absenceWire{})),
		create("/schedules/{id}/absences", people.Responder, s.createScheduleAbsence, "Note that somebody is away on this schedule", in, one).may(onSchedule),
		remove("/schedules/{id}/absences/{absence}", people.Responder, s.deleteScheduleAbsence, "Delete an absence to come, end one that runs").may(onSchedule),
		read("/schedules/{id}/holidays", listHolidays, "List the days that count as Sundays", holidays),
		{method: http.MethodPut, path: "/schedules/{id}/holidays", role: people.Responder, handle: s.replaceHolidays, doc: does("Replace the holidays to come that people entered", takes("", holidaysOrder{}), holidays)},
	}
	all[len(all)-1].needs, all[len(all)-1].locks = scheduleNeeds, true
	return all
}

const onSchedule = "The people of the schedule for themselves; for others: scheduler, and for a schedule of a team to take part in it; or to manage that team; or the role admin."

const scheduleNeeds = "Needs the role scheduler, and for a schedule of a team to take part in it; or to manage that team; or the role admin."
