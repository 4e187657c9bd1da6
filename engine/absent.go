package engine

import (
	"slices"
	"time"

	"wakeman/engine/people"
)

// Meant is whom targets of a policy mean at an instant, each person once, in the
// order of targets.
type Meant struct {
	Found   []people.Assignment
	Missing []string // why a target gives nobody
	Away    []string // who is passed over, and until when: "Cleo is away until Wed 7 Jan 09:00 CST"
}

// Reasons are why targets give nobody, or not everybody they name.
func (m Meant) Reasons() []string { return slices.Concat(m.Missing, m.Away) }

// Means is whom targets of a policy mean at an instant. Whoever is named in
// person and is away is passed over, as a schedule does it, as long as somebody
// else of the whole policy would be reached: else they are paged all the same,
// because an alert that nobody hears is worse than a holiday that is disturbed.
func (c *Config) Means(p Policy, targets []people.Target, urgency people.Urgency, at time.Time) (m Meant) {
	var found []people.Assignment
	found, m.Missing = c.Resolve(targets, at)
	if !slices.ContainsFunc(found, isAway) {
		m.Found = found
		return m
	}
	others := c.reachesOthers(p, urgency, at)
	for _, a := range found {
		away := "away until " + a.Away.In(c.Users[a.User].Location()).Format("Mon 2 Jan 15:04 MST")
		switch {
		case !isAway(a):
			m.Found = append(m.Found, a)
		case others:
			m.Away = append(m.Away, c.Users[a.User].Name+" is "+away)
		default:
			a.Why += "; " + away + ", but nobody else of the policy would be reached"
			m.Found = append(m.Found, a)
		}
	}
	return m
}

func isAway(a people.Assignment) bool { return !a.Away.IsZero() }

// reachesOthers reports whether a policy, as it stands now, surely pages somebody
// who is not away. In doubt it does not.
func (c *Config) reachesOthers(p Policy, urgency people.Urgency, at time.Time) bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool {
		cut := s.Delay
		if urgency == people.Low && !p.EscalateLow {
			cut = -1
		}
		if !s.RoundRobin {
			return c.reachesAny(s.Targets, urgency, cut, at)
		}
		return c.reachesEach(s.Targets, urgency, cut, at)
	})
}

func (c *Config) reachesAny(targets []people.Target, urgency people.Urgency, cut time.Duration, at time.Time) bool {
	found, _ := c.Resolve(targets, at)
	return slices.ContainsFunc(found, func(a people.Assignment) bool {
		return !isAway(a) && c.carriesTo(c.Users[a.User], urgency, cut)
	})
}

// reachesEach is of a round robin: it may be any one's turn, but for those who
// are away, whose turn is passed over.
func (c *Config) reachesEach(targets []people.Target, urgency people.Urgency, cut time.Duration, at time.Time) bool {
	present := slices.DeleteFunc(slices.Clone(targets), func(t people.Target) bool { return c.isAbsent(t, at) })
	return len(present) > 0 && !slices.ContainsFunc(present, func(t people.Target) bool {
		return !c.reachesAny([]people.Target{t}, urgency, cut, at)
	})
}

// isAbsent reports whether a target names somebody in person who is away.
func (c *Config) isAbsent(t people.Target, at time.Time) bool {
	u, ok := c.Users[t.User]
	return ok && !u.Disabled && !u.AwayUntil(at).IsZero()
}

// carriesTo reports whether a page has a way to the person that is set up, and
// that is due before the next step drops it; a cut below zero drops nothing.
func (c *Config) carriesTo(u people.User, urgency people.Urgency, cut time.Duration) bool {
	return slices.ContainsFunc(c.Rules(u, urgency), func(r people.NotificationRule) bool {
		m, ok := u.Method(r.Method)
		return ok && m.Address != "" && c.Settings.Unserved(m) == "" && (cut < 0 || r.Delay < cut)
	})
}
