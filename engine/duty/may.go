package duty

import (
	"errors"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
)

// By is who does a deed. User is "" for an account's API key.
type By struct {
	Role people.Role
	User string
}

// Edits reports whether they may change a schedule as they like, and so act for others.
func (b By) Edits(d people.Directory, s schedules.Schedule) bool {
	return d.MayEditSchedule(b.Role, b.User, s.Team) == ""
}

// acts is nil when b may do something in the name of user: for themselves from responder on, for others whoever may change
// the schedule.
func (b By) acts(d people.Directory, s schedules.Schedule, user string) error {
	switch {
	case b.User == user && b.User != "" && b.Role.AtLeast(people.Responder), b.Edits(d, s):
		return nil
	case b.User == user:
		return engine.Fail(engine.Forbidden, "Your role is %s: only responders are on call", b.Role)
	}
	return engine.Fail(engine.Forbidden, "You may do this for yourself. For others: %s", d.MayEditSchedule(b.Role, b.User, s.Team))
}

// MayTake says whether somebody may take time of a schedule over themselves, at an instant: "" is yes, a sentence is why not.
func (b By) MayTake(d people.Directory, s schedules.Schedule, now time.Time) string {
	switch {
	case b.User == "":
		return "An API key of the account is nobody who could be on call."
	case !b.Role.AtLeast(people.Responder):
		return "Your role is " + string(b.Role) + ": only responders are on call."
	case !slices.Contains(d.Takers(s, now), b.User) && !b.Edits(d, s):
		return "Only the people of this schedule and of its team may take its shifts."
	}
	return ""
}

// personIn finds somebody who can be on call.
func personIn(c *engine.Config, id, field string) (people.User, error) {
	u, ok := c.Users[id]
	switch {
	case !ok:
		return u, wrong(field, "choose a person")
	case u.Disabled:
		return u, wrong(field, u.Name+" has left")
	}
	return u, nil
}

// scheduleIn finds a schedule as it is stored.
func scheduleIn(c *engine.Config, id string) (schedules.Schedule, error) {
	s, ok := c.Schedules[id]
	if !ok {
		return s, engine.Fail(engine.NotFound, "This schedule is not there any more")
	}
	return s, nil
}

func wrong(field, message string) error {
	return &engine.Failure{Code: engine.Invalid, Field: field, Message: message}
}

// is begins a sentence about somebody: "You are", "Ana is".
func (b By) is(u people.User) string {
	if u.ID == b.User {
		return "You are"
	}
	return u.Name + " is"
}

// messageOf is the sentence of a failure.
func messageOf(err error) string {
	if f, ok := errors.AsType[*engine.Failure](err); ok {
		return f.Message
	}
	return err.Error()
}
