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
	cfg := u.Store.Config()
	v.List = awayRows(cfg.Users[s.ID], s.base, page.Now)
	if v.Shown == "" && !v.Form.Failed() {
		v.Presets = u.awayPresets(r, awayOffer{cfg: cfg, away: duty.Absence{User: s.ID}, zone: s.User, on: storedSchedules(cfg)})
	}
	page.Notice = takeNotice(w, r)
	u.draw(w, r, status, view.Away(page, v))
}

// awayRows are a person's absences that are not over, the next first; base is where they are ended, empty for nowhere.
func awayRows(user people.User, base string, now time.Time) (rows []view.AwayRow) {
	for _, a := range absencesToCome(user.Absences, now) {
		rows = append(rows, view.AwayRow{ID: a.ID, When: awayWords(a, user.Location()), Reason: a.Reason, Now: !now.Before(a.Start), Feed: a.Feed != "", Base: base})
	}
	return rows
}

func absencesToCome(all []schedules.Absence, now time.Time) []schedules.Absence {
	all = schedules.AbsencesFrom(all, now)
	slices.SortStableFunc(all, func(a, b schedules.Absence) int { return a.Start.Compare(b.Start) })
	return all
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
	cfg := u.Store.Config()
	u.awayAsk(w, r, awayAsked{
		cfg: cfg, page: v, away: away, zone: s.Location(), wrong: err, text: awayText(v.Form), base: s.base, back: s.base + view.BelowAbsences,
		effects: func(a schedules.Absence) []duty.Effect { return duty.Effects(cfg, a) },
		draw:    func(status int, v view.AwayPage) { u.awayPage(w, r, status, s, v) },
	})
}

// awayAsked is an absence that a form asks for.
type awayAsked struct {
	cfg     *engine.Config // that the form was drawn from
	page    view.AwayPage
	away    duty.Absence
	zone    *time.Location // of its days
	wrong   error          // with what was typed
	text    string         // what was typed, to be compared with what was shown
	effects func(schedules.Absence) []duty.Effect
	draw    func(status int, v view.AwayPage)
	base    string // below which absences are
	back    string // where one is led once it is saved
}

// awayAsk shows who takes over, and saves the absence once that was seen.
func (u *ui) awayAsk(w http.ResponseWriter, r *http.Request, a awayAsked) {
	v, err, now := a.page, a.wrong, u.Now()
	var absence schedules.Absence
	if err == nil {
		absence, err = a.away.Try(a.cfg, doer(r), now)
	}
	if err == nil {
		v.Effects, v.Gap = awayEffects(a.cfg, a.effects(absence), who(r).User.ID)
		v.Shown, v.Start, v.End = a.text+awayMark(v.Effects), absence.Start, absence.End
		if r.PostFormValue("do") == "save" && r.PostFormValue("shown") == v.Shown {
			if err = u.awaySave(w, r, a, v.Effects); err == nil {
				return
			}
		}
	}
	if err == nil {
		a.draw(http.StatusOK, v)
		return
	}
	v.Shown = ""
	status, formed := refused(&v.Form, err, func(config.Problem) string { return "" })
	if !formed {
		u.fail(w, r, err)
		return
	}
	a.draw(status, v)
}

// awaySave enters the absence, and says who stands in.
func (u *ui) awaySave(w http.ResponseWriter, r *http.Request, a awayAsked, effects []view.AwayEffect) error {
	var made schedules.Absence
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) (err error) {
		made, err = a.away.Do(next, doer(r), u.Now())
		return err
	})
	if err == nil {
		text := awayNotice(made, a.zone, effects) + u.told(r, a.cfg)
		u.done(w, r, view.Notice{Level: view.Good, Text: text, UndoPath: view.AbsenceEnd(a.base, made.ID), UndoLabel: "Undo"}, a.back)
	}
	return err
}

// awayText is the time that was typed, to be compared with what was shown.
func awayText(form view.Form) string {
	return strings.Join([]string{form.Value("from"), form.Value("from_time"), form.Value("till"), form.Value("till_time")}, " ")
}

// awayEffects is who has the time that somebody loses, and whether somebody is missing then.
func awayEffects(cfg *engine.Config, all []duty.Effect, viewer string) (list []view.AwayEffect, gap bool) {
	for _, e := range all {
		effect := view.AwayEffect{Schedule: view.Ref{ID: e.Before.ID, Name: e.Before.Name}}
		for _, span := range e.Lost {
			effect.Rows = append(effect.Rows, afterRows(cfg, e.After, span, viewer)...)
		}
		list, gap = append(list, effect), gap || len(e.Gaps) > 0
	}
	return list, gap
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
	before := u.Store.Config()
	back := duty.Return{User: s.ID, Absence: r.PathValue("absence")}
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error { return back.Do(next, doer(r), u.Now()) })
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: "Removed: the turns are as they were." + u.told(r, before)}, s.base+view.BelowAbsences)
}
