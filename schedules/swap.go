package schedules

import (
	"slices"
	"time"
)

// Swap is a request: User asks who takes their time on call from Start (inclusive) to End (exclusive). It puts nobody on
// or off: User stays on call until somebody takes it, and what is taken is an [Override]. The calendar does not look at
// it.
type Swap struct {
	ID    string    `json:"id"`
	User  string    `json:"user"` // who asks
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	// To is who is asked; empty means anybody of the rotation or the team.
	To string `json:"to,omitempty"`
	// Return is the time of To that User takes in exchange; zero for none.
	Return Span   `json:"return,omitzero"`
	Note   string `json:"note,omitempty"` // for people
	// Declined is who of those asked has said no.
	Declined  []string  `json:"declined,omitempty"`
	CreatedAt time.Time `json:"created_at"`
}

// Open reports whether it can still be taken at now: a request lapses when its time is over, not when it begins. Whoever
// takes a shift that runs takes the rest of it.
func (w Swap) Open(now time.Time) bool { return now.Before(w.End) }

// Asks reports whether somebody is asked, and has not said no.
func (w Swap) Asks(user string) bool {
	return user != w.User && (w.To == "" || w.To == user) && !slices.Contains(w.Declined, user)
}

// Overrides is what it becomes when taker takes it at now: one, and a second when something is given in exchange. They
// have no ID. What is over by now stays as it was; what is over wholly becomes no override.
func (w Swap) Overrides(taker string, now time.Time) (made []Override) {
	now = now.Truncate(time.Second)
	add := func(start, end time.Time, on, off string) {
		if start = latest(start, now); start.Before(end) {
			made = append(made, Override{Start: start, End: end, User: on, Replaces: off, CreatedAt: now})
		}
	}
	add(w.Start, w.End, taker, w.User)
	add(w.Return.Start, w.Return.End, w.User, taker)
	return made
}

// Swap finds a request by its id.
func (s Schedule) Swap(id string) (Swap, bool) {
	i := slices.IndexFunc(s.Swaps, func(w Swap) bool { return w.ID == id })
	if i < 0 {
		return Swap{}, false
	}
	return s.Swaps[i], true
}

// WithoutSwap is the schedule without a request, and without those that have lapsed.
func (s Schedule) WithoutSwap(id string, now time.Time) Schedule {
	s.Swaps = slices.DeleteFunc(slices.Clone(s.Swaps), func(w Swap) bool { return w.ID == id || !w.Open(now) })
	return s
}

// Given is the schedule when an override is given back at now: one that runs ends, one that has not begun is gone. One that
// is over, or is not there, changes nothing: what was is not changed. So whoever had the time before the override has it
// again, be it by the layers or by an earlier override.
func (s Schedule) Given(override string, now time.Time) (Schedule, bool) {
	i := slices.IndexFunc(s.Overrides, func(o Override) bool { return o.ID == override })
	if i < 0 || s.Overrides[i].Over(now.Truncate(time.Second)) {
		return s, false
	}
	s.Overrides = slices.Clone(s.Overrides)
	if ended, ran := s.Overrides[i].Given(now); ran {
		s.Overrides[i] = ended
	} else {
		s.Overrides = slices.Delete(s.Overrides, i, i+1)
	}
	return s, true
}

// Given is what is left of an override that is given back at now, cut to the second: of one that runs the part that was, of
// one that is over all of it. One that has not begun leaves nothing: it comes back as it is, and left is false.
func (o Override) Given(now time.Time) (_ Override, left bool) {
	now = now.Truncate(time.Second)
	if !o.Start.Before(now) {
		return o, false
	}
	if !o.Over(now) {
		o.End = now
	}
	return o, true
}

// Fewer is the pieces of a window in which fewer people are on call after a change than before.
func Fewer(before, after Schedule, from, to time.Time) (spans []Span) {
	was, is := before.Shifts(from, to), after.Shifts(from, to)
	edges := []time.Time{from, to}
	for _, x := range slices.Concat(was, is) {
		edges = append(edges, x.Start, x.End)
	}
	slices.SortFunc(edges, time.Time.Compare)
	for i := range len(edges) - 1 {
		if s := (Span{edges[i], edges[i+1]}); s.Start.Before(s.End) && onAt(is, s.Start) < onAt(was, s.Start) {
			spans = joined(spans, s)
		}
	}
	return spans
}

// Minus is what of a is not in b. Both are in order of time, and the spans of each do not touch.
func Minus(a, b []Span) []Span { return minus(a, b) }

// SpansOf is when a person is on call in a window, shifts that touch as one.
func (s Schedule) SpansOf(user string, from, to time.Time) []Span { return spansOf(s, from, to)[user] }

// onAt is how many are on call at t.
func onAt(shifts []Shift, t time.Time) int {
	for _, s := range shifts {
		if !t.Before(s.Start) && t.Before(s.End) {
			return len(s.Users)
		}
	}
	return 0
}

// joined is spans in order with one more, as one where they touch.
func joined(spans []Span, s Span) []Span {
	if n := len(spans); n > 0 && !spans[n-1].End.Before(s.Start) {
		spans[n-1].End = s.End
		return spans
	}
	return append(spans, s)
}
