package api

import (
	"wakeman/engine"
	"wakeman/engine/config"
)

func (s *server) createPolicy(c *call) (any, error) {
	return s.savePolicy(c, config.NewID(config.PolicyID), func(next *engine.Config, id string) (engine.Policy, error) {
		return engine.Policy{ID: id}, nil
	})
}

func (s *server) updatePolicy(c *call) (any, error) {
	return s.savePolicy(c, c.PathValue("id"), c.policyIn)
}

// savePolicy puts what the body says on top of a policy, new or there.
func (s *server) savePolicy(c *call, id string, find func(*engine.Config, string) (engine.Policy, error)) (any, error) {
	var w policyOrder
	if err := readOrder(c.Request, "escalation_policy", &w); err != nil {
		return nil, err
	}
	err := s.edit(c, subject{policyKind, id, policyNames()}, func(next *engine.Config) error {
		p, err := find(next, id)
		if err != nil {
			return err
		}
		if p, err = w.apply(next, p); err != nil {
			return err
		}
		next.Policies[id] = p
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c.onePolicy(c.cfg.Policies[id])
}

// policyIn finds a policy that is to be changed, as the client saw it.
func (c *call) policyIn(cfg *engine.Config, id string) (engine.Policy, error) {
	p, ok := cfg.Policies[id]
	if !ok {
		return p, absent("escalation policy")
	}
	return p, c.unchanged(p)
}

func (c *call) onePolicy(p engine.Policy) (any, error) {
	c.tag(p)
	return map[string]policyWire{"escalation_policy": c.policy(p)}, nil
}

func (s *server) deletePolicy(c *call) (any, error) {
	id := c.PathValue("id")
	return nil, s.edit(c, subject{policyKind, id, policyNames()}, func(next *engine.Config) error {
		if _, err := c.policyIn(next, id); err != nil {
			return err
		}
		delete(next.Policies, id)
		return nil
	})
}
