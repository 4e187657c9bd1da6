package ui

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// planDraft is what stands in the form that begins a schedule from a template.
type planDraft struct {
	template, name, zone, first string
	people, others              []string // ids; "" for a choice not made
}

// Places for people that a new form has, and how many a button adds.
const (
	placesAtFirst = 4
	othersAtFirst = 2
	placesMore    = 2
)

// scheduleNew chooses a template; with ?like= it opens the editor with a copy of
// a schedule.
func (u *ui) scheduleNew(w http.ResponseWriter, r *http.Request) {
	if why := u.mayEditSchedule(r, "", ""); why != "" {
		u.mayNot(w, r, why)
		return
	}
	if like, ok := u.Store.Config().Schedules[r.URL.Query().Get("like")]; ok {
		u.scheduleFormWith(w, r, schedules.Schedule{}, copyOf(like, u.Now()))
		return
	}
	zone := who(r).User.Location()
	d := planDraft{
		template: string(schedules.Weekly), zone: zone.String(), first: schedules.FirstHandoff(u.Now(), zone).String(),
		people: make([]string, placesAtFirst), others: make([]string, othersAtFirst),
	}
	u.planForm(w, r, http.StatusOK, d, view.Form{})
}

// copyOf is a schedule that is not stored yet and gives the same shifts from
// now on. Overrides and absences are no part of the rota.
func copyOf(s schedules.Schedule, now time.Time) schedules.Schedule {
	at := civil.DateTimeOf(now, zoneOf(s))
	copied := schedules.Schedule{Name: "Copy of " + s.Name, Description: s.Description, Team: s.Team, TimeZone: s.TimeZone}
	for _, l := range s.Layers {
		if l.ID = ""; !l.Over(at) {
			copied.Layers = append(copied.Layers, l)
		}
	}
	for _, h := range s.Holidays { // those of a calendar too, as dates of its own: its address is a secret of s
		if h.Feed = ""; !holidayOver(h, at) {
			copied.Holidays = append(copied.Holidays, h)
		}
	}
	return copied
}

func (u *ui) planForm(w http.ResponseWriter, r *http.Request, status int, d planDraft, form view.Form) {
	form.Values = d.values()
	u.draw(w, r, status, view.ScheduleNew(u.page(r), view.ScheduleNewPage{
		Form: form, Templates: templateCards(), People: slotOptions(u.Store.Config(), scheduleDraft{}), Zones: zoneNames(),
		Places: len(d.people), Others: len(d.others),
	}))
}

func (d planDraft) values() map[string]string {
	v := map[string]string{"template": d.template, "name": d.name, "time_zone": d.zone, "first": d.first}
	for i, id := range d.people {
		v[view.PlaceField("people", i)] = id
	}
	for i, id := range d.others {
		v[view.PlaceField("others", i)] = id
	}
	return v
}

func planDraftFrom(form url.Values) planDraft {
	d := planDraft{
		template: form.Get("template"), name: strings.TrimSpace(form.Get("name")), zone: strings.TrimSpace(form.Get("time_zone")), first: form.Get("first"),
	}
	for i := range bounded(form.Get("people"), maxSlots) {
		d.people = append(d.people, form.Get(view.PlaceField("people", i)))
	}
	for i := range bounded(form.Get("others"), maxSlots) {
		d.others = append(d.others, form.Get(view.PlaceField("others", i)))
	}
	return d
}

// scheduleNewDo is every button of the form of templates, and of the editor
// that it leads to.
func (u *ui) scheduleNewDo(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		u.fail(w, r, engine.Fail(engine.Invalid, "The form could not be read: %v", err))
		return
	}
	if why := u.mayEditSchedule(r, "", ""); why != "" {
		u.mayNot(w, r, why)
		return
	}
	d := planDraftFrom(r.PostForm)
	switch r.PostFormValue("do") {
	case view.DoMorePeople:
		d.people = append(d.people, make([]string, placesMore)...)
		u.planForm(w, r, http.StatusOK, d, view.Form{})
	case view.DoMoreOthers:
		d.others = append(d.others, make([]string, placesMore)...)
		u.planForm(w, r, http.StatusOK, d, view.Form{})
	case view.DoFill:
		u.scheduleFill(w, r, d)
	default:
		u.scheduleDo(w, r)
	}
}

// scheduleFill opens the editor with what a template makes of people and times.
func (u *ui) scheduleFill(w http.ResponseWriter, r *http.Request, d planDraft) {
	cfg := u.Store.Config()
	s, wrong := d.schedule(cfg)
	if len(wrong) > 0 {
		u.planForm(w, r, http.StatusBadRequest, d, view.Form{Errors: wrong})
		return
	}
	s.Team = scheduleTeams(cfg, r, "")[0]
	draft := scheduleDraftOf(s, u.Now())
	for i, l := range draft.layers {
		draft.layers[i].start = "" // with the first handoff
		if len(l.slots) == 1 && l.slots[0][0] == nobody {
			draft.layers[i].slots = [][]string{{""}} // to be chosen
		}
	}
	u.scheduleForm(w, r, http.StatusOK, "", draft, view.Form{})
}

// given leaves out the choices that were not made.
func given(ids []string) (list []string) {
	for _, id := range ids {
		if id != "" {
			list = append(list, id)
		}
	}
	return list
}

func (d planDraft) schedule(cfg *engine.Config) (schedules.Schedule, map[string]string) {
	wrong := map[string]string{}
	s := schedules.Schedule{Name: d.name, TimeZone: d.zone}
	if _, err := time.LoadLocation(d.zone); err != nil || d.zone == "" || d.zone == "Local" {
		wrong["time_zone"] = "Give a time zone, as in America/Chicago."
	}
	first, err := civil.ParseDateTime(d.first)
	if err != nil {
		wrong["first"] = "Give a date and a time."
	}
	for name, ids := range map[string][]string{"people": d.people, "others": d.others} {
		for i, id := range ids {
			if _, known := cfg.Users[id]; id != "" && !known {
				wrong[view.PlaceField(name, i)] = "Choose somebody of the list."
			}
		}
	}
	if !isTemplate(d.template) {
		wrong["template"] = "Choose how to begin."
	}
	s.Layers = schedules.Template(d.template).Layers(schedules.Plan{First: first, People: given(d.people), Others: given(d.others)})
	return s, wrong
}

func isTemplate(name string) bool {
	for _, t := range schedules.Templates() {
		if string(t) == name {
			return true
		}
	}
	return false
}

// templateWords is what each template is called, and what it gives.
func templateWords() map[schedules.Template][2]string {
	return map[schedules.Template][2]string{
		schedules.Weekly:         {"A week each", "One person is on call for a week, then the next."},
		schedules.Daily:          {"A day each", "One person is on call for 24 hours, then the next."},
		schedules.FollowTheSun:   {"Days and nights", "Two groups, twelve hours each: the first by day, the second by night. Each person keeps theirs for a week."},
		schedules.BusinessDay:    {"Business hours", "Eight hours from the first handoff's time on, Monday to Friday. Outside of them nobody is on call."},
		schedules.WeekdayWeekend: {"Weekdays and weekends", "A week each; from Friday to Monday the second group takes turns of its own, and takes holidays too."},
		schedules.SplitWeek:      {"Days, nights and weekends", "Another person each day, the second group a week of nights each; from Friday to Monday one person of all, holidays too."},
		schedules.Empty:          {"Empty", "No layers: you build it all."},
	}
}

// templateCards show each template over a fortnight, as it comes out.
func templateCards() (cards []view.TemplateCard) {
	first := civil.At(2024, time.January, 1, 10, 0) // a Monday
	days := rota{span: "fortnight", first: first.Date, last: first.Date.AddDays(14), loc: time.UTC}
	sample := &engine.Config{Directory: people.Directory{Users: map[string]people.User{}}}
	hues := map[string]int{}
	for i, id := range []string{"A", "B", "C", "D", "E"} {
		sample.Users[id], hues[id] = people.User{ID: id, Name: id}, []int{0, 1, 2, 3, 5}[i]
	}
	p := painter{rota: days, cfg: sample, hues: hues, seen: map[string]bool{}}
	for _, t := range schedules.Templates() {
		words := templateWords()[t]
		s := schedules.Schedule{TimeZone: "UTC", Layers: t.Layers(schedules.Plan{First: first, People: []string{"A", "B", "C"}, Others: []string{"D", "E"}})}
		card := view.TemplateCard{Value: string(t), Name: words[0], Says: words[1]}
		if bars := p.shifts(s.Shifts(days.from(), days.to())); len(bars) > 0 {
			card.Lanes = []view.RotaLane{{Name: fmt.Sprint(words[0], " over two weeks"), Bars: bars}}
		}
		cards = append(cards, card)
	}
	return cards
}
