package api

import (
	"slices"
	"strings"

	"wakeman/engine/people"
	"wakeman/schedules/civil"
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

	RevokeKeys maybe[[]string] `json:"revoke_keys" doc:"ids of keys of the account that they made, to be revoked with disabled: true or with a new role. Those that are not named go on. Not PagerDuty's"`

	QuietHours maybe[quietOrder] `json:"quiet_hours" doc:"no reminders of shifts then; null: none. Not PagerDuty's"`
}

// quietOrder is a stretch of each day.
type quietOrder struct {
	From  string `json:"from" doc:"like 22:00"`
	Until string `json:"until" doc:"like 07:00"`
}

// hours are what it stands for; none when it is empty.
func (w quietOrder) hours(f *faults) (q people.QuietHours) {
	if w == (quietOrder{}) {
		return q
	}
	var err error
	if q.From, err = civil.ParseTimeOfDay(w.From); err != nil {
		f.add("quiet_hours.from", "%s is not a time of day like 22:00", quote(w.From))
	}
	if q.Until, err = civil.ParseTimeOfDay(w.Until); err != nil {
		f.add("quiet_hours.until", "%s is not a time of day like 07:00", quote(w.Until))
	}
	if q.IsZero() {
		f.add("quiet_hours.until", "must be another time than from; null is none")
	}
	return q
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
	if w.QuietHours.given {
		u.QuietHours = w.QuietHours.value.hours(&f)
	}
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
