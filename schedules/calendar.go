package schedules

import (
	"iter"
	"slices"
	"time"

	"wakeman/schedules/civil"
)

// maxSteps bounds how many handoffs Next looks at, for turns of seconds between the same people.
const maxSteps = 20_000

// Calendar answers the same questions as the [Schedule] it was made from, without reading the zone and sorting the
// overrides again. It never changes and may be shared.
type Calendar struct {
	loc       *time.Location
	rotations []rotation
	windows   []window // of overrides and absences
}

// Calendar prepares the schedule for many questions. It never fails: see the package's notes on faults.
func (s Schedule) Calendar() *Calendar {
	c := &Calendar{loc: s.Location(), windows: windowsOf(s.Overrides, s.Absences)}
	for _, l := range s.Layers {
		r := rotationOf(l, s.hoursOf(l))
		if r.nobody() {
			continue
		}
		if l.TimeZone != "" {
			r.loc, r.over = zoneNamed(l.TimeZone), l.ended()
		}
		c.rotations = append(c.rotations, r)
	}
	return c
}

// Location is the schedule's zone, or UTC when it has none that is known. The machine's own zone is never used.
func (s Schedule) Location() *time.Location { return zoneNamed(s.TimeZone) }

func zoneNamed(name string) *time.Location {
	if name == "Local" {
		return time.UTC
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return loc
}

// OnCall is as [Schedule.OnCall].
func (c *Calendar) OnCall(t time.Time) []string {
	t = bounded(t)
	w, _ := c.window(windowAt(c.windows, t), t, t)
	return slices.Clone(w.people(c.layersFrom(t, t, w).duty))
}

// Next is as [Schedule.Next].
func (c *Calendar) Next(t time.Time) (time.Time, bool) {
	var now []string
	steps := 0
	for span := range c.spans(t, t.Add(Horizon)) {
		if steps == 0 {
			now = span.Users
		}
		if !slices.Equal(now, span.Users) {
			return span.Start, true
		}
		if steps++; steps > maxSteps {
			break
		}
	}
	return time.Time{}, false
}

// Shifts is as [Schedule.Shifts].
func (c *Calendar) Shifts(from, to time.Time) []Shift {
	var shifts []Shift
	for span := range c.spans(from, to) {
		if len(span.Users) == 0 {
			continue
		}
		if last := len(shifts) - 1; last >= 0 && shifts[last].meets(span) {
			shifts[last].End = span.End
			continue
		}
		span.Users = slices.Clone(span.Users) // the caller's own
		shifts = append(shifts, span)
	}
	return shifts
}

// meets reports whether next goes on where s ends, with the same people.
func (s Shift) meets(next Shift) bool {
	return s.End.Equal(next.Start) && slices.Equal(s.Users, next.Users)
}

// Coverage is as [Schedule.Coverage].
func (c *Calendar) Coverage(from, to time.Time) float64 {
	if !from.Before(to) {
		return 0
	}
	covered := 0.0
	for span := range c.spans(from, to) {
		if len(span.Users) > 0 {
			covered += span.End.Sub(span.Start).Seconds()
		}
	}
	return min(covered/to.Sub(from).Seconds(), 1)
}

// spans cuts the window into stretches in which nothing can change, in order and without holes. Neighbours may have the
// same people, and a stretch may have nobody. The Users are shared: do not write to them.
func (c *Calendar) spans(from, to time.Time) iter.Seq[Shift] {
	return func(yield func(Shift) bool) {
		t, to := bounded(from), bounded(to)
		var base stage // what the layers have, for whom, and until when
		i := windowAt(c.windows, t)
		for t.Before(to) {
			w, until := c.window(i, t, to)
			if !t.Before(base.end) || base.in.start != w.start && (len(base.in.away) > 0 || len(w.away) > 0) {
				base = c.layersFrom(t, to, w)
			}
			span := Shift{t, earlier(base.end, until), w.people(base.duty)}
			if !yield(span) {
				return
			}
			t = span.End
			if i < len(c.windows) && !t.Before(c.windows[i].end) {
				i++
			}
		}
	}
}

// window is what overrides and absences say at t, and until when: that of index i, if it has begun, else none. It lasts
// until to at most.
func (c *Calendar) window(i int, t, to time.Time) (w window, until time.Time) {
	switch {
	case i >= len(c.windows):
		return window{}, to
	case t.Before(c.windows[i].start):
		return window{}, earlier(to, c.windows[i].start)
	}
	return c.windows[i], earlier(to, c.windows[i].end)
}

// duty is who the layers have. The seats are set only while somebody is away: otherwise each of the people has their own.
type duty struct {
	people []string
	seats  []seat
}

// stage is a duty that surely does not change until end, within one window if somebody is away in it.
type stage struct {
	duty
	end time.Time
	in  window
}

// layersFrom is what the layers have at t, and until when that surely lasts, at most to.
func (c *Calendar) layersFrom(t, to time.Time, w window) stage {
	s, until := stage{end: to, in: w}, never
	shown := civil.Read(t, c.loc)
	for _, r := range slices.Backward(c.rotations) {
		var edge civil.Wall
		switch {
		case r.loc == nil:
			s.duty, edge = r.at(shown, w)
			until = min(until, edge)
		case t.Before(r.over):
			s.duty, edge = r.at(civil.Read(t, r.loc), w)
			s.until(edge, r.loc)
		}
		if len(s.people) > 0 { // what lies under it can not matter before it changes
			break
		}
	}
	s.until(until, c.loc)
	return s
}

// until is that the stage lasts until a reading of a clock at most.
func (s *stage) until(edge civil.Wall, loc *time.Location) {
	if edge < civil.Wall(s.end.Unix()+daySeconds+3600) { // no clock is further ahead; later readings need no instant
		s.end = earlier(s.end, civil.Instant(edge, loc))
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// bounded is t in UTC, without its monotonic reading, within the years that RFC 3339 can write.
func bounded(t time.Time) time.Time {
	const first, last = -62135596800, 253402300799 // 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z
	switch unix := t.Unix(); {
	case unix < first:
		return time.Unix(first, 0).UTC()
	case unix > last:
		return time.Unix(last, 0).UTC()
	}
	return t.UTC()
}

// Handoff is a change of who is on call.
type Handoff struct {
	At  time.Time `json:"at"`  // UTC
	Off []string  `json:"off"` // who was on call just before and is not now; sorted
	On  []string  `json:"on"`  // who is on call now and was not just before; sorted
}

// Handoffs is as [Schedule.Handoffs].
func (c *Calendar) Handoffs(from, to time.Time) []Handoff {
	var handoffs []Handoff
	var before []string
	first := true
	for span := range c.spans(from, to.Add(1)) {
		if !first && !slices.Equal(before, span.Users) {
			handoffs = append(handoffs, Handoff{span.Start, without(before, span.Users), without(span.Users, before)})
		}
		before, first = span.Users, false
	}
	return handoffs
}

// without is the ids of a that b does not have.
func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(id string) bool { return slices.Contains(b, id) })
}

// ShiftsOf is one person's part of shifts, as Shifts gives them: the stretches in which user is on call, neighbours joined
// even where the others on call with them change.
func ShiftsOf(user string, shifts []Shift) []Shift {
	var own []Shift
	for _, s := range shifts {
		if !slices.Contains(s.Users, user) {
			continue
		}
		s.Users = []string{user}
		if last := len(own) - 1; last >= 0 && own[last].meets(s) {
			own[last].End = s.End
			continue
		}
		own = append(own, s)
	}
	return own
}
