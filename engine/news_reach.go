package engine

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"wakeman/engine/people"
)

// policyNews tells those whom a policy pages, or paged, by its steps: whom it
// names, and who takes turns in a schedule that it names. Turns that move are
// told with their schedule.
func policyNews(news map[string][]string, old, next *Config, now time.Time) {
	for _, id := range bothKeys(old.Policies, next.Policies) {
		before, after := old.Policies[id], next.Policies[id]
		if reflect.DeepEqual(targetsOf(before), targetsOf(after)) {
			continue
		}
		compareReach(old.reach(before, now), next.reach(after, now), func(user, was, is string) {
			news[user] = append(news[user], pagesWords("The escalation policy "+before.Name, "The escalation policy "+after.Name, was, is))
		})
	}
}

// serviceNews tells those whom a service pages, or paged, by its policy, when it
// goes to another. A new service is told to nobody: every policy is there for it.
func serviceNews(news map[string][]string, old, next *Config, now time.Time) {
	for _, id := range slices.Sorted(maps.Keys(old.Services)) {
		before, after := old.Services[id], next.Services[id]
		if after.ID == "" || before.Policy == after.Policy {
			continue
		}
		subject := "The service " + after.Name + ", now with the escalation policy " + next.Policies[after.Policy].Name + ","
		compareReach(old.reach(old.Policies[before.Policy], now), next.reach(next.Policies[after.Policy], now), func(user, was, is string) {
			news[user] = append(news[user], pagesWords(subject, subject, was, is))
		})
	}
}

// fallbackNews tells those who become fallback contacts, and those who cease to be.
func fallbackNews(news map[string][]string, old, next *Config) {
	was, is := old.Settings.Fallback, next.Settings.Fallback
	for _, user := range is {
		if !slices.Contains(was, user) {
			news[user] = append(news[user], "You are now a fallback contact: you are paged when nobody of an escalation policy can be reached.")
		}
	}
	for _, user := range was {
		if !slices.Contains(is, user) {
			news[user] = append(news[user], "You are no longer a fallback contact.")
		}
	}
}

func targetsOf(p Policy) (steps [][]people.Target) {
	for _, s := range p.Steps {
		steps = append(steps, s.Targets)
	}
	return steps
}

func compareReach(was, is map[string]string, tell func(user, was, is string)) {
	for _, user := range bothKeys(was, is) {
		if was[user] != is[user] {
			tell(user, was[user], is[user])
		}
	}
}

func pagesWords(before, after, was, is string) string {
	switch {
	case is == "":
		return before + " no longer pages you. It did on " + was + "."
	case was == "":
		return after + " now pages you, on " + is + "."
	}
	return after + " now pages you on " + is + "; before, on " + was + "."
}

// reach is on which steps a policy pages somebody, in words, by user: whom it
// names, and who is on call within [NewsHorizon] for a schedule that it names.
func (c *Config) reach(p Policy, now time.Time) map[string]string {
	named, turns := map[string][]string{}, map[string]map[string][]string{} // user: steps; user: schedule: steps
	for i, s := range p.Steps {
		for _, t := range s.Targets {
			number := fmt.Sprint(i + 1)
			if t.User != "" {
				named[t.User] = append(named[t.User], number)
			}
			for _, user := range c.takesTurns(t.Schedule, now) {
				if turns[user] == nil {
					turns[user] = map[string][]string{}
				}
				turns[user][t.Schedule] = append(turns[user][t.Schedule], number)
			}
		}
	}
	words := map[string]string{}
	for user, steps := range turns {
		for _, id := range slices.Sorted(maps.Keys(steps)) {
			words[user] = joined(words[user], "step "+joinAnd(steps[id])+" while you are on call for "+c.Schedules[id].Name)
		}
	}
	for user, steps := range named {
		words[user] = joined("step "+joinAnd(steps), words[user])
	}
	return words
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", and on " + b
}

// takesTurns is who is on call for a schedule within [NewsHorizon].
func (c *Config) takesTurns(id string, now time.Time) []string {
	s, ok := c.Schedule(id)
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	for _, shift := range s.Shifts(now, now.Add(LookAhead(now, NewsHorizon, s))) {
		for _, user := range shift.Users {
			seen[user] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
