package duty

import (
	"fmt"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/schedules"
)

// MaxPlanned is how many overrides of one schedule may run or be to come, for another to be planned. What is over does not
// count, and whoever takes on-call now, or a shift that they were asked to take, is not held up by it.
const MaxPlanned = 2000

// planned is how many overrides are not over.
func planned(s schedules.Schedule, now time.Time) (n int) {
	for _, o := range s.Overrides {
		if !o.Over(now) {
			n++
		}
	}
	return n
}

// Override is that User goes on call for a time to come, said by whoever may change the schedule.
type Override struct {
	Schedule string // its id
	User     string // "" for nobody: who is replaced just goes off
	// Replaces is who goes off: a person, wherever they are on call then; empty for everybody, or with Adds for nobody.
	Replaces string
	// Adds has User go on call beside whoever is.
	Adds       bool
	Start, End time.Time // a Start within the running minute is now
	// Gap says that it may leave time with nobody on call.
	Gap bool
	// Idle lets it be of no effect, as clients of PagerDuty expect: somebody is made
	// sure of who is on call then already. Whoever can not be on call is refused all
	// the same: the client would think that they are.
	Idle bool
}

// Do makes the override, and gives it back.
func (o Override) Do(c *engine.Config, by By, now time.Time) (schedules.Override, error) {
	after, made, _, err := o.Try(c, by, now)
	if err == nil {
		c.Schedules[o.Schedule] = after
	}
	return made, err
}

// Try is what Do would make of the schedule, as it would be stored, and the pieces of time that would lose everybody. Those
// are an error unless Gap says that they are meant; the schedule is given all the same.
func (o Override) Try(c *engine.Config, by By, now time.Time) (after schedules.Schedule, made schedules.Override, gaps []schedules.Span, err error) {
	s, err := scheduleIn(c, o.Schedule)
	if err != nil {
		return s, made, nil, err
	}
	if !by.Edits(c.Directory, s) {
		return s, made, nil, engine.Fail(engine.Forbidden, "%s", c.MayEditSchedule(by.Role, by.User, s.Team))
	}
	if err = o.bounds(c, now); err != nil {
		return s, made, nil, err
	}
	made = schedules.Override{
		ID: config.NewID(config.OverrideID), User: o.User, Replaces: o.Replaces, Adds: o.Adds, Start: later(o.Start, now.Truncate(time.Second)).UTC(), End: o.End.UTC(), CreatedAt: now,
	}
	if n := planned(s, now); n >= MaxPlanned {
		return s, made, nil, engine.Fail(engine.Conflict, "%d overrides of %s run or are to come already, and no more can be planned: remove some on its page, or change the layers. To take on-call now always works", n, s.Name)
	}
	after = s
	after.Overrides = append(slices.Clone(s.Overrides), made)
	if err = o.changes(c, s, after, made); err != nil {
		return s, made, nil, err
	}
	gaps = Uncovered(c, s, after, made.Start, made.End)
	if len(gaps) > 0 && !o.Gap {
		err = wrong("gap", fmt.Sprintf("nobody would be on call from %s: say that this is meant, or choose somebody", words(s, gaps[0])))
	}
	return after, made, gaps, err
}

// bounds checks each field by itself.
func (o Override) bounds(c *engine.Config, now time.Time) error {
	switch {
	case o.Start.Before(now.Truncate(time.Minute)):
		return wrong("start", "this is past: what was is not changed")
	case !o.End.After(now):
		return wrong("end", "this is past: choose a time to come")
	case !o.End.After(o.Start):
		return wrong("end", "this is not after it begins")
	case o.End.Sub(now) > MaxAhead:
		return wrong("end", "at most a year ahead; for longer, change the schedule")
	case o.Adds && o.User == "":
		return wrong("user", "choose who goes on call beside the others")
	case o.Adds && o.Replaces != "":
		return wrong("replaces", "somebody is added beside the others, or goes on in place of a person: not both")
	case o.User != "" && o.User == o.Replaces:
		return wrong("replaces", "this is the person who goes on")
	}
	for field, id := range map[string]string{"user": o.User, "replaces": o.Replaces} {
		if id == "" {
			continue
		}
		if _, err := personIn(c, id, field); err != nil {
			return err
		}
	}
	return nil
}

// changes refuses what would change nothing, and says why it would not.
func (o Override) changes(c *engine.Config, before, after schedules.Schedule, made schedules.Override) error {
	was, is := c.Effective(before), c.Effective(after)
	if len(schedules.Moved(was, is, made.Start, made.End)) > 0 {
		return nil
	}
	u, replaced := c.Users[o.User], c.Users[o.Replaces]
	switch {
	case o.User != "" && Away(was, o.User, made.Start, made.End):
		return wrong("user", u.Name+" is away then: end the absence first, or choose somebody else")
	case o.Replaces != "" && len(schedules.ShiftsOf(o.Replaces, was.Shifts(made.Start, made.End))) == 0:
		return wrong("replaces", replaced.Name+" is not on call then")
	case o.Idle:
		return nil
	case o.User != "":
		return wrong("user", u.Name+" is on call then already")
	}
	return wrong("user", "nobody is on call then already")
}

// Away reports whether somebody is away for some of a stretch of time; s has everybody's absences.
func Away(s schedules.Schedule, user string, from, to time.Time) bool {
	return slices.ContainsFunc(s.Absences, func(a schedules.Absence) bool {
		return a.User == user && a.Start.Before(to) && a.End.After(from)
	})
}
