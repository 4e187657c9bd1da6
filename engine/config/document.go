package config

import (
	"github.com/goccy/go-yaml/ast"
)

// Document is a file that was read: well-formed in itself, but not yet compared
// with what is stored. The zero value says nothing and changes nothing.
type Document struct {
	file      string
	places    map[string]place
	users     section[userEntry]
	teams     section[teamEntry]
	schedules section[scheduleEntry]
	policies  section[policyEntry]
	services  section[serviceEntry]
	rules     section[eventRuleEntry]
	settings  *settingsEntry
	anew      bool // see Anew
}

// section is one top-level list. One that is not present is left alone; one
// that is present is the whole truth for its kind.
type section[T any] struct {
	place
	present bool
	entries []T
}

// The names of the sections, in the order in which a file is best read.
const (
	usersSection     = "users"
	teamsSection     = "teams"
	schedulesSection = "schedules"
	policiesSection  = "escalation_policies"
	servicesSection  = "services"
	rulesSection     = "event_rules"
	settingsSection  = "settings"
)

// Parse reads a configuration file; file is its name for error messages. It
// checks everything that can be checked without knowing what is stored, and
// reports everything wrong at once, as [Errors].
//
// The text may come from anywhere: Parse never panics, and refuses what is
// larger than a MiB, deeper than a configuration can be, or uses the parts of
// YAML that hostile files are made of.
func Parse(file string, src []byte) (Document, error) {
	r := newReport(file)
	d := Document{file: file, places: r.places}
	if root := r.syntax(src); root != nil {
		r.document(&d, root)
	}
	d.checkNames(r, nil)
	if err := r.err(); err != nil {
		return Document{}, err
	}
	return d, nil
}

func (r *report) document(d *Document, root ast.Node) {
	m := r.mapping(value{nodePlace(root), root})
	d.users = readSection(m, usersSection, readUser)
	d.teams = readSection(m, teamsSection, readTeam)
	d.schedules = readSection(m, schedulesSection, readSchedule)
	d.policies = readSection(m, policiesSection, readPolicy)
	d.services = readSection(m, servicesSection, readService)
	v := m.section(rulesSection)
	d.rules = section[eventRuleEntry]{place: v.place, present: v.given(), entries: r.readRules(v, true)}
	if v := m.section(settingsSection); v.given() {
		d.settings = readSettings(r.mapping(v))
	}
	m.finish()
}

// section reports a section without content: with "users:" and everything below
// it commented out, nobody can say if all users are to be removed, or none.
func (m *mapping) section(name string) value {
	v := m.get(name)
	if _, there := m.fields[name]; there && !v.given() {
		m.fail(v.place, "is empty; write [] to remove all of them, or leave the line out to keep them as they are")
	}
	return v
}

func readSection[T any](m *mapping, name string, read func(*mapping) T) section[T] {
	v := m.section(name)
	s := section[T]{place: v.place, present: v.given()}
	s.entries = readAll(m.report, v, read)
	return s
}

func readAll[T any](r *report, v value, read func(*mapping) T) []T {
	var all []T
	for _, entry := range r.list(v) {
		m := r.mapping(entry)
		if m.broken {
			continue
		}
		all = append(all, read(m))
		m.finish()
	}
	return all
}

// readIfGiven is a list that the file may leave alone: nil when it does not say. An empty one says that there are none.
func readIfGiven[T any](m *mapping, name string, read func(*mapping) T) *[]T {
	v := m.get(name)
	if !v.given() {
		return nil
	}
	all := readAll(m.report, v, read)
	return &all
}

// orNone is a list, empty when the file does not say.
func orNone[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}

// unique reports a name that was there before. what is the thing: "user".
func (r *report) unique(what string, names []text) {
	lines := map[string]int{}
	for _, t := range names {
		if t.s == "" {
			continue
		}
		if first, twice := lines[fold(t.s)]; twice {
			if r.file == "" { // written by Edit: its lines say nothing to anybody
				r.fail(t.place, "%q is taken by another %s", t.s, what)
				continue
			}
			r.fail(t.place, "%q is already the name of the %s on line %d", t.s, what, first)
			continue
		}
		lines[fold(t.s)] = t.line
	}
}

func namesOf[T any](entries []T, name func(T) text) []text {
	all := make([]text, len(entries))
	for i, e := range entries {
		all[i] = name(e)
	}
	return all
}
