package schedules_test

import (
	"slices"
	"time"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// stepper is the oracle: it works a schedule out the slow way, as somebody with a pencil and a wall clock would. It goes
// through the minutes one by one, moves each rotation on by one when the clock reaches the next handoff, and looks at
// every restriction and override each time. It shares no code with the package. Definitions must be in whole minutes.
type stepper struct {
	s        schedules.Schedule
	loc      *time.Location
	at       time.Time // the minute it stands at
	furthest time.Time // the furthest the wall clock has got; "paper" time, wall readings written as if they were UTC
	turns    []*turnCounter
}

// turnCounter is where one rotation has got to.
type turnCounter struct {
	layer  schedules.Layer
	anchor time.Time // paper
	n      int       // the turn that is on
	next   time.Time // paper; when turn n+1 begins
}

// newStepper stands a few days before any layer starts.
func newStepper(s schedules.Schedule, loc *time.Location, first time.Time) *stepper {
	st := &stepper{s: s, loc: loc, at: first}
	for _, l := range s.Layers {
		c := &turnCounter{layer: l, anchor: paper(l.Start)}
		if !l.Anchor.IsZero() {
			c.anchor = paper(l.Anchor)
		}
		for start := paper(l.Start); c.nth(c.n).After(start); {
			c.n--
		}
		c.next = c.nth(c.n + 1)
		st.turns = append(st.turns, c)
		if begin := paper(l.Start).Add(-72 * time.Hour); begin.Before(st.at) {
			st.at = begin
		}
	}
	st.look()
	return st
}

func paper(d civil.DateTime) time.Time {
	return time.Date(d.Date.Year, d.Date.Month, d.Date.Day, d.Time.Hour, d.Time.Minute, d.Time.Second, 0, time.UTC)
}

// nth is when turn n begins, on paper.
func (c *turnCounter) nth(n int) time.Time {
	n *= c.layer.Turn.Count
	switch c.layer.Turn.Unit {
	case schedules.Month:
		year, month, day := c.anchor.Date()
		first := time.Date(year, month+time.Month(n), 1, c.anchor.Hour(), c.anchor.Minute(), 0, 0, time.UTC)
		for day > 1 && first.AddDate(0, 0, day-1).Month() != first.Month() {
			day--
		}
		return first.AddDate(0, 0, day-1)
	case schedules.Week:
		return c.anchor.AddDate(0, 0, 7*n)
	case schedules.Day:
		return c.anchor.AddDate(0, 0, n)
	case schedules.Hour:
		return c.anchor.Add(time.Duration(n) * time.Hour)
	}
	return c.anchor.Add(time.Duration(n) * time.Minute)
}

// look reads the clock, which never goes back, and moves the rotations on.
func (st *stepper) look() {
	local := st.at.In(st.loc)
	year, month, day := local.Date()
	shown := time.Date(year, month, day, local.Hour(), local.Minute(), 0, 0, time.UTC)
	if shown.After(st.furthest) {
		st.furthest = shown
	}
	for _, c := range st.turns {
		for !st.furthest.Before(c.next) {
			c.n++
			c.next = c.nth(c.n + 1)
		}
	}
}

// stepTo goes on, minute by minute, to t.
func (st *stepper) stepTo(t time.Time) {
	for st.at.Before(t) {
		st.at = st.at.Add(time.Minute)
		st.look()
	}
}

// onCall is who is on at the minute it stands at.
func (st *stepper) onCall() []string {
	var ids []string
	for i := len(st.turns) - 1; i >= 0 && len(ids) == 0; i-- {
		ids = st.turns[i].onCall(st.furthest)
	}
	ids = st.overridden(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (c *turnCounter) onCall(now time.Time) []string {
	if now.Before(paper(c.layer.Start)) || !c.layer.End.IsZero() && !now.Before(paper(c.layer.End)) || !c.within(now) {
		return nil
	}
	i := c.n
	for i < 0 {
		i += len(c.layer.Users)
	}
	return slices.Clone([]string(c.layer.Users[i%len(c.layer.Users)]))
}

// within reports whether any restriction that began in the last week is still on.
func (c *turnCounter) within(now time.Time) bool {
	for _, r := range c.layer.Restrictions {
		midnight := now.Truncate(24 * time.Hour)
		for back := range 9 {
			day := midnight.AddDate(0, 0, -back)
			begin := day.Add(time.Duration(r.From.Hour)*time.Hour + time.Duration(r.From.Minute)*time.Minute)
			if (len(r.Days) == 0 || slices.Contains(r.Days, day.Weekday())) && !now.Before(begin) && now.Before(begin.Add(r.For)) {
				return true
			}
		}
	}
	return len(c.layer.Restrictions) == 0
}

// overridden follows each person's place through the overrides of this minute, from the last that replaced everybody on.
func (st *stepper) overridden(ids []string) []string {
	var now []schedules.Override
	for _, o := range st.s.Overrides {
		if !st.at.Before(o.Start) && st.at.Before(o.End) {
			now = append(now, o)
		}
	}
	slices.SortStableFunc(now, func(a, b schedules.Override) int { return a.CreatedAt.Compare(b.CreatedAt) })
	for i, o := range slices.Backward(now) {
		if o.Replaces == "" {
			ids, now = []string{o.User}, now[i+1:]
			break
		}
	}
	var held []string
	for _, owner := range ids {
		if holder := holderOf(owner, now); holder != "" {
			held = append(held, holder)
		}
	}
	return held
}

func holderOf(owner string, overrides []schedules.Override) string {
	holder := owner
	for _, o := range overrides {
		if o.Replaces == owner || o.Replaces == holder {
			holder = o.User
		}
	}
	return holder
}
