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
	maxAways  = 300 // of one person, to come and entered by hand: others they could not remove
)

// MayAway says whether somebody may enter when a person is away, on every schedule: "" is yes, a sentence is why not.
// Everybody may for themselves, admins for everybody but owners, and whoever may change every schedule the person is on.
func (b By) MayAway(d people.Directory, user string) string {
	u, there := d.Users[user]
	on := 0
	all := true
	for _, s := range d.Schedules {
		if inLayers(s, user) {
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

func inLayers(s schedules.Schedule, user string) bool {
	return slices.ContainsFunc(s.Layers, func(l schedules.Layer) bool {
		return slices.ContainsFunc(l.Users, func(slot schedules.Slot) bool { return slices.Contains(slot, user) })
	})
}

// Absence is that User is on no schedule from Start to End.
type Absence struct {
	User       string
	Start, End time.Time
	Reason     string
}

// Do adds the absence to the person.
func (a Absence) Do(c *engine.Config, by By, now time.Time) (schedules.Absence, error) {
	absence, err := a.Try(c, by, now)
	if err == nil {
		u := c.Users[a.User]
		u.Absences = append(slices.Clone(u.Absences), absence)
		c.Users[a.User] = u
	}
	return absence, err
}

// Try is the absence that Do would add. It begins now at the earliest: who was on call stays on record.
func (a Absence) Try(c *engine.Config, by By, now time.Time) (schedules.Absence, error) {
	absence := schedules.Absence{ID: config.NewID(config.AbsenceID), User: a.User, Start: later(a.Start.UTC(), now.Truncate(time.Second).UTC()), End: a.End.UTC(), Reason: a.Reason}
	if why := by.MayAway(c.Directory, a.User); why != "" {
		return absence, engine.Fail(engine.Forbidden, "%s", why)
	}
	switch {
	case a.Start.IsZero():
		return absence, wrong("from", "say from when")
	case a.End.IsZero():
		return absence, wrong("till", "say until when")
	case !a.Start.Before(a.End):
		return absence, wrong("till", "must be after the beginning")
	case !a.End.After(now):
		return absence, wrong("till", "this is past: choose a time to come")
	case a.End.Sub(absence.Start) > MaxAway || a.Start.Sub(now) > 2*MaxAway:
		return absence, wrong("till", "at most a year, and at most two years ahead")
	case utf8.RuneCountInString(a.Reason) > MaxReason:
		return absence, wrong("reason", fmt.Sprintf("at most %d characters", MaxReason))
	case entered(c.Users[a.User], now) >= maxAways:
		return absence, engine.Fail(engine.Conflict, "%d absences are entered already: remove some", maxAways)
	}
	for _, other := range c.Users[a.User].Absences {
		if !absence.Start.Before(other.Start) && !other.End.Before(absence.End) {
			return absence, engine.Fail(engine.Conflict, "that time is entered already")
		}
	}
	return absence, nil
}

// entered is how many absences somebody could remove.
func entered(u people.User, now time.Time) (n int) {
	for _, a := range u.Absences {
		if a.Feed == "" && a.End.After(now) {
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
		e := Effect{Before: c.Effective(s)}
		e.After = e.Before.WithAbsences([]schedules.Absence{a})
		e.Lost = schedules.Minus(e.Before.SpansOf(a.User, a.Start, a.End), e.After.SpansOf(a.User, a.Start, a.End))
		if len(e.Lost) == 0 {
			continue
		}
		then := s
		then.Absences = append(slices.Clone(s.Absences), a)
		e.Gaps = Uncovered(c, s, then, a.Start, a.End)
		all = append(all, e)
	}
	slices.SortFunc(all, func(x, y Effect) int {
		return strings.Compare(x.Before.Name+"\x00"+x.Before.ID, y.Before.Name+"\x00"+y.Before.ID)
	})
	return all
}

// Return is that an absence ends: one that runs ends now, one to come is gone.
type Return struct{ User, Absence string }

// Do ends the absence.
func (r Return) Do(c *engine.Config, by By, now time.Time) error {
	if why := by.MayAway(c.Directory, r.User); why != "" {
		return engine.Fail(engine.Forbidden, "%s", why)
	}
	u := c.Users[r.User]
	now = now.Truncate(time.Second)
	i := slices.IndexFunc(u.Absences, func(a schedules.Absence) bool { return a.ID == r.Absence })
	switch {
	case i < 0:
		return engine.Fail(engine.Conflict, "this absence is not there any more")
	case u.Absences[i].Feed != "":
		return engine.Fail(engine.Conflict, "this absence comes from a calendar, which would bring it back: change it there, or take the calendar away")
	case !u.Absences[i].End.After(now):
		return engine.Fail(engine.Conflict, "this absence is over: what was is not changed")
	}
	u.Absences = slices.Clone(u.Absences)
	if u.Absences[i].Start.Before(now) {
		u.Absences[i].End = now
	} else {
		u.Absences = slices.Delete(u.Absences, i, i+1)
	}
	c.Users[r.User] = u
	return nil
}
