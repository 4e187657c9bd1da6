package ui

import (
	"net/http"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/web/ui/view"
)

// ownTasks is what the viewer can do with their time on call from any page: one tap to here, one more and it is done.
func ownTasks(r *http.Request, cfg *engine.Config, now view.Clock) []view.Task {
	p := who(r)
	onOne := func(s schedules.Schedule) bool { return slices.Contains(s.People(now.Now), p.User.ID) }
	if !p.Role.AtLeast(people.Responder) || !slices.ContainsFunc(storedSchedules(cfg), onOne) {
		return nil
	}
	return []view.Task{{Word: "I am away", Path: view.PathProfile + view.BelowAbsences}, {Word: "Ask who takes my shift", Path: view.PathAskNext}}
}

// soonOver is how little of a shift is not worth asking about: the next is meant then.
const soonOver = 15 * time.Minute

// askNext leads to the request for the viewer's shift that runs, or for the next, on whatever schedule that is.
func (u *ui) askNext(w http.ResponseWriter, r *http.Request) {
	cfg, now, path := u.Store.Config(), u.Now(), view.PathMyShifts
	var first schedules.Span
	for _, s := range sortedSchedules(cfg) {
		spans := slices.DeleteFunc(s.SpansOf(who(r).User.ID, now, now.Add(shiftsAhead)), func(x schedules.Span) bool { return x.End.Sub(now) < soonOver })
		if len(spans) > 0 && (first.Start.IsZero() || spans[0].Start.Before(first.Start)) && doer(r).MayTake(cfg.Directory, s, now) == "" {
			first, path = spans[0], view.SwapNewFor(s.ID, "", spans[0].Start, spans[0].End)
		}
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
}
