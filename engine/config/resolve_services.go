package config

import (
	"maps"
	"slices"

	"wakeman/engine"
	"wakeman/engine/people"
)

func (x *resolver) resolvePolicies() {
	ids := idsBy(x.old.Policies, func(p engine.Policy) string { return p.Name })
	x.next.Policies = make(map[string]engine.Policy, len(x.policies.entries))
	for _, e := range x.policies.entries {
		p := engine.Policy{
			ID: x.idFor(PolicyID, ids, e.name.s), Name: e.name.s, Description: e.description,
			Team: x.teamID(e.team), Repeat: e.repeat, EscalateLow: e.escalateLow,
		}
		p.Steps = x.steps(e, x.old.Policies[p.ID].Steps)
		x.next.Policies[p.ID] = p
	}
}

func (x *resolver) steps(e policyEntry, old []engine.Step) []engine.Step {
	var all []engine.Step
	for _, s := range e.steps {
		step := engine.Step{Delay: s.delay, RoundRobin: s.roundRobin}
		for _, t := range s.targets {
			step.Targets = append(step.Targets, people.Target{
				User: x.userIDs[fold(t.user.s)], Schedule: x.scheduleIDs[fold(t.schedule.s)],
			})
		}
		var same engine.Step
		var ok bool
		same, old, ok = take(old, func(o engine.Step) bool {
			return o.Delay == step.Delay && o.RoundRobin == step.RoundRobin && slices.Equal(o.Targets, step.Targets)
		})
		if step.ID = same.ID; !ok {
			step.ID = x.newID(StepID)
		}
		all = append(all, step)
	}
	return all
}

func (x *resolver) resolveServices() {
	x.keys = idsByKey(x.old)
	ids := x.serviceIDs()
	moved := x.movedIntegrations()
	x.next.Services = make(map[string]engine.Service, len(ids))
	x.next.Integrations = make(map[string]engine.Integration, len(x.old.Integrations))
	x.next.Heartbeats = make(map[string]engine.Heartbeat, len(x.old.Heartbeats))
	for i, e := range x.services.entries {
		id := ids[i]
		x.next.Services[id] = engine.Service{
			ID: id, Name: e.name.s, Description: e.description, Policy: x.policyIDs[fold(e.policy.s)],
			Team: x.teamID(e.team), Runbook: e.runbook, Urgency: e.urgency, AckTimeout: e.ackTimeout, AutoResolve: e.autoResolve,
			FlapWindow: e.flapWindow, Sandbox: e.sandbox, Disabled: e.disabled, CreatedAt: x.old.Services[id].CreatedAt,
			EventRules: x.resolveRules(e.rules, x.old.Services[id].EventRules),
		}
		for _, in := range e.integrations {
			x.integration(id, in, moved)
		}
	}
	for i, e := range x.services.entries { // a heartbeat that the file moves belongs to where it is named
		if e.heartbeats != nil {
			x.resolveHeartbeats(ids[i], e)
		}
	}
	for i, e := range x.services.entries {
		if e.heartbeats == nil {
			x.resolveHeartbeats(ids[i], e)
		}
	}
	x.resolveWatches(ids)
	x.checkOneDoor()
}

// serviceIDs gives each entry its id: the one of its name, or else that of a
// stored service whose key it has and whose name the file no longer knows.
func (x *resolver) serviceIDs() []string {
	byName := idsBy(x.old.Services, func(s engine.Service) string { return s.Name })
	ids := make([]string, len(x.services.entries))
	taken := map[string]bool{}
	for i, e := range x.services.entries {
		ids[i] = byName[fold(e.name.s)]
		taken[ids[i]] = true
	}
	for i, e := range x.services.entries {
		for _, in := range e.integrations {
			old := x.old.Integrations[x.keys[in.key.s]].Service
			if _, stored := x.old.Services[old]; ids[i] == "" && stored && !taken[old] {
				ids[i], taken[old] = old, true
			}
		}
		if ids[i] == "" {
			ids[i] = x.newID(ServiceID)
		}
	}
	return ids
}

func idsByKey(c *engine.Config) map[string]string {
	ids := make(map[string]string, len(c.Integrations))
	for id, in := range c.Integrations {
		ids[in.Key] = id
	}
	return ids
}

// movedIntegrations are the stored integrations whose keys the file names. They
// belong to the entry with the key, and to no other that has their name.
func (x *resolver) movedIntegrations() map[string]bool {
	moved := map[string]bool{}
	for _, e := range x.services.entries {
		for _, in := range e.integrations {
			if id, ok := x.keys[in.key.s]; ok {
				moved[id] = true
			}
		}
	}
	return moved
}

func (x *resolver) integration(service string, e integrationEntry, moved map[string]bool) {
	old := x.storedIntegration(service, e, moved)
	in := engine.Integration{
		ID: old.ID, Service: service, Name: e.name.s, Type: e.kind,
		Key: x.kept(e.key.place, e.key.s, old.Key), Secret: x.kept(e.secret.place, e.secret.s, old.Secret), Topics: e.topics, SignedOnly: e.signedOnly, Mapping: e.mapping, Mail: e.mail, MailRules: e.rules, SilentAfter: e.silentAfter, CreatedAt: old.CreatedAt,
	}
	if in.ID == "" {
		in.ID = x.newID(IntegrationID)
	}
	if e.key.s == "" {
		in.Key = old.Key
	}
	if e.key.s == "" && in.Key == "" {
		in.Key = x.newID(IntegrationKey)
	}
	x.next.Integrations[in.ID] = in
}

// storedIntegration is the one with the key, or else the one of that name in the
// service.
func (x *resolver) storedIntegration(service string, e integrationEntry, moved map[string]bool) engine.Integration {
	if id, ok := x.keys[e.key.s]; ok {
		return x.old.Integrations[id]
	}
	for _, id := range slices.Sorted(maps.Keys(x.old.Integrations)) {
		old := x.old.Integrations[id]
		if !moved[id] && old.Service == service && fold(old.Name) == fold(e.name.s) {
			return old
		}
	}
	return engine.Integration{}
}
