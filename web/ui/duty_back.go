package ui

import (
	"net/http"
	"slices"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/duty"
	"wakeman/schedules"
	"wakeman/web/ui/view"
)

// backAsk says who is on call after an override is given back, and asks.
func (u *ui) backAsk(w http.ResponseWriter, r *http.Request) {
	u.backPage(w, r, http.StatusOK, view.Form{})
}

func (u *ui) backPage(w http.ResponseWriter, r *http.Request, status int, form view.Form) {
	cfg, s, _, ok := u.scheduleIn(w, r)
	if !ok {
		return
	}
	page, id := u.page(r), r.PathValue("override")
	after, gaps, err := duty.Back{Schedule: s.ID, Override: id, Gap: true}.Try(cfg, doer(r), page.Now)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	o := s.Overrides[slices.IndexFunc(s.Overrides, func(o schedules.Override) bool { return o.ID == id })]
	begun := o.Start.Before(page.Now)
	in := schedules.Span{Start: o.Start, End: o.End}
	if begun {
		in.Start = page.Now
	}
	v := view.BackPage{
		Form: form, Schedule: view.Ref{ID: s.ID, Name: s.Name}, Override: id, Start: o.Start, End: o.End, Begun: begun,
		After: afterRows(cfg, cfg.Effective(after), in, who(r).User.ID), Gap: len(gaps) > 0,
	}
	if o.User != who(r).User.ID {
		v.User = orElse(cfg.Users[o.User].Name, "Nobody")
	}
	u.draw(w, r, status, view.Back(page, v))
}

// backDo gives an override back.
func (u *ui) backDo(w http.ResponseWriter, r *http.Request) {
	before, s, _, ok := u.scheduleIn(w, r)
	if !ok {
		return
	}
	form := view.Form{Values: typed(r, "gap")}
	back := duty.Back{Schedule: s.ID, Override: r.PathValue("override"), Gap: form.Value("gap") != ""}
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error { return back.Do(next, doer(r), u.Now()) })
	if err == nil {
		cfg := u.Store.Config()
		on, _ := cfg.Schedule(s.ID)
		names := orElse(namesOf(cfg, on.OnCall(u.Now())), "nobody")
		u.done(w, r, view.Notice{Level: view.Good, Text: "Given back. On call for " + s.Name + " now: " + names + "." + u.told(r, before)}, view.SchedulePath(s.ID))
		return
	}
	if engine.CodeOf(err) != engine.Invalid { // what is over, or not one's own, has no form to come back to
		u.fail(w, r, err)
		return
	}
	status, _ := refused(&form, err, func(config.Problem) string { return "" })
	u.backPage(w, r, status, form)
}
