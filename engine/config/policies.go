package config

import (
	"time"
)

type policyEntry struct {
	name        text
	description string
	team        text
	repeat      int
	escalateLow bool
	steps       []stepEntry
}

type stepEntry struct {
	delay      time.Duration
	roundRobin bool
	targets    []targetEntry
}

// targetEntry names one of the two; the other's text is empty.
type targetEntry struct {
	user     text // an e-mail address
	schedule text // a name
}

// maxRepeat is PagerDuty's bound on num_loops.
const maxRepeat = 9

func readPolicy(m *mapping) policyEntry {
	m.needs("name")
	return policyEntry{
		name:        m.short("name"),
		description: m.prose("description"),
		team:        m.short("team"),
		repeat:      m.number("repeat", 0, 0, maxRepeat),
		escalateLow: m.boolean("escalate_low"),
		steps:       readAll(m.report, m.get("steps"), readStep),
	}
}

func readStep(m *mapping) stepEntry {
	m.needs("delay")
	return stepEntry{
		delay:      m.duration("delay", 0),
		roundRobin: m.boolean("round_robin"),
		targets:    readAll(m.report, m.get("targets"), readTarget),
	}
}

func readTarget(m *mapping) targetEntry {
	t := targetEntry{user: m.email("user"), schedule: m.short("schedule")}
	user, schedule := m.get("user").given(), m.get("schedule").given()
	if user == schedule {
		m.fail(m.place, "must have either user or schedule")
	}
	return t
}
