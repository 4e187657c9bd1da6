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

// lookBack is how far back the beginning of a shift that runs is looked for.
const lookBack = 31 * 24 * time.Hour

// shiftsShow is what somebody has before them: whoever asks, or the person in the path.
func (u *ui) shiftsShow(w http.ResponseWriter, r *http.Request) {
	s, known := u.subject(r)
	if !known {
		u.notFound(w, r)
		return
	}
	cfg, page := u.Store.Config(), u.page(r)
	v := view.MyShifts{ID: s.ID, Whose: s.owner(r), Away: awayRows(s.User, "", page.Now)}
	if doer(r).MayAway(cfg.Directory, s.ID, page.Now) == "" {
		v.AwayPath = s.base + view.BelowAbsences
	}
	if v.Whose == "" {
		v.Tasks = ownTasks(r, cfg, page.Clock)
	}
	for _, x := range sortedSchedules(cfg) {
		cards := swapCards(cfg, x, doer(r), page.Clock)
		for _, c := range cards {
			if w, _ := x.Swap(c.ID); w.User == s.ID {
				v.Swaps = append(v.Swaps, c)
			} else if v.Whose == "" && c.CanTake && c.CanDecline {
				v.Asked = append(v.Asked, c)
			}
		}
		swap := s.ID == who(r).User.ID && doer(r).MayTake(cfg.Directory, x, page.Now) == "" || doer(r).Edits(cfg.Directory, x)
		list, more := ownShifts(cfg, x, s, page.Now, swap)
		v.Shifts, v.More = append(v.Shifts, list...), v.More+more
	}
	slices.SortStableFunc(v.Shifts, func(a, b view.OwnShift) int { return a.Start.Compare(b.Start) })
	for _, x := range v.Shifts {
		v.Total += x.End.Sub(later(x.Start, page.Now))
	}
	page.Notice = takeNotice(w, r)
	u.draw(w, r, http.StatusOK, view.Shifts(page, v))
}

// ownListed bounds the shifts of a person that are listed of a schedule: an hour in three, for eight weeks, is 448.
const ownListed = 500

// ownShifts are a person's shifts on one schedule that are not over, and how many there are more.
func ownShifts(cfg *engine.Config, s schedules.Schedule, of subject, now time.Time, swap bool) (list []view.OwnShift, more int) {
	to := now.Add(shiftsAhead)
	spans := s.SpansOf(of.ID, now.Add(-lookBack), to)
	shown, more := drawn(slices.DeleteFunc(spans, func(x schedules.Span) bool { return !x.End.After(now) }), ownListed)
	for _, x := range shown {
		row := view.OwnShift{
			Schedule: view.Ref{ID: s.ID, Name: s.Name}, Start: x.Start, End: x.End, Open: x.End.Equal(to), Now: !now.Before(x.Start),
			Before: others(cfg, s.OnCall(x.Start.Add(-time.Second)), of.ID), After: others(cfg, s.OnCall(x.End), of.ID), Asked: askedWords(s, of.User, x, now),
		}
		shift := schedules.Shift{Start: x.Start, End: x.End, Users: []string{of.ID}}
		for _, l := range schedules.Loads([]schedules.Shift{shift}, func(string) *time.Location { return of.Location() }) {
			row.Night, row.Weekend = l.Sleep, l.Weekend
		}
		if swap {
			user := ""
			if of.base != view.PathProfile {
				user = of.ID
			}
			row.Swap = view.SwapNewFor(s.ID, user, later(x.Start, now.Truncate(time.Second)), x.End)
		}
		list = append(list, row)
	}
	return list, more
}

// others is people by name, without one.
func others(cfg *engine.Config, ids []string, not string) string {
	return namesOf(cfg, slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == not }))
}

// askedWords says that a shift is asked to be taken.
func askedWords(s schedules.Schedule, user people.User, x schedules.Span, now time.Time) string {
	var said []string
	for _, w := range s.Swaps {
		if w.User == user.ID && w.Open(now) && w.Start.Before(x.End) && x.Start.Before(w.End) {
			said = append(said, view.FromTo(view.Clock{Zone: user.Location()}, w.Start, w.End))
		}
	}
	if len(said) == 0 {
		return ""
	}
	return "Asked who takes " + strings.Join(said, ", ") + "."
}
