package ui

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine/config"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// scheduleDraft is what stands in the form of a schedule, right or wrong. It
// goes to and fro between browser and box with every button; nothing of it is
// kept.
type scheduleDraft struct {
	name, description, team, zone string
	layers                        []layerDraft
	holidays                      []holidayDraft
	seen                          string // the version that is being changed
	shown                         string // what the preview showed; see shownVersion
	span                          string // of the preview's picture
}

type layerDraft struct {
	id, name, anchor, start, end string
	count, unit                  string // of the turn
	anew                         bool   // turns are counted from the anchor, whoever moves
	slots                        [][]string
	hours                        []hoursDraft
}

// hoursDraft is a restriction: later is how many days after the next such time
// of day it ends.
type hoursDraft struct {
	days               [7]bool // by time.Weekday
	from, until, later string
}

type holidayDraft struct{ date, from, name string }

// Bounds on what a form can hold, far above what anybody could look through. A
// schedule beyond them is not drawn as a form: it would come back cut.
const (
	maxLayers   = 40
	maxSlots    = 100
	maxSeats    = 20
	maxPlaces   = 1000 // seats of all turns: each is drawn with everybody to choose from
	maxHours    = 30
	maxHolidays = 300
)

// nobody is chosen for a turn in which nobody is on call; "" is a choice that
// was not made.
const nobody = "nobody"

// scheduleFacts is what the form changes. Overrides that are made meanwhile do
// not make its state an old one.
type scheduleFacts struct {
	Name, Description, Team, TimeZone string
	Layers                            []schedules.Layer
	Holidays                          []schedules.Holiday
}

func scheduleVersion(s schedules.Schedule) string {
	return config.Version(scheduleFacts{s.Name, s.Description, s.Team, s.TimeZone, s.Layers, ownHolidays(s)})
}

// ownHolidays are those that people entered: what comes from calendar feeds is theirs.
func ownHolidays(s schedules.Schedule) (own []schedules.Holiday) {
	for _, h := range s.Holidays {
		if h.Feed == "" {
			own = append(own, h)
		}
	}
	return own
}

// scheduleDraftOf is the form of a schedule: what is over is not in it.
func scheduleDraftOf(s schedules.Schedule, now time.Time) scheduleDraft {
	d := scheduleDraft{name: s.Name, description: s.Description, team: s.Team, zone: s.TimeZone, seen: scheduleVersion(s)}
	at := civil.DateTimeOf(now, zoneOf(s))
	for _, l := range s.Layers {
		if !l.Over(at) {
			d.layers = append(d.layers, layerDraftOf(l))
		}
	}
	for _, h := range ownHolidays(s) {
		if !holidayOver(h, at) {
			d.holidays = append(d.holidays, holidayDraft{h.Date.String(), fromText(h.From), h.Name})
		}
	}
	return d
}

// asProposed has rotations that a proposal changes counted as it counts them:
// it has thought of who moves.
func (d scheduleDraft) asProposed(current, proposed schedules.Schedule) {
	for i, l := range d.layers {
		same := func(x schedules.Layer) bool { return x.ID == l.id }
		was, is := slices.IndexFunc(current.Layers, same), slices.IndexFunc(proposed.Layers, same)
		d.layers[i].anew = was >= 0 && is >= 0 && !slices.EqualFunc(current.Layers[was].Users, proposed.Layers[is].Users, slices.Equal[schedules.Slot])
	}
}

// fits reports whether a form can hold all of a schedule.
func (d scheduleDraft) fits() bool {
	if len(d.layers) > maxLayers || len(d.holidays) > maxHolidays || d.places() > maxPlaces {
		return false
	}
	for _, l := range d.layers {
		if len(l.slots) > maxSlots || len(l.hours) > maxHours {
			return false
		}
		for _, slot := range l.slots {
			if len(slot) > maxSeats {
				return false
			}
		}
	}
	return true
}

// places is how many seats there are to choose somebody for.
func (d scheduleDraft) places() (n int) {
	for _, l := range d.layers {
		for _, slot := range l.slots {
			n += max(len(slot), 1)
		}
	}
	return n
}

// holidayOver reports whether a holiday is over.
func holidayOver(h schedules.Holiday, at civil.DateTime) bool {
	return h.Date.AddDays(1).At(h.From).Compare(at) <= 0
}

func layerDraftOf(l schedules.Layer) layerDraft {
	d := layerDraft{
		id: l.ID, name: l.Name, anchor: l.Phase().String(), start: l.Start.String(), end: l.End.String(),
		count: strconv.Itoa(l.Turn.Count), unit: l.Turn.Unit.String(),
	}
	for _, slot := range l.Users {
		if len(slot) == 0 {
			slot = schedules.Slot{nobody}
		}
		d.slots = append(d.slots, append([]string(nil), slot...))
	}
	for _, r := range l.Restrictions {
		d.hours = append(d.hours, hoursDraftOf(r))
	}
	return d
}

func hoursDraftOf(r schedules.Restriction) hoursDraft {
	const day = 24 * time.Hour
	d := hoursDraft{from: r.From.String(), until: r.Until().String(), later: strconv.Itoa(int((r.For - time.Second) / day))}
	for _, weekday := range r.Days {
		d.days[weekday] = true
	}
	return d
}

// fromText leaves midnight out: it is what holds without a word.
func fromText(t civil.TimeOfDay) string {
	if t == (civil.TimeOfDay{}) {
		return ""
	}
	return t.String()
}

// scheduleDraftFrom reads the form.
func scheduleDraftFrom(form url.Values) scheduleDraft {
	typed := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	d := scheduleDraft{
		name: typed("name"), description: typed("description"), team: typed("team"), zone: typed("time_zone"),
		seen: form.Get("seen"), shown: form.Get("shown"), span: form.Get("span"),
	}
	for i := range bounded(form.Get("layers"), maxLayers) {
		d.layers = append(d.layers, layerDraftFrom(form, i))
	}
	for i := range bounded(form.Get("holidays"), maxHolidays) {
		field := func(name string) string { return typed(view.HolidayField(i, name)) }
		d.holidays = append(d.holidays, holidayDraft{field("date"), field("from"), field("name")})
	}
	return d
}

func layerDraftFrom(form url.Values, i int) layerDraft {
	field := func(name string) string { return strings.TrimSpace(form.Get(view.LayerField(i, name))) }
	l := layerDraft{
		id: field("id"), name: field("name"), anchor: field("anchor"), start: field("start"), end: field("end"),
		count: field("turn.count"), unit: field("turn.unit"), anew: field("anew") != "",
	}
	for j := range bounded(field("users"), maxSlots) {
		var slot []string
		for k := range bounded(form.Get(view.SlotField(i, j)), maxSeats) {
			slot = append(slot, form.Get(view.SeatField(i, j, k)))
		}
		l.slots = append(l.slots, slot)
	}
	for j := range bounded(field("restrictions"), maxHours) {
		l.hours = append(l.hours, hoursDraftFrom(form, i, j))
	}
	return l
}

func hoursDraftFrom(form url.Values, i, j int) hoursDraft {
	field := func(name string) string { return strings.TrimSpace(form.Get(view.HoursField(i, j, name))) }
	h := hoursDraft{from: field("from"), until: field("until"), later: field("later")}
	for _, text := range form[view.HoursField(i, j, "days")] {
		if day, err := schedules.ParseWeekday(text); err == nil {
			h.days[day] = true
		}
	}
	return h
}

// values are the form's fields as they are typed. Days that are ticked have a
// field each.
func (d scheduleDraft) values() map[string]string {
	v := map[string]string{
		"name": d.name, "description": d.description, "team": d.team, "time_zone": d.zone, "seen": d.seen, "shown": d.shown, "span": d.span,
		"layers": strconv.Itoa(len(d.layers)), "holidays": strconv.Itoa(len(d.holidays)),
	}
	for i, l := range d.layers {
		l.put(v, i)
	}
	for i, h := range d.holidays {
		v[view.HolidayField(i, "date")], v[view.HolidayField(i, "from")], v[view.HolidayField(i, "name")] = h.date, h.from, h.name
	}
	return v
}

func (l layerDraft) put(v map[string]string, i int) {
	for name, value := range map[string]string{
		"id": l.id, "name": l.name, "anchor": l.anchor, "start": l.start, "end": l.end, "turn.count": l.count, "turn.unit": l.unit,
		"anew": yes(l.anew), "users": strconv.Itoa(len(l.slots)), "restrictions": strconv.Itoa(len(l.hours)),
	} {
		v[view.LayerField(i, name)] = value
	}
	for j, slot := range l.slots {
		v[view.SlotField(i, j)] = strconv.Itoa(len(slot))
		for k, id := range slot {
			v[view.SeatField(i, j, k)] = id
		}
	}
	for j, h := range l.hours {
		v[view.HoursField(i, j, "from")], v[view.HoursField(i, j, "until")], v[view.HoursField(i, j, "later")] = h.from, h.until, h.later
		for day, ticked := range h.days {
			v[view.HoursDayField(i, j, time.Weekday(day))] = yes(ticked)
		}
	}
}

// layerNumber names a layer that has no name, as the form counts them.
func (d scheduleDraft) layerName(i int) string {
	return orElse(d.layers[i].name, fmt.Sprintf("Layer %d", i+1))
}
