package schedules

import (
	"cmp"
	"slices"
	"time"

	"wakeman/schedules/civil"
)

// Load is what being on call asks of one person: time on call, by the clock where they live. Sleep is what lies between 22:00
// and 08:00, Weekend what lies on Saturdays and Sundays; an hour of a Saturday night is both.
type Load struct {
	User    string
	Shifts  int
	Total   time.Duration
	Sleep   time.Duration
	Weekend time.Duration
}

// Loads is the load of everybody who has a shift, by user id. Shifts are as [Schedule.Shifts] gives them; zone is where a
// person lives.
func Loads(shifts []Shift, zone func(user string) *time.Location) []Load {
	loads := map[string]Load{}
	for _, s := range shifts {
		for _, id := range s.Users {
			loads[id] = loads[id].with(s, zone(id))
		}
	}
	out := make([]Load, 0, len(loads))
	for id, l := range loads {
		l.User, l.Shifts = id, len(ShiftsOf(id, shifts))
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b Load) int { return cmp.Compare(a.User, b.User) })
	return out
}

// with adds a shift's hours.
func (l Load) with(s Shift, loc *time.Location) Load {
	l.Total += s.End.Sub(s.Start)
	last := civil.DateTimeOf(s.End, loc).Date
	for day := civil.DateTimeOf(s.Start, loc).Date.AddDays(-1); day.At(civil.TimeOfDay{}).Compare(last.At(civil.TimeOfDay{})) <= 0; day = day.AddDays(1) {
		next := day.AddDays(1)
		l.Sleep += s.overlap(day.At(civil.TimeOfDay{Hour: 22}).In(loc), next.At(civil.TimeOfDay{Hour: 8}).In(loc))
		if wd := day.Weekday(); wd == time.Saturday || wd == time.Sunday {
			l.Weekend += s.overlap(day.At(civil.TimeOfDay{}).In(loc), next.At(civil.TimeOfDay{}).In(loc))
		}
	}
	return l
}

// overlap is how long a shift lasts between two instants.
func (s Shift) overlap(from, to time.Time) time.Duration {
	if from.Before(s.Start) {
		from = s.Start
	}
	return max(earlier(to, s.End).Sub(from), 0)
}
