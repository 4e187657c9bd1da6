package duty

import (
	"fmt"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/schedules"
)

// MaxTake is how long somebody takes over at most, and MaxAhead how far ahead a request may lie.
const (
	MaxTake  = 14 * 24 * time.Hour
	MaxAhead = 366 * 24 * time.Hour
)

// What stands where one of those on call could be chosen: for all of them, and for none, so that they stay.
const (
	Everybody = "*"
	Beside    = "+"
)

// Take is that User goes on call at once, until a time.
type Take struct {
	Schedule string // its id
	User     string
	// Replaces is who goes off: a person on call now, until their shift ends at most; [Everybody] who is on until then; or
	// nobody: [Beside], which it also is to take one's own place: that is to stay on longer. Empty is whoever is on, while
	// that is one person at a time; nobody, where nobody else is on now.
	Replaces string
	Until    time.Time // two weeks from now at most
}

// Do makes the override, and gives it back.
func (t Take) Do(c *engine.Config, by By, now time.Time) (schedules.Override, error) {
	after, o, err := t.Try(c, by, now)
	if err == nil {
		c.Schedules[t.Schedule] = after
	}
	return o, err
}

// Try is what Do would make of the schedule, as it would be stored.
func (t Take) Try(c *engine.Config, by By, now time.Time) (after schedules.Schedule, o schedules.Override, err error) {
	s, err := scheduleIn(c, t.Schedule)
	if err != nil {
		return s, o, err
	}
	if t.User == by.User && by.MayTake(c.Directory, s, now) != "" {
		return s, o, engine.Fail(engine.Forbidden, "%s", by.MayTake(c.Directory, s, now))
	}
	if err = by.acts(c.Directory, s, t.User); err != nil {
		return s, o, err
	}
	if _, err = personIn(c, t.User, "user"); err != nil {
		return s, o, err
	}
	if o, err = t.override(c, s, now); err != nil {
		return s, o, err
	}
	after = s
	after.Overrides = append(slices.Clone(s.Overrides), o)
	return after, o, t.check(c, by, s, after, o)
}

// override is the one to make: in place of one person where that is all who is on call until then.
func (t Take) override(c *engine.Config, s schedules.Schedule, now time.Time) (schedules.Override, error) {
	o := schedules.Override{ID: config.NewID(config.OverrideID), User: t.User, Start: now.Truncate(time.Second), End: t.Until.UTC(), CreatedAt: now}
	switch {
	case !o.End.After(now):
		return o, wrong("until", "this is past: choose a time to come")
	case o.End.Sub(now) > MaxTake:
		return o, wrong("until", "at most two weeks; for longer, change the schedule")
	}
	on := OnCall(c, s, now)
	switch {
	case t.Replaces == Everybody:
		return o, nil
	case t.Replaces == Beside, t.Replaces == "" && (len(on) == 0 || slices.Equal(on, []string{t.User})):
		o.Adds = true
		return o, nil
	case t.Replaces == "":
		return t.inPlaceOfWhoever(c.Effective(s), o)
	}
	return t.inPlaceOf(c, s, o, now)
}

// inPlaceOfWhoever is in place of one person after the other, if nobody has to be chosen.
func (t Take) inPlaceOfWhoever(s schedules.Schedule, o schedules.Override) (schedules.Override, error) {
	shifts := s.Shifts(o.Start, o.End)
	switch {
	case slices.ContainsFunc(shifts, func(x schedules.Shift) bool { return len(x.Users) > 1 }):
		return o, wrong("replaces", "several people are on call together: choose whose place it is")
	case len(shifts) == 1 && shifts[0].End.Equal(o.End) && shifts[0].Start.Equal(o.Start):
		o.Replaces = shifts[0].Users[0]
	}
	return o, nil
}

// inPlaceOf is in place of one person, until they would have gone off at most: what they have given to somebody later in
// that time stays that person's. Whoever takes their own place stays on longer, beside whoever else is on.
func (t Take) inPlaceOf(c *engine.Config, s schedules.Schedule, o schedules.Override, now time.Time) (schedules.Override, error) {
	if !slices.Contains(OnCall(c, s, now), t.Replaces) {
		return o, engine.Fail(engine.Conflict, "%s is not on call any more: look again", c.Users[t.Replaces].Name)
	}
	if t.Replaces == t.User {
		o.Adds = true
		return o, nil
	}
	o.Replaces = t.Replaces
	if end, ok := End(c.Effective(s), t.Replaces, now); ok && end.Before(o.End) {
		o.End = end
	}
	return o, nil
}

// check refuses what would change nothing, and what would put somebody off whom nobody named: who sits on another place of
// the person replaced, which they had given away.
func (t Take) check(c *engine.Config, by By, before, after schedules.Schedule, o schedules.Override) error {
	u := c.Users[t.User]
	gained := gains(c.Effective(before), c.Effective(after), o.Start, o.End)[t.User]
	if len(gained) > 0 {
		return unnamed(c, before, after, o)
	}
	if away(c.Effective(before), t.User, o.Start) {
		return engine.Fail(engine.Conflict, "%s away: end the absence first", by.is(u))
	}
	return engine.Fail(engine.Conflict, "%s on call already", by.is(u))
}

// unnamed refuses an override in place of one person that puts somebody else off.
func unnamed(c *engine.Config, before, after schedules.Schedule, o schedules.Override) error {
	if o.Replaces == "" {
		return nil
	}
	for _, m := range schedules.Moved(c.Effective(before), c.Effective(after), o.Start, o.End) {
		if len(m.Lost) > 0 && m.User != o.Replaces {
			return engine.Fail(engine.Conflict, "%s would go off too, who is on call in a place of %s: take it from everybody, or from nobody", c.Users[m.User].Name, c.Users[o.Replaces].Name)
		}
	}
	return nil
}

// OnCall is who is on call now and has not left, by id.
func OnCall(c *engine.Config, s schedules.Schedule, now time.Time) []string {
	return slices.DeleteFunc(c.Effective(s).OnCall(now), func(id string) bool {
		u, ok := c.Users[id]
		return !ok || u.Disabled
	})
}

// gains is what each person has after a change and had not before.
func gains(before, after schedules.Schedule, from, to time.Time) map[string][]schedules.Span {
	all := map[string][]schedules.Span{}
	for _, m := range schedules.Moved(before, after, from, to) {
		if len(m.Gained) > 0 {
			all[m.User] = m.Gained
		}
	}
	return all
}

func away(s schedules.Schedule, user string, at time.Time) bool {
	return slices.ContainsFunc(s.Absences, func(a schedules.Absence) bool {
		return a.User == user && !at.Before(a.Start) && at.Before(a.End)
	})
}

// Agreed reports whether an override was made for a time to come, as one that a request became: then whoever has that time
// off counts on it, and is on call again only if they take it back.
func Agreed(o schedules.Override) bool { return o.Start.After(o.CreatedAt) }

// Back is that an override is given back: see [schedules.Schedule.Given]. What was [Agreed] only whoever may change the
// schedule can undo; for others it is a request like any other.
type Back struct {
	Schedule string
	Override string
	// Gap says that it may leave time with nobody on call.
	Gap bool
}

// Do ends or removes the override.
func (b Back) Do(c *engine.Config, by By, now time.Time) error {
	after, _, err := b.Try(c, by, now)
	if err == nil {
		c.Schedules[b.Schedule] = after
	}
	return err
}

// Try is what Do would make of the schedule, as it would be stored, and the pieces of time that would have nobody. Those are
// an error unless Gap says that they are meant; the schedule is given all the same.
func (b Back) Try(c *engine.Config, by By, now time.Time) (after schedules.Schedule, gaps []schedules.Span, err error) {
	s, err := scheduleIn(c, b.Schedule)
	if err != nil {
		return s, nil, err
	}
	i := slices.IndexFunc(s.Overrides, func(o schedules.Override) bool { return o.ID == b.Override })
	if i < 0 {
		return s, nil, engine.Fail(engine.Conflict, "This is not there any more: it was given back already")
	}
	o := s.Overrides[i]
	if err = by.acts(c.Directory, s, o.User); err != nil {
		return s, nil, err
	}
	after, ok := s.Given(b.Override, now)
	if !ok {
		return s, nil, engine.Fail(engine.Conflict, "This is over: there is nothing left to give back")
	}
	if Agreed(o) && !by.Edits(c.Directory, s) {
		return s, nil, engine.Fail(engine.Conflict, "Somebody relies on this: it was agreed before it began. Ask who takes it; until somebody does, you have it")
	}
	gaps = Uncovered(c, s, after, later(o.Start, now), o.End)
	if len(gaps) > 0 && !b.Gap {
		return after, gaps, wrong("gap", fmt.Sprintf("nobody would be on call from %s: say that this is meant, or ask somebody to take it", words(s, gaps[0])))
	}
	return after, gaps, nil
}

// Uncovered is where somebody is on call before a change and nobody is after it, those who have left not counted.
func Uncovered(c *engine.Config, before, after schedules.Schedule, from, to time.Time) []schedules.Span {
	window := schedules.Span{Start: from, End: to}
	return schedules.Minus(gapsIn(c, after, window), gapsIn(c, before, window))
}

// gapsIn is the pieces of a span in which nobody is on call who has not left.
func gapsIn(c *engine.Config, s schedules.Schedule, in schedules.Span) (gaps []schedules.Span) {
	at := in.Start
	for _, x := range c.Effective(s).Shifts(in.Start, in.End) {
		if !slices.ContainsFunc(x.Users, func(id string) bool { return c.Users[id].ID != "" && !c.Users[id].Disabled }) {
			continue
		}
		if at.Before(x.Start) {
			gaps = append(gaps, schedules.Span{Start: at, End: x.Start})
		}
		at = x.End
	}
	if at.Before(in.End) {
		gaps = append(gaps, schedules.Span{Start: at, End: in.End})
	}
	return gaps
}

// words is a span on the schedule's clock.
func words(s schedules.Schedule, x schedules.Span) string {
	loc, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		loc = time.UTC
	}
	return x.Start.In(loc).Format("Mon 2 Jan 15:04") + " to " + x.End.In(loc).Format("Mon 2 Jan 15:04 MST")
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
