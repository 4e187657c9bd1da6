package api

import (
	"wakeman/web/auth"
	"wakeman/web/sample"
)

// testOrder is what may be said of a test; a body is not needed.
type testOrder struct {
	From string `json:"from" doc:"of an email integration: the address that the mail would be from; the last one that came, if left out"`
}

// testIntegration sends an integration what its sender would send, and answers with
// the post as the event log has it.
func (s *server) testIntegration(c *call) (any, error) {
	in, ok := c.cfg.Integrations[c.PathValue("integration")]
	if !ok || in.Service != c.PathValue("id") {
		return nil, absent("integration")
	}
	var w testOrder
	if c.Request.ContentLength != 0 {
		if err := readBody(c.Request, "", &w); err != nil {
			return nil, err
		}
	}
	sender, err := sample.SenderOf(s.store, in, w.From)
	if err != nil {
		return nil, err
	}
	receipt, err := sample.Trial{
		Sender: sender, Integration: in, Submit: s.engine.Submit, Whole: c.cfg.Services[in.Service].Sandbox,
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
