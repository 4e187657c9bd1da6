package ui

import (
	"errors"
	"net/http"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// scheduleRemoval asks before a schedule is deleted, and says what uses it.
func (u *ui) scheduleRemoval(w http.ResponseWriter, r *http.Request) {
	u.scheduleRemovalPage(w, r, http.StatusOK, "")
}

func (u *ui) scheduleRemovalPage(w http.ResponseWriter, r *http.Request, status int, problem string) {
	cfg, s, effective, ok := u.scheduleIn(w, r)
	if !ok {
		return
	}
	if why := u.mayEditSchedule(r, s.ID, s.Team); why != "" {
		u.mayNot(w, r, why)
		return
	}
	u.draw(w, r, status, view.ScheduleRemoval(u.page(r), view.ScheduleDeletePage{
		Schedule: view.Ref{ID: s.ID, Name: s.Name}, Policies: policiesWith(cfg, s.ID), OnCall: namesOf(cfg, effective.OnCall(u.Now())),
		Seen: config.Version(s), Problem: problem,
	}))
}

// scheduleDelete deletes a schedule that nothing uses.
func (u *ui) scheduleDelete(w http.ResponseWriter, r *http.Request) {
	before, s, _, ok := u.scheduleIn(w, r)
	if !ok {
		return
	}
	by := who(r)
	_, err := u.Editor.Do(r.Context(), by.Actor("ui"), func(next *engine.Config) error {
		now := next.Schedules[s.ID]
		if why := next.MayEditSchedule(by.Role, by.User.ID, now.Team); why != "" {
			return engine.Fail(engine.Forbidden, "Your role is %s. %s", by.Role, why)
		}
		if err := changed(now, r.PostFormValue("seen")); err != nil {
			return err
		}
		delete(next.Schedules, s.ID)
		return nil
	})
	problems, isProblem := errors.AsType[config.Problems](err)
	switch {
	case isProblem:
		u.scheduleRemovalPage(w, r, http.StatusConflict, sentence(problems.Error()))
	case engine.CodeOf(err) == engine.Conflict:
		u.scheduleRemovalPage(w, r, http.StatusConflict, "Somebody else has changed this schedule since you opened the page. Look at it again before you delete it.")
	case err != nil:
		u.fail(w, r, err)
	default:
		u.done(w, r, view.Notice{Level: view.Good, Text: "The schedule " + s.Name + " is deleted." + u.told(r, before)}, view.PathSchedules)
	}
}
