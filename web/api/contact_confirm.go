package api

import (
	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
)

// codeOrder is the code that was sent by a contact method.
type codeOrder struct {
	Code string `json:"code" need:"yes" doc:"six digits; spaces and hyphens in it do not matter"`
}

// contactRoutes are Wakeman's own: how a person finds out whether pages reach them.
func (s *server) contactRoutes() []route {
	const of, mine = "/users/{id}/contact_methods/{method}", "Everybody for themselves alone, with a key that acts as them."
	sent := gives("delivery", deliveryWire{})
	return []route{
		create(of+"/test", people.Viewer, s.testContactMethod, "Send a test page by a contact method: “wake me now”. It rings like a real page", takes("", object{}), sent).
			may(themselves),
		create(of+"/verification_code", people.Viewer, s.sendVerificationCode, "Send a code that confirms a contact method: once a minute, ten times a day", takes("", object{}), sent).may(mine),
		route{method: "POST", path: of + "/verify", role: people.Viewer, status: 200, handle: s.verifyContactMethod, doc: does("Confirm a contact method by the code that was sent there. An address that was set by the API is confirmed on its page alone", takes("", codeOrder{}), gives("contact_method", contactMethodWire{}))}.may(mine),
	}
}

// testContactMethod has the rules of the page: see [engine.Engine.TestPage].
func (s *server) testContactMethod(c *call) (any, error) {
	u, err := c.userIn(c.cfg, c.PathValue("id"))
	if err != nil {
		return nil, err
	}
	id, err := s.engine.TestPage(c.Context(), c.who.Actor("api"), u.ID, c.PathValue("method"))
	return s.sentMessage(c, id, err)
}

// sendVerificationCode is for one's own methods alone, unlike the page: with a key
// nobody is at the screen, and a code to somebody else's telephone is of use to
// whoever has it read out to them.
func (s *server) sendVerificationCode(c *call) (any, error) {
	if err := c.confirmsOwn(); err != nil {
		return nil, err
	}
	id, err := s.engine.SendCode(c.Context(), c.who.Actor("api"), c.me, c.PathValue("method"))
	return s.sentMessage(c, id, err)
}

func (c *call) confirmsOwn() error {
	if c.me == "" || c.PathValue("id") != c.me {
		return forbidden("only the person themselves confirms a contact method, with a key that acts as them")
	}
	return nil
}

// sentMessage answers with a message that was just put on its way.
func (s *server) sentMessage(c *call, id string, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	var d engine.Delivery
	err = s.store.View(func(r engine.Reader) (err error) {
		d, _, err = r.Delivery(id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return map[string]deliveryWire{"delivery": c.delivery(d)}, nil
}

func (s *server) verifyContactMethod(c *call) (any, error) {
	if err := c.confirmsOwn(); err != nil {
		return nil, err
	}
	var w codeOrder
	if err := readOrder(c.Request, "", &w); err != nil {
		return nil, err
	}
	m, found := c.cfg.Users[c.me].Method(c.PathValue("method"))
	if !found {
		return nil, absent("contact method")
	}
	actor := c.who.Actor("api")
	if err := config.MayConfirm(m, actor); err != nil { // before the code is used up
		return nil, err
	}
	if err := s.editor.ConfirmCode(c.Context(), s.engine, actor, c.me, m.ID, w.Code); err != nil {
		return nil, err
	}
	c.cfg = s.store.Config()
	m, _ = c.cfg.Users[c.me].Method(m.ID)
	return c.oneContactMethod(c.cfg.Users[c.me], m)
}
