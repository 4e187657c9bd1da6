package ui

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/duty"
	"wakeman/schedules"
	"wakeman/web/ui/view"
)

// shiftsAhead is how far ahead shifts are shown, to be swapped among others.
const shiftsAhead = 8 * 7 * 24 * time.Hour

// swapForm asks who takes a shift: that of the address, else the next.
func (u *ui) swapForm(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	form := view.Form{Values: map[string]string{"user": cut(q.Get("user"), 50), "shift": cut(q.Get("from"), 20) + " " + cut(q.Get("till"), 20)}}
	u.swapFormPage(w, r, http.StatusOK, form)
}

func (u *ui) swapFormPage(w http.ResponseWriter, r *http.Request, status int, form view.Form) {
	cfg, _, s, ok := u.scheduleIn(w, r)
	if !ok {
		return
	}
	page, user := u.page(r), orElse(form.Value("user"), who(r).User.ID)
	own := view.Clock{Now: page.Now, Zone: zoneOf(s)}
	v := view.SwapForm{Form: form, Own: own, Schedule: view.Ref{ID: s.ID, Name: s.Name}, User: user}
	if user != who(r).User.ID {
		if !doer(r).Edits(cfg.Directory, s) {
			u.fail(w, r, engine.Fail(engine.Forbidden, "You may ask for yourself. %s", cfg.MayEditSchedule(who(r).Role, who(r).User.ID, s.Team)))
			return
		}
		v.Whose = orElse(cfg.Users[user].Name, "nobody")
	}
	v.Shifts = spanOptions(s, user, own, page.Clock, "")
	if shift, ok := spanOf(form.Value("shift")); ok && !slices.ContainsFunc(v.Shifts, func(o view.Option) bool { return o.Value == form.Value("shift") }) {
		v.Shifts = append(v.Shifts, view.Option{Value: form.Value("shift"), Label: view.FromToBoth(own, page.Clock, shift.Start, shift.End)})
	}
	v.People, v.Returns = []view.Option{{Label: "Anybody who can take it"}}, []view.Option{{Label: "Nothing"}}
	for _, o := range takerOptions(cfg, cfg.Takers(s, page.Now), who(r).User.ID) {
		if o.Value != user {
			v.People = append(v.People, o)
			for _, x := range spanOptions(s, o.Value, own, page.Clock, o.Value+" ") {
				v.Returns = append(v.Returns, view.Option{Value: x.Value, Label: cfg.Users[o.Value].Name + ": " + x.Label})
			}
		}
	}
	if !form.Failed() && len(v.Shifts) > 0 {
		v.Chosen = chosenOption(v.Shifts, form.Value("shift"))
		v.Others = otherShifts(v)
		shift, _ := spanOf(v.Chosen.Value)
		swapper{
			cfg: cfg, s: s, by: doer(r), own: own, view: page.Clock, ask: duty.Ask{Schedule: s.ID, User: user, Start: shift.Start, End: shift.End},
		}.offer(&v)
	}
	u.draw(w, r, status, view.SwapAsk(page, v))
}

// chosenOption is the option with a value, the first where none has it.
func chosenOption(options []view.Option, value string) view.Option {
	return options[max(0, slices.IndexFunc(options, func(o view.Option) bool { return o.Value == value }))]
}

// spanOptions are somebody's shifts to come on a schedule; values begin with lead.
func spanOptions(s schedules.Schedule, user string, clock, yours view.Clock, lead string) (options []view.Option) {
	spans, _ := drawn(s.SpansOf(user, clock.Now, clock.Now.Add(shiftsAhead)), ownListed)
	for _, x := range spans {
		options = append(options, view.Option{Value: fmt.Sprint(lead, x.Start.Unix(), " ", x.End.Unix()), Label: view.FromToBoth(clock, yours, x.Start, x.End)})
	}
	return options
}

// spanOf reads "<unix> <unix>".
func spanOf(text string) (x schedules.Span, ok bool) {
	from, till, _ := strings.Cut(text, " ")
	start, err := strconv.ParseInt(from, 10, 64)
	end, bad := strconv.ParseInt(till, 10, 64)
	const latest = 7258118400 // 2200
	if err != nil || bad != nil || start < 0 || end > latest || start >= end {
		return x, false
	}
	return schedules.Span{Start: time.Unix(start, 0).UTC(), End: time.Unix(end, 0).UTC()}, true
}

// swapAsk makes the request.
func (u *ui) swapAsk(w http.ResponseWriter, r *http.Request) {
	before, s, _, ok := u.scheduleIn(w, r)
	if !ok {
		return
	}
	form := view.Form{Values: typed(r, "user", "shift", "to", "start", "end", "return", "note")}
	var made schedules.Swap
	ask, err := u.askOf(r, s, form)
	if err == nil {
		_, err = u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) (err error) {
			made, err = ask.Do(next, doer(r), u.Now())
			return err
		})
	}
	if err == nil {
		u.done(w, r, view.Notice{Level: view.Good, Text: "Asked." + u.told(r, before), UndoPath: view.SwapAction(s.ID, made.ID, view.SwapWithdraw), UndoLabel: "Undo"}, view.SwapPath(s.ID, made.ID))
		return
	}
	status, formed := refused(&form, err, func(config.Problem) string { return "" })
	if !formed {
		u.fail(w, r, err)
		return
	}
	u.swapFormPage(w, r, status, form)
}

// askOf is the request that was typed.
func (u *ui) askOf(r *http.Request, s schedules.Schedule, form view.Form) (duty.Ask, error) {
	ask := duty.Ask{Schedule: s.ID, User: orElse(form.Value("user"), who(r).User.ID), To: form.Value("to"), Note: lines(form.Value("note"))}
	shift, ok := spanOf(form.Value("shift"))
	if !ok {
		return ask, wrongField("shift", "choose a shift")
	}
	ask.Start, ask.End = shift.Start, shift.End
	zone := zoneOf(s)
	for field, at := range map[string]*time.Time{"start": &ask.Start, "end": &ask.End} {
		if text := form.Value(field); text != "" {
			t, err := wallTime(field, text, zone)
			if err != nil {
				return ask, err
			}
			if t.Before(shift.Start) || t.After(shift.End) {
				return ask, wrongField(field, "this is not within the shift: a part of it is "+view.FromTo(view.Clock{Zone: zone}, shift.Start, shift.End)+" at most")
			}
			*at = t
		}
	}
	if text := form.Value("return"); text != "" {
		person, span, _ := strings.Cut(text, " ")
		if ask.Return, ok = spanOf(span); !ok {
			return ask, wrongField("return", "choose a shift")
		}
		if ask.To == "" {
			ask.To = person
		}
		if ask.To != person {
			return ask, wrongField("return", "choose a shift of whom you ask")
		}
	}
	return ask, nil
}
