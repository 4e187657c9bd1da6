package ui

import (
	"net/http"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/duty"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// scheduleAwayForm is the form of an absence from one schedule: the viewer's own, unless they choose another. With days in
// the address it says at once what they do.
func (u *ui) scheduleAwayForm(w http.ResponseWriter, r *http.Request) {
	form := view.Form{Values: map[string]string{}}
	for _, name := range scheduleAwayFields() {
		form.Values[name] = cut(r.URL.Query().Get(name), 50)
	}
	if form.Value("from") != "" && form.Value("till") != "" {
		u.scheduleAwayAsk(w, r, form)
		return
	}
	u.scheduleAwayPage(w, r, http.StatusOK, view.AwayPage{})
}

func scheduleAwayFields() []string {
	return []string{"user", "from", "till", "from_time", "till_time", "reason"}
}

// awayWays leads from each shift to come that one person has to their absence then, with its days filled in; not from one
// that goes on after the days shown. yours is the clock that the form is read by.
func awayWays(rows []view.ShiftRow, id string, to time.Time, yours view.Clock, may func(view.ShiftRow) bool) {
	for i, row := range rows {
		if row.Person == "" || !row.End.After(yours.Now) || !row.End.Before(to) || !may(row) {
			continue
		}
		var p duty.Preset
		p.From, p.Till = duty.Covering(schedules.Span{Start: row.Start, End: row.End}, yours.Zone)
		if p.From.Date == p.Till.Date { // whoever is away for a day's shift is away that day
			p.From.Time, p.Till = civil.TimeOfDay{}, p.From.Date.AddDays(1).At(civil.TimeOfDay{})
		}
		fields := presetFields(p)
		rows[i].Away = view.ScheduleAwayFor(id, "user", row.Person, "from", fields["from"], "from_time", fields["from_time"], "till", fields["till"], "till_time", fields["till_time"])
	}
}

func (u *ui) scheduleAwayPage(w http.ResponseWriter, r *http.Request, status int, v view.AwayPage) {
	cfg, s, _, ok := u.scheduleIn(w, r)
	if !ok {
		return
	}
	page, by := u.page(r), doer(r)
	own := view.ScheduleAwayPage{AwayPage: v, Schedule: view.Ref{ID: s.ID, Name: s.Name}}
	own.Zone = who(r).User.Location().String()
	if by.Edits(cfg.Directory, s) {
		own.People = takerOptions(cfg, onSchedule(cfg, s, page.Clock), by.User)
	}
	if why := by.MayTake(cfg.Directory, s, page.Now); why != "" && len(own.People) == 0 {
		u.fail(w, r, engine.Fail(engine.Forbidden, "%s", why))
		return
	}
	if v.Shown == "" && !v.Form.Failed() && by.MayTake(cfg.Directory, s, page.Now) == "" {
		me := who(r).User
		own.Presets = u.awayPresets(r, awayOffer{
			cfg: cfg, away: duty.Absence{User: me.ID, Schedule: s.ID}, zone: me, on: []schedules.Schedule{s}, lead: me.ID + " ",
		})
	}
	u.draw(w, r, status, view.ScheduleAway(page, own))
}

// onSchedule is who could be away from a schedule: the people of its rotations, and of its overrides to come.
func onSchedule(cfg *engine.Config, s schedules.Schedule, clock view.Clock) []string {
	ids := s.People(clock.Now)
	for _, o := range s.Overrides {
		if !o.Over(clock.Now) {
			ids = append(ids, o.User)
		}
	}
	return slices.DeleteFunc(ids, func(id string) bool { return cfg.Users[id].Disabled })
}

// scheduleAwayAdd shows who takes over, and saves the absence once that was seen.
func (u *ui) scheduleAwayAdd(w http.ResponseWriter, r *http.Request) {
	u.scheduleAwayAsk(w, r, view.Form{Values: typed(r, scheduleAwayFields()...)})
}

func (u *ui) scheduleAwayAsk(w http.ResponseWriter, r *http.Request, form view.Form) {
	cfg, s, _, ok := u.scheduleIn(w, r)
	if !ok {
		return
	}
	v := view.AwayPage{Form: form}
	user := orElse(form.Value("user"), who(r).User.ID)
	away, err := awayOf(v.Form, people.User{ID: user, TimeZone: who(r).User.TimeZone})
	away.Schedule = s.ID
	u.awayAsk(w, r, awayAsked{
		cfg: cfg, page: v, away: away, zone: who(r).User.Location(), wrong: err, text: user + " " + awayText(v.Form), base: view.SchedulePath(s.ID), back: view.SchedulePath(s.ID),
		effects: func(a schedules.Absence) []duty.Effect {
			return slices.DeleteFunc([]duty.Effect{duty.EffectOn(cfg, s, a)}, func(e duty.Effect) bool { return len(e.Lost) == 0 })
		},
		draw: func(status int, v view.AwayPage) { u.scheduleAwayPage(w, r, status, v) },
	})
}

// scheduleAwayEnd ends an absence from one schedule, or removes one to come.
func (u *ui) scheduleAwayEnd(w http.ResponseWriter, r *http.Request) {
	before, s, _, ok := u.scheduleIn(w, r)
	if !ok {
		return
	}
	back := duty.Return{Schedule: s.ID, Absence: r.PathValue("absence")}
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error { return back.Do(next, doer(r), u.Now()) })
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: "Removed: the turns are as they were." + u.told(r, before)}, view.SchedulePath(s.ID))
}

// scheduleAwayRows are the absences of a stored schedule that are not over, the next first.
func scheduleAwayRows(cfg *engine.Config, s schedules.Schedule, by duty.By, own view.Clock) (rows []view.AwayRow) {
	for _, a := range absencesToCome(s.Absences, own.Now) {
		row := view.AwayRow{
			ID: a.ID, Who: orElse(cfg.Users[a.User].Name, "somebody who was removed"), You: a.User == by.User, When: awayWords(a, own.Zone),
			Reason: a.Reason, Now: !own.Now.Before(a.Start), Feed: a.Feed != "",
		}
		if by.Edits(cfg.Directory, s) || row.You && by.Role.AtLeast(people.Responder) {
			row.Base = view.SchedulePath(s.ID)
		}
		rows = append(rows, row)
	}
	return rows
}
