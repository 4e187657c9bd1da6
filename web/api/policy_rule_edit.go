package api

import (
	"slices"

	"wakeman/engine"
	"wakeman/engine/config"
)

// The rules of a policy one by one. PagerDuty's own documents do not have these
// paths; go-pagerduty calls them.

func stepID(s engine.Step) string { return s.ID }

// createPolicyRule puts a rule at the end.
func (s *server) createPolicyRule(c *call) (any, error) {
	return s.savePolicyRule(c, config.NewID(config.StepID), func(engine.Policy, string) (engine.Step, error) {
		return engine.Step{}, nil
	})
}

func (s *server) updatePolicyRule(c *call) (any, error) {
	return s.savePolicyRule(c, c.PathValue("rule"), c.stepIn)
}

// savePolicyRule puts what the body says on top of a rule, new or there.
func (s *server) savePolicyRule(c *call, id string, find func(engine.Policy, string) (engine.Step, error)) (any, error) {
	var w ruleOrder
	if err := readOrder(c.Request, "escalation_rule", &w); err != nil {
		return nil, err
	}
	var saved engine.Step
	err := s.editSteps(c, func(next *engine.Config, p *engine.Policy) error {
		was, err := find(*p, id)
		if err != nil {
			return err
		}
		var f faults
		saved = w.step(next, was, &f, "")
		saved.ID = id
		p.Steps = with(p.Steps, saved, stepID)
		return f.err()
	})
	if err != nil {
		return nil, err
	}
	return c.oneRule(saved)
}

func (c *call) oneRule(s engine.Step) (any, error) {
	c.tag(s)
	return map[string]ruleWire{"escalation_rule": c.policyRule(s)}, nil
}

// stepIn finds a rule that is to be changed, as the client saw it.
func (c *call) stepIn(p engine.Policy, id string) (engine.Step, error) {
	i := indexOf(p.Steps, id, stepID)
	if i < 0 {
		return engine.Step{}, absent("escalation rule")
	}
	return p.Steps[i], c.unchanged(p.Steps[i])
}

// editSteps changes the rules of the policy that the path names. change must
// replace its slices.
func (s *server) editSteps(c *call, change func(next *engine.Config, p *engine.Policy) error) error {
	id := c.PathValue("id")
	return s.edit(c, subject{policyKind, id, ruleNames()}, func(next *engine.Config) error {
		p, ok := next.Policies[id]
		if !ok {
			return absent("escalation policy")
		}
		if err := change(next, &p); err != nil {
			return err
		}
		next.Policies[id] = p
		return nil
	})
}

// ruleNames drops the place among the rules: the path says it.
func ruleNames() names {
	n := policyNames()
	n["steps"] = ""
	return n
}

// deletePolicyRule takes a rule away, but not the last: the policy would page
// nobody.
func (s *server) deletePolicyRule(c *call) (any, error) {
	id := c.PathValue("rule")
	return nil, s.editSteps(c, func(_ *engine.Config, p *engine.Policy) error {
		if _, err := c.stepIn(*p, id); err != nil {
			return err
		}
		p.Steps = slices.DeleteFunc(slices.Clone(p.Steps), func(s engine.Step) bool { return s.ID == id })
		if len(p.Steps) == 0 {
			return invalid("a policy needs one rule at least")
		}
		return nil
	})
}
