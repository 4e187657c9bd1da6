package api

import (
	"fmt"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
)

// handoffOrder is what a request says about a reminder of a shift.
type handoffOrder struct {
	HandoffType   maybe[string] `json:"handoff_type" enum:"oncall,offcall,both"`
	Advance       maybe[int]    `json:"notify_advance_in_minutes" doc:"up to 48 hours"`
	ContactMethod *targetOrder  `json:"contact_method"`

	Schedules maybe[[]targetOrder] `json:"schedules" doc:"only those; none: every one that the person is on. Not PagerDuty's"`
}

func handoffID(r people.HandoffRule) string { return r.ID }

// handoffNames drops the place among the person's rules: the path says it.
func handoffNames() names {
	return names{"handoff_rules": "", "when": "handoff_type", "advance": "notify_advance_in_minutes"}
}

// apply makes the rule that is wanted out of the one there is; known says that
// there is one. Both ends are told unless it says otherwise, as in PagerDuty.
func (w handoffOrder) apply(cfg *engine.Config, u people.User, r people.HandoffRule, known bool) (people.HandoffRule, error) {
	var f faults
	if w.Schedules.given {
		r.Schedules = schedulesOf(cfg, w.Schedules.value, &f)
	}
	if w.Advance.given {
		r.Advance = wholeMinutes(w.Advance.value, 0, r.Advance, known, &f, "notify_advance_in_minutes")
	}
	whens := map[string]string{"oncall": "on", "offcall": "off", "both": "both"}
	switch when, ok := whens[w.HandoffType.value]; {
	case ok:
		r.When = when
	case w.HandoffType.value != "":
		f.add("handoff_type", "%s is none of oncall, offcall, both", quote(w.HandoffType.value))
	case r.When == "":
		r.When = "both"
	}
	r.Method = methodOf(u, w.ContactMethod, r.Method, &f)
	return r, f.err()
}

// schedulesOf are the ids of schedules that are there.
func schedulesOf(cfg *engine.Config, list []targetOrder, f *faults) (ids []string) {
	for i, t := range list {
		if _, known := cfg.Schedules[t.ID]; !known {
			f.add(fmt.Sprintf("schedules[%d].id", i), "there is no schedule %s", quote(t.ID))
		}
		ids = append(ids, t.ID)
	}
	return ids
}

func (s *server) createHandoffRule(c *call) (any, error) {
	return s.saveHandoffRule(c, config.NewID(config.HandoffRuleID), func(people.User, string) (people.HandoffRule, error) {
		return people.HandoffRule{}, nil
	})
}

func (s *server) updateHandoffRule(c *call) (any, error) {
	return s.saveHandoffRule(c, c.PathValue("rule"), c.handoffIn)
}

// saveHandoffRule puts what the body says on top of a rule, new or there.
func (s *server) saveHandoffRule(c *call, id string, find func(people.User, string) (people.HandoffRule, error)) (any, error) {
	var w handoffOrder
	if err := readOrder(c.Request, "oncall_handoff_notification_rule", &w); err != nil {
		return nil, err
	}
	var saved people.HandoffRule
	u, err := s.editUser(c, handoffNames(), func(u *people.User) error {
		r, err := find(*u, id)
		if err != nil {
			return err
		}
		saved, err = w.apply(c.cfg, *u, r, r.ID != "")
		saved.ID = id
		u.HandoffRules = with(u.HandoffRules, saved, handoffID)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.tag(saved)
	return map[string]handoffRuleWire{"oncall_handoff_notification_rule": c.handoffRule(u, saved)}, nil
}

// handoffIn finds a rule that is to be changed, as the client saw it.
func (c *call) handoffIn(u people.User, id string) (people.HandoffRule, error) {
	i := indexOf(u.HandoffRules, id, handoffID)
	if i < 0 {
		return people.HandoffRule{}, absent("handoff rule")
	}
	return u.HandoffRules[i], c.unchanged(u.HandoffRules[i])
}

func (s *server) deleteHandoffRule(c *call) (any, error) {
	id := c.PathValue("rule")
	_, err := s.editUser(c, handoffNames(), func(u *people.User) error {
		if _, err := c.handoffIn(*u, id); err != nil {
			return err
		}
		u.HandoffRules = without(u.HandoffRules, func(r people.HandoffRule) bool { return r.ID == id })
		return nil
	})
	return nil, err
}
