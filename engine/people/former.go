package people

import (
	"time"

	"wakeman/schedules"
)

// Former is somebody who was removed, and whom the past still names: without it, last month would have had nobody.
type Former struct {
	ID     string    `json:"id"`
	Email  string    `json:"email"`
	Name   string    `json:"name"`
	LeftAt time.Time `json:"left_at"` // when they left, or were removed if they had not
	// Absences are those of their own that were over by then, or had begun: others stood in for them.
	Absences []schedules.Absence `json:"absences,omitempty"`
}

// FormerOf is what stays of a person who is removed at an instant.
func FormerOf(u User, now time.Time) Former {
	f := Former{ID: u.ID, Email: u.Email, Name: u.Name, LeftAt: now.UTC()}
	if u.Disabled {
		f.LeftAt = u.LeftAt
	}
	for _, a := range u.Absences {
		if !a.Start.Before(now) {
			continue
		}
		if a.End.After(now) {
			a.End = now.UTC()
		}
		f.Absences = append(f.Absences, a)
	}
	return f
}

// Name is what a person is called, or was if they were removed; "" for an id that is not known any more.
func (d Directory) Name(id string) string {
	if u, ok := d.Users[id]; ok {
		return u.Name
	}
	return d.Former[id].Name
}

// Email is a person's address, also of somebody who was removed; ok is false for an id that is not known any more.
func (d Directory) Email(id string) (email string, ok bool) {
	if u, ok := d.Users[id]; ok {
		return u.Email, true
	}
	f, ok := d.Former[id]
	return f.Email, ok
}

// Here reports whether a person could be paged at an instant: whoever has left since was there before. until is when that
// changes, zero for never.
func (d Directory) Here(id string, at time.Time) (here bool, until time.Time) {
	left := d.Former[id].LeftAt
	if u, ok := d.Users[id]; ok {
		if !u.Disabled {
			return true, time.Time{}
		}
		left = u.LeftAt
	}
	if at.Before(left) {
		return true, left
	}
	return false, time.Time{}
}
