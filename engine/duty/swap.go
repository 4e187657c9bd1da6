package duty

import (
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/schedules"
)

// Bounds on requests: a note fits a message, and a list of requests a page.
const (
	MaxNote  = 500
	MaxSwaps = 100 // open ones of one schedule
)

// Ask is a request to be made: see [schedules.Swap].
type Ask struct {
	Schedule string
	User     string // who asks
	Start    time.Time
	End      time.Time
	To       string         // who is asked; "" for anybody
	Return   schedules.Span // in exchange; zero for none
	Note     string
}

// Do adds the request to the schedule, cut to the time in which the person is on call.
func (a Ask) Do(c *engine.Config, by By, now time.Time) (schedules.Swap, error) {
	w, err := a.Try(c, by, now)
	if err != nil {
		return w, err
	}
	s := c.Schedules[a.Schedule].WithoutSwap("", now)
	if len(s.Swaps) >= MaxSwaps {
		return w, engine.Fail(engine.Conflict, "%d requests are open for %s already", len(s.Swaps), s.Name)
	}
	s.Swaps = append(s.Swaps, w)
	c.Schedules[s.ID] = s
	return w, nil
}

// Try is the request that Do would add. Of one person it is tried whether they could take it.
func (a Ask) Try(c *engine.Config, by By, now time.Time) (schedules.Swap, error) {
	s, err := scheduleIn(c, a.Schedule)
	if err == nil {
		err = by.acts(c.Directory, s, a.User)
	}
	if err != nil {
		return schedules.Swap{}, err
	}
	return a.swap(c, by, s, now)
}

func (a Ask) swap(c *engine.Config, by By, s schedules.Schedule, now time.Time) (schedules.Swap, error) {
	w := schedules.Swap{ID: config.NewID(config.SwapID), User: a.User, To: a.To, Return: a.Return, Note: a.Note, CreatedAt: now}
	u, err := personIn(c, a.User, "user")
	if err == nil {
		err = a.bounds(now)
	}
	if err == nil {
		err = a.asked(c, s, now)
	}
	if err != nil {
		return w, err
	}
	eff := c.Effective(s)
	own := eff.SpansOf(a.User, later(a.Start.UTC(), now.Truncate(time.Second)), a.End.UTC())
	if len(own) == 0 {
		return w, wrong("start", by.is(u)+" not on call then")
	}
	w.Start, w.End = own[0].Start, own[len(own)-1].End
	for _, other := range s.Swaps {
		if other.User == w.User && other.Open(now) && other.Start.Before(w.End) && w.Start.Before(other.End) {
			return w, engine.Fail(engine.Conflict, "a request for that time is open already: withdraw it first")
		}
	}
	if a.To == "" {
		return w, nil
	}
	return a.tryReturn(c, s, w, now)
}

func (a Ask) bounds(now time.Time) error {
	switch {
	case a.Start.IsZero():
		return wrong("start", "say from when")
	case a.End.IsZero():
		return wrong("end", "say until when")
	case !a.Start.Before(a.End):
		return wrong("end", "must be after the beginning")
	case !a.End.After(now):
		return wrong("end", "this is past: choose a time to come")
	case a.End.Sub(now) > MaxAhead:
		return wrong("end", "at most a year ahead")
	case utf8.RuneCountInString(a.Note) > MaxNote:
		return wrong("note", fmt.Sprintf("at most %d characters", MaxNote))
	}
	return nil
}

// asked demands somebody who may take it.
func (a Ask) asked(c *engine.Config, s schedules.Schedule, now time.Time) error {
	switch {
	case a.To == "" && !a.Return.Start.IsZero():
		return wrong("to", "choose whose shift you would take in exchange")
	case a.To == "":
		return nil
	case a.To == a.User:
		return wrong("to", "choose somebody else")
	case !slices.Contains(c.Takers(s, now), a.To):
		return wrong("to", "choose one of the people of this schedule")
	}
	return nil
}

// tryReturn tries what the request would become, so that nobody is asked for what could not be done.
func (a Ask) tryReturn(c *engine.Config, s schedules.Schedule, w schedules.Swap, now time.Time) (schedules.Swap, error) {
	if !w.Return.Start.IsZero() {
		theirs := c.Effective(s).SpansOf(a.To, later(w.Return.Start.UTC(), now.Truncate(time.Second)), w.Return.End.UTC())
		if len(theirs) != 1 {
			return w, wrong("return", c.Users[a.To].Name+" has no shift then that could be exchanged")
		}
		w.Return = theirs[0]
	}
	if _, err := taken(c, s, w, a.To, now); err != nil {
		return w, &engine.Failure{Code: engine.Invalid, Field: "to", Message: messageOf(err)}
	}
	return w, nil
}

// Answer is what somebody says to a request.
type Answer struct {
	Schedule string
	Swap     string
	User     string // whose answer it is
}

// Take closes the request and puts its overrides into the schedule.
func (a Answer) Take(c *engine.Config, by By, now time.Time) ([]schedules.Override, error) {
	s, w, err := a.open(c, now)
	if err != nil {
		return nil, err
	}
	if err := a.mayTake(c, by, s, w, now); err != nil {
		return nil, err
	}
	made, err := taken(c, s, w, a.User, now)
	if err != nil {
		return nil, err
	}
	s = s.WithoutSwap(w.ID, now)
	s.Overrides = slices.Concat(s.Overrides, made)
	c.Schedules[s.ID] = s
	return made, nil
}

// mayTake: whom the request asks, for themselves; who may change the schedule, for everybody but the asker.
func (a Answer) mayTake(c *engine.Config, by By, s schedules.Schedule, w schedules.Swap, now time.Time) error {
	if _, err := personIn(c, a.User, "user"); err != nil {
		return err
	}
	switch {
	case a.User == w.User:
		return engine.Fail(engine.Conflict, "This is the shift of %s already", c.Users[w.User].Name)
	case by.Edits(c.Directory, s):
		return nil
	case a.User != by.User:
		return by.acts(c.Directory, s, a.User)
	case by.MayTake(c.Directory, s, now) != "":
		return engine.Fail(engine.Forbidden, "%s", by.MayTake(c.Directory, s, now))
	case w.To != "" && w.To != a.User:
		return engine.Fail(engine.Forbidden, "%s is asked, and nobody else", c.Users[w.To].Name)
	}
	return nil
}

// taken is the overrides that a request becomes, if they do what they should: the taker is on in place of the asker, and
// nowhere are fewer people on call.
func taken(c *engine.Config, s schedules.Schedule, w schedules.Swap, taker string, now time.Time) ([]schedules.Override, error) {
	made := w.Overrides(taker, now)
	after := s
	after.Overrides = slices.Clone(s.Overrides)
	for i := range made {
		made[i].ID = config.NewID(config.OverrideID)
		after.Overrides = append(after.Overrides, made[i])
	}
	before, then, planned := c.Effective(s), c.Effective(after), s
	planned.Absences = nil // whoever stands in for the asker makes room; whoever was put in their place does not
	for i, o := range made {
		gained := gains(before, then, o.Start, o.End)
		if i == 0 && planned.SpansOf(w.User, o.Start, o.End) == nil {
			return nil, engine.Fail(engine.Conflict, "%s is not on call then any more: somebody else has that time", c.Users[w.User].Name)
		}
		if len(gained[o.User]) == 0 || then.SpansOf(o.Replaces, o.Start, o.End) != nil || len(schedules.Fewer(before, then, o.Start, o.End)) > 0 {
			return nil, notFree(c, before, o)
		}
	}
	return made, nil
}

// notFree says why an override would not do.
func notFree(c *engine.Config, s schedules.Schedule, o schedules.Override) error {
	u := c.Users[o.User]
	for _, a := range s.Absences {
		if a.User == u.ID && a.Start.Before(o.End) && o.Start.Before(a.End) {
			return engine.Fail(engine.Conflict, "%s is away for some of that time", u.Name)
		}
	}
	return engine.Fail(engine.Conflict, "%s is on call for some of that time already: ask for less", u.Name)
}

// Decline says no, which only somebody who was asked can: the one person, or when anybody is asked one of those who could
// take it. A request to one person stays, for the asker to see it; one to anybody stays open to the others.
func (a Answer) Decline(c *engine.Config, by By, now time.Time) error {
	s, w, err := a.open(c, now)
	if err != nil {
		return err
	}
	if err := by.acts(c.Directory, s, a.User); err != nil {
		return err
	}
	if _, err := personIn(c, a.User, "user"); err != nil {
		return err
	}
	if a.User == w.User || w.To != "" && w.To != a.User || w.To == "" && !slices.Contains(c.Takers(s, now), a.User) {
		return engine.Fail(engine.Conflict, "%s was not asked", c.Users[a.User].Name)
	}
	if slices.Contains(w.Declined, a.User) {
		return nil
	}
	w.Declined = append(slices.Clone(w.Declined), a.User)
	s.Swaps = slices.Clone(s.Swaps)
	s.Swaps[slices.IndexFunc(s.Swaps, func(x schedules.Swap) bool { return x.ID == w.ID })] = w
	c.Schedules[s.ID] = s
	return nil
}

// Withdraw takes the request back; User is not looked at. Who asked may, and who may change the schedule.
func (a Answer) Withdraw(c *engine.Config, by By, now time.Time) error {
	s, w, err := a.open(c, now)
	if err != nil {
		return err
	}
	if err := by.acts(c.Directory, s, w.User); err != nil {
		return err
	}
	c.Schedules[s.ID] = s.WithoutSwap(w.ID, now)
	return nil
}

// open finds a request that nobody has closed.
func (a Answer) open(c *engine.Config, now time.Time) (schedules.Schedule, schedules.Swap, error) {
	s, err := scheduleIn(c, a.Schedule)
	if err != nil {
		return s, schedules.Swap{}, err
	}
	w, ok := s.Swap(a.Swap)
	switch {
	case !ok:
		return s, w, engine.Fail(engine.Conflict, "This request is closed: somebody has taken it, or it was withdrawn. Who is on call is on the page of the schedule")
	case !w.Open(now):
		return s, w, engine.Fail(engine.Conflict, "The time of this request is over")
	}
	return s, w, nil
}
