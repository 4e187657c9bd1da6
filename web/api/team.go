package api

import (
	"slices"

	"wakeman/engine/people"
)

// teamWire is a team. Teams have no teams within them: parent is always null.
type teamWire struct {
	reference
	Name        string     `json:"name"`
	Description *string    `json:"description"`
	Parent      *reference `json:"parent"`
}

// teamMemberWire is a person of a team.
type teamMemberWire struct {
	User any             `json:"user"`
	Role people.TeamRole `json:"role"`
}

func (v view) team(t people.Team) teamWire {
	return teamWire{reference: v.teamRef(t.ID).whole("team"), Name: t.Name, Description: text(t.Description)}
}

func listTeams(c *call) (any, error) {
	words := c.q.text("query")
	all := slices.DeleteFunc(c.cfg.SortedTeams(), func(t people.Team) bool { return !mentions(words, t.Name) })
	return paged(c, "teams", all, c.team)
}

func teamOfPath(c *call) (people.Team, error) {
	t, ok := c.cfg.Teams[c.PathValue("id")]
	if !ok {
		return t, absent("team")
	}
	return t, nil
}

func getTeam(c *call) (any, error) {
	t, err := teamOfPath(c)
	if err != nil {
		return nil, err
	}
	return c.oneTeam(t)
}

func listMembers(c *call) (any, error) {
	t, err := teamOfPath(c)
	if err != nil {
		return nil, err
	}
	return paged(c, "members", t.Members, func(m people.Member) teamMemberWire {
		return teamMemberWire{c.person(m.User, "users"), m.Role}
	})
}

// inTeams reports whether a team is one of those asked for by team_ids[];
// everything is where nothing is asked for.
func (q query) inTeams(team string) bool {
	wanted := q.list("team_ids")
	return len(wanted) == 0 || team != "" && slices.Contains(wanted, team)
}

// hasMember is inTeams for a person, who may be in several.
func (v view) hasMember(q query, user string) bool {
	wanted := q.list("team_ids")
	return len(wanted) == 0 || slices.ContainsFunc(wanted, func(id string) bool { return v.cfg.Teams[id].Role(user) != "" })
}
