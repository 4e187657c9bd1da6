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
	var places []place
	for i := len(st.turns) - 1; i >= 0 && len(places) == 0; i-- {
		places = st.places(st.turns[i])
	}
	ids := st.overridden(places)
	slices.Sort(ids)
	return slices.Compact(ids)
}

// place is somebody's by the rotation, and who has it at the moment.
type place struct{ owner, holder string }

// places is who the layer puts on: whoever has the turn, or a substitute they found, or the next of the rotation who is there.
func (st *stepper) places(c *turnCounter) (places []place) {
	now := st.furthest
	if now.Before(paper(c.layer.Start)) || !c.layer.End.IsZero() && !now.Before(paper(c.layer.End)) || !c.within(now, st.s) {
		return nil
	}
	i := c.n
	for i < 0 {
		i += len(c.layer.Users)
	}
	var there, gone []string
	for _, id := range c.layer.Users[i%len(c.layer.Users)] {
		if !st.away(id) {
			there = append(there, id)
			places = append(places, place{id, id})
		} else if x := st.stepsIn(id); x != "" {
			there = append(there, x)
			places = append(places, place{id, x})
		} else {
			gone = append(gone, id)
		}
	}
	if len(there) > 0 {
		return places
	}
	slices.Sort(gone)
	for n := 1; n < len(c.layer.Users) && len(gone) > 0; n++ {
		var next []string
		for _, id := range c.layer.Users[(i+n)%len(c.layer.Users)] {
			if !st.away(id) {
				next = append(next, id)
			}
		}
		slices.Sort(next)
		for k := 0; len(next) > 0 && k < max(len(gone), len(next)); k++ {
			if k < len(gone) {
				places = append(places, place{gone[k], next[k%len(next)]})
			} else {
				places = append(places, place{next[k], next[k]})
			}
		}
		if len(next) > 0 {
			return places
		}
	}
	return nil
}

func (st *stepper) away(id string) bool {
	return slices.ContainsFunc(st.s.Absences, func(a schedules.Absence) bool {
		return a.User == id && !st.at.Before(a.Start) && st.at.Before(a.End)
	})
}

// stepsIn is who was last named to take the place of somebody who is away.
func (st *stepper) stepsIn(id string) (substitute string) {
	for _, o := range st.running() {
		if o.Replaces == id {
			substitute = o.User
		}
	}
	return substitute
}

// within reports whether any restriction that began in the last week is still on.
func (c *turnCounter) within(now time.Time, s schedules.Schedule) bool {
	holidays := slices.SortedFunc(slices.Values(s.Holidays), func(a, b schedules.Holiday) int {
		return paper(a.Date.At(a.From)).Compare(paper(b.Date.At(b.From)))
	})
	for _, h := range slices.Backward(holidays) { // of two, the one that began last
		from := paper(h.Date.At(h.From))
		if !now.Before(from) && now.Before(from.Add(24*time.Hour)) {
			for from.Weekday() != time.Sunday { // the same hour of the Sunday before
				from, now = from.AddDate(0, 0, -1), now.AddDate(0, 0, -1)
			}
			break
		}
	}
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

// overridden follows each person's place through the overrides of this minute, from the last that replaced everybody on; an
// added person's from their own override on.
func (st *stepper) overridden(places []place) []string {
	now := st.running()
	for i, o := range slices.Backward(now) {
		if o.Replaces == "" && !o.Adds {
			places, now = []place{{o.User, o.User}}, now[i+1:]
			break
		}
	}
	var held []string
	keep := func(holder string) {
		if holder != "" && !slices.Contains(held, holder) {
			held = append(held, holder)
		}
	}
	for _, p := range places {
		keep(p.after(now))
	}
	for i, o := range now {
		if o.Adds {
			keep(place{o.User, o.User}.after(now[i+1:]))
		}
	}
	return held
}

// running is the overrides of this minute whose person is there, in the order of their creation.
func (st *stepper) running() (now []schedules.Override) {
	for _, o := range st.s.Overrides {
		if !st.at.Before(o.Start) && st.at.Before(o.End) && !st.away(o.User) {
			now = append(now, o)
		}
	}
	slices.SortStableFunc(now, func(a, b schedules.Override) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return now
}

func (p place) after(overrides []schedules.Override) string {
	for _, o := range overrides {
		if !o.Adds && (o.Replaces == p.owner || o.Replaces == p.holder) {
			p.holder = o.User
		}
	}
	return p.holder
}
