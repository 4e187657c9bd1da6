package config

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

type scheduleEntry struct {
	place
	name        text
	description string
	team        text
	zone        string
	layers      []layerEntry
	overrides   *[]overrideEntry // nil when the file does not say
	absences    *[]absenceEntry  // nil when the file does not say
	holidays    []schedules.Holiday
	feeds       []feedEntry
}

type layerEntry struct {
	place
	name         text
	start        civil.DateTime
	end          civil.DateTime
	anchor       civil.DateTime
	turn         schedules.Turn
	users        []slotEntry
	restrictions []schedules.Restriction
	zone         text // of a part that is over, where the schedule had another then
	holidays     []schedules.Holiday
}

// slotEntry is the e-mail addresses of one turn; none is nobody's turn.
type slotEntry []text

type overrideEntry struct {
	start    time.Time
	end      time.Time
	user     text
	replaces text
	adds     bool
}

func readSchedule(m *mapping) scheduleEntry {
	m.needs("name", "time_zone")
	zone := m.zone("time_zone").s
	s := scheduleEntry{
		place:       m.place,
		name:        m.short("name"),
		description: m.prose("description"),
		team:        m.short("team"),
		zone:        zone,
		layers:      readAll(m.report, m.get("layers"), readLayer),
		overrides:   readIfGiven(m, "overrides", readOverride(zone)),
		absences:    readIfGiven(m, "absences", readAbsence(zone, true)),
		holidays:    m.holidays("holidays"),
		feeds:       m.holidayFeeds("holiday_feeds"),
	}
	m.unique("holiday feed", namesOf(s.feeds, func(f feedEntry) text { return f.name }))
	m.unique("layer", namesOf(s.layers, func(l layerEntry) text { return l.name }))
	s.validate(m.report)
	return s
}

// validate asks the schedule itself, as everybody does who stores one. What was
// reported while reading is not reported again.
func (s scheduleEntry) validate(r *report) {
	err := s.schedule(fold).Validate()
	faults, _ := errors.AsType[schedules.Faults](err)
	for _, f := range faults {
		if at := r.at(s.path + "." + f.Field); !r.told(at.path) {
			r.fail(at, "%s", f.Problem)
		}
	}
}

// schedule is the entry as the engine wants it, without ids of its own; id gives
// that of the user with an e-mail address.
func (s scheduleEntry) schedule(id func(email string) string) schedules.Schedule {
	built := schedules.Schedule{Name: s.name.s, Description: s.description, TimeZone: s.zone, Holidays: s.holidays}
	for _, l := range s.layers {
		built.Layers = append(built.Layers, l.layer(id))
	}
	for _, o := range orNone(s.overrides) {
		built.Overrides = append(built.Overrides, schedules.Override{
			Start: o.start, End: o.end, User: idOf(o.user, id), Replaces: idOf(o.replaces, id), Adds: o.adds,
		})
	}
	for _, a := range orNone(s.absences) {
		built.Absences = append(built.Absences, a.absence(idOf(a.user, id)))
	}
	return built
}

func (l layerEntry) layer(id func(email string) string) schedules.Layer {
	built := schedules.Layer{
		Name: l.name.s, Start: l.start, End: l.end, Anchor: l.anchor, Turn: l.turn, Restrictions: l.restrictions,
		TimeZone: l.zone.s, Holidays: l.holidays,
	}
	for _, entry := range l.users {
		var slot schedules.Slot
		for _, t := range entry {
			slot = append(slot, idOf(t, id))
		}
		built.Users = append(built.Users, slot)
	}
	return built
}

func idOf(t text, id func(email string) string) string {
	if t.s == "" {
		return ""
	}
	return id(t.s)
}

func readLayer(m *mapping) layerEntry {
	m.needs("start", "turn", "users")
	return layerEntry{
		place:        m.place,
		name:         m.short("name"),
		start:        m.wallClock("start"),
		end:          m.wallClock("end"),
		anchor:       m.wallClock("anchor"),
		turn:         m.turn("turn"),
		users:        m.slots("users"),
		restrictions: readAll(m.report, m.get("restrictions"), readRestriction),
		zone:         m.zone("time_zone"),
		holidays:     m.holidays("holidays"),
	}
}

// wallClock reads a date and time of the schedule's zone.
func (m *mapping) wallClock(name string) civil.DateTime {
	t := m.short(name)
	if t.s == "" {
		return civil.DateTime{}
	}
	d, err := civil.ParseDateTime(strings.Replace(t.s, " ", "T", 1))
	if err != nil {
		m.fail(t.place, "%v", err)
	}
	return d
}

// turn reads a length like 1w, or a bare number of seconds.
func (m *mapping) turn(name string) schedules.Turn {
	t := m.short(name)
	if t.s == "" {
		return schedules.Turn{}
	}
	if n, err := strconv.Atoi(t.s); err == nil && n > 0 {
		return schedules.TurnOfSeconds(n)
	}
	turn, err := schedules.ParseTurn(t.s)
	if err != nil {
		m.fail(t.place, "%v", err)
	}
	return turn
}

func (m *mapping) slots(name string) []slotEntry {
	var all []slotEntry
	for _, v := range m.list(m.get(name)) {
		all = append(all, m.slot(v))
	}
	return all
}

// slot reads one person, a list of people who are on together, or nobody: null.
func (m *mapping) slot(v value) slotEntry {
	if !v.given() {
		return nil
	}
	if _, several := v.node.(*ast.SequenceNode); !several {
		return slotEntry{m.emailValue(v)}
	}
	var people slotEntry
	for _, one := range m.list(v) {
		people = append(people, m.emailValue(one))
	}
	return people
}

func readRestriction(m *mapping) schedules.Restriction {
	m.needs("from")
	r := schedules.Restriction{Days: m.days("days"), From: m.timeOfDay("from")}
	until, length := m.get("until").given(), m.get("for").given()
	switch {
	case until == length:
		m.fail(m.place, "must have either until or for")
	case length:
		r.For = m.duration("for", 0)
	case word(m.get("until").node) == "24:00":
		r.For = schedules.Between(r.From, civil.TimeOfDay{})
	default:
		r.For = schedules.Between(r.From, m.timeOfDay("until"))
	}
	return r
}

func (m *mapping) timeOfDay(name string) civil.TimeOfDay {
	t := m.short(name)
	if t.s == "" {
		return civil.TimeOfDay{}
	}
	clock, err := civil.ParseTimeOfDay(t.s)
	if err != nil {
		m.fail(t.place, "%v", err)
	}
	return clock
}

// days reads [mon, tue], or the word daily, which is what absence means too.
func (m *mapping) days(name string) []time.Weekday {
	v := m.get(name)
	if s, ok := scalar(v.node); ok && s == "daily" {
		return nil
	}
	var all []time.Weekday
	for _, one := range m.list(v) {
		t := m.text(one, maxName, false)
		day, err := schedules.ParseWeekday(t.s)
		if err != nil {
			m.fail(t.place, "%v", err)
		}
		all = append(all, day)
	}
	return all
}

// readOverride reads the ends of an override on the wall clock of the
// schedule's zone, or as instants with their offset from UTC.
func readOverride(zone string) func(*mapping) overrideEntry {
	loc := zoneOrUTC(zone)
	return func(m *mapping) overrideEntry {
		m.needs("start", "end")
		o := overrideEntry{
			start:    m.instant("start", loc),
			end:      m.instant("end", loc),
			user:     m.email("user"),
			replaces: m.email("replaces"),
			adds:     m.boolean("adds"),
		}
		if !o.start.IsZero() && !o.end.IsZero() && !o.start.Before(o.end) {
			m.fail(m.get("end").place, "must be after start")
		}
		return o
	}
}

func (m *mapping) instant(name string, loc *time.Location) time.Time {
	t := m.short(name)
	if t.s == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00"} {
		if at, err := time.Parse(layout, t.s); err == nil {
			return at.UTC()
		}
	}
	d, err := civil.ParseDateTime(strings.Replace(t.s, " ", "T", 1))
	if err != nil {
		m.fail(t.place, "%q is not a date and time like 2026-01-05T09:00 or 2026-01-05T09:00-06:00", t.s)
		return time.Time{}
	}
	return d.In(loc)
}
