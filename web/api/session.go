package api

import "wakeman/engine/people"

// sessionWire is one browser that is signed in.
type sessionWire struct {
	ID         string  `json:"id"`
	Type       string  `json:"type"` // browser
	Summary    string  `json:"summary"`
	UserID     string  `json:"user_id"`
	Remote     string  `json:"remote"` // the address it signed in from
	Agent      string  `json:"agent"`  // what the browser calls itself
	CreatedAt  *string `json:"created_at"`
	LastSeenAt *string `json:"last_seen_at"` // to five minutes
	ExpiresAt  *string `json:"expires_at"`
}

func sessionOf(s people.Session) sessionWire {
	return sessionWire{
		ID: s.ID(), Type: "browser", Summary: "signed in from " + orID(s.Remote, "an unknown address"), UserID: s.User, Remote: s.Remote, Agent: s.Agent,
		CreatedAt: stamp(s.CreatedAt), LastSeenAt: stamp(s.SeenAt), ExpiresAt: stamp(s.ExpiresAt),
	}
}

func (s *server) listSessions(c *call) (any, error) {
	u, err := c.personOfPath()
	if err != nil {
		return nil, err
	}
	list, err := s.access.Sessions(u.ID)
	if err != nil {
		return nil, err
	}
	return paged(c, "user_sessions", list, sessionOf)
}

func (s *server) deleteSessions(c *call) (any, error) {
	u, err := c.personOfPath()
	if err != nil {
		return nil, err
	}
	_, err = s.access.EndSessions(c.Context(), u.ID, "", c.who.Actor("api"))
	return nil, err
}

func (s *server) deleteSession(c *call) (any, error) {
	u, err := c.personOfPath()
	if err != nil {
		return nil, err
	}
	return nil, s.access.EndSessionOf(c.Context(), u.ID, c.PathValue("session"), c.who.Actor("api"))
}
