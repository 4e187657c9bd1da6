package ui

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/web/ui/view"
)

// gapLook is how far ahead a schedule's next gap is looked for.
const gapLook = 14 * 24 * time.Hour

// schedulesList is every schedule: who is on call, and who comes next.
func (u *ui) schedulesList(w http.ResponseWriter, r *http.Request) {
	cfg, page := u.Store.Config(), u.page(r)
	var v view.ScheduleList
	for _, s := range sortedSchedules(cfg) {
		v.Rows = append(v.Rows, scheduleRow(cfg, s, page.Clock, page.Clock))
	}
	v.Tasks, v.CanMake = u.schedulesTasks(r, cfg), u.mayMakeSchedules(r)
	page.Notice = takeNotice(w, r)
	u.draw(w, r, http.StatusOK, view.Schedules(page, v))
}

// scheduleRow is a schedule with everybody's absences, as it stands now.
func scheduleRow(cfg *engine.Config, s schedules.Schedule, clock, yours view.Clock) view.ScheduleRow {
	row := view.ScheduleRow{
		Schedule: view.Ref{ID: s.ID, Name: s.Name}, Description: s.Description, Zone: s.TimeZone,
		Team: cfg.Teams[s.Team].Name, Policies: policiesWith(cfg, s.ID), OnCall: namesOf(cfg, s.OnCall(clock.Now)),
	}
	if at, ok := s.Next(clock.Now); ok {
		row.Until, row.Next = at, namesOf(cfg, s.OnCall(at))
	}
	row.Gap, row.GapYours = nextGap(cfg, s, clock, yours)
	return row
}

func policiesWith(cfg *engine.Config, schedule string) (refs []view.Ref) {
	for _, p := range cfg.PoliciesByName() {
		if slices.ContainsFunc(p.Steps, func(s engine.Step) bool {
			return slices.Contains(s.Targets, people.Target{Schedule: schedule})
		}) {
			refs = append(refs, view.Ref{ID: p.ID, Name: p.Name})
		}
	}
	return refs
}

// namesOf is people by name, as the engine would page them: who has left is not
// there any more.
func namesOf(cfg *engine.Config, ids []string) string {
	var names []string
	for _, id := range ids {
		if u, ok := cfg.Users[id]; ok && !u.Disabled {
			names = append(names, u.Name)
		}
	}
	return strings.Join(names, ", ")
}

// namesAt is people by name, as the engine would have paged them at an instant: who has left since was there then.
func namesAt(cfg *engine.Config, ids []string, at time.Time) string {
	var names []string
	for _, id := range ids {
		if here, _ := cfg.Here(id, at); here {
			names = append(names, cfg.Name(id))
		}
	}
	return strings.Join(names, ", ")
}

// nextGap says when nobody is on call next, within a fortnight.
func nextGap(cfg *engine.Config, s schedules.Schedule, clock, yours view.Clock) (words, other string) {
	for _, g := range stretchesOf(cfg, s, clock.Now, clock.Now.Add(gapLook)) {
		if g.names == "" {
			if other = gapWords(yours, g); other == gapWords(clock, g) {
				other = ""
			}
			return "Nobody is on call from " + gapWords(clock, g) + ".", other
		}
	}
	return "", ""
}

func gapWords(clock view.Clock, g stretch) string {
	return clock.In(g.Start).Format("Mon 2 Jan 15:04") + " to " + clock.In(g.End).Format("Mon 2 Jan 15:04")
}

// stretch is a shift, or with no names a gap.
type stretch struct {
	schedules.Shift
	names string
}

// stretchesOf is a window without holes: the shifts, and gaps between them. A
// shift of people who have all left is a gap from then on.
func stretchesOf(cfg *engine.Config, s schedules.Schedule, from, to time.Time) (all []stretch) {
	add := func(next stretch) {
		if last := len(all) - 1; last >= 0 && all[last].names == next.names && all[last].End.Equal(next.Start) {
			all[last].End = next.End
			return
		}
		all = append(all, next)
	}
	at := from
	for _, shift := range s.Shifts(from, to) {
		if at.Before(shift.Start) {
			add(stretch{Shift: schedules.Shift{Start: at, End: shift.Start}})
		}
		for _, part := range cutWhereSomebodyLeft(cfg, shift) {
			add(stretch{Shift: part, names: namesAt(cfg, part.Users, part.Start)})
		}
		at = shift.End
	}
	if at.Before(to) {
		add(stretch{Shift: schedules.Shift{Start: at, End: to}})
	}
	return all
}

// cutWhereSomebodyLeft is a shift in parts, within each of which the same people were there.
func cutWhereSomebodyLeft(cfg *engine.Config, shift schedules.Shift) (parts []schedules.Shift) {
	for {
		first := shift.End
		for _, id := range shift.Users {
			if here, until := cfg.Here(id, shift.Start); here && !until.IsZero() && until.Before(first) {
				first = until
			}
		}
		part := shift
		part.End = first
		parts = append(parts, part)
		if !first.Before(shift.End) {
			return parts
		}
		shift.Start = first
	}
}
