package schedules

import (
	"cmp"
	"slices"
	"time"
)

// window is a stretch of time in which the same overrides run, oldest creation first.
type window struct {
	start, end time.Time
	running    []*Override
}

// windowsOf cuts time at every override's ends; stretches without an override are left out.
func windowsOf(overrides []Override) []window {
	lasting := ranked(overrides)
	edges := edgesOf(lasting)
	out := make([]window, max(len(edges)-1, 0))
	for i := range out {
		out[i] = window{start: edges[i], end: edges[i+1]}
	}
	for _, o := range lasting {
		first, _ := slices.BinarySearchFunc(edges, o.Start, time.Time.Compare)
		for i := first; i < len(out) && out[i].start.Before(o.End); i++ {
			out[i].running = append(out[i].running, o)
		}
	}
	return slices.DeleteFunc(out, func(w window) bool { return len(w.running) == 0 })
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
func edgesOf(overrides []*Override) []time.Time {
	edges := make([]time.Time, 0, 2*len(overrides))
	for _, o := range overrides {
		edges = append(edges, o.Start.UTC(), o.End.UTC())
	}
	slices.SortFunc(edges, time.Time.Compare)
	return slices.CompactFunc(edges, time.Time.Equal)
}

// seat is one person's place on call. The owner has it by the layers, or by an override for everybody; the holder sits on
// it, and is "" when the owner went off and nobody took over.
type seat struct{ owner, holder string }

// people is who is on call when base has the layers' answer.
func (w window) people(base []string) []string {
	seats := make([]seat, 0, len(base)+1)
	for _, id := range base {
		seats = append(seats, seat{id, id})
	}
	for _, o := range w.running {
		seats = o.seated(seats)
	}
	var ids Slot
	for _, s := range seats {
		ids = append(ids, s.holder)
	}
	return ids.people()
}

// seated is the seats after one more override.
func (o *Override) seated(seats []seat) []seat {
	if o.Replaces == "" {
		return append(seats[:0], seat{o.User, o.User})
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
