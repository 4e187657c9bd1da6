package config

import (
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/schedules"
)

// withoutEntered is next without the overrides and absences that current has just so. In a schedule whose zone changes they
// stay: a file writes them on its clock.
func withoutEntered(next, current *engine.Config) *engine.Config {
	lean := draft(next)
	for id, s := range lean.Schedules {
		was := current.Schedules[id]
		if s.TimeZone == was.TimeZone {
			s.Overrides = added(s.Overrides, was.Overrides, func(o schedules.Override) string { return o.ID })
			s.Absences = added(s.Absences, was.Absences, func(a schedules.Absence) string { return a.ID })
			lean.Schedules[id] = s
		}
	}
	for id, u := range lean.Users {
		if was := current.Users[id]; u.TimeZone == was.TimeZone {
			u.Absences = added(u.Absences, was.Absences, func(a schedules.Absence) string { return a.ID })
			lean.Users[id] = u
		}
	}
	return lean
}

// WithoutPast is c without the overrides that are over at now, as an exported file has it: a box keeps those whatever a
// file lists, and 400 days of them may be more than a file may have entries.
func WithoutPast(c *engine.Config, now time.Time) *engine.Config {
	lean := draft(orEmpty(c))
	for id, s := range lean.Schedules {
		s.Overrides = slices.DeleteFunc(slices.Clone(s.Overrides), func(o schedules.Override) bool { return o.Over(now) })
		lean.Schedules[id] = s
	}
	return lean
}

// added is the entries of a list that another does not have, in their order. Entries go by id, and are compared whole.
func added[T comparable](list, before []T, id func(T) string) []T {
	known := make(map[string]T, len(before))
	for _, x := range before {
		known[id(x)] = x
	}
	return slices.DeleteFunc(slices.Clone(list), func(x T) bool {
		was, there := known[id(x)]
		return there && was == x
	})
}
