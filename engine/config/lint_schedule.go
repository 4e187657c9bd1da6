package config

import (
	"time"

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
	total := time.Duration(0)
	for _, g := range gaps {
		total += g.End.Sub(g.Start)
	}
	first := gaps[0]
	if total == lookAhead {
		l.warn(path, "Nobody is on call for the next 14 days.")
		return
	}
	l.warn(path, "Nobody is on call from %s to %s (%s); %s without anybody in the next 14 days, %s in all.",
		sentence(first.Start, loc), sentence(first.End, loc), loc, count(len(gaps), "stretch", "stretches"), FormatDuration(total.Round(time.Minute)))
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
