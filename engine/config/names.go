package config

import (
	"strings"

	"wakeman/engine"
)

// names is what may be referred to: display names by their folded form. A nil
// *names knows nothing and lets everything pass: what it stands for is in the
// store, and is checked by Resolve.
type names struct {
	refusal string // "no policy is called"
	shown   map[string]string
}

// newNames is nil if a name could not be read, so that one mistake is not
// reported again wherever the name is used.
func newNames(refusal string, all []text) *names {
	n := &names{refusal, map[string]string{}}
	for _, t := range all {
		if t.s == "" {
			return nil
		}
		n.shown[fold(t.s)] = t.s
	}
	return n
}

// check reports a reference to something that does not exist.
func (r *report) check(t text, n *names) {
	if n == nil || t.s == "" {
		return
	}
	if _, ok := n.shown[fold(t.s)]; ok {
		return
	}
	if r.full() {
		r.hidden++ // looking for what was meant costs time, and nobody would see it
		return
	}
	r.fail(t.place, "%s %q%s", n.refusal, t.s, didYouMean(t.s, sortedValues(n.shown)))
}

// checkNames reports references to things that are neither in the file nor,
// where the file leaves a section out, in current. Without current such
// references pass.
func (d Document) checkNames(r *report, current *engine.Config) {
	users := d.userNames(current)
	d.checkTeams(r, users, d.teamNames(current))
	schedules := d.scheduleNames(current)
	d.checkSchedules(r, users)
	d.checkHandoffs(r, schedules)
	d.checkPolicies(r, users, schedules)
	policies := d.policyNames(current)
	for _, s := range d.services.entries {
		r.check(s.policy, policies)
	}
	d.checkRules(r, current)
	if d.settings != nil {
		for _, t := range d.settings.fallback {
			r.check(t, users)
		}
	}
	r.unique("user", namesOf(d.users.entries, func(u userEntry) text { return u.email }))
	r.unique("team", namesOf(d.teams.entries, func(t teamEntry) text { return t.name }))
	r.unique("schedule", namesOf(d.schedules.entries, func(s scheduleEntry) text { return s.name }))
	r.unique("policy", namesOf(d.policies.entries, func(p policyEntry) text { return p.name }))
	r.unique("service", namesOf(d.services.entries, func(s serviceEntry) text { return s.name }))
	d.checkKeys(r)
}

func (d Document) checkSchedules(r *report, users *names) {
	for _, s := range d.schedules.entries {
		for _, layer := range s.layers {
			for _, slot := range layer.users {
				for _, t := range slot {
					r.check(t, users)
				}
			}
		}
		for _, o := range orNone(s.overrides) {
			r.check(o.user, users)
			r.check(o.replaces, users)
		}
		for _, a := range orNone(s.absences) {
			r.check(a.user, users)
		}
	}
}

func (d Document) checkPolicies(r *report, users, schedules *names) {
	for _, p := range d.policies.entries {
		for _, step := range p.steps {
			for _, t := range step.targets {
				r.check(t.user, users)
				r.check(t.schedule, schedules)
			}
		}
	}
}

// checkKeys reports a key that two integrations or heartbeats have: its events
// could go to either. Case does not count, because mail systems may change it.
func (d Document) checkKeys(r *report) {
	lines := map[string]int{}
	for _, s := range d.services.entries {
		for _, i := range s.integrations {
			key := strings.ToLower(i.key.s)
			if key == "" || i.key.s == Kept {
				continue
			}
			if first, twice := lines[key]; twice {
				r.fail(i.key.place, "is already the key of the integration on line %d", first)
			}
			lines[key] = i.key.line
		}
		for _, h := range orNone(s.heartbeats) {
			key := strings.ToLower(h.key.s)
			if key == "" || h.key.s == Kept {
				continue
			}
			if first, twice := lines[key]; twice {
				r.fail(h.key.place, "is already the key on line %d", first)
			}
			lines[key] = h.key.line
		}
	}
}

func (d Document) userNames(current *engine.Config) *names {
	const refusal = "no user has the e-mail address"
	if d.users.present || current == nil {
		return fromFile(refusal, d.users, func(u userEntry) text { return u.email })
	}
	n := newNames(refusal, nil)
	for _, u := range current.Users {
		n.shown[fold(u.Email)] = u.Email
	}
	return n
}

func (d Document) teamNames(current *engine.Config) *names {
	const refusal = "no team is called"
	if d.teams.present || current == nil {
		return fromFile(refusal, d.teams, func(t teamEntry) text { return t.name })
	}
	n := newNames(refusal, nil)
	for _, t := range current.Teams {
		n.shown[fold(t.Name)] = t.Name
	}
	return n
}

func (d Document) scheduleNames(current *engine.Config) *names {
	const refusal = "no schedule is called"
	if d.schedules.present || current == nil {
		return fromFile(refusal, d.schedules, func(s scheduleEntry) text { return s.name })
	}
	n := newNames(refusal, nil)
	for _, s := range current.Schedules {
		n.shown[fold(s.Name)] = s.Name
	}
	return n
}

func (d Document) policyNames(current *engine.Config) *names {
	const refusal = "no policy is called"
	if d.policies.present || current == nil {
		return fromFile(refusal, d.policies, func(p policyEntry) text { return p.name })
	}
	n := newNames(refusal, nil)
	for _, p := range current.Policies {
		n.shown[fold(p.Name)] = p.Name
	}
	return n
}

func fromFile[T any](refusal string, s section[T], name func(T) text) *names {
	if !s.present {
		return nil
	}
	return newNames(refusal, namesOf(s.entries, name))
}
