package view

import "net/url"

// Where teams are.
const (
	PathTeams   = "/teams"
	PathNewTeam = PathTeams + "/new" // the form (GET) and the deed (POST)
)

// TeamPath is the page of one team.
func TeamPath(id string) string { return PathTeams + "/" + url.PathEscape(id) }

// TeamEdit is the form that changes a team, and where it is posted.
func TeamEdit(id string) string { return TeamPath(id) + "/edit" }

// TeamDelete asks before a team is deleted, and is where that is posted.
func TeamDelete(id string) string { return TeamPath(id) + "/delete" }

// MemberField is the field of the form with the role of a person in the team.
func MemberField(user string) string { return "member." + user }
