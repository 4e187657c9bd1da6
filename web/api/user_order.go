package api

import (
	"slices"
	"strings"

	"wakeman/engine/people"
)

// userOrder is what a request says about a person. Contact methods and rules
// have paths of their own; clients that send them along mean what was there.
type userOrder struct {
	Name     maybe[string] `json:"name"`
	Email    maybe[string] `json:"email"`
	TimeZone maybe[string] `json:"time_zone" doc:"a tz database name"`
	Role     maybe[string] `json:"role" enum:"read_only_user,limited_user,user,admin,owner"`
	JobTitle maybe[string] `json:"job_title"`
	Disabled maybe[bool]   `json:"disabled" doc:"true: they have left. Their sessions, keys and links end, and nobody pages them. Not PagerDuty's"`
}

func roles() []people.Role {
	return []people.Role{people.Viewer, people.Responder, people.Scheduler, people.Admin, people.Owner}
}

// apply makes the person that is wanted out of the one there is.
func (w userOrder) apply(u people.User) (people.User, error) {
	var f faults
	trimmed(w.Name, &u.Name)
	trimmed(w.Email, &u.Email)
	trimmed(w.JobTitle, &u.JobTitle)
	w.Disabled.put(&u.Disabled)
	if zone := strings.TrimSpace(w.TimeZone.value); zone != "" {
		u.TimeZone = zone
	}
	if w.Role.value != "" {
		i := slices.IndexFunc(roles(), func(r people.Role) bool { return roleName(r) == w.Role.value })
		if i < 0 {
			f.add("role", "%s is none of %s", quote(w.Role.value), strings.Join(each(roles(), roleName), ", "))
			return u, f.err()
		}
		u.Role = roles()[i]
	}
	if u.Name == "" {
		f.add("name", "missing")
	}
	return u, f.err()
}
