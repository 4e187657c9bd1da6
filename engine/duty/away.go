package duty

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/schedules"
)

// Bounds on absences.
const (
	MaxAway   = 366 * 24 * time.Hour
	MaxReason = 255
	maxAways  = 300 // of one person, on all schedules or on one, to come and entered by hand: others they could not remove
)

// MayAway says whether somebody may enter when a person is away, on every schedule: "" is yes, a sentence is why not.
// Everybody may for themselves, admins for everybody but owners, and whoever may change every schedule in whose rotations
// the person is now.
func (b By) MayAway(d people.Directory, user string, now time.Time) string {
	u, there := d.Users[user]
	on := 0
	all := true
	for _, s := range d.Schedules {
		if slices.Contains(s.People(now), user) {
			on++
			all = all && b.Edits(d, s)
		}
	}
	switch {
	case !there || u.Disabled:
		return "Nobody is there who could be away."
	case b.User == user,
		b.Role == people.Owner,
		b.Role.AtLeast(people.Admin) && u.Role != people.Owner,
		on > 0 && all && u.Role != people.Owner:
		return ""
	}
	return fmt.Sprintf("Only %s, admins, and those who may change every schedule %s is on may enter this.", u.Name, u.Name)
}

// Absence is that User is on call nowhere from Start to End, or with a Schedule not on that one.
type Absence struct {
	User       string
	Schedule   string // its id; "" for every schedule
	Start, End time.Time
	Reason     string
}

// Do adds the absence to the person, or to the schedule.
func (a Absence) Do(c *engine.Config, by By, now time.Time) (schedules.Absence, error) {
	absence, err := a.Try(c, by, now)
	if err == nil {
		put(c, a.Schedule, a.User, append(slices.Clone(listOf(c, a.Schedule, a.User)), absence))
	}
	return absence, err
}

// Try is the absence that Do would add. It begins now at the earliest: who was on call stays on record.
func (a Absence) Try(c *engine.Config, by By, now time.Time) (schedules.Absence, error) {
	absence := schedules.Absence{ID: config.NewID(config.AbsenceID), User: a.User, Start: later(a.Start.UTC(), now.Truncate(time.Second).UTC()), End: a.End.UTC(), Reason: a.Reason}
	if err := a.may(c, by, now); err != nil {
		return absence, err
	}
	if err := a.bounds(absence, now); err != nil {
		return absence, err
	}
	list := listOf(c, a.Schedule, a.User)
	if entered(list, a.User, now) >= maxAways {
		return absence, engine.Fail(engine.Conflict, "%d absences are entered already: remove some", maxAways)
	}
	for _, other := range list {
		if other.User == a.User && !absence.Start.Before(other.Start) && !other.End.Before(absence.End) {
			return absence, engine.Fail(engine.Conflict, "that time is entered already")
		}
	}
	return absence, nil
}

// bounds checks each field by itself.
func (a Absence) bounds(absence schedules.Absence, now time.Time) error {
	switch {
	case a.Start.IsZero():
		return wrong("from", "say from when")
	case a.End.IsZero():
		return wrong("till", "say until when")
	case !a.Start.Before(a.End):
		return wrong("till", "must be after the beginning")
	case !a.End.After(now):
		return wrong("till", "this is past: choose a time to come")
	case a.End.Sub(absence.Start) > MaxAway || a.Start.Sub(now) > 2*MaxAway:
		return wrong("till", "at most a year, and at most two years ahead")
	case utf8.RuneCountInString(a.Reason) > MaxReason:
		return wrong("reason", fmt.Sprintf("at most %d characters", MaxReason))
	}
	return nil
}

// may is who may enter it: of oneself on one schedule alone, whoever could take its shifts.
func (a Absence) may(c *engine.Config, by By, now time.Time) error {
	if err := mayAway(c, by, a.Schedule, a.User, now); err != nil || a.Schedule == "" {
		return err
	}
	if s := c.Schedules[a.Schedule]; a.User == by.User {
		if why := by.MayTake(c.Directory, s, now); why != "" {
			return engine.Fail(engine.Forbidden, "%s", why)
		}
	}
	_, err := personIn(c, a.User, "user")
	return err
}

// mayAway: for a person see [By.MayAway]; on one schedule alone everybody says it of themselves, from responder on, and
// whoever may change the schedule of everybody.
func mayAway(c *engine.Config, by By, schedule, user string, now time.Time) error {
	if schedule == "" {
		if why := by.MayAway(c.Directory, user, now); why != "" {
			return engine.Fail(engine.Forbidden, "%s", why)
		}
		return nil
	}
	s, err := scheduleIn(c, schedule)
	if err == nil {
		err = by.acts(c.Directory, s, user)
	}
	return err
}

// listOf is the absences of a person, or of a schedule if one is named.
func listOf(c *engine.Config, schedule, user string) []schedules.Absence {
	if schedule != "" {
		return c.Schedules[schedule].Absences
	}
	return c.Users[user].Absences
}

func put(c *engine.Config, schedule, user string, list []schedules.Absence) {
	if s, ok := c.Schedules[schedule]; ok {
		s.Absences = list
		c.Schedules[schedule] = s
		return
	}
	u := c.Users[user]
	u.Absences = list
	c.Users[user] = u
}

// entered is how many absences of a person could be removed.
func entered(list []schedules.Absence, user string, now time.Time) (n int) {
	for _, a := range list {
		if a.Feed == "" && a.User == user && a.End.After(now) {
			n++
		}
	}
	return n
}

// Effect is what an absence does to one schedule.
type Effect struct {
	Before, After schedules.Schedule // with the absences of everybody
	Lost          []schedules.Span   // the person's time that goes to others, or to nobody
	Gaps          []schedules.Span   // what has nobody then, and had somebody before
}

// Effects is what an absence does to each schedule that it touches, by name.
func Effects(c *engine.Config, a schedules.Absence) (all []Effect) {
	for _, s := range c.Schedules {
		if e := EffectOn(c, s, a); len(e.Lost) > 0 {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(x, y Effect) int {
		return strings.Compare(x.Before.Name+"\x00"+x.Before.ID, y.Before.Name+"\x00"+y.Before.ID)
	})
	return all
}

// EffectOn is what an absence does to one schedule, as it is stored. Nothing is lost if the person has no shift then.
func EffectOn(c *engine.Config, s schedules.Schedule, a schedules.Absence) Effect {
	e := Effect{Before: c.Effective(s)}
	e.After = e.Before.WithAbsences([]schedules.Absence{a})
	e.Lost = schedules.Minus(e.Before.SpansOf(a.User, a.Start, a.End), e.After.SpansOf(a.User, a.Start, a.End))
	if len(e.Lost) > 0 {
		then := s
		then.Absences = append(slices.Clone(s.Absences), a)
		e.Gaps = Uncovered(c, s, then, a.Start, a.End)
	}
	return e
}

// Return is that an absence ends: one that runs ends now, one to come is gone.
type Return struct {
	User     string // whose it is; not looked at with a Schedule
	Schedule string // of which it is; "" if it is the person's own
	Absence  string // its id
}

// Do ends the absence.
func (r Return) Do(c *engine.Config, by By, now time.Time) error {
	list := slices.Clone(listOf(c, r.Schedule, r.User))
	i := slices.IndexFunc(list, func(a schedules.Absence) bool { return a.ID == r.Absence })
	if _, there := c.Schedules[r.Schedule]; there {
		if i < 0 {
			return engine.Fail(engine.Conflict, "this absence is not there any more")
		}
		r.User = list[i].User
	}
	if err := mayAway(c, by, r.Schedule, r.User, now); err != nil {
		return err
	}
	now = now.Truncate(time.Second)
	switch {
	case i < 0:
		return engine.Fail(engine.Conflict, "this absence is not there any more")
	case list[i].Feed != "":
		return engine.Fail(engine.Conflict, "this absence comes from a calendar, which would bring it back: change it there, or take the calendar away")
	case !list[i].End.After(now):
		return engine.Fail(engine.Conflict, "this absence is over: what was is not changed")
	}
	if ended, ran := list[i].Given(now); ran {
		list[i] = ended
	} else {
		list = slices.Delete(list, i, i+1)
	}
	put(c, r.Schedule, r.User, list)
	return nil
}
