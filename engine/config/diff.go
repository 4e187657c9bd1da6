package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
)

// Op is what happens to a thing.
type Op string

// The operations of a Change.
const (
	Add    Op = "add"
	Alter  Op = "change"
	Remove Op = "remove"
)

// Change is one thing that two configurations do not have in common.
type Change struct {
	Op   Op
	Kind string // user, team, schedule, escalation_policy, service, event_rules or settings
	Name string // e-mail address of a user; empty for event_rules and settings
	// Fields are what differs; for a thing that is new, what it has.
	Fields []FieldChange
}

// FieldChange is one field before and after, as a file would say it. Secrets
// are masked. Empty means that it was, or is, not there.
type FieldChange struct {
	Path     string // steps[1].delay, contact_methods[pager].address
	Old, New string
}

// Diff lists what changes from old to new, in the order in which a file is
// written. It is empty when nothing does. Either may be nil.
//
// Things are the same if they have the same id, or else the same name. That
// something they refer to has a new name is no change of theirs.
func Diff(old, new *engine.Config) []Change {
	a, b := view{orEmpty(old)}, view{orEmpty(new)}
	users := func(u people.User) string { return u.Email }
	teams := func(t people.Team) string { return t.Name }
	calendars := func(s schedules.Schedule) string { return s.Name }
	policies := func(p engine.Policy) string { return p.Name }
	services := func(s engine.Service) string { return s.Name }
	all := diffKind("user", a.Users, b.Users, users, a.user, b.user)
	all = append(all, diffKind("team", a.Teams, b.Teams, teams, a.team, b.team)...)
	all = append(all, diffKind("schedule", a.Schedules, b.Schedules, calendars, a.schedule, b.schedule)...)
	all = append(all, diffKind("escalation_policy", a.Policies, b.Policies, policies, a.policy, b.policy)...)
	all = append(all, diffKind("service", a.Services, b.Services, services, a.service, b.service)...)
	if fields := diffTree("", a.rulesTree(), b.rulesTree()); len(fields) > 0 {
		all = append(all, Change{Alter, rulesKind, "", fields})
	}
	if fields := diffTree("", a.settings(a.Settings), b.settings(b.Settings)); len(fields) > 0 {
		all = append(all, Change{Alter, "settings", "", fields})
	}
	return all
}

func orEmpty(c *engine.Config) *engine.Config {
	if c == nil {
		return &engine.Config{Settings: engine.DefaultSettings()}
	}
	return c
}

func diffKind[T any](kind string, old, new map[string]T, name func(T) string, before, after func(T) tree) []Change {
	var all []Change
	partners := pair(old, new, name)
	for id, thing := range old {
		if other, ok := partners[id]; !ok {
			all = append(all, Change{Remove, kind, name(thing), nil})
		} else if fields := diffTree("", before(thing), after(new[other])); len(fields) > 0 {
			all = append(all, Change{Alter, kind, name(new[other]), fields})
		}
	}
	matched := map[string]bool{}
	for _, id := range partners {
		matched[id] = true
	}
	for id, thing := range new {
		if !matched[id] {
			all = append(all, Change{Add, kind, name(thing), diffTree("", tree{kind: recordKind}, after(thing))})
		}
	}
	slices.SortFunc(all, func(a, b Change) int {
		return cmp.Or(cmp.Compare(fold(a.Name), fold(b.Name)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Op, b.Op))
	})
	return all
}

// pair finds for each old id the new id of the same thing.
func pair[T any](old, new map[string]T, name func(T) string) map[string]string {
	partners := map[string]string{}
	byName := map[string]string{}
	for _, id := range slices.Sorted(maps.Keys(new)) {
		if _, ok := old[id]; ok {
			partners[id] = id
		} else if _, twice := byName[fold(name(new[id]))]; !twice {
			byName[fold(name(new[id]))] = id
		}
	}
	for _, id := range slices.Sorted(maps.Keys(old)) {
		key := fold(name(old[id]))
		if _, done := partners[id]; done {
			continue
		}
		if other, ok := byName[key]; ok {
			partners[id] = other
			delete(byName, key)
		}
	}
	return partners
}

func diffTree(path string, a, b tree) []FieldChange {
	switch {
	case same(a, b):
		return nil
	case a.kind != b.kind || a.whole || b.whole || a.kind == scalarKind:
		return []FieldChange{changed(path, a, b)}
	case a.kind == recordKind:
		return diffRecord(path, a, b)
	}
	return diffList(path, a, b)
}

func changed(path string, a, b tree) FieldChange {
	change := FieldChange{path, show(a), show(b)}
	if change.Old == change.New {
		change.New = "(another secret)"
	}
	return change
}

func diffRecord(path string, a, b tree) []FieldChange {
	var all []FieldChange
	for _, name := range fieldNames(a, b) {
		before, had := a.field(name)
		after, has := b.field(name)
		where := join(path, name)
		switch {
		case had && has:
			all = append(all, diffTree(where, before, after)...)
		case had && !before.preset:
			all = append(all, FieldChange{where, show(before), ""})
		case has && !after.preset:
			all = append(all, FieldChange{where, "", show(after)})
		}
	}
	return all
}

func fieldNames(a, b tree) []string {
	var all []string
	for _, f := range slices.Concat(b.fields, a.fields) {
		if !slices.Contains(all, f.name) {
			all = append(all, f.name)
		}
	}
	return all
}

func (t tree) field(name string) (tree, bool) {
	for _, f := range t.fields {
		if f.name == name {
			return f.tree, true
		}
	}
	return tree{}, false
}

// diffList compares entries by name, or by number where some have none. If the
// same entries come in another order, that is shown: in most lists it matters.
func diffList(path string, a, b tree) []FieldChange {
	before, order := keyed(a, b)
	after, newOrder := keyed(b, a)
	var all []FieldChange
	for _, key := range newOrder {
		where := fmt.Sprintf("%s[%s]", path, key)
		if old, had := before[key]; had {
			all = append(all, diffTree(where, old, after[key])...)
		} else {
			all = append(all, FieldChange{where, "", show(after[key])})
		}
	}
	for _, key := range order {
		if _, stays := after[key]; !stays {
			all = append(all, FieldChange{fmt.Sprintf("%s[%s]", path, key), show(before[key]), ""})
		}
	}
	stayed := func(k string) bool { _, ok := after[k]; return ok }
	had := func(k string) bool { _, ok := before[k]; return ok }
	if x, y := keep(order, stayed), keep(newOrder, had); !slices.Equal(x, y) {
		all = append(all, FieldChange{path, "[" + strings.Join(x, ", ") + "]", "[" + strings.Join(y, ", ") + "]"})
	}
	return all
}

func keep(keys []string, wanted func(string) bool) []string {
	return slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return !wanted(k) })
}

// keyed names the entries of a; by number if a name is missing or there twice,
// in a or in the list it is compared with.
func keyed(a, other tree) (map[string]tree, []string) {
	named := a.named() && other.named()
	byKey := make(map[string]tree, len(a.items))
	var order []string
	for i, item := range a.items {
		key := fmt.Sprint(i)
		if named {
			key = item.key
		}
		byKey[key] = item
		order = append(order, key)
	}
	return byKey, order
}

func (t tree) named() bool {
	seen := map[string]bool{}
	for _, item := range t.items {
		if item.key == "" || seen[item.key] {
			return false
		}
		seen[item.key] = true
	}
	return true
}
