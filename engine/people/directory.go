package people

import (
	"fmt"
	"slices"
	"sort"
	"time"

	"wakeman/schedules"
)

// Target is what an escalation step names: exactly one field is set.
type Target struct {
	User     string `json:"user,omitempty"`     // User.ID
	Schedule string `json:"schedule,omitempty"` // Schedule.ID
}

// Assignment is one person a step means, and why.
type Assignment struct {
	User string
	Why  string // "on call for Primary", "named by the policy"

	Away time.Time // until when somebody is away whom the step names in person; zero for who is there
}

// Directory is everybody, the schedules they are on, and the teams they are in.
// Immutable once built.
type Directory struct {
	Users     map[string]User
	Teams     map[string]Team
	Schedules map[string]schedules.Schedule
	Former    map[string]Former // who was removed, as long as the past names them
}

// Resolve says whom the targets mean at t. Each person comes once, in the order
// of targets; missing says in words why a target gave nobody. Who is named in
// person is found though they are away, and marked: whether they are passed over
// depends on the whole policy.
func (d Directory) Resolve(targets []Target, t time.Time) (found []Assignment, missing []string) {
	for _, target := range targets {
		people, why := d.resolve(target, t)
		if len(people) == 0 {
			missing = append(missing, why)
		}
		for _, a := range people {
			if !slices.ContainsFunc(found, func(b Assignment) bool { return a.User == b.User }) {
				found = append(found, a)
			}
		}
	}
	return found, missing
}

func (d Directory) resolve(target Target, t time.Time) ([]Assignment, string) {
	if target.User != "" {
		return d.resolveUser(target.User, t)
	}
	s, ok := d.Schedule(target.Schedule)
	if !ok {
		return nil, "the schedule no longer exists"
	}
	var found []Assignment
	for _, id := range s.OnCall(t) {
		if u, ok := d.Users[id]; ok && !u.Disabled {
			found = append(found, Assignment{User: id, Why: "on call for " + s.Name})
		}
	}
	return found, fmt.Sprintf("nobody is on call for %s", s.Name)
}

// Schedule finds a schedule by id, as [Directory.Effective] has it: what a
// question about who is on call must be put to. The definition as it is stored
// is in Schedules.
func (d Directory) Schedule(id string) (schedules.Schedule, bool) {
	s, ok := d.Schedules[id]
	return d.Effective(s), ok
}

// Effective is a schedule with the absences of everybody. Whoever has left, or
// was removed, is away from then on: they are never cover, the next of the
// rotation stands in, and what they had before stays theirs. It is the one place
// that says so; pages, feeds, the API and warnings all ask it.
func (d Directory) Effective(s schedules.Schedule) schedules.Schedule {
	var all []schedules.Absence
	for _, u := range d.Users {
		all = append(all, u.Absences...)
		if u.Disabled {
			all = append(all, left(u.ID, u.LeftAt))
		}
	}
	for _, f := range d.Former {
		all = append(all, f.Absences...)
		all = append(all, left(f.ID, f.LeftAt))
	}
	return s.WithAbsences(all)
}

// left is the absence of somebody who does not come back. It has no ID: nobody
// entered it, and nobody can end it. Of whom it is not known since when, it has
// no beginning.
func left(user string, at time.Time) schedules.Absence {
	return schedules.Absence{User: user, Start: at, End: time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), Reason: "has left"}
}

func (d Directory) resolveUser(id string, t time.Time) ([]Assignment, string) {
	u, ok := d.Users[id]
	switch {
	case !ok:
		return nil, "the person named no longer exists"
	case u.Disabled:
		return nil, u.Name + " has left"
	}
	return []Assignment{{User: id, Why: "named by the policy", Away: u.AwayUntil(t)}}, ""
}

// ByEmail finds a user by address, ignoring case.
func (d Directory) ByEmail(email string) (User, bool) {
	for _, u := range d.Users {
		if equalFold(u.Email, email) {
			return u, true
		}
	}
	return User{}, false
}

// Sorted lists everybody by name, then id.
func (d Directory) Sorted() []User {
	all := make([]User, 0, len(d.Users))
	for _, u := range d.Users {
		all = append(all, u)
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].Name != all[j].Name {
			return all[i].Name < all[j].Name
		}
		return all[i].ID < all[j].ID
	})
	return all
}
