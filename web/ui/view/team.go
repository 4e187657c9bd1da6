package view

import "strings"

func (v TeamFormPage) title() string {
	if v.Team.ID == "" {
		return "New team"
	}
	return "Edit team"
}

func (v TeamFormPage) action() string {
	if v.Team.ID == "" {
		return PathNewTeam
	}
	return TeamEdit(v.Team.ID)
}

func (v TeamFormPage) button() string {
	if v.Team.ID == "" {
		return "Make the team"
	}
	return "Save"
}

func (v TeamFormPage) back() string {
	if v.Team.ID == "" {
		return PathTeams
	}
	return TeamPath(v.Team.ID)
}

func teamRoleOptions() []Option {
	return []Option{{"", "Not in the team"}, {"manager", "Manager"}, {"responder", "Responder"}, {"observer", "Observer"}}
}

// teamRoleWords is what a role within a team means.
func teamRoleWords(role string) string {
	switch role {
	case "manager":
		return "Manager: changes the team's schedules"
	case "observer":
		return "Observer: looks on"
	}
	return "Responder"
}

func membersWords(r TeamRow) string {
	words := count(r.Members, "person", "people")
	if len(r.Managers) > 0 {
		words += ", managed by " + strings.Join(r.Managers, ", ")
	}
	return words
}
