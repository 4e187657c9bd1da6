package config

import (
	"fmt"
	"maps"
	"strconv"

	"wakeman/engine"
	"wakeman/engine/people"
)

type teamEntry struct {
	name        text
	description string
	members     []memberEntry
}

type memberEntry struct {
	user text // an e-mail address
	role people.TeamRole
}

func readTeam(m *mapping) teamEntry {
	m.needs("name")
	t := teamEntry{
		name:        m.short("name"),
		description: m.prose("description"),
		members:     readAll(m.report, m.get("members"), readMember),
	}
	m.unique("member", namesOf(t.members, func(e memberEntry) text { return e.user }))
	return t
}

func readMember(m *mapping) memberEntry {
	m.needs("user")
	return memberEntry{user: m.email("user"), role: people.TeamRole(m.choice("role", string(people.TeamResponder),
		string(people.TeamManager), string(people.TeamResponder), string(people.TeamObserver)))}
}

// checkTeams reports members nobody knows, and things of teams that are not there.
func (d Document) checkTeams(r *report, users, teams *names) {
	for _, t := range d.teams.entries {
		for _, m := range t.members {
			r.check(m.user, users)
		}
	}
	for _, s := range d.schedules.entries {
		r.check(s.team, teams)
	}
	for _, p := range d.policies.entries {
		r.check(p.team, teams)
	}
	for _, s := range d.services.entries {
		r.check(s.team, teams)
	}
}

func (x *resolver) resolveTeams() {
	if !x.teams.present {
		x.next.Teams = withoutLeavers(x.old, x.next)
		return
	}
	ids := idsBy(x.old.Teams, func(t people.Team) string { return t.Name })
	x.next.Teams = make(map[string]people.Team, len(x.teams.entries))
	for _, e := range x.teams.entries {
		t := people.Team{ID: x.idFor(TeamID, ids, e.name.s), Name: e.name.s, Description: e.description}
		for _, m := range e.members {
			t.Members = append(t.Members, people.Member{User: x.userID(m.user.s), Role: m.role})
		}
		x.next.Teams[t.ID] = t
	}
}

// withoutLeavers are the teams of next without the people that are in old and
// not in next. To be in a team is no duty, so it holds nobody back: a person
// who is removed leaves their teams.
func withoutLeavers(old, next *engine.Config) map[string]people.Team {
	var teams map[string]people.Team
	for id, t := range next.Teams {
		for _, m := range t.Members {
			_, was := old.Users[m.User]
			if _, is := next.Users[m.User]; is || !was {
				continue
			}
			if teams == nil {
				teams = maps.Clone(next.Teams)
			}
			teams[id] = teams[id].Without(m.User)
		}
	}
	if teams == nil {
		return next.Teams
	}
	return teams
}

func dropMembers(old, next *engine.Config) { next.Teams = withoutLeavers(old, next) }

// missingTeams finds members and teams that are not there.
func missingTeams(c *engine.Config) (p Problems) {
	for id, t := range c.Teams {
		for i, m := range t.Members {
			if _, ok := c.Users[m.User]; !ok {
				p = append(p, Problem{teamKind, id, fmt.Sprintf("members[%d].user", i), noPerson(m.User)})
			}
		}
	}
	check := func(kind, id, team string) {
		if _, ok := c.Teams[team]; !ok && team != "" {
			p = append(p, Problem{kind, id, "team", "there is no team with the id " + strconv.Quote(team)})
		}
	}
	for id, s := range c.Schedules {
		check(scheduleKind, id, s.Team)
	}
	for id, policy := range c.Policies {
		check(policyKind, id, policy.Team)
	}
	for id, s := range c.Services {
		check(serviceKind, id, s.Team)
	}
	return p.compact()
}
