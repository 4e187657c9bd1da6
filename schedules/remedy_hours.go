package schedules

import (
	"slices"
	"time"

	"wakeman/schedules/civil"
)

// Working hours, within which both people of a handoff can talk.
const (
	workBegins = 8
	workEnds   = 18
	lastByDay  = (workEnds - 1) * 3600 // the last full hour in which a handoff can begin
)

// strain is how hard it is to hand over at a reading: 0 within working hours, 1 while people are up, 2 at night; one more
// at the weekend.
func strain(d civil.DateTime) int { return strainOfHour(d.Time.Hour) + strainOfDay(d.Date.Weekday()) }

func strainOfHour(hour int) int {
	switch {
	case hour >= workBegins && hour < workEnds:
		return 0
	case hour >= 7 && hour < 22:
		return 1
	}
	return 2
}

func strainOfDay(day time.Weekday) int {
	if day == time.Saturday || day == time.Sunday {
		return 1
	}
	return 0
}

// MovedHandoffs is the schedule with all its layers to come moved by the same time, so that shifts change hands when it is
// easiest: within working hours, else while people are up. All keep their turns and the lengths of their shifts. Of several
// such times it takes the nearest. False when there is none better, when turns are months, and when all layers have turns
// of whole days and no hours: then [Schedule.DaytimeHandoffs] knows more.
func (s Schedule) MovedHandoffs(now civil.DateTime) (Schedule, bool) {
	hours, months := false, false
	for _, l := range s.layersFrom(now) {
		seconds, fixed := l.Turn.Seconds()
		hours = hours || len(l.Restrictions) > 0 || seconds%daySeconds != 0
		months = months || !fixed || l.Turn.endless()
	}
	d := nearestEase(s.handoffsOfLayers(now))
	if !hours || months || d == 0 {
		return s, false
	}
	to, moved, fits := s.layersMoved(now, func(l Layer) (Layer, bool) { return l.moved(func(w int64) int64 { return w + d }) })
	return to, moved && fits
}

// layersFrom is the layers that are not over.
func (s Schedule) layersFrom(now civil.DateTime) []Layer {
	return slices.DeleteFunc(slices.Clone(s.Layers), func(l Layer) bool { return l.Over(now) })
}

// handoffsOfLayers are the readings of four weeks at which shifts begin by the layers alone, on a clock without changes.
func (s Schedule) handoffsOfLayers(now civil.DateTime) (at []civil.DateTime) {
	alone := Schedule{TimeZone: "UTC", Layers: s.layersFrom(now)}
	from := now
	for _, l := range alone.Layers {
		if l.Start.Compare(from) > 0 {
			from = l.Start
		}
	}
	start := from.In(time.UTC)
	for _, h := range alone.Handoffs(start, start.Add(28*24*time.Hour)) {
		if len(h.On) > 0 {
			at = append(at, civil.DateTimeOf(h.At, time.UTC))
		}
	}
	return at
}

// nearestEase is by how many seconds handoffs are best moved, to full hours; 0 when nothing is better.
func nearestEase(at []civil.DateTime) (best int64) {
	if len(at) == 0 {
		return 0
	}
	const step, most = 3600, weekSeconds / 2
	least := strainMoved(at, 0)
	ragged := int64(at[0].Time.Seconds()) % step
	for n := int64(0); n <= most; n += step {
		for _, d := range [2]int64{n - ragged, -n - ragged} {
			if sum := strainMoved(at, d); sum < least || sum == least && best != 0 && abs(d) < abs(best) {
				best, least = d, sum
			}
		}
	}
	return best
}

func abs(n int64) int64 { return max(n, -n) }

func strainMoved(at []civil.DateTime, d int64) (sum int) {
	for _, h := range at {
		sum += strain((h.Wall() + civil.Wall(d)).DateTime())
	}
	return sum
}

// layersMoved is the schedule with its layers to come changed: whether any is another, and whether all fit.
func (s Schedule) layersMoved(now civil.DateTime, change func(Layer) (Layer, bool)) (to Schedule, moved, fits bool) {
	to, fits = s, true
	to.Layers = slices.Clone(s.Layers)
	for i, l := range s.Layers {
		if l.Over(now) {
			continue
		}
		changed, ok := change(l)
		to.Layers[i], moved, fits = changed, moved || !changed.same(l), fits && ok
	}
	return to, moved, fits
}

// moved is the layer with the edges of its hours, and the beginning of its turns, where f puts them; f is told seconds from
// a Monday's midnight, and never goes back. False when nothing would be left of some hours.
func (l Layer) moved(f func(int64) int64) (Layer, bool) {
	phase := reading(l.Phase())
	w := secondsOfWeek(phase)
	if to := (phase + civil.Wall(f(w)-w)).DateTime(); to != l.Phase() {
		l.Anchor = to
	}
	return l.withEdges(f)
}

// secondsOfWeek is how long ago the week began at a reading.
func secondsOfWeek(w civil.Wall) int64 {
	return floorMod(int64(w)+3*daySeconds, weekSeconds) // 1970-01-01 was a Thursday
}

// withEdges is the layer with the edges of its hours where f puts them; see moved.
func (l Layer) withEdges(f func(int64) int64) (Layer, bool) {
	var to []stretch
	for _, x := range weekOf(l.Restrictions).round() {
		y := stretch{f(x.from), f(x.to)}
		if y.to <= y.from || y.to-y.from >= weekSeconds {
			return l, false
		}
		to = append(to, y)
	}
	if changed := l.withHours(to); !changed.same(l) {
		return changed, true
	}
	return l, true
}

// round is the stretches of a week with what goes over its end as one, which may end in the week after.
func (w week) round() []stretch {
	all := slices.Clone(w)
	if last := len(all) - 1; last > 0 && all[0].from == 0 && all[last].to == weekSeconds {
		all[last].to += all[0].to
		all = all[1:]
	}
	return all
}

// withHours is the layer on in these stretches, those of the same time of day and length as one restriction.
func (l Layer) withHours(all []stretch) Layer {
	if len(all) == 0 {
		return l
	}
	l.Restrictions = nil
	for _, x := range all {
		day := time.Weekday((floorMod(floorDiv(x.from, daySeconds), 7) + 1) % 7)
		from, length := civil.TimeOfSeconds(int(floorMod(x.from, daySeconds))), time.Duration(x.to-x.from)*time.Second
		i := slices.IndexFunc(l.Restrictions, func(r Restriction) bool { return r.From == from && r.For == length })
		if i < 0 {
			i = len(l.Restrictions)
			l.Restrictions = append(l.Restrictions, Restriction{From: from, For: length})
		}
		l.Restrictions[i].Days = append(l.Restrictions[i].Days, day)
	}
	for i, r := range l.Restrictions {
		slices.Sort(r.Days)
		if len(r.Days) == 7 {
			l.Restrictions[i].Days = nil
		}
	}
	return l
}

// maxStretch is how much longer or shorter a shift may become for an easier handoff.
const maxStretch = 4 * 3600

// WorkdayHours is the schedule with hours that begin and end within working hours, where they are at most four hours from
// them: what began at 06:00 begins at 08:00, what ended at 20:00 ends at 17:00. Shifts get longer and shorter by that. False
// when nothing moves, or when nothing would be left of some hours.
func (s Schedule) WorkdayHours(now civil.DateTime) (Schedule, bool) {
	to, moved, fits := s.layersMoved(now, func(l Layer) (Layer, bool) { return l.hoursMoved(byDay) })
	return to, moved && fits
}

// hoursMoved is the layer moved, if it has hours.
func (l Layer) hoursMoved(f func(int64) int64) (Layer, bool) {
	if len(l.Restrictions) == 0 {
		return l, true
	}
	return l.moved(f)
}

// byDay is the nearest second of the week, at most four hours away, at which both people are at work on a working day.
func byDay(w int64) int64 {
	midnight, second := floorDiv(w, daySeconds)*daySeconds, floorMod(w, daySeconds)
	switch {
	case second < workBegins*3600 && workBegins*3600-second <= maxStretch:
		return midnight + workBegins*3600
	case second > lastByDay && second-lastByDay <= maxStretch:
		return midnight + lastByDay
	}
	return w
}

// The weekend between two working weeks.
const (
	fridayEnds   = 4*daySeconds + lastByDay
	mondayBegins = workBegins * 3600
)

// WholeWeekends is the schedule with weekends from Friday to Monday as one shift: hours that begin or end on a Saturday or
// Sunday do so on the Friday at 17:00 or the Monday at 08:00, and a rotation of days gets a layer over it for weekends, in
// which the same people take turns by weeks. The days between stay as they are. False when nothing changes, and when
// weekends have hours of their own day by day: one shift would be too long for them.
func (s Schedule) WholeWeekends(now civil.DateTime) (Schedule, bool) {
	to, changed, fits := s.layersMoved(now, func(l Layer) (Layer, bool) { return l.hoursMoved(offWeekend) })
	var layers []Layer
	for _, l := range to.Layers {
		layers = append(layers, l)
		if over, fits := l.weekends(now); fits && !l.Over(now) && l.byDays() {
			layers, changed = append(layers, over), true
		}
	}
	to.Layers = layers
	return to, changed && fits
}

// byDays reports whether several people take turns of days that are no weeks, around the clock.
func (l Layer) byDays() bool {
	seconds, fixed := l.Turn.Seconds()
	return fixed && len(l.Users) > 1 && len(l.Restrictions) == 0 && seconds%daySeconds == 0 && seconds%weekSeconds != 0
}

// offWeekend puts what lies between the end of a working week and the next to the end that is nearer by days.
func offWeekend(w int64) int64 {
	base := floorDiv(w, weekSeconds) * weekSeconds
	switch in := w - base; {
	case in < mondayBegins:
		return base + mondayBegins
	case in <= fridayEnds:
		return w
	case in < 6*daySeconds:
		return base + fridayEnds
	}
	return base + weekSeconds + mondayBegins
}

// weekends is a layer in which the people of l have the weekends by turns, from the coming Friday on; it begins with the
// third of them, as [Template] does. False when l is over by then.
func (l Layer) weekends(now civil.DateTime) (Layer, bool) {
	hour := l.Phase().Time
	if hour.Hour < workBegins || hour.Hour >= workEnds {
		hour = civil.TimeOfDay{Hour: 10}
	}
	first := now
	if l.Start.Compare(first) > 0 {
		first = l.Start
	}
	friday := onOrAfter(first.Date.AddDays(1).At(hour), time.Friday)
	later := min(2, max(len(l.Users)-1, 0))
	return Layer{
		Name: named(l.Name, "weekends"), Start: friday, End: l.End, Turn: Turn{1, Week}, Users: slices.Concat(l.Users[later:], l.Users[:later]),
		Restrictions: []Restriction{{Days: []time.Weekday{time.Friday}, From: hour, For: 72 * time.Hour}},
	}, l.End.IsZero() || l.End.Compare(friday) > 0
}

// named is the name of a layer that another gives rise to.
func named(name, what string) string {
	if name == "" {
		return "At " + what
	}
	return name + ", " + what
}
