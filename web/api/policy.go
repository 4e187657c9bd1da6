package api

import (
	"slices"

	"wakeman/engine"
	"wakeman/engine/people"
)

// policyWire is an escalation policy.
type policyWire struct {
	reference
	Name                       string      `json:"name"`
	Description                *string     `json:"description"`
	NumLoops                   int         `json:"num_loops"` // repeats after the first time
	OnCallHandoffNotifications string      `json:"on_call_handoff_notifications"`
	EscalationRules            []ruleWire  `json:"escalation_rules"`
	Services                   []reference `json:"services"`
	Teams                      []reference `json:"teams"`
	EscalateLow                bool        `json:"escalate_low"` // Wakeman's own
}

// ruleWire is one step.
type ruleWire struct {
	ID                       string   `json:"id"`
	EscalationDelayInMinutes int      `json:"escalation_delay_in_minutes"` // rounded up
	Targets                  []any    `json:"targets"`
	AssignmentStrategy       typeWire `json:"escalation_rule_assignment_strategy"`
}

type typeWire struct {
	Type string `json:"type"`
}

func (v view) policy(p engine.Policy) policyWire {
	w := policyWire{
		reference: v.policyRef(p.ID).whole("escalation_policy"), Name: p.Name, Description: text(p.Description),
		NumLoops: p.Repeat, OnCallHandoffNotifications: "if_has_services",
		EscalationRules: each(p.Steps, v.policyRule), Services: []reference{}, Teams: v.teamRefs(p.Team),
		EscalateLow: p.EscalateLow,
	}
	for _, svc := range byName(v.cfg.Services, func(s engine.Service) (string, string) { return s.Name, s.ID }) {
		if svc.Policy == p.ID {
			w.Services = append(w.Services, v.serviceRef(svc.ID))
		}
	}
	return w
}

func (v view) policyRule(s engine.Step) ruleWire {
	w := ruleWire{
		ID: s.ID, EscalationDelayInMinutes: minutes(s.Delay), Targets: []any{},
		AssignmentStrategy: typeWire{"assign_to_everyone"},
	}
	if s.RoundRobin {
		w.AssignmentStrategy.Type = "round_robin"
	}
	for _, t := range s.Targets {
		if t.Schedule != "" {
			w.Targets = append(w.Targets, v.included("targets", v.scheduleRef(t.Schedule), func() (any, bool) {
				s, ok := v.cfg.Schedules[t.Schedule]
				return v.plainSchedule(s), ok
			}))
			continue
		}
		w.Targets = append(w.Targets, v.person(t.User, "targets"))
	}
	return w
}

func (v view) policies() []engine.Policy {
	return byName(v.cfg.Policies, func(p engine.Policy) (string, string) { return p.Name, p.ID })
}

// usesSchedule reports whether a step of the policy names the schedule.
func usesSchedule(p engine.Policy, id string) bool {
	return slices.ContainsFunc(p.Steps, func(s engine.Step) bool {
		return slices.Contains(s.Targets, people.Target{Schedule: id})
	})
}

// names reports whether a policy names one of the users, directly or by a
// schedule they are on.
func (v view) names(p engine.Policy, users []string) bool {
	return slices.ContainsFunc(p.Steps, func(s engine.Step) bool {
		return slices.ContainsFunc(s.Targets, func(t people.Target) bool {
			return slices.Contains(users, t.User) || slices.ContainsFunc(v.cfg.Schedules[t.Schedule].People(v.now), func(u string) bool {
				return slices.Contains(users, u)
			})
		})
	})
}

func listPolicies(c *call) (any, error) {
	all := c.policies()
	words, users := c.q.text("query"), c.q.list("user_ids")
	all = slices.DeleteFunc(all, func(p engine.Policy) bool {
		return !mentions(words, p.Name) || !c.q.inTeams(p.Team) || len(users) > 0 && !c.names(p, users)
	})
	if c.q.text("sort_by") == "name:desc" {
		slices.Reverse(all)
	}
	return paged(c, "escalation_policies", all, c.policy)
}

func policyOf(c *call) (engine.Policy, error) {
	p, ok := c.cfg.Policy(c.PathValue("id"))
	if !ok {
		return p, absent("escalation policy")
	}
	return p, nil
}

func getPolicy(c *call) (any, error) {
	p, err := policyOf(c)
	if err != nil {
		return nil, err
	}
	return c.onePolicy(p)
}

func listPolicyRules(c *call) (any, error) {
	p, err := policyOf(c)
	if err != nil {
		return nil, err
	}
	return paged(c, "escalation_rules", p.Steps, c.policyRule)
}

func getPolicyRule(c *call) (any, error) {
	p, err := policyOf(c)
	if err != nil {
		return nil, err
	}
	i := indexOf(p.Steps, c.PathValue("rule"), stepID)
	if i < 0 {
		return nil, absent("escalation rule")
	}
	return c.oneRule(p.Steps[i])
}
