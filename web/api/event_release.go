package api

import (
	"wakeman/web/mailgate"
)

// releaseEvent lets in what waits in quarantine, and answers with the post as the
// event log has it then: its events say what became of them, and of which incident.
func (s *server) releaseEvent(c *call) (any, error) {
	post, _, err := s.postOf(c)
	if err != nil {
		return nil, err
	}
	actor, err := c.actor()
	if err != nil {
		return nil, err
	}
	if _, err := s.engine.Release(c.Context(), actor, post.Seq, mailgate.Details(post)); err != nil {
		return nil, err
	}
	return s.getEvent(c)
}
