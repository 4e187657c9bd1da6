package schedules

import (
	"cmp"
	"slices"
	"time"

	"wakeman/schedules/civil"
)

const (
	daySeconds  = 86400
	weekSeconds = 7 * daySeconds
)

// week is the hours in which a layer is on: stretches of a wall-clock week, in seconds from Monday midnight, in order,
// apart from each other. A nil week is always on.
type week []stretch

// stretch is from from (inclusive) to to (exclusive).
type stretch struct{ from, to int64 }

// weekOf joins restrictions into a week. Those that have no length do not restrict.
func weekOf(restrictions []Restriction) week {
	var all week
	for _, r := range restrictions {
		length := min(int64(r.For/time.Second), weekSeconds)
		if length <= 0 {
			return nil
		}
		for _, day := range r.daysOrAll() {
			from := floorMod(int64(day+6)*daySeconds+int64(r.From.Seconds()), weekSeconds)
			all = append(all, stretch{from, min(from+length, weekSeconds)})
			if over := from + length - weekSeconds; over > 0 {
				all = append(all, stretch{0, over})
			}
		}
	}
	return all.joined()
}

func (r Restriction) daysOrAll() []time.Weekday {
	if len(r.Days) > 0 {
		return r.Days
	}
	return []time.Weekday{0, 1, 2, 3, 4, 5, 6}
}

// joined sorts stretches and joins those that touch; nil when that leaves the whole week.
func (w week) joined() week {
	slices.SortFunc(w, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	var out week
	for _, s := range w {
		if last := len(out) - 1; last >= 0 && s.from <= out[last].to {
			out[last].to = max(out[last].to, s.to)
			continue
		}
		out = append(out, s)
	}
	if len(out) == 1 && out[0] == (stretch{0, weekSeconds}) {
		return nil
	}
	return out
}

// at reports whether the week is on at a reading, and a later reading up to which that surely does not change.
func (w week) at(reading civil.Wall) (on bool, edge civil.Wall) {
	if len(w) == 0 {
		return true, never
	}
	// 1970-01-01 was a Thursday, three days into its week.
	now := floorMod(int64(reading)+3*daySeconds, weekSeconds)
	i, _ := slices.BinarySearchFunc(w, now, func(s stretch, now int64) int {
		if s.to <= now {
			return -1
		}
		return 1
	})
	switch {
	case i == len(w):
		return false, reading + civil.Wall(weekSeconds+w[0].from-now)
	case now < w[i].from:
		return false, reading + civil.Wall(w[i].from-now)
	}
	return true, reading + civil.Wall(w[i].to-now)
}
