package config

import (
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// absenceEntry is somebody's absence. In a schedule it names the person; among
// the person's own it does not, and holds for every schedule.
type absenceEntry struct {
	user   text
	start  time.Time
	end    time.Time
	reason string
}

// readAbsence reads the ends of an absence on the wall clock of a zone, or as
// instants with their offset. A bare date is the whole day, also as the end.
func readAbsence(zone string, named bool) func(*mapping) absenceEntry {
	loc := zoneOrUTC(zone)
	return func(m *mapping) absenceEntry {
		m.needs("start", "end")
		a := absenceEntry{start: m.dayOrInstant("start", loc, 0), end: m.dayOrInstant("end", loc, 1), reason: m.short("reason").s}
		if named {
			m.needs("user")
			a.user = m.email("user")
		}
		if !a.start.IsZero() && !a.end.IsZero() && !a.start.Before(a.end) {
			m.fail(m.get("end").place, "must be after start")
		}
		return a
	}
}

// dayOrInstant is an instant, or the beginning of a day so many days after the
// date that is given.
func (m *mapping) dayOrInstant(name string, loc *time.Location, after int) time.Time {
	if d, err := civil.ParseDate(m.short(name).s); err == nil {
		return d.AddDays(after).At(civil.TimeOfDay{}).In(loc)
	}
	return m.instant(name, loc)
}

func (a absenceEntry) absence(user string) schedules.Absence {
	return schedules.Absence{User: user, Start: a.start, End: a.end, Reason: a.reason}
}

// holidays reads dates, alone or with the time of day from which they count.
func (m *mapping) holidays(name string) []schedules.Holiday {
	var all []schedules.Holiday
	for _, v := range m.list(m.get(name)) {
		if _, several := v.node.(*ast.MappingNode); several {
			all = append(all, readHoliday(m.mapping(v)))
			continue
		}
		all = append(all, schedules.Holiday{Date: m.date(m.text(v, maxName, false))})
	}
	return all
}

func readHoliday(m *mapping) schedules.Holiday {
	m.needs("date")
	h := schedules.Holiday{Date: m.date(m.short("date")), From: m.timeOfDay("from"), Name: m.short("name").s}
	m.finish()
	return h
}

func (m *mapping) date(t text) civil.Date {
	if t.s == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(t.s)
	if err != nil {
		m.fail(t.place, "%q is not a date like 2026-12-25", t.s)
	}
	return d
}

// absences of a person are kept when the file does not speak of them: they are
// entered by people themselves.
func (x *resolver) absences(e userEntry, id string, old people.User) []schedules.Absence {
	if e.absences == nil {
		return old.Absences
	}
	var all []schedules.Absence
	for _, a := range *e.absences {
		all = append(all, a.absence(id))
	}
	return x.pastOf(old.ID != "", named(usersSection, old.Email), e.zone).absences(all, old.Absences)
}

// absence is left out of a schedule if the person is gone.
func (v view) absence(a schedules.Absence, loc *time.Location, named bool) (tree, bool) {
	user, known := v.Email(a.User)
	r := newRecord(strings.TrimSpace(wallText(a.Start, loc) + " " + user))
	if named {
		r.add("user", tree{text: user, id: a.User})
	}
	r.word("start", wallText(a.Start, loc), "")
	r.word("end", wallText(a.End, loc), "")
	r.text("reason", a.Reason)
	r.text("feed", a.Feed)
	if a.Feed != "" {
		r.key += " " + a.ID
	}
	return r.flow(), known
}

func (v view) absences(all []schedules.Absence, zone string, named bool) []tree {
	loc := zoneOrUTC(zone)
	var trees []tree
	for _, a := range all {
		if t, ok := v.absence(a, loc, named); ok {
			trees = append(trees, t)
		}
	}
	return trees
}

func holidayTrees(all []schedules.Holiday) []tree {
	trees := make([]tree, len(all))
	for i, h := range all {
		trees[i] = holidayTree(h)
	}
	return trees
}

func holidayTree(h schedules.Holiday) tree {
	r := newRecord(strings.TrimSpace(h.Date.String() + " " + h.Feed))
	r.word("date", h.Date.String(), "")
	r.word("from", h.From.String(), civil.TimeOfDay{}.String())
	r.text("name", h.Name)
	r.text("feed", h.Feed)
	return r.flow()
}

func zoneOrUTC(zone string) *time.Location {
	if loc, err := time.LoadLocation(zone); err == nil {
		return loc
	}
	return time.UTC
}
