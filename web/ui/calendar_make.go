package ui

import (
	"errors"
	"net/http"
	"strings"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// onceCalendar is the kind of calendar addresses in [once].
const onceCalendar = "calendar"

// calendarMake makes an address and leads to the page that shows it once.
func (u *ui) calendarMake(w http.ResponseWriter, r *http.Request) {
	id, p := r.PathValue("schedule"), who(r)
	if _, known := u.Store.Config().Schedules[id]; id != "" && !known {
		u.notFound(w, r)
		return
	}
	form := view.Form{Errors: map[string]string{}, Values: map[string]string{"name": cut(strings.TrimSpace(r.PostFormValue("name")), 200)}}
	secret, t, err := u.Auth.CreateCalendar(r.Context(), auth.NewToken{
		Name: form.Value("name"), User: p.User.ID, Schedule: id, Actor: p.Actor("ui"), Now: u.Now(),
	})
	if f, ok := errors.AsType[*engine.Failure](err); ok && (f.Code == engine.Invalid || f.Code == engine.Conflict) {
		status := http.StatusBadRequest
		if f.Code == engine.Conflict {
			form.Problem, status = sentence(f.Message), http.StatusConflict
		} else {
			form.Errors["name"] = "Say which program reads it, in at most 100 characters."
		}
		u.calendarPage(w, r, status, form, view.Form{})
		return
	}
	if err != nil {
		u.fail(w, r, err)
		return
	}
	back := view.PathCalendar
	if id != "" {
		back = view.ScheduleCalendarPath(id)
	}
	u.shown.put(p.Session, onceCalendar, shown{name: t.Name, lines: []string{u.calendarAddress(r, secret), back}, made: u.Now()})
	http.Redirect(w, r, view.PathCalendarMade, http.StatusSeeOther)
}

// calendarMade shows an address that was just made.
func (u *ui) calendarMade(w http.ResponseWriter, r *http.Request) {
	s, ok := u.shown.get(who(r).Session, onceCalendar, u.Now())
	if !ok {
		http.Redirect(w, r, view.PathCalendar, http.StatusSeeOther)
		return
	}
	u.draw(w, r, http.StatusOK, view.CalendarMade(u.page(r), view.CalendarMadePage{Name: s.name, Address: s.lines[0]}))
}

// calendarKept shows it no longer, and leads back to the list.
func (u *ui) calendarKept(w http.ResponseWriter, r *http.Request) {
	back := view.PathCalendar
	if s, ok := u.shown.get(who(r).Session, onceCalendar, u.Now()); ok {
		back = s.lines[1]
	}
	u.shown.forget(who(r).Session, onceCalendar)
	http.Redirect(w, r, back, http.StatusSeeOther)
}

// calendarAsk asks before an address ends.
func (u *ui) calendarAsk(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("schedule")
	t, err := u.calendarKey(r)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	back := view.PathCalendar
	if id != "" {
		back = view.ScheduleCalendarPath(id)
	}
	u.draw(w, r, http.StatusOK, view.Confirm(u.page(r), view.ConfirmPage{
		Title:    "Revoke the address for " + t.Name + "?",
		Text:     "The program that reads it sees nothing new from now on, and most keep what they have until it is removed there. A revoked address does not come back.",
		PostPath: view.CalendarRevoke(id, t.ID), Yes: "Revoke it", NoPath: back,
	}))
}

// calendarRevoke ends an address.
func (u *ui) calendarRevoke(w http.ResponseWriter, r *http.Request) {
	t, err := u.calendarKey(r)
	if err == nil {
		err = u.Auth.RevokeToken(r.Context(), t.ID, who(r).Actor("ui"))
	}
	if err != nil {
		u.fail(w, r, err)
		return
	}
	back := view.PathCalendar
	if t.Schedule != "" {
		back = view.ScheduleCalendarPath(t.Schedule)
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: "The address for " + t.Name + " is revoked."}, back)
}

// calendarKey finds the address that a path names, if the requester may end it.
func (u *ui) calendarKey(r *http.Request) (people.Token, error) {
	p := who(r)
	list, err := u.Auth.Calendars(p.User.ID, r.PathValue("schedule"))
	for _, t := range list {
		if t.ID == r.PathValue("id") && mayEndCalendar(p, t) {
			return t, nil
		}
	}
	if err == nil {
		err = engine.Fail(engine.NotFound, "There is no such address, or it is revoked already")
	}
	return people.Token{}, err
}
