package config

import (
	"time"

	"wakeman/engine"
	"wakeman/schedules"
)

// schedule warns of times without anybody. A schedule that no policy names can
// have as many as it likes.
func (l *linter) schedule(s schedules.Schedule) {
	path := named(schedulesSection, s.Name)
	if !l.isUsed(s.ID) {
		l.warn(path, "No escalation policy uses this schedule.")
		return
	}
	loc, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		l.warn(path+".time_zone", "%q is not a time zone; the schedule runs in UTC.", s.TimeZone)
		loc = time.UTC
	}
	end := l.now.Add(lookAhead)
	gaps := gapsOf(l.Effective(s).Shifts(l.now, end), l.now, end)
	if len(gaps) == 0 {
		return
	}
	total := lengthOf(gaps)
	first := gaps[0]
	feeds := ""
	if left := gapsOf(engine.Unfed(l.Directory).Effective(s).Shifts(l.now, end), l.now, end); lengthOf(left) < total {
		feeds = " Absences from calendar feeds are why, and nobody of the rotation is left."
	}
	if total == lookAhead {
		l.warn(path, "Nobody is on call for the next 14 days.%s", feeds)
		return
	}
	l.warn(path, "Nobody is on call from %s to %s (%s); %s without anybody in the next 14 days, %s in all.%s",
		sentence(first.Start, loc), sentence(first.End, loc), loc, count(len(gaps), "stretch", "stretches"), FormatDuration(total.Round(time.Minute)), feeds)
}

func lengthOf(shifts []schedules.Shift) (total time.Duration) {
	for _, s := range shifts {
		total += s.End.Sub(s.Start)
	}
	return total
}

func (l *linter) isUsed(schedule string) bool {
	for _, p := range l.Policies {
		for _, s := range p.Steps {
			for _, t := range s.Targets {
				if t.Schedule == schedule {
					return true
				}
			}
		}
	}
	return false
}

// gapsOf is what shifts leave of a window.
func gapsOf(shifts []schedules.Shift, from, to time.Time) []schedules.Shift {
	var gaps []schedules.Shift
	for _, s := range shifts {
		if s.Start.After(from) {
			gaps = append(gaps, schedules.Shift{Start: from, End: s.Start})
		}
		from = s.End
	}
	if from.Before(to) {
		gaps = append(gaps, schedules.Shift{Start: from, End: to})
	}
	return gaps
}
