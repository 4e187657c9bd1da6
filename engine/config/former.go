package config

import (
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// leave writes down who leaves between two configurations, and when: for those who are disabled since when, of those who
// are removed what the past needs. next is not shared with anybody yet.
func leave(old, next *engine.Config, now time.Time) {
	former := copied(old.Former)
	for id, u := range next.Users {
		at, was := leftAt(old.Users[id], u, now), former[id].Absences
		if since, back := cameBack(old, u); back {
			was = slices.Concat(was, gone(id, since, now))
		}
		if at.Equal(u.LeftAt) && len(was) == 0 {
			continue
		}
		u.LeftAt, u.Absences = at, slices.Concat(u.Absences, was)
		next.Users[id] = u
	}
	for id, u := range old.Users {
		if _, stays := next.Users[id]; !stays {
			former[id] = people.FormerOf(u, now)
		}
	}
	for id := range next.Users {
		delete(former, id)
	}
	next.Former = former
}

func leftAt(was, is people.User, now time.Time) time.Time {
	switch {
	case !is.Disabled:
		return time.Time{}
	case was.Disabled:
		return was.LeftAt
	}
	return now.UTC().Round(0)
}

// cameBack reports whether somebody who had left is there again, or was removed and is by an id that a caller chose; since is when
// they left.
func cameBack(old *engine.Config, u people.User) (since time.Time, back bool) {
	if was := old.Users[u.ID]; was.Disabled {
		return was.LeftAt, !u.Disabled
	}
	f, removed := old.Former[u.ID]
	return f.LeftAt, removed
}

// gone is the absence that is left of the time in which somebody had left: others stood in for them, and did so.
func gone(user string, since, until time.Time) []schedules.Absence {
	if since.IsZero() { // it was not written down yet
		since = time.Unix(0, 0)
	}
	if !since.Before(until) {
		return nil
	}
	return []schedules.Absence{{ID: NewID(AbsenceID), User: user, Start: since.UTC(), End: until.UTC().Round(0), Reason: "had left"}}
}

// history tells what of schedules is over.
type history struct{ now time.Time }

func (h history) layer(s schedules.Schedule, l schedules.Layer) bool {
	return l.Over(h.reading(s))
}

func (h history) reading(s schedules.Schedule) civil.DateTime {
	return civil.Read(h.now, zoneOrUTC(s.TimeZone)).DateTime()
}

// formerly tells what of a schedule names people who were removed. All of it is over, and no file can say it.
type formerly struct{ people map[string]people.Former }

func (f formerly) names(id string) bool {
	_, ok := f.people[id]
	return ok
}

func (f formerly) layer(l schedules.Layer) bool {
	return slices.ContainsFunc(l.Users, func(slot schedules.Slot) bool { return slices.ContainsFunc(slot, f.names) })
}

func (f formerly) override(o schedules.Override) bool { return f.names(o.User) || f.names(o.Replaces) }

func (f formerly) absence(a schedules.Absence) bool { return f.names(a.User) }

// without is a schedule as a file can say it.
func (f formerly) without(s schedules.Schedule) schedules.Schedule {
	if len(f.people) == 0 {
		return s
	}
	s.Layers = slices.DeleteFunc(slices.Clone(s.Layers), f.layer)
	s.Overrides = slices.DeleteFunc(slices.Clone(s.Overrides), f.override)
	s.Absences = slices.DeleteFunc(slices.Clone(s.Absences), f.absence)
	return s
}

// kept is a schedule with what it lacks of the history that names people who were removed: a file that is applied does
// not take it away by being silent about people whom it can not name.
func (f formerly) kept(s, old schedules.Schedule, now time.Time) schedules.Schedule {
	if len(f.people) == 0 {
		return s
	}
	h := history{now}
	s.Layers = woven(s.Layers, old.Layers, func(l schedules.Layer) string { return l.ID }, func(l schedules.Layer) bool { return f.layer(l) && h.layer(old, l) })
	return s
}

// woven is a list with those of an older one that stay, where they were among the others: of layers and overrides the
// place says which wins. Both are gone through once: there may be years of overrides.
func woven[T any](list, old []T, id func(T) string, stays func(T) bool) []T {
	place := map[string]int{}
	for i, x := range old {
		place[id(x)] = i
	}
	there := map[string]bool{}
	for _, x := range list {
		there[id(x)] = true
	}
	var out []T
	next := 0 // of list
	for i, x := range old {
		if there[id(x)] || !stays(x) {
			continue
		}
		for ; next < len(list); next++ {
			if n, known := place[id(list[next])]; known && n > i {
				break
			}
			out = append(out, list[next])
		}
		out = append(out, x)
	}
	return append(out, list[next:]...)
}

// forgetFormer takes out those who left before an instant and whom the past does not name any more. It gives their
// addresses, sorted.
func forgetFormer(next *engine.Config, before time.Time) (gone []string) {
	for id, f := range next.Former {
		if !f.LeftAt.After(before) && len(schedules.AbsencesFrom(f.Absences, before)) == 0 && !inPast(next, id) {
			delete(next.Former, id)
			gone = append(gone, f.Email)
		}
	}
	slices.Sort(gone)
	return gone
}

func inPast(c *engine.Config, id string) bool {
	one := formerly{map[string]people.Former{id: {}}}
	for _, s := range c.Schedules {
		if slices.ContainsFunc(s.Layers, one.layer) || slices.ContainsFunc(s.Overrides, one.override) || slices.ContainsFunc(s.Absences, one.absence) {
			return true
		}
	}
	return false
}
