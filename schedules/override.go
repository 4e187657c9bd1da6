package schedules

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// window is a stretch of time in which the same overrides run, oldest creation first, and the same people are away.
type window struct {
	start, end time.Time
	running    []*Override
	away       []string // sorted, each once
}

// windowsOf cuts time where overrides and absences begin and end; stretches without either are left out.
func windowsOf(overrides []Override, absences []Absence) []window {
	lasting := ranked(overrides)
	edges := edgesOf(lasting, absences)
	out := make([]window, max(len(edges)-1, 0))
	for i := range out {
		out[i] = window{start: edges[i], end: edges[i+1]}
	}
	for _, o := range lasting {
		for w := range within(out, o.Start, o.End) {
			w.running = append(w.running, o)
		}
	}
	for _, a := range absences {
		for w := range within(out, a.Start, a.End) {
			w.away = Slot(append(w.away, a.User)).people()
		}
	}
	return slices.DeleteFunc(out, func(w window) bool { return len(w.running) == 0 && len(w.away) == 0 })
}

// within is the windows between two of their edges.
func within(windows []window, start, end time.Time) iter.Seq[*window] {
	return func(yield func(*window) bool) {
		first, _ := slices.BinarySearchFunc(windows, start, func(w window, t time.Time) int { return w.start.Compare(t) })
		for i := first; i < len(windows) && windows[i].start.Before(end); i++ {
			if !yield(&windows[i]) {
				return
			}
		}
	}
}

// ranked is the overrides that last, in the order of their creation. They are copied: the caller may change its own.
func ranked(overrides []Override) []*Override {
	own := slices.Clone(overrides)
	lasting := make([]*Override, 0, len(own))
	for i := range own {
		if own[i].Start.Before(own[i].End) {
			lasting = append(lasting, &own[i])
		}
	}
	slices.SortStableFunc(lasting, func(a, b *Override) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return lasting
}

// edgesOf is every start and end, in UTC, in order, once.
func edgesOf(overrides []*Override, absences []Absence) []time.Time {
	edges := make([]time.Time, 0, 2*(len(overrides)+len(absences)))
	for _, o := range overrides {
		edges = append(edges, o.Start.UTC(), o.End.UTC())
	}
	for _, a := range absences {
		if a.Start.Before(a.End) {
			edges = append(edges, a.Start.UTC(), a.End.UTC())
		}
	}
	slices.SortFunc(edges, time.Time.Compare)
	return slices.CompactFunc(edges, time.Time.Equal)
}

// seat is one person's place on call. The owner has it by the layers, or by an override that does not replace one person;
// the holder sits on it, and is "" when the owner went off and nobody took over.
type seat struct{ owner, holder string }

// people is who is on call when the layers have that. It may be the layers' own list.
func (w window) people(on duty) []string {
	if len(w.running) == 0 {
		return on.people
	}
	seats := slices.Clone(on.seats)
	if seats == nil {
		for _, id := range on.people {
			seats = append(seats, seat{id, id})
		}
	}
	for _, o := range w.running {
		if !slices.Contains(w.away, o.User) {
			seats = o.seated(seats)
		}
	}
	return holders(seats)
}

// seated is the seats after one more override.
func (o *Override) seated(seats []seat) []seat {
	own := seat{o.User, o.User}
	switch {
	case o.Adds:
		return append(seats, own)
	case o.Replaces == "":
		return append(seats[:0], own)
	}
	for i, s := range seats {
		if o.Replaces == s.owner || o.Replaces == s.holder {
			seats[i].holder = o.User
		}
	}
	return seats
}

// windowAt is the index of the first window that ends after t.
func windowAt(windows []window, t time.Time) int {
	i, _ := slices.BinarySearchFunc(windows, t, func(w window, t time.Time) int {
		return cmp.Or(w.end.Compare(t), -1) // a window that ends at t is over
	})
	return i
}
