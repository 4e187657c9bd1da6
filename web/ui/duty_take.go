package ui

import (
	"net/http"
	"slices"
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
	on := duty.OnCall(cfg, s, page.Now)
	v := view.TakePage{Form: form, Schedule: view.Ref{ID: s.ID, Name: s.Name}, Whom: takeOptions(cfg, on, me)}
	v.Lengths, v.Ends = takeLengths(s, v.Whom, page.Clock)
	v.OnCall = namesOf(cfg, on)
	v.Until, _ = s.Next(page.Now)
	if doer(r).Edits(cfg.Directory, s) {
		v.People = takerOptions(cfg, cfg.Takers(s, page.Now), me)
	}
	v.On = slices.Contains(on, me)
	for _, t := range takeOrBack(cfg, s, me, page.Clock) {
		if t.Path != view.ShiftTake(s.ID) {
			v.Back = t.Path
		}
	}
	u.draw(w, r, status, view.Take(page, v))
}

// takeOptions are whose place it can be, the viewer's own after the others'; or nobody's: then they stay.
func takeOptions(cfg *engine.Config, on []string, viewer string) (options []view.Option) {
	if len(on) == 0 {
		return nil
	}
	for _, x := range takerOptions(cfg, on, "") {
		if x.Value != viewer {
			options = append(options, x)
		}
	}
	if slices.Contains(on, viewer) {
		options = append(options, view.Option{Value: viewer, Label: "Me (" + cfg.Users[viewer].Name + ")"})
	}
	return append(options, view.Option{Value: duty.Everybody, Label: "Everybody who is on until then"}, view.Option{Value: duty.Beside, Label: "Nobody: one more beside them"})
}

// hours are the lengths that are offered beside the end of the shift.
func hours() []int { return []int{1, 2, 4, 8, 12, 24} }

// takeLengths offers the end of the shift of whom one replaces, if it has one within reach, and some hours. each is when that
// is, where it depends on whom: an option as wide as a phone has no room for it.
func takeLengths(s schedules.Schedule, whom []view.Option, clock view.Clock) (options []view.Option, each string) {
	ends, each := shiftEnds(s, whom, clock)
	if ends != "" {
		options = append(options, view.Option{Value: "shift", Label: ends})
	}
	for _, n := range hours() {
		at := clock.Now.Add(time.Duration(n) * time.Hour)
		options = append(options, view.Option{Value: itoa(n), Label: "in " + view.Span(at.Sub(clock.Now)) + ", " + clock.In(at).Format("Mon 15:04")})
	}
	return options, each
}

// shiftEnds says when the shift ends, and of whom, where they end at different times. Empty when none does within reach.
func shiftEnds(s schedules.Schedule, whom []view.Option, clock view.Clock) (words, ofEach string) {
	if len(whom) == 0 {
		if at, ok := s.Next(clock.Now); ok && at.Sub(clock.Now) <= duty.MaxTake {
			return "until somebody is on call, " + clock.In(at).Format("Mon 2 Jan 15:04"), ""
		}
		return "", ""
	}
	var ends, each []string
	for _, x := range whom {
		at, ok := duty.ShiftEnd(s, x.Value, clock.Now)
		if !ok || at.Sub(clock.Now) > duty.MaxTake {
			continue
		}
		text := clock.In(at).Format("Mon 2 Jan 15:04")
		if !slices.Contains(ends, text) {
			ends = append(ends, text)
		}
		if x.Value != duty.Everybody && x.Value != duty.Beside {
			each = append(each, x.Label+" "+text)
		} else if x.Value == duty.Everybody {
			each = append(each, "everybody "+text)
		}
	}
	switch len(ends) {
	case 0:
		return "", ""
	case 1:
		return "end of shift, " + ends[0], ""
	}
	return "end of their shift", "It ends: " + strings.Join(each, ", ") + "."
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
		u.done(w, r, u.takenNotice(r, before, take, made), view.SchedulePath(s.ID))
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
		at, ok := duty.ShiftEnd(s, form.Value("replaces"), clock.Now)
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

// takenNotice says what the calendar gives now: the taker's own shift, which can be shorter or longer than the override.
func (u *ui) takenNotice(r *http.Request, before *engine.Config, take duty.Take, o schedules.Override) view.Notice {
	cfg, viewer := u.Store.Config(), who(r).User
	s, _ := cfg.Schedule(take.Schedule)
	text := "You are on call for " + s.Name
	if o.User != viewer.ID {
		text = cfg.Users[o.User].Name + " is on call for " + s.Name
	}
	clock := func(t time.Time) string { return t.In(viewer.Location()).Format("Mon 2 Jan 15:04") }
	if spans := s.SpansOf(o.User, o.Start, o.End); len(spans) > 0 && spans[0].Start.After(o.Start) {
		text += " from " + clock(spans[0].Start) + ", after the absence,"
		o.Start = spans[0].Start
	}
	if end, ok := duty.End(s, o.User, o.Start); ok {
		text += " until " + clock(end)
	}
	text += "."
	if o.End.Before(take.Until.Truncate(time.Second)) {
		text += " The shift of " + cfg.Users[o.Replaces].Name + " ends at " + clock(o.End) + "."
	}
	return view.Notice{Level: view.Good, Text: text + u.told(r, before), UndoPath: view.ShiftBack(s.ID, o.ID), UndoLabel: "Give back"}
}
