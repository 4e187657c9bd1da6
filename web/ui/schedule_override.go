package ui

import (
	"net/http"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/duty"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// overrideNew is the form of an override: for the time and the person that the
// address has, or from the next full hour, for twelve.
func (u *ui) overrideNew(w http.ResponseWriter, r *http.Request) {
	_, s, _, ok := u.scheduleIn(w, r)
	if !ok {
		return
	}
	at := civil.DateTimeOf(u.Now(), zoneOf(s))
	start := at.Date.At(civil.TimeOfDay{Hour: at.Time.Hour}).Add(time.Hour)
	end := start.Add(12 * time.Hour)
	if from, to, ok := askedTime(r); ok {
		start, end = from, to
	}
	u.overrideForm(w, r, http.StatusOK, view.Form{Values: map[string]string{"start": start.String(), "end": end.String(), "user": r.URL.Query().Get("user")}})
}

// askedTime is the time that an address asks about, on the schedule's clock.
func askedTime(r *http.Request) (start, end civil.DateTime, ok bool) {
	start, bad := civil.ParseDateTime(r.URL.Query().Get("start"))
	end, worse := civil.ParseDateTime(r.URL.Query().Get("end"))
	return start, end, bad == nil && worse == nil
}

// overrideOf reads the form; who goes on must be chosen.
func overrideOf(s schedules.Schedule, form view.Form) (o duty.Override, err error) {
	zone := zoneOf(s)
	o = duty.Override{Schedule: s.ID, User: form.Value("user"), Replaces: form.Value("replaces"), Gap: form.Value("gap") != ""}
	if o.Start, err = wallTime("start", form.Value("start"), zone); err != nil {
		return o, err
	}
	if o.End, err = wallTime("end", form.Value("end"), zone); err != nil {
		return o, err
	}
	if o.Replaces == nobody {
		o.Replaces, o.Adds = "", true
	}
	switch o.User {
	case "":
		return o, wrongField("user", "choose who goes on call, or nobody")
	case nobody:
		o.User = ""
	}
	return o, nil
}

// overrideForm draws the form with what the override would do.
func (u *ui) overrideForm(w http.ResponseWriter, r *http.Request, status int, form view.Form) {
	cfg, s, effective, ok := u.scheduleIn(w, r)
	if !ok {
		return
	}
	if why := u.mayEditSchedule(r, s.ID, s.Team); why != "" {
		u.mayNot(w, r, why)
		return
	}
	page := u.page(r)
	v := view.OverridePage{
		Form: form, Schedule: view.Ref{ID: s.ID, Name: s.Name}, Own: view.Clock{Now: page.Now, Zone: zoneOf(s)},
		People: slotOptions(cfg, scheduleDraft{}), Whom: slotOptions(cfg, scheduleDraft{}),
	}
	o, err := overrideOf(s, form)
	if err == nil {
		var after schedules.Schedule
		var made schedules.Override
		var gaps []schedules.Span
		if after, made, gaps, err = o.Try(cfg, doer(r), page.Now); err == nil || len(gaps) > 0 {
			v.After = afterRows(cfg, cfg.Effective(after), schedules.Span{Start: made.Start, End: made.End}, who(r).User.ID)
			v.Gap = len(gaps) > 0
			v.Moves = shiftMoves(cfg, effective, cfg.Effective(after), who(r).User.ID, v.Own, engine.MovesHorizon)
			if o.User != "" && duty.Away(effective, o.User, made.Start, made.End) {
				v.Cautions = append(v.Cautions, cfg.Users[o.User].Name+" is away for some of this time: the override does nothing then.")
			}
		}
	}
	if err != nil && len(v.After) == 0 {
		var why view.Form
		refused(&why, err, func(config.Problem) string { return "" })
		v.Problems = scheduleDraft{}.problemWords(why)
	}
	u.draw(w, r, status, view.Override(page, v))
}

// overrideDo makes an override, or shows what it would do.
func (u *ui) overrideDo(w http.ResponseWriter, r *http.Request) {
	before, s, _, ok := u.scheduleIn(w, r)
	if !ok {
		return
	}
	if why := u.mayEditSchedule(r, s.ID, s.Team); why != "" {
		u.mayNot(w, r, why)
		return
	}
	form := view.Form{Values: typed(r, "start", "end", "user", "replaces", "gap")}
	if r.PostFormValue("do") == view.DoLive {
		u.overrideForm(w, r, http.StatusOK, form)
		return
	}
	o, err := overrideOf(s, form)
	if err == nil {
		edit := func(next *engine.Config) error { _, err := o.Do(next, doer(r), u.Now()); return err }
		if r.PostFormValue("do") == view.DoSave {
			_, err = u.Editor.Do(r.Context(), who(r).Actor("ui"), edit)
		} else {
			_, err = config.Edit(u.Store.Config(), u.Now(), edit)
		}
	}
	if err == nil && r.PostFormValue("do") == view.DoSave {
		u.done(w, r, view.Notice{Level: view.Good, Text: "The override is made." + u.told(r, before)}, view.SchedulePath(s.ID))
		return
	}
	status := http.StatusOK
	if err != nil {
		var formed bool
		if status, formed = refused(&form, err, lastName); !formed {
			u.fail(w, r, err)
			return
		}
	}
	u.overrideForm(w, r, status, form)
}

// overrideRows are the overrides that run or are to come, the first first.
func (u *ui) overrideRows(r *http.Request, cfg *engine.Config, s schedules.Schedule, now time.Time) (rows []view.OverrideRow) {
	edits := u.mayEditSchedule(r, s.ID, s.Team) == ""
	list := slices.DeleteFunc(slices.Clone(s.Overrides), func(o schedules.Override) bool { return !o.End.After(now) })
	slices.SortStableFunc(list, func(a, b schedules.Override) int { return a.Start.Compare(b.Start) })
	for _, o := range list {
		row := view.OverrideRow{
			Start: o.Start, End: o.End, Names: namesOf(cfg, []string{o.User}), You: o.User == who(r).User.ID && o.User != "",
			Now: !now.Before(o.Start), Whom: "everybody",
		}
		switch {
		case o.Adds:
			row.Whom = ""
		case o.Replaces != "":
			row.Whom = orElse(namesOf(cfg, []string{o.Replaces}), "somebody who has left")
		}
		if o.User != "" && duty.Away(s, o.User, o.Start, o.End) {
			row.Doubt = row.Names + " is away for some of this time: the override does nothing then."
		}
		if edits || row.You && !duty.Agreed(o) {
			row.Path = view.ShiftBack(s.ID, o.ID)
		}
		rows = append(rows, row)
	}
	return rows
}
