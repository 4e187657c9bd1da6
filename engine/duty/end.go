package duty

import (
	"time"

	"wakeman/schedules"
)

// reach is how far ahead the end of somebody's shift is looked for.
const reach = 8 * 7 * 24 * time.Hour

// End is when somebody who is on call at an instant goes off, whoever else comes and goes; s has everybody's absences. False
// when they are not on call, or for longer than eight weeks.
func End(s schedules.Schedule, user string, at time.Time) (time.Time, bool) {
	spans := s.SpansOf(user, at, at.Add(reach))
	if len(spans) == 0 || spans[0].Start.After(at) || !spans[0].End.Before(at.Add(reach)) {
		return time.Time{}, false
	}
	return spans[0].End, true
}

// ShiftEnd is the end of the shift of whom a [Take] replaces; false when it has none. Of one person it is when they go off.
// Of [Everybody] it is the next handover of the layers: somebody who helps out for an hour does not end the shift of the
// others. [Beside] has the same, and an empty Replaces that of the one on call. Where nobody is on it is when somebody is.
func ShiftEnd(s schedules.Schedule, replaces string, now time.Time) (time.Time, bool) {
	on := s.OnCall(now)
	switch {
	case len(on) == 0:
		return s.Next(now)
	case replaces == "" && len(on) == 1:
		return End(s, on[0], now)
	case replaces == "", replaces == Everybody, replaces == Beside:
		return handover(s, on, now)
	}
	return End(s, replaces, now)
}

// handover is the next change of who has the layers, those who are away left out; without any, when the last of those on
// call goes off.
func handover(s schedules.Schedule, on []string, now time.Time) (time.Time, bool) {
	layers := s
	layers.Overrides = nil
	last, ok := layers.Next(now)
	if ok {
		return last, true
	}
	for _, id := range on {
		at, ok := End(s, id, now)
		if !ok {
			return at, false
		}
		last = later(last, at)
	}
	return last, true
}
