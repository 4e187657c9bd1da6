package api

import (
	"slices"
	"strings"

	"wakeman/engine/people"
)

// teamOrder is what a request says about a team. Its members have paths of
// their own; teams within teams (parent) there are not, so that is not looked at.
type teamOrder struct {
	Name        maybe[string] `json:"name"`
	Description maybe[string] `json:"description"`
}

func (w teamOrder) apply(t people.Team) people.Team {
	trimmed(w.Name, &t.Name)
	w.Description.put(&t.Description)
	return t
}

// teamsOrder is the team that something is to belong to.
type teamsOrder []teamRefOrder

type teamRefOrder struct {
	ID   string `json:"id"`
	Type string `json:"type" doc:"team_reference; may be left out"`
}

// teamOf is the one team that is named, "" for none; given is false where the
// request says nothing about it.
func teamOf(w maybe[teamsOrder], f *faults) (id string, given bool) {
	if len(w.value) > 1 {
		f.add("teams", "%d are too many: a thing belongs to one team at most", len(w.value))
	}
	if len(w.value) == 0 {
		return "", w.given
	}
	if id = w.value[0].ID; id == "" {
		f.add("teams[0].id", "missing")
	}
	return id, true
}

// teamMemberOrder is the role of a member. Without one a new member is a responder,
// and one who is there keeps theirs.
type teamMemberOrder struct {
	Role maybe[string] `json:"role" enum:"manager,responder,observer"`
}

func (w teamMemberOrder) role(was people.TeamRole) (people.TeamRole, error) {
	role := people.TeamRole(w.Role.value)
	switch {
	case slices.Contains(people.TeamRoles(), role):
		return role, nil
	case role != "":
		return was, invalid("role: " + quote(string(role)) + " is none of " + strings.Join(asText(people.TeamRoles()), ", "))
	case was != "":
		return was, nil
	}
	return people.TeamResponder, nil
}
