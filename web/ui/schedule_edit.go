package ui

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/schedules"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// scheduleEdit is the form of a schedule.
func (u *ui) scheduleEdit(w http.ResponseWriter, r *http.Request) {
	s, ok := u.Store.Config().Schedules[r.PathValue("schedule")]
	if !ok {
		u.notFound(w, r)
		return
	}
	u.scheduleFormWith(w, r, s, s)
}

// scheduleFormWith opens the editor filled with proposed, which is to become of
// current; nothing is stored. Of a new schedule current has no ID.
func (u *ui) scheduleFormWith(w http.ResponseWriter, r *http.Request, current, proposed schedules.Schedule) {
	if why := u.mayEditSchedule(r, current.ID, current.Team); why != "" {
		u.mayNot(w, r, why)
		return
	}
	d := scheduleDraftOf(proposed, u.Now())
	d.seen = scheduleVersion(current)
	d.asProposed(current, proposed)
	if !d.fits() {
		u.fail(w, r, engine.Fail(engine.Conflict, "This schedule has more layers, turns or holidays than a form can show. Change it in the configuration file, or by the API"))
		return
	}
	u.scheduleForm(w, r, http.StatusOK, current.ID, d, view.Form{})
}

// mayEditSchedule says why the viewer may not change a schedule of a team; ""
// if they may. A new one is anybody's who may change some.
func (u *ui) mayEditSchedule(r *http.Request, id, team string) string {
	cfg, by := u.Store.Config(), who(r).User
	why := cfg.MayEditSchedule(by.Role, by.ID, team)
	if why != "" && id == "" && len(scheduleTeams(cfg, r, "")) > 0 {
		return ""
	}
	return why
}

// mayNot refuses what the viewer may not do.
func (u *ui) mayNot(w http.ResponseWriter, r *http.Request, why string) {
	u.fail(w, r, engine.Fail(engine.Forbidden, "Your role is %s. %s", who(r).Role, why))
}

// scheduleTeams are the teams that the viewer may give a schedule to, and the
// one that has it; "" is no team.
func scheduleTeams(cfg *engine.Config, r *http.Request, has string) (ids []string) {
	by := who(r).User
	if cfg.MayEditSchedule(by.Role, by.ID, "") == "" {
		ids = append(ids, "")
	}
	for _, t := range cfg.SortedTeams() {
		if t.ID == has || cfg.MayEditSchedule(by.Role, by.ID, t.ID) == "" {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

func scheduleTeamOptions(cfg *engine.Config, r *http.Request, has string) (list []view.Option) {
	if len(cfg.Teams) == 0 {
		return nil
	}
	for _, id := range scheduleTeams(cfg, r, has) {
		list = append(list, view.Option{Value: id, Label: orElse(cfg.Teams[id].Name, "No team")})
	}
	return list
}

// scheduleForm draws the form of a draft with its preview; id is "" for a new
// schedule.
func (u *ui) scheduleForm(w http.ResponseWriter, r *http.Request, status int, id string, d scheduleDraft, form view.Form) {
	cfg, page := u.Store.Config(), u.page(r)
	preview := u.schedulePreview(r, cfg, id, d)
	d.shown = preview.Shown
	form.Values = d.values()
	v := view.ScheduleFormPage{
		Schedule: view.Ref{ID: id, Name: cfg.Schedules[id].Name}, Form: form, Zone: d.zone, Holidays: len(d.holidays),
		People: slotOptions(cfg, d), Teams: scheduleTeamOptions(cfg, r, cfg.Schedules[id].Team), Zones: zoneNames(), Preview: preview,
		Leads: r.PostFormValue("do") == view.DoPreview && status == http.StatusOK,
	}
	for _, l := range d.layers {
		v.Layers = append(v.Layers, formLayer(cfg.Schedules[id], l))
	}
	v.Past = pastLayers(cfg, cfg.Schedules[id], page.Now)
	page.Notice = takeNotice(w, r)
	u.draw(w, r, status, view.ScheduleForm(page, v))
}

func formLayer(stored schedules.Schedule, l layerDraft) view.ScheduleFormLayer {
	v := view.ScheduleFormLayer{Stored: slices.ContainsFunc(stored.Layers, func(s schedules.Layer) bool { return s.ID == l.id })}
	for _, slot := range l.slots {
		v.Slots = append(v.Slots, len(slot))
	}
	for _, h := range l.hours {
		v.Hours = append(v.Hours, h.words())
	}
	return v
}

// slotOptions are who can take a turn. Who has left is offered only where they
// stand already, or the form would change them unseen.
func slotOptions(cfg *engine.Config, d scheduleDraft) (list []view.Option) {
	here := map[string]bool{}
	for _, l := range d.layers {
		for _, slot := range l.slots {
			for _, id := range slot {
				here[id] = true
			}
		}
	}
	for _, p := range cfg.Sorted() {
		o := view.Option{Value: p.ID, Label: p.Name}
		switch {
		case p.Disabled && !here[p.ID]:
			continue
		case p.Disabled:
			o.Label += " (has left)"
		case len(p.ContactMethods) == 0:
			o.Label += " (cannot be reached)"
		}
		list = append(list, o)
	}
	return list
}

// scheduleDo is every button of the form.
func (u *ui) scheduleDo(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		u.fail(w, r, engine.Fail(engine.Invalid, "The form could not be read: %v", err))
		return
	}
	id, do := r.PathValue("schedule"), r.PostFormValue("do")
	stored, ok := u.Store.Config().Schedules[id]
	if !ok && id != "" {
		u.notFound(w, r)
		return
	}
	if why := u.mayEditSchedule(r, id, stored.Team); why != "" {
		u.mayNot(w, r, why)
		return
	}
	d := scheduleDraftFrom(r.PostForm)
	if !d.fits() {
		u.fail(w, r, engine.Fail(engine.Invalid, "This is more than a form can hold: at most %d people in all turns", maxPlaces))
		return
	}
	if next, ok := d.rearranged(do, schedules.FirstHandoff(u.Now(), zoneOf(schedules.Schedule{TimeZone: d.zone}))); ok || do == view.DoLive {
		u.scheduleForm(w, r, http.StatusOK, id, next, view.Form{})
		return
	}
	if do == view.DoSave {
		u.scheduleSave(w, r, id, d)
		return
	}
	change := u.scheduleChange(r, id, d)
	_, err := config.Edit(u.Store.Config(), u.Now(), change.put)
	u.scheduleAnswer(w, r, change, err)
}

// unreadable is fields of a draft that can not be read.
type unreadable map[string]string

func (unreadable) Error() string { return "the form can not be read" }

// scheduleChange puts the schedule of a draft into a configuration.
type scheduleChange struct {
	id     string // "" for a new one
	target string // its id
	draft  scheduleDraft
	by     auth.Principal
	now    time.Time
	layers map[string]int     // see [readSchedule]
	made   schedules.Schedule // what came out
}

func (u *ui) scheduleChange(r *http.Request, id string, d scheduleDraft) *scheduleChange {
	return &scheduleChange{id: id, target: orElse(id, config.NewID(config.ScheduleID)), draft: d, by: who(r), now: u.Now()}
}

// put refuses to overwrite what somebody else changed, what can not be read,
// and what whoever asks may not do.
func (c *scheduleChange) put(next *engine.Config) error {
	stored, ok := next.Schedules[c.target]
	if c.id != "" {
		if !ok {
			return engine.Fail(engine.Conflict, "Somebody else has deleted this schedule since you opened it")
		}
		if why := next.MayEditSchedule(c.by.Role, c.by.User.ID, stored.Team); why != "" {
			return engine.Fail(engine.Forbidden, "%s", why)
		}
		if scheduleVersion(stored) != c.draft.seen {
			return changed(stored, "")
		}
	}
	read := c.draft.schedule(stored, c.now)
	if len(read.wrong) > 0 {
		return unreadable(read.wrong)
	}
	if why := next.MayEditSchedule(c.by.Role, c.by.User.ID, read.to.Team); why != "" {
		return unreadable{"team": why}
	}
	read.to.ID = c.target
	c.layers, c.made = read.layers, config.Amended(stored, read.to, lastOfMinute(c.now))
	next.Schedules[c.target] = c.made
	return nil
}

// lastOfMinute is when a change of a page takes effect: with the next full minute, so that readings stay legible.
func lastOfMinute(now time.Time) time.Time { return config.LastOfMinute(now) }

// scheduleSave stores what was previewed. When it would do something else than
// the preview showed, it shows that first.
func (u *ui) scheduleSave(w http.ResponseWriter, r *http.Request, id string, d scheduleDraft) {
	preview := u.schedulePreview(r, u.Store.Config(), id, d)
	if len(preview.Problems) == 0 && preview.Shown != d.shown {
		u.scheduleForm(w, r, http.StatusOK, id, d, view.Form{Problem: "This is what your last changes do. Nothing is saved yet: look at the preview, then save."})
		return
	}
	change := u.scheduleChange(r, id, d)
	before := u.Store.Config()
	changes, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), change.put)
	switch {
	case err != nil:
		u.scheduleAnswer(w, r, change, err)
	case len(changes) == 0:
		u.done(w, r, view.Notice{Text: "Nothing has changed: it was like this already."}, view.SchedulePath(change.target))
	default:
		u.done(w, r, view.Notice{Level: view.Good, Text: "Saved." + u.told(r, before)}, view.SchedulePath(change.target))
	}
}

// scheduleAnswer draws the form again: with the preview, or with why it was
// refused.
func (u *ui) scheduleAnswer(w http.ResponseWriter, r *http.Request, c *scheduleChange, err error) {
	form, status, ok := c.refused(err)
	if !ok {
		u.fail(w, r, err)
		return
	}
	u.scheduleForm(w, r, status, c.id, c.draft, form)
}

// refused puts why a change was refused beside the fields of the form.
func (c *scheduleChange) refused(err error) (form view.Form, status int, ok bool) {
	if err == nil {
		return form, http.StatusOK, true
	}
	if wrong, is := errors.AsType[unreadable](err); is {
		form.Errors = wrong
		return form, http.StatusBadRequest, true
	}
	status, ok = refused(&form, err, func(p config.Problem) string {
		switch {
		case p.Kind == "schedule" && p.Field == "name": // of two that are called alike, either may be blamed
			return "name"
		case p.Kind != "schedule" || p.ID != "" && p.ID != c.target:
			return ""
		}
		return c.field(p.Field)
	})
	return form, status, ok
}

// field is the field of the form that a field of the schedule is: parts of
// layers that are over stand between those of the form, and turns are where the
// phase wants them. What the form does not have belongs to the whole.
func (c *scheduleChange) field(path string) string {
	switch path {
	case "name", "description", "team", "time_zone":
		return path
	}
	list, rest, _ := strings.Cut(path, "[")
	number, rest, _ := strings.Cut(rest, "]")
	i, err := strconv.Atoi(number)
	if err != nil {
		return ""
	}
	switch {
	case list == "holidays" && i < len(c.draft.holidays):
		return view.HolidayField(i, orElse(strings.TrimPrefix(rest, "."), "date"))
	case list == "layers" && i < len(c.made.Layers):
		if at, there := c.layers[c.made.Layers[i].ID]; there {
			return layerFormField(at, strings.TrimPrefix(rest, "."))
		}
	}
	return ""
}

func layerFormField(i int, rest string) string {
	first, _, _ := strings.Cut(rest, "[")
	switch first {
	case "name", "anchor", "start", "end", "turn", "users", "restrictions":
		return view.LayerField(i, first)
	}
	return view.LayerPath(i)
}
