package ui

import (
	"net/http"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/duty"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// takeForm lets somebody go on call at once.
func (u *ui) takeForm(w http.ResponseWriter, r *http.Request) {
	u.takePage(w, r, http.StatusOK, view.Form{Values: map[string]string{}})
}

func (u *ui) takePage(w http.ResponseWriter, r *http.Request, status int, form view.Form) {
	cfg, _, s, ok := u.scheduleIn(w, r)
	if !ok {
		return
	}
	page := u.page(r)
	if why := doer(r).MayTake(cfg.Directory, s, page.Now); why != "" {
		u.fail(w, r, engine.Fail(engine.Forbidden, "%s", why))
		return
	}
	me := who(r).User.ID
	v := view.TakePage{Form: form, Schedule: view.Ref{ID: s.ID, Name: s.Name}, Lengths: takeLengths(s, page.Clock)}
	on := duty.OnCall(cfg, s, page.Now)
	v.OnCall = namesOf(cfg, on)
	v.Until, _ = s.Next(page.Now)
	v.Whom = takeOptions(cfg, on)
	if doer(r).Edits(cfg.Directory, s) {
		v.People = takerOptions(cfg, cfg.Takers(s, page.Now), me)
	}
	for _, t := range takeOrBack(cfg, s, me, page.Clock) {
		if t.Path != view.ShiftTake(s.ID) {
			v.Back = t.Path
		}
	}
	v.On = len(takeOrBack(cfg, s, me, page.Clock)) == 0 || v.Back != ""
	u.draw(w, r, status, view.Take(page, v))
}

// takeOptions are whose place it can be, or nobody's: then they stay.
func takeOptions(cfg *engine.Config, on []string) []view.Option {
	beside := view.Option{Value: duty.Beside, Label: "Nobody: one more beside them"}
	switch len(on) {
	case 0:
		return nil
	case 1:
		return []view.Option{{Value: "", Label: namesOf(cfg, on)}, beside}
	}
	return append(takerOptions(cfg, on, ""), view.Option{Value: duty.Everybody, Label: "All of them"}, beside)
}

// hours are the lengths that are offered beside the end of the shift.
func hours() []int { return []int{1, 2, 4, 8, 12, 24} }

// takeLengths offers the end of the shift, if it has one within reach, and some hours.
func takeLengths(s schedules.Schedule, clock view.Clock) (options []view.Option) {
	if at, ok := s.Next(clock.Now); ok && at.Sub(clock.Now) <= duty.MaxTake {
		options = append(options, view.Option{Value: "shift", Label: "end of shift, " + clock.In(at).Format("Mon 2 Jan 15:04")})
	}
	for _, n := range hours() {
		at := clock.Now.Add(time.Duration(n) * time.Hour)
		options = append(options, view.Option{Value: itoa(n), Label: "in " + view.Span(at.Sub(clock.Now)) + ", " + clock.In(at).Format("Mon 15:04")})
	}
	return options
}

// takeDo puts somebody on call.
func (u *ui) takeDo(w http.ResponseWriter, r *http.Request) {
	before, _, s, ok := u.scheduleIn(w, r)
	if !ok {
		return
	}
	form := view.Form{Values: typed(r, "user", "replaces", "for", "until")}
	take := duty.Take{Schedule: s.ID, User: orElse(form.Value("user"), who(r).User.ID), Replaces: form.Value("replaces")}
	var made schedules.Override
	var err error
	if take.Until, err = takeUntil(s, form, view.Clock{Now: u.Now(), Zone: who(r).User.Location()}); err == nil {
		_, err = u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) (err error) {
			made, err = take.Do(next, doer(r), u.Now())
			return err
		})
	}
	if err == nil {
		u.done(w, r, u.takenNotice(r, before, s, made), view.SchedulePath(s.ID))
		return
	}
	status, formed := refused(&form, err, func(config.Problem) string { return "" })
	if !formed {
		u.fail(w, r, err)
		return
	}
	u.takePage(w, r, status, form)
}

// takeUntil is the time typed, else the one chosen.
func takeUntil(s schedules.Schedule, form view.Form, clock view.Clock) (time.Time, error) {
	if text := form.Value("until"); text != "" {
		return wallTime("until", text, clock.Zone)
	}
	if form.Value("for") == "shift" {
		at, ok := s.Next(clock.Now)
		if !ok {
			return at, wrongField("for", "this shift has no end: choose a time")
		}
		return at, nil
	}
	for _, n := range hours() {
		if itoa(n) == form.Value("for") {
			return clock.Now.Truncate(time.Minute).Add(time.Duration(n) * time.Hour), nil
		}
	}
	return time.Time{}, wrongField("for", "choose until when")
}

// wallTime reads a date and time on somebody's clock.
func wallTime(field, text string, zone *time.Location) (time.Time, error) {
	at, err := civil.ParseDateTime(strings.Replace(text, " ", "T", 1))
	if err != nil || at.Date.Year < 1971 || at.Date.Year > maxYear {
		return time.Time{}, wrongField(field, "a date and time like 2026-12-24T20:00 is needed")
	}
	return at.In(zone), nil
}

func (u *ui) takenNotice(r *http.Request, before *engine.Config, s schedules.Schedule, o schedules.Override) view.Notice {
	who := who(r).User
	text := "You are on call for " + s.Name
	if o.User != who.ID {
		text = u.Store.Config().Users[o.User].Name + " is on call for " + s.Name
	}
	text += " until " + o.End.In(who.Location()).Format("Mon 2 Jan 15:04") + "."
	return view.Notice{Level: view.Good, Text: text + u.told(r, before), UndoPath: view.ShiftBack(s.ID, o.ID), UndoLabel: "Give back"}
}
