package config

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"wakeman/engine"
)

// checkRemoved refuses to take away what a section that the file leaves alone
// still needs: a step without its schedule would page nobody, silently.
func (x *resolver) checkRemoved() {
	for id, u := range x.old.Users {
		if _, stays := x.next.Users[id]; !stays {
			x.missed(x.users.place, u.Email, x.usesOfUser(id))
		}
	}
	for id, t := range x.old.Teams {
		if _, stays := x.next.Teams[id]; !stays {
			x.missed(x.teams.place, t.Name, x.usesOfTeam(id))
		}
	}
	for id, s := range x.old.Schedules {
		if _, stays := x.next.Schedules[id]; !stays {
			x.missed(x.Document.schedules.place, s.Name, x.usesOfSchedule(id))
		}
	}
	for id, p := range x.old.Policies {
		if _, stays := x.next.Policies[id]; !stays {
			x.missed(x.policies.place, p.Name, x.usesOfPolicy(id))
		}
	}
	for id, s := range x.old.Services {
		if _, stays := x.next.Services[id]; !stays {
			x.missed(x.services.place, s.Name, x.usesOfService(id))
		}
	}
}

func (x *resolver) missed(at place, name string, uses []string) {
	slices.Sort(uses)
	for _, use := range slices.Compact(uses) {
		x.fail(at, "%q is not in the file any more, but %s still needs it; change that first, or put its section into the file", name, use)
	}
}

// usesOfUser is what needs a person, now or later: what is over needs nobody.
func (x *resolver) usesOfUser(id string) []string {
	var uses []string
	for s := range maps.Values(x.next.Schedules) {
		for _, l := range s.Layers {
			if (history{x.now}).layer(s, l) {
				continue
			}
			for _, slot := range l.Users {
				if slices.Contains(slot, id) {
					uses = append(uses, fmt.Sprintf("schedule %q", s.Name))
				}
			}
		}
		for _, o := range s.Overrides {
			if (o.User == id || o.Replaces == id) && !o.Over(x.now) {
				uses = append(uses, fmt.Sprintf("an override of schedule %q", s.Name))
			}
		}
	}
	for p := range maps.Values(x.next.Policies) {
		for _, step := range p.Steps {
			for _, t := range step.Targets {
				if t.User == id {
					uses = append(uses, fmt.Sprintf("escalation policy %q", p.Name))
				}
			}
		}
	}
	if slices.Contains(x.next.Settings.Fallback, id) {
		uses = append(uses, "the fallback contacts (settings.fallback)")
	}
	return uses
}

func (x *resolver) usesOfSchedule(id string) []string {
	var uses []string
	for p := range maps.Values(x.next.Policies) {
		for _, step := range p.Steps {
			for _, t := range step.Targets {
				if t.Schedule == id {
					uses = append(uses, fmt.Sprintf("escalation policy %q", p.Name))
				}
			}
		}
	}
	return uses
}

func (x *resolver) usesOfPolicy(id string) []string {
	var uses []string
	for s := range maps.Values(x.next.Services) {
		if s.Policy == id {
			uses = append(uses, fmt.Sprintf("service %q", s.Name))
		}
	}
	return uses
}

func (x *resolver) usesOfTeam(id string) []string {
	var uses []string
	for s := range maps.Values(x.next.Schedules) {
		if s.Team == id {
			uses = append(uses, fmt.Sprintf("schedule %q", s.Name))
		}
	}
	for p := range maps.Values(x.next.Policies) {
		if p.Team == id {
			uses = append(uses, fmt.Sprintf("escalation policy %q", p.Name))
		}
	}
	for s := range maps.Values(x.next.Services) {
		if s.Team == id {
			uses = append(uses, fmt.Sprintf("service %q", s.Name))
		}
	}
	return uses
}

// BelongsTo lists, in words and sorted, what belongs to a team: while anything
// does, the team can not be removed.
func BelongsTo(c *engine.Config, team string) []string {
	uses := (&resolver{next: c}).usesOfTeam(team)
	slices.Sort(uses)
	return uses
}

// Duties lists, in words and sorted, what names a person: schedules, escalation
// policies, the fallback contacts. What is over at now is none.
func Duties(c *engine.Config, user string, now time.Time) []string {
	uses := (&resolver{next: c, now: now}).usesOfUser(user)
	slices.Sort(uses)
	return slices.Compact(uses)
}
