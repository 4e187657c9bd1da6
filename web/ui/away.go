package ui

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/duty"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// ofAway finds the person whose absences a request is about, and lets through only who may enter them.
func (u *ui) ofAway(handle func(http.ResponseWriter, *http.Request, subject)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s, known := u.subject(r)
		if !known {
			u.notFound(w, r)
			return
		}
		if why := doer(r).MayAway(u.Store.Config().Directory, s.ID, u.Now()); why != "" {
			u.fail(w, r, engine.Fail(engine.Forbidden, "%s", why))
			return
		}
		handle(w, r, s)
	}
}

// awayForm is when a person is away.
func (u *ui) awayForm(w http.ResponseWriter, r *http.Request, s subject) {
	u.awayPage(w, r, http.StatusOK, s, view.AwayPage{})
}

func (u *ui) awayPage(w http.ResponseWriter, r *http.Request, status int, s subject, v view.AwayPage) {
	page := u.page(r)
	v.Base, v.Whose, v.Zone = s.base, s.owner(r), s.Location().String()
	v.List = awayRows(u.Store.Config().Users[s.ID], page.Now)
	page.Notice = takeNotice(w, r)
	u.draw(w, r, status, view.Away(page, v))
}

// awayRows are a person's absences that are not over, the next first.
func awayRows(user people.User, now time.Time) (rows []view.AwayRow) {
	all := slices.DeleteFunc(slices.Clone(user.Absences), func(a schedules.Absence) bool { return !a.End.After(now) })
	slices.SortStableFunc(all, func(a, b schedules.Absence) int { return a.Start.Compare(b.Start) })
	for _, a := range all {
		rows = append(rows, view.AwayRow{ID: a.ID, When: awayWords(a, user.Location()), Reason: a.Reason, Now: !now.Before(a.Start), Feed: a.Feed != ""})
	}
	return rows
}

// awayWords is whole days where they are.
func awayWords(a schedules.Absence, zone *time.Location) string {
	start, end := civil.DateTimeOf(a.Start, zone), civil.DateTimeOf(a.End, zone)
	const day, year = "Mon 2 Jan", "Mon 2 Jan 2006"
	switch last := a.End.In(zone).AddDate(0, 0, -1); {
	case start.Time != (civil.TimeOfDay{}) || end.Time != (civil.TimeOfDay{}):
		return view.FromTo(view.Clock{Zone: zone}, a.Start, a.End)
	case start.Date.AddDays(1) == end.Date:
		return last.Format(year)
	default:
		return a.Start.In(zone).Format(day) + " – " + last.Format(year)
	}
}

// awayAdd shows what an absence does to whom, and saves it once that was seen.
func (u *ui) awayAdd(w http.ResponseWriter, r *http.Request, s subject) {
	v := view.AwayPage{Form: view.Form{Values: typed(r, "from", "till", "from_time", "till_time", "reason")}}
	away, err := awayOf(v.Form, s.User)
	now, text := u.Now(), strings.Join([]string{v.Form.Value("from"), v.Form.Value("from_time"), v.Form.Value("till"), v.Form.Value("till_time")}, " ")
	cfg := u.Store.Config()
	var absence schedules.Absence
	if err == nil {
		absence, err = away.Try(cfg, doer(r), now)
	}
	if err == nil && r.PostFormValue("do") == "save" && r.PostFormValue("shown") == text {
		_, err = u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) (err error) {
			_, err = away.Do(next, doer(r), now)
			return err
		})
		if err == nil {
			u.done(w, r, view.Notice{Level: view.Good, Text: "Saved." + u.tellNotice()}, s.base+view.BelowAbsences)
			return
		}
	}
	if err != nil {
		status, formed := refused(&v.Form, err, func(config.Problem) string { return "" })
		if !formed {
			u.fail(w, r, err)
			return
		}
		u.awayPage(w, r, status, s, v)
		return
	}
	v.Shown, v.Start, v.End = text, absence.Start, absence.End
	for _, e := range duty.Effects(cfg, absence) {
		effect := view.AwayEffect{Schedule: view.Ref{ID: e.Before.ID, Name: e.Before.Name}}
		for _, span := range e.Lost {
			effect.Rows = append(effect.Rows, afterRows(cfg, e.After, span, who(r).User.ID)...)
		}
		v.Effects, v.Gap = append(v.Effects, effect), v.Gap || len(e.Gaps) > 0
	}
	u.awayPage(w, r, http.StatusOK, s, v)
}

// awayOf reads whole days, or times on the first and the last one, on the person's clock.
func awayOf(form view.Form, user people.User) (duty.Absence, error) {
	a := duty.Absence{User: user.ID, Reason: lines(form.Value("reason"))}
	zone := user.Location()
	var err error
	if a.Start, err = dayTime("from", form, 0, zone); err == nil {
		a.End, err = dayTime("till", form, 1, zone)
	}
	return a, err
}

// dayTime is a time of a day; without one, the beginning of the day so many days after it.
func dayTime(field string, form view.Form, after int, zone *time.Location) (time.Time, error) {
	date, err := civil.ParseDate(form.Value(field))
	if err != nil || date.Year < 1971 || date.Year > maxYear {
		return time.Time{}, wrongField(field, "a day like 2026-12-24 is needed")
	}
	text := form.Value(field + "_time")
	if text == "" {
		return date.AddDays(after).At(civil.TimeOfDay{}).In(zone), nil
	}
	clock, err := civil.ParseTimeOfDay(text)
	if err != nil {
		return time.Time{}, wrongField(field+"_time", "a time like 14:30 is needed")
	}
	return date.At(clock).In(zone), nil
}

// awayEnd ends an absence, or removes one to come.
func (u *ui) awayEnd(w http.ResponseWriter, r *http.Request, s subject) {
	back := duty.Return{User: s.ID, Absence: r.PathValue("absence")}
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error { return back.Do(next, doer(r), u.Now()) })
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: "Removed: the turns are as they were." + u.tellNotice()}, s.base+view.BelowAbsences)
}
