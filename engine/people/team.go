package people

import (
	"slices"
	"strings"
)

// Team is the people who look after some services, escalation policies and
// schedules together. A thing belongs to one team, or to none.
type Team struct {
	ID          string   `json:"id"`   // public id, "P…"
	Name        string   `json:"name"` // unique
	Description string   `json:"description,omitempty"`
	Members     []Member `json:"members,omitempty"` // each person once
}

// Member is one person of a team.
type Member struct {
	User string   `json:"user"` // User.ID
	Role TeamRole `json:"role"`
}

// TeamRole is what somebody is within a team. It never makes more of them than
// an admin is; see [Directory.MayEditSchedule].
type TeamRole string

// The roles within a team, in PagerDuty's words.
const (
	TeamManager   TeamRole = "manager"   // changes the team's schedules
	TeamResponder TeamRole = "responder" // takes part; changes its schedules if they are a scheduler
	TeamObserver  TeamRole = "observer"  // looks on
)

// TeamRoles are all of them, strongest first.
func TeamRoles() []TeamRole { return []TeamRole{TeamManager, TeamResponder, TeamObserver} }

// Role is what a person is within the team; "" if they are not in it.
func (t Team) Role(user string) TeamRole {
	for _, m := range t.Members {
		if m.User == user {
			return m.Role
		}
	}
	return ""
}

// With is the team with a person in that role, whether they were in it or not.
func (t Team) With(user string, role TeamRole) Team {
	members := slices.Clone(t.Members)
	i := slices.IndexFunc(members, func(m Member) bool { return m.User == user })
	if i < 0 {
		members, i = append(members, Member{User: user}), len(members)
	}
	members[i].Role = role
	t.Members = members
	return t
}

// Without is the team without a person.
func (t Team) Without(user string) Team {
	t.Members = slices.DeleteFunc(slices.Clone(t.Members), func(m Member) bool { return m.User == user })
	return t
}

// SortedTeams lists the teams by name, then id.
func (d Directory) SortedTeams() []Team {
	all := make([]Team, 0, len(d.Teams))
	for _, t := range d.Teams {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b Team) int {
		return strings.Compare(strings.ToLower(a.Name)+"\x00"+a.ID, strings.ToLower(b.Name)+"\x00"+b.ID)
	})
	return all
}

// TeamsOf lists the teams a person is in, by name.
func (d Directory) TeamsOf(user string) []Team {
	return slices.DeleteFunc(d.SortedTeams(), func(t Team) bool { return t.Role(user) == "" })
}
