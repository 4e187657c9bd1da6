package api

import (
	"wakeman/web/auth"
	"wakeman/web/sample"
)

// testIntegration sends an integration what its sender would send, and answers with
// the post as the event log has it.
func (s *server) testIntegration(c *call) (any, error) {
	in, ok := c.cfg.Integrations[c.PathValue("integration")]
	if !ok || in.Service != c.PathValue("id") {
		return nil, absent("integration")
	}
	receipt, err := sample.Trial{
		Integration: in, Submit: s.engine.Submit, Whole: c.cfg.Services[in.Service].Sandbox,
		By: c.who.Actor("api").Name, Remote: auth.ClientOf(c.Request).String(), Now: c.now,
	}.Run(c.Context())
	if err != nil {
		return nil, err
	}
	post, kept, _, err := s.store.Post(receipt.Seq)
	if err != nil {
		return nil, err
	}
	return map[string]rawPostWire{"event": {c.post(post), c.raw(post.Raw, kept)}}, nil
}
