package config

import (
	"fmt"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/schedules"
)

// spansTold is how many pieces of time of one person a plan names.
const spansTold = 4

// Moves is who is on call at other times than before, in the eight weeks from now, a line for each person of each
// schedule, by name of the schedule. Times are on its clock. A schedule that is written otherwise and means the same, as
// with its list turned round, has a line that says so, and so has an override that runs and ends now. One that
// is new, or that goes, moves nobody. Of the past there is nothing to say: no file changes it.
func Moves(old, next *engine.Config, now time.Time) []string {
	old, next = orEmpty(old), orEmpty(next)
	var lines []string
	for _, s := range sortedByName(next.Schedules, func(s schedules.Schedule) string { return s.Name }) {
		before, there := old.Schedule(s.ID)
		if !there {
			continue
		}
		after := next.Effective(s)
		zone := zoneOrUTC(s.TimeZone)
		moved := func(horizon time.Duration) []schedules.Move {
			return schedules.Moved(before, after, now, now.Add(engine.LookAhead(now, horizon, before, after)))
		}
		moves := moved(engine.NewsHorizon)
		switch {
		case len(moves) > 0:
		case len(moved(engine.MovesHorizon)) > 0:
			lines = append(lines, s.Name+": nobody's shifts change until then; later they do")
		case len(diffTree("", view{old}.schedule(old.Schedules[s.ID]), view{next}.schedule(s))) > 0:
			lines = append(lines, s.Name+": nobody's shifts change")
		}
		lines = append(lines, endedLines(view{old}, old.Schedules[s.ID], s, now)...)
		said := func(m schedules.Move) string {
			email, ok := next.Email(m.User)
			if !ok {
				email, _ = old.Email(m.User)
			}
			return email
		}
		for _, m := range moves {
			lines = append(lines, movedLines(s.Name+": "+said(m), m, zone)...)
		}
	}
	return lines
}

// endedLines say which overrides that run end now. What they were until then is not moved, and not lost.
func endedLines(was view, before, after schedules.Schedule, now time.Time) (lines []string) {
	ends := make(map[string]schedules.Override, len(after.Overrides)) // there may be years of them
	for _, o := range after.Overrides {
		ends[o.ID] = o
	}
	zone := zoneOrUTC(after.TimeZone)
	for _, o := range before.Overrides {
		ended, stays := ends[o.ID]
		if o.Over(now) || !stays || !ended.Over(now) {
			continue
		}
		who := "of nobody"
		if email, ok := was.Email(o.User); ok {
			who = "of " + email
		}
		lines = append(lines, fmt.Sprintf("%s: the override %s ends now: %s stays", after.Name, who, spansText([]schedules.Span{{Start: o.Start, End: ended.End}}, zone)))
	}
	return lines
}

func movedLines(who string, m schedules.Move, zone *time.Location) (lines []string) {
	if len(m.Lost) > 0 {
		lines = append(lines, who+" loses "+spansText(m.Lost, zone))
	}
	if len(m.Gained) > 0 {
		lines = append(lines, who+" gains "+spansText(m.Gained, zone))
	}
	return lines
}

func spansText(spans []schedules.Span, zone *time.Location) string {
	const layout = "Mon 2 Jan 15:04"
	var parts []string
	for _, s := range spans[:min(len(spans), spansTold)] {
		parts = append(parts, s.Start.In(zone).Format(layout)+" – "+s.End.In(zone).Format(layout+" MST"))
	}
	if more := len(spans) - len(parts); more > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(parts, "; ")
}
