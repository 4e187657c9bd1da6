package ui

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/duty"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/web/ui/view"
)

// dutyRoutes are what people do with their own time on call. Who may is asked by package duty, inside the change.
func (u *ui) dutyRoutes() []route {
	return []route{
		{"GET /schedules/{schedule}/take", people.Responder, u.takeForm},
		{"POST /schedules/{schedule}/take", people.Responder, u.takeDo},
		{"GET /schedules/{schedule}/give-back/{override}", people.Responder, u.backAsk},
		{"POST /schedules/{schedule}/give-back/{override}", people.Responder, u.backDo},
		{"GET /schedules/{schedule}/swaps/new", people.Responder, u.swapForm},
		{"POST /schedules/{schedule}/swaps/new", people.Responder, u.swapAsk},
		{"GET /schedules/{schedule}/swaps/{swap}", people.Viewer, u.swapShow},
		{"POST /schedules/{schedule}/swaps/{swap}/take", people.Responder, u.swapTake},
		{"POST /schedules/{schedule}/swaps/{swap}/decline", people.Responder, u.swapDecline},
		{"POST /schedules/{schedule}/swaps/{swap}/withdraw", people.Responder, u.swapWithdraw},
		{"GET /schedules/{schedule}/absences/new", people.Responder, u.scheduleAwayForm},
		{"POST /schedules/{schedule}/absences/new", people.Responder, u.scheduleAwayAdd},
		{"POST /schedules/{schedule}/absences/{absence}/end", people.Responder, u.scheduleAwayEnd},
		{"GET /schedules/fairness", people.Viewer, u.fairnessShow},
		{"GET /schedules/{schedule}/fairness", people.Viewer, u.fairnessShow},
		{"GET /my-shifts", people.Viewer, u.shiftsShow},
		{"GET /my-shifts/ask", people.Responder, u.askNext},
		{"GET /people/{person}/shifts", people.Viewer, u.shiftsShow},
		{"GET /profile/absences", people.Viewer, u.ofAway(u.awayForm)},
		{"POST /profile/absences", people.Viewer, u.ofAway(u.awayAdd)},
		{"POST /profile/absences/{absence}/end", people.Viewer, u.ofAway(u.awayEnd)},
		{"GET /people/{person}/absences", people.Responder, u.ofAway(u.awayForm)},
		{"POST /people/{person}/absences", people.Responder, u.ofAway(u.awayAdd)},
		{"POST /people/{person}/absences/{absence}/end", people.Responder, u.ofAway(u.awayEnd)},
	}
}

// doer is who makes a request, as package duty asks.
func doer(r *http.Request) duty.By { return duty.By{Role: who(r).Role, User: who(r).User.ID} }

// dutyTasks is what the viewer can do with their own time on a schedule.
func dutyTasks(r *http.Request, cfg *engine.Config, s schedules.Schedule, now view.Clock) (list []view.Task) {
	if doer(r).MayTake(cfg.Directory, s, now.Now) != "" {
		return nil
	}
	list = append(list, takeOrBack(cfg, s, who(r).User.ID, now)...)
	if len(s.SpansOf(who(r).User.ID, now.Now, now.Now.Add(shiftsAhead))) > 0 {
		list = append(list, view.Task{Word: "Ask who takes a shift of mine", Path: view.SwapNew(s.ID)})
	}
	return append(list, view.Task{Word: "I am away", Path: view.PathProfile + view.BelowAbsences}, view.Task{Word: "Away from this schedule alone", Path: view.ScheduleAwayNew(s.ID)})
}

// takeOrBack is what goes with who is really on call: whoever is not may take it, and whoever has time by an override may
// give that back. It is both for whom others put off for a while; s has everybody's absences.
func takeOrBack(cfg *engine.Config, s schedules.Schedule, user string, now view.Clock) (list []view.Task) {
	if !slices.Contains(s.OnCall(now.Now), user) {
		list = append(list, view.Task{Word: "Take on-call now", Path: view.ShiftTake(s.ID)})
	}
	o, ok := running(cfg, cfg.Schedules[s.ID], user, now)
	switch {
	case ok && duty.Agreed(o):
		list = append(list, view.Task{Word: "Ask who takes the rest", Path: view.SwapNewFor(s.ID, "", now.Now.Truncate(time.Second), o.End)})
	case ok:
		list = append(list, view.Task{Word: "Give on-call back", Path: view.ShiftBack(s.ID, o.ID)})
	}
	return list
}

// running is the override that gives somebody time from now on, whatever others made since; the newest, when there are
// several. s is as it is stored.
func running(cfg *engine.Config, s schedules.Schedule, user string, now view.Clock) (found schedules.Override, ok bool) {
	for _, o := range s.Overrides {
		if o.User != user || now.Now.Before(o.Start) || o.Over(now.Now) || ok && o.CreatedAt.Before(found.CreatedAt) {
			continue
		}
		if without, left := s.Given(o.ID, now.Now); left && loses(cfg.Effective(s), cfg.Effective(without), user, schedules.Span{Start: now.Now, End: o.End}) {
			found, ok = o, true
		}
	}
	return found, ok
}

// loses reports whether somebody has time in a stretch that they have not after a change.
func loses(before, after schedules.Schedule, user string, in schedules.Span) bool {
	return schedules.Minus(before.SpansOf(user, in.Start, in.End), after.SpansOf(user, in.Start, in.End)) != nil
}

// scheduleIn finds the schedule in the path, as it is stored and with everybody's absences.
func (u *ui) scheduleIn(w http.ResponseWriter, r *http.Request) (cfg *engine.Config, stored, effective schedules.Schedule, ok bool) {
	cfg = u.Store.Config()
	if stored, ok = cfg.Schedules[r.PathValue("schedule")]; !ok {
		u.notFound(w, r)
	}
	return cfg, stored, cfg.Effective(stored), ok
}

// personOptions are people by name, the viewer first.
func takerOptions(cfg *engine.Config, ids []string, viewer string) (options []view.Option) {
	for _, x := range cfg.Sorted() {
		switch {
		case x.ID == viewer && slices.Contains(ids, x.ID):
			options = slices.Insert(options, 0, view.Option{Value: x.ID, Label: "I (" + x.Name + ")"})
		case slices.Contains(ids, x.ID):
			options = append(options, view.Option{Value: x.ID, Label: x.Name})
		}
	}
	return options
}

// afterRows is who is on call in a stretch of time.
func afterRows(cfg *engine.Config, s schedules.Schedule, in schedules.Span, viewer string) (rows []view.AfterRow) {
	for _, x := range stretchesOf(cfg, s, in.Start, in.End) {
		row := view.AfterRow{Start: x.Start, End: x.End, Names: x.names, You: slices.Contains(x.Users, viewer)}
		if x.names == "" {
			row.Why = whyOnCall(cfg, s, x)
		}
		rows = append(rows, row)
	}
	return rows
}

// stepTasks is what the viewer can do about who is on call at a step. With several schedules each is named.
func stepTasks(r *http.Request, cfg *engine.Config, step engine.Step, now view.Clock) (list []view.Task) {
	for _, t := range step.Targets {
		s, ok := cfg.Schedule(t.Schedule)
		if !ok || doer(r).MayTake(cfg.Directory, s, now.Now) != "" {
			continue
		}
		for _, task := range takeOrBack(cfg, s, who(r).User.ID, now) {
			if len(step.Targets) > 1 {
				task.Word += " for " + s.Name
			}
			list = append(list, task)
		}
	}
	return list
}

// asConflict is an error of a button, which has no field: what is wrong with it is the state it was pressed in.
func asConflict(err error) error {
	if f, ok := errors.AsType[*engine.Failure](err); ok && f.Code == engine.Invalid {
		return engine.Fail(engine.Conflict, "%s", f.Message)
	}
	return err
}
