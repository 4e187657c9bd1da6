package ui

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine/config"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// readSchedule is a draft as it was understood.
type readSchedule struct {
	to     schedules.Schedule
	layers map[string]int    // which of the form's layers has this id
	wrong  map[string]string // by field, what can not be read
}

// schedule is what the draft makes of a stored schedule (empty: a new one).
// What the form does not have stays as it is, and so does every layer that was
// not touched.
func (d scheduleDraft) schedule(stored schedules.Schedule, now time.Time) readSchedule {
	r := draftReader{stored: stored, at: civil.DateTimeOf(now, zoneOf(stored)), wrong: map[string]string{}}
	to, places := stored, map[string]int{}
	to.Name, to.Description, to.Team, to.TimeZone = d.name, d.description, d.team, d.zone
	to.Layers = nil
	for i, l := range d.layers {
		to.Layers = append(to.Layers, r.layer(i, l, to.Layers))
		places[to.Layers[i].ID] = i
	}
	to.Layers = stored.WithHistory(to.Layers, r.at)
	to.Holidays = r.holidays(d.holidays)
	return readSchedule{to, places, r.wrong}
}

// draftReader makes things of their drafts, and notes what is wrong by field.
type draftReader struct {
	stored schedules.Schedule
	at     civil.DateTime // now, on the schedule's clock
	wrong  map[string]string
}

func (r draftReader) note(field, sentence string) {
	if r.wrong[field] == "" {
		r.wrong[field] = sentence
	}
}

// layer reads one layer; before are those read already, whose ids are taken.
func (r draftReader) layer(i int, d layerDraft, before []schedules.Layer) schedules.Layer {
	taken := slices.ContainsFunc(before, func(l schedules.Layer) bool { return l.ID == d.id })
	at := slices.IndexFunc(r.stored.Layers, func(l schedules.Layer) bool { return l.ID == d.id && !l.Over(r.at) })
	if at < 0 || taken || d.id == "" {
		l := schedules.Layer{ID: config.NewID(config.LayerID)}
		r.fill(&l, i, d)
		return l
	}
	was := r.stored.Layers[at]
	if same := layerDraftOf(was); reflect.DeepEqual(same, d) {
		return was
	}
	l := was
	r.fill(&l, i, d)
	if !d.anew && l.Turn == was.Turn && l.Phase() == was.Phase() && !slices.EqualFunc(l.Users, was.Users, slices.Equal[schedules.Slot]) && len(r.wrong) == 0 {
		l.Users = was.WithUsers(l.Users, r.at).Users
	}
	return l
}

func (r draftReader) fill(l *schedules.Layer, i int, d layerDraft) {
	l.Name = d.name
	anchor := r.reading(view.LayerField(i, "anchor"), d.anchor, true)
	start := l.Start
	l.Start = r.reading(view.LayerField(i, "start"), d.start, false)
	l.End = r.reading(view.LayerField(i, "end"), d.end, false)
	if l.Start.IsZero() {
		l.Start = anchor
	}
	if l.Anchor = anchor; anchor == l.Start {
		l.Anchor = civil.DateTime{}
	}
	if l.Start != start {
		l.Written = civil.DateTime{}
	}
	switch end := view.LayerField(i, "end"); {
	case l.End.IsZero():
	case l.End.Compare(l.Start) <= 0:
		r.note(end, "This is not after it begins.")
	case r.stored.ID != "" && l.End.Compare(r.at) <= 0:
		r.note(end, "This is past: what was is not changed. To end the layer now, remove it.")
	}
	l.Turn = r.turn(view.LayerField(i, "turn"), d)
	l.Users = r.slots(i, d.slots)
	was := l.Restrictions
	l.Restrictions = nil
	for j, h := range d.hours {
		if j < len(was) && hoursDraftOf(was[j]) == h { // in whatever order its days are written
			l.Restrictions = append(l.Restrictions, was[j])
			continue
		}
		l.Restrictions = append(l.Restrictions, r.hours(i, j, h))
	}
}

// reading reads a date and time of the schedule's clock.
func (r draftReader) reading(field, text string, needed bool) civil.DateTime {
	if text == "" {
		if needed {
			r.note(field, "Give a date and a time.")
		}
		return civil.DateTime{}
	}
	d, err := civil.ParseDateTime(strings.Replace(text, " ", "T", 1))
	if err != nil {
		r.note(field, sentence(err.Error()))
	}
	return d
}

func (r draftReader) turn(field string, d layerDraft) schedules.Turn {
	turn, err := schedules.ParseTurn(d.count + d.unit)
	if err != nil {
		r.note(field, "Write how many as a whole number from 1 on, and choose a unit.")
	}
	return turn
}

func (r draftReader) slots(i int, drafts [][]string) []schedules.Slot {
	slots := make([]schedules.Slot, 0, len(drafts))
	for j, seats := range drafts {
		slot := schedules.Slot{}
		for k, id := range seats {
			switch {
			case id == "" || id == nobody:
			case slices.Contains(slot, id):
				r.note(view.SeatField(i, j, k), "This person is in this turn already.")
			default:
				slot = append(slot, id)
			}
		}
		if len(slot) == 0 && !slices.Contains(seats, nobody) {
			r.note(view.SeatField(i, j, 0), "Choose a person, or nobody.")
		}
		slots = append(slots, slot)
	}
	if len(slots) == 0 {
		r.note(view.LayerField(i, "users"), "A layer needs one turn at least.")
	}
	return slots
}

func (r draftReader) hours(i, j int, h hoursDraft) schedules.Restriction {
	from, errFrom := civil.ParseTimeOfDay(h.from)
	until, errUntil := civil.ParseTimeOfDay(h.until)
	later, errLater := strconv.Atoi(orElse(h.later, "0"))
	if errFrom != nil {
		r.note(view.HoursField(i, j, "from"), "Give a time of day.")
	}
	if errUntil != nil {
		r.note(view.HoursField(i, j, "until"), "Give a time of day.")
	}
	if errLater != nil || later < 0 || later > 6 {
		r.note(view.HoursField(i, j, "until"), "Hours last a week at most.")
		later = 0
	}
	one := schedules.Restriction{From: from, For: schedules.Between(from, until) + time.Duration(later)*24*time.Hour}
	for _, day := range view.Weekdays() {
		if h.days[day] {
			one.Days = append(one.Days, day)
		}
	}
	return one
}

// holidays are those of the form, and those that are over or come from feeds. One that has begun
// can only be one that is stored: see [schedules.Schedule.Edited].
func (r draftReader) holidays(drafts []holidayDraft) (all []schedules.Holiday) {
	for _, h := range r.stored.Holidays {
		if h.Feed != "" || holidayOver(h, r.at) {
			all = append(all, h)
		}
	}
	for i, d := range drafts {
		h := schedules.Holiday{Name: d.name}
		var err error
		if h.Date, err = civil.ParseDate(d.date); err != nil {
			r.note(view.HolidayField(i, "date"), "Give a date.")
		}
		if d.from != "" {
			if h.From, err = civil.ParseTimeOfDay(d.from); err != nil {
				r.note(view.HolidayField(i, "from"), "Give a time of day, or leave it empty.")
			}
		}
		if r.stored.ID != "" && h.Date.Valid() && h.Date.At(h.From).Compare(r.at) <= 0 && !slices.Contains(r.stored.Holidays, h) {
			r.note(view.HolidayField(i, "date"), "This has begun: what was is not changed. Give a later time, or make an override.")
		}
		all = append(all, h)
	}
	return all
}
