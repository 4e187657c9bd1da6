package schedules

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Lengths of names and descriptions in characters, as PagerDuty has them.
const (
	maxName        = 255
	maxDescription = 1024
)

// Fault is one thing that is wrong with a schedule.
type Fault struct {
	Field   string // the path of the field in the stored form, like layers[0].turn
	Problem string // for people
}

// Error is the field and the problem.
func (f Fault) Error() string { return f.Field + ": " + f.Problem }

// Faults is every fault found, in the order of the fields. Validate returns it, so that a form can put each beside its field
// (errors.As).
type Faults []Fault

// Error is one fault a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.Error()
	}
	return strings.Join(lines, "\n")
}

// add notes a fault unless ok.
func (f *Faults) add(ok bool, field, problem string, args ...any) {
	if !ok {
		*f = append(*f, Fault{field, fmt.Sprintf(problem, args...)})
	}
}

// Validate finds every fault, each naming its field, and returns them as [Faults]; nil when there are none. Whether users
// exist is not its concern, nor are gaps.
func (s Schedule) Validate() error {
	var faults Faults
	faults.add(s.Name != "", "name", "missing")
	faults.add(utf8.RuneCountInString(s.Name) <= maxName, "name", "longer than %d characters", maxName)
	faults.add(utf8.RuneCountInString(s.Description) <= maxDescription, "description", "longer than %d characters", maxDescription)
	s.validateZone(&faults)
	layers, overrides := make(map[string]int), make(map[string]int)
	for i, l := range s.Layers {
		field := fmt.Sprintf("layers[%d]", i)
		faults.once(layers, l.ID, field, i)
		l.validate(&faults, field)
	}
	for i, o := range s.Overrides {
		field := fmt.Sprintf("overrides[%d]", i)
		faults.once(overrides, o.ID, field, i)
		o.validate(&faults, field)
	}
	absences := make(map[string]int)
	for i, a := range s.Absences {
		field := fmt.Sprintf("absences[%d]", i)
		faults.once(absences, a.ID, field, i)
		a.validate(&faults, field)
	}
	for i, h := range s.Holidays {
		h.validate(&faults, fmt.Sprintf("holidays[%d]", i))
	}
	if len(faults) == 0 {
		return nil // and not a nil Faults, which is not a nil error
	}
	return faults
}

func (s Schedule) validateZone(faults *Faults) {
	if s.TimeZone == "" || s.TimeZone == "Local" {
		faults.add(false, "time_zone", "missing; give an IANA name like America/Chicago")
		return
	}
	_, err := time.LoadLocation(s.TimeZone)
	faults.add(err == nil, "time_zone", "%s is not a known IANA time zone", quote(s.TimeZone))
}

// once notes an id that is used twice in one list. Ids are given by the store, so none is no fault.
func (f *Faults) once(seen map[string]int, id, field string, i int) {
	if id == "" {
		return
	}
	first, twice := seen[id]
	f.add(!twice, field+".id", "%s is also the id of the one at index %d", quote(id), first)
	seen[id] = i
}

func (l Layer) validate(faults *Faults, field string) {
	faults.add(utf8.RuneCountInString(l.Name) <= maxName, field+".name", "longer than %d characters", maxName)
	faults.add(!l.Start.IsZero(), field+".start", "missing")
	faults.add(l.Start.IsZero() || l.Start.Valid(), field+".start", "no clock shows this")
	faults.add(l.End.IsZero() || l.End.Valid(), field+".end", "no clock shows this")
	faults.add(l.End.IsZero() || l.End.Compare(l.Start) > 0, field+".end", "not after start")
	faults.add(l.Anchor.IsZero() || l.Anchor.Valid(), field+".anchor", "no clock shows this")
	l.Turn.validate(faults, field+".turn")
	faults.add(len(l.Users) > 0, field+".users", "missing; a rotation needs one slot at least")
	l.validateZone(faults, field)
	for i, slot := range l.Users {
		slot.validate(faults, fmt.Sprintf("%s.users[%d]", field, i))
	}
	for i, r := range l.Restrictions {
		r.validate(faults, fmt.Sprintf("%s.restrictions[%d]", field, i))
	}
}

// validateZone: a clock of its own is for a part that is over, so it ends.
func (l Layer) validateZone(faults *Faults, field string) {
	if l.TimeZone == "" {
		faults.add(len(l.Holidays) == 0, field+".holidays", "only together with a time_zone; others are the schedule's")
		return
	}
	_, err := time.LoadLocation(l.TimeZone)
	faults.add(err == nil && l.TimeZone != "Local", field+".time_zone", "%s is not a known IANA time zone", quote(l.TimeZone))
	faults.add(!l.End.IsZero(), field+".end", "missing; only a part that is over has a time zone of its own")
	for i, h := range l.Holidays {
		h.validate(faults, fmt.Sprintf("%s.holidays[%d]", field, i))
	}
}

func (s Slot) validate(faults *Faults, field string) {
	for i, id := range s {
		faults.add(id != "", fmt.Sprintf("%s[%d]", field, i), "no user id; for nobody's turn leave the slot empty")
		faults.add(id == "" || !slices.Contains(s[:i], id), fmt.Sprintf("%s[%d]", field, i), "%s is in this slot twice", quote(id))
	}
}

// minTurn is the shortest turn that is let in. With turns of a second a page of two weeks has a million handoffs, and whoever
// asks for it takes the memory of the process that pages.
const minTurn = 60

func (t Turn) validate(faults *Faults, field string) {
	if t == (Turn{}) {
		faults.add(false, field, "missing; give a length like 12h, 1d, 1w or 1mo")
		return
	}
	faults.add(!t.endless(), field, "not a whole number of s, m, h, d, w or mo")
	tooLong := t.Unit == Month && t.Count > 12 || !t.endless() && int64(t.Count)*t.Unit.seconds() > maxTurn
	faults.add(!tooLong, field, "longer than a year")
	tooShort := t.Unit != Month && !t.endless() && int64(t.Count)*t.Unit.seconds() < minTurn
	faults.add(!tooShort, field, "shorter than a minute")
}

func (r Restriction) validate(faults *Faults, field string) {
	for i, day := range r.Days {
		faults.add(day >= time.Sunday && day <= time.Saturday, fmt.Sprintf("%s.days[%d]", field, i), "not a day of the week")
		faults.add(!slices.Contains(r.Days[:i], day), fmt.Sprintf("%s.days[%d]", field, i), "named twice")
	}
	faults.add(r.From.Valid(), field+".from", "not a time of day")
	faults.add(r.For >= time.Second, field+".for", "shorter than a second")
	faults.add(r.For <= weekSeconds*time.Second, field+".for", "longer than a week")
	faults.add(r.For%time.Second == 0, field+".for", "not in whole seconds")
}

// Validate finds what is wrong with an absence by itself; the fields are named without a path.
func (a Absence) Validate() error {
	var faults Faults
	a.validate(&faults, "")
	for i := range faults {
		faults[i].Field = strings.TrimPrefix(faults[i].Field, ".")
	}
	if len(faults) == 0 {
		return nil
	}
	return faults
}

func (a Absence) validate(faults *Faults, field string) {
	faults.add(a.User != "", field+".user", "missing")
	faults.add(!a.Start.IsZero(), field+".start", "missing")
	faults.add(!a.End.IsZero(), field+".end", "missing")
	faults.add(a.End.IsZero() || a.Start.Before(a.End), field+".end", "not after start")
	faults.add(utf8.RuneCountInString(a.Reason) <= maxName, field+".reason", "longer than %d characters", maxName)
}

func (h Holiday) validate(faults *Faults, field string) {
	faults.add(h.Date.Valid(), field+".date", "missing, or not a date of the calendar")
	faults.add(h.From.Valid(), field+".from", "not a time of day")
	faults.add(utf8.RuneCountInString(h.Name) <= maxName, field+".name", "longer than %d characters", maxName)
}

func (o Override) validate(faults *Faults, field string) {
	faults.add(!o.Start.IsZero(), field+".start", "missing")
	faults.add(!o.End.IsZero(), field+".end", "missing")
	faults.add(o.End.IsZero() || o.Start.Before(o.End), field+".end", "not after start")
	faults.add(o.User == "" || o.User != o.Replaces, field+".replaces", "replaces a person with themselves")
	faults.add(!o.Adds || o.User != "", field+".user", "missing; an override that adds somebody says whom")
	faults.add(!o.Adds || o.Replaces == "", field+".replaces", "an override adds somebody or replaces somebody, not both")
}
