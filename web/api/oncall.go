package api

import (
	"cmp"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
)

// onCallWire says that a person is paged at a level of a policy. Start and end
// are null for who is named by the policy itself, and where a shift has no end.
type onCallWire struct {
	User             any     `json:"user"`
	Schedule         any     `json:"schedule"` // null for who is named by the policy itself
	EscalationPolicy any     `json:"escalation_policy"`
	EscalationLevel  int     `json:"escalation_level"` // from 1
	Start            *string `json:"start"`
	End              *string `json:"end"`
	// Wakeman's own: whether a page would leave the box for them now, and why not.
	Reachable   bool    `json:"reachable"`
	Unreachable *string `json:"unreachable"` // null for who can be reached
}

// onCall is the same before it is mapped.
type onCall struct {
	shift
	schedule string // "" for who is named by the policy itself
	policy   engine.Policy
	level    int

	unreachable string // why no page would reach them now; "" if one would
}

// onCallFilter is which on-calls are wanted; empty lists want all.
type onCallFilter struct {
	window
	users, schedules, policies []string
	earliest                   bool // only the first of each person at each level
}

func (s *server) listOnCalls(c *call) (any, error) {
	f, err := c.q.onCalls(c.now)
	if err != nil {
		return nil, err
	}
	list := c.onCalls(f)
	if err := s.reached(c, list); err != nil {
		return nil, err
	}
	return paged(c, "oncalls", list, c.onCall)
}

// reached notes of everybody whether a page would reach them now, as the page "On call" says it.
func (s *server) reached(c *call, list []onCall) error {
	known := map[string]string{}
	for i, o := range list {
		why, ok := known[o.user]
		if !ok {
			u := c.cfg.Users[o.user]
			tests, err := engine.LastTests(u, s.store.LastTest)
			if err != nil {
				return err
			}
			why = engine.Unreachable(u, tests, c.cfg.Settings.Unserved)
			known[o.user] = why
		}
		list[i].unreachable = why
	}
	return nil
}

// onCallWindow reads since and until, each now if it is not given; a window
// that ends before it begins is the instant at which it begins.
func (q query) onCallWindow(now time.Time) (w window, err error) {
	if w, err = q.window(); err != nil {
		return w, err
	}
	if w.from.IsZero() {
		w.from = now
		if !w.to.IsZero() {
			w.from = earlier(now, w.to)
		}
	}
	if w.to.IsZero() {
		w.to = later(now, w.from)
	}
	return w, w.within(maxWindow)
}

func (q query) onCalls(now time.Time) (f onCallFilter, err error) {
	if f.window, err = q.onCallWindow(now); err != nil {
		return f, err
	}
	f.users, f.schedules, f.policies = q.list("user_ids"), q.list("schedule_ids"), q.list("escalation_policy_ids")
	f.earliest, err = q.flag("earliest")
	return f, err
}

func allows(list []string, id string) bool { return len(list) == 0 || slices.Contains(list, id) }

// onCalls is who is on call in the window, by policy, level, time and name.
func (v view) onCalls(f onCallFilter) []onCall {
	shiftsOf := v.shiftsOnce(f.window)
	var all []onCall
	for _, p := range v.policies() {
		if !allows(f.policies, p.ID) {
			continue
		}
		for i, step := range p.Steps {
			level := v.levelOf(p, i+1, step, f, shiftsOf)
			all = append(all, level...)
		}
	}
	return all
}

// shiftsOnce computes the shifts of each schedule once, however many policies
// name it.
func (v view) shiftsOnce(w window) func(schedules.Schedule) []shift {
	known := map[string][]shift{}
	return func(s schedules.Schedule) []shift {
		if _, ok := known[s.ID]; !ok {
			known[s.ID] = personShifts(v.cfg.Effective(s).Calendar(), w)
		}
		return known[s.ID]
	}
}

func (v view) levelOf(p engine.Policy, level int, step engine.Step, f onCallFilter, shiftsOf func(schedules.Schedule) []shift) []onCall {
	var found []onCall
	add := func(schedule string, x shift) {
		if u, ok := v.cfg.Users[x.user]; ok && !u.Disabled && allows(f.users, x.user) && allows(f.schedules, schedule) {
			found = append(found, onCall{shift: x, schedule: schedule, policy: p, level: level})
		}
	}
	for _, t := range step.Targets {
		if t.User != "" {
			if !v.passedOver(p, t, f.window) {
				add("", shift{user: t.User})
			}
			continue
		}
		if s, ok := v.cfg.Schedules[t.Schedule]; ok {
			for _, x := range shiftsOf(s) {
				add(s.ID, x)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b onCall) int {
		return cmp.Or(a.start.Compare(b.start), cmp.Compare(v.cfg.Users[a.user].Name, v.cfg.Users[b.user].Name))
	})
	if f.earliest {
		found = firstOfEach(found)
	}
	return found
}

// passedOver reports whether somebody whom a step names in person is away for
// all of the window, and not paged for it, as its first instant has it.
func (v view) passedOver(p engine.Policy, t people.Target, w window) bool {
	back := v.cfg.Users[t.User].AwayUntil(w.from)
	return !back.IsZero() && !back.Before(w.to) && len(v.cfg.Means(p, []people.Target{t}, people.High, w.from).Found) == 0
}

// firstOfEach keeps the first of each person; they are in order of start.
func firstOfEach(list []onCall) []onCall {
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(o onCall) bool {
		again := seen[o.user]
		seen[o.user] = true
		return again
	})
}

func (v view) onCall(o onCall) onCallWire {
	w := onCallWire{
		User: v.person(o.user, "users"), EscalationLevel: o.level, Start: stamp(o.start), End: stamp(o.end),
		Reachable: o.unreachable == "", Unreachable: text(o.unreachable),
		EscalationPolicy: v.included("escalation_policies", v.policyRef(o.policy.ID), func() (any, bool) {
			return v.policy(o.policy), true
		}),
	}
	if o.schedule != "" {
		w.Schedule = v.included("schedules", v.scheduleRef(o.schedule), func() (any, bool) {
			return v.plainSchedule(v.cfg.Schedules[o.schedule]), true
		})
	}
	return w
}
