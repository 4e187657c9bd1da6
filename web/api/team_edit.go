package api

import (
	"bytes"
	"encoding/json"
	"io"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
)

func (s *server) createTeam(c *call) (any, error) {
	return s.saveTeam(c, config.NewID(config.TeamID), func(_ *engine.Config, id string) (people.Team, error) {
		return people.Team{ID: id}, nil
	})
}

func (s *server) updateTeam(c *call) (any, error) { return s.saveTeam(c, c.PathValue("id"), c.teamIn) }

// saveTeam puts what the body says on top of a team, new or there.
func (s *server) saveTeam(c *call, id string, find func(*engine.Config, string) (people.Team, error)) (any, error) {
	var w teamOrder
	if err := readOrder(c.Request, "team", &w); err != nil {
		return nil, err
	}
	err := s.edit(c, subject{teamKind, id, names{}}, func(next *engine.Config) error {
		t, err := find(next, id)
		if err != nil {
			return err
		}
		next.Teams[id] = w.apply(t)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c.oneTeam(c.cfg.Teams[id])
}

// teamIn finds a team that is to be changed, as the client saw it.
func (c *call) teamIn(cfg *engine.Config, id string) (people.Team, error) {
	t, ok := cfg.Teams[id]
	if !ok {
		return t, absent("team")
	}
	return t, c.unchanged(t)
}

func (c *call) oneTeam(t people.Team) (any, error) {
	c.tag(t)
	return map[string]teamWire{"team": c.team(t)}, nil
}

// deleteTeam is refused while anything belongs to the team.
func (s *server) deleteTeam(c *call) (any, error) {
	return nil, s.editTeam(c, func(next *engine.Config, t people.Team) error {
		delete(next.Teams, t.ID)
		return nil
	})
}

// editTeam changes something about the team that the path names.
func (s *server) editTeam(c *call, change func(*engine.Config, people.Team) error) error {
	id := c.PathValue("id")
	return s.edit(c, subject{teamKind, id, names{}}, func(next *engine.Config) error {
		t, err := c.teamIn(next, id)
		if err != nil {
			return err
		}
		return change(next, t)
	})
}

func (s *server) putMember(c *call) (any, error) {
	w, err := readMember(c)
	if err != nil {
		return nil, err
	}
	return nil, s.editTeam(c, func(next *engine.Config, t people.Team) error {
		user := c.PathValue("user")
		if _, ok := next.Users[user]; !ok {
			return absent("user")
		}
		role, err := w.role(t.Role(user))
		next.Teams[t.ID] = t.With(user, role)
		return err
	})
}

// readMember lets the body be empty, as old clients send it.
func readMember(c *call) (w teamMemberOrder, err error) {
	raw, err := io.ReadAll(c.Body)
	if err != nil {
		return w, invalid("the body could not be read to its end")
	}
	if text := bytes.TrimSpace(raw); len(text) == 0 || isNull(text) {
		return w, nil
	}
	if !json.Valid(raw) {
		return w, invalid("the body is not JSON")
	}
	return w, decodeOrder(raw, &w)
}

func (s *server) deleteMember(c *call) (any, error) {
	return nil, s.editTeam(c, func(next *engine.Config, t people.Team) error {
		user := c.PathValue("user")
		if t.Role(user) == "" {
			return absent("member")
		}
		next.Teams[t.ID] = t.Without(user)
		return nil
	})
}

// putTeamPolicy gives an escalation policy to the team, whosever it was.
func (s *server) putTeamPolicy(c *call) (any, error) {
	return nil, s.editTeam(c, func(next *engine.Config, t people.Team) error {
		p, ok := next.Policies[c.PathValue("policy")]
		if !ok {
			return absent("escalation policy")
		}
		p.Team = t.ID
		next.Policies[p.ID] = p
		return nil
	})
}

func (s *server) deleteTeamPolicy(c *call) (any, error) {
	return nil, s.editTeam(c, func(next *engine.Config, t people.Team) error {
		p, ok := next.Policies[c.PathValue("policy")]
		if !ok || p.Team != t.ID {
			return absent("escalation policy of this team")
		}
		p.Team = ""
		next.Policies[p.ID] = p
		return nil
	})
}
