package ui

import (
	"net/http"

	"wakeman/engine"
	"wakeman/engine/duty"
	"wakeman/schedules"
	"wakeman/web/ui/view"
)

// swapTake gives the shift to whoever takes it, and closes the request: both, or of two at once only one.
func (u *ui) swapTake(w http.ResponseWriter, r *http.Request) {
	answer := u.answer(r)
	if user := cut(r.PostFormValue("user"), 50); user != "" {
		answer.User = user
	}
	var made []schedules.Override
	u.answers(w, r, func(next *engine.Config) (err error) {
		made, err = answer.Take(next, doer(r), u.Now())
		return err
	}, func() string {
		name := "You have"
		if answer.User != who(r).User.ID {
			name = u.Store.Config().Users[answer.User].Name + " has"
		}
		clock := view.Clock{Now: u.Now(), Zone: who(r).User.Location()}
		text := name + " it: " + view.FromTo(clock, made[0].Start, made[0].End) + "."
		if len(made) > 1 {
			text += " In exchange: " + view.FromTo(clock, made[1].Start, made[1].End) + "."
		}
		return text
	})
}

// swapDecline says no.
func (u *ui) swapDecline(w http.ResponseWriter, r *http.Request) {
	u.answers(w, r, func(next *engine.Config) error { return u.answer(r).Decline(next, doer(r), u.Now()) },
		func() string { return "Declined." })
}

// swapWithdraw takes a request back.
func (u *ui) swapWithdraw(w http.ResponseWriter, r *http.Request) {
	u.answers(w, r, func(next *engine.Config) error { return u.answer(r).Withdraw(next, doer(r), u.Now()) },
		func() string { return "Withdrawn. The shift stays with whom it was." })
}

func (u *ui) answer(r *http.Request) duty.Answer {
	return duty.Answer{Schedule: r.PathValue("schedule"), Swap: r.PathValue("swap"), User: who(r).User.ID}
}

// answers makes an answer, and says what it came to on the page of the schedule.
func (u *ui) answers(w http.ResponseWriter, r *http.Request, deed func(*engine.Config) error, said func() string) {
	before, _, _, ok := u.scheduleIn(w, r)
	if !ok {
		return
	}
	if _, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), deed); err != nil {
		u.fail(w, r, asConflict(err))
		return
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: said() + u.told(r, before)}, view.SchedulePath(r.PathValue("schedule")))
}
