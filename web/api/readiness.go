package api

import (
	"wakeman/engine"
	"wakeman/web/readiness"
)

// readinessWire is what the page of that name says. Wakeman's own.
type readinessWire struct {
	CheckedAt *string          `json:"checked_at"`
	Bad       int              `json:"bad" doc:"how many findings would lose or delay a page"`
	Warnings  int              `json:"warnings" doc:"how many may"`
	Groups    []readyGroupWire `json:"groups" doc:"always the same questions"`
}

type readyGroupWire struct {
	Code     string        `json:"code" enum:"reach,rules,coverage,carriers,services,heartbeats,watcher,setup,tests"`
	Title    string        `json:"title"`
	Findings []findingWire `json:"findings"`
}

// findingWire is one thing to mend.
type findingWire struct {
	Code    string         `json:"code" doc:"stays as it is: left_on_duty, unreachable, policy_uncovered …"`
	Level   string         `json:"level" enum:"bad,warning,chosen"`
	Message string         `json:"message" doc:"a sentence"`
	Subject reference      `json:"subject" doc:"what it is about"`
	Gaps    []readyGapWire `json:"gaps" doc:"when a policy or its step means nobody, within two weeks"`
}

type readyGapWire struct {
	Start *string `json:"start"`
	End   *string `json:"end"`
}

func (s *server) getReadiness(c *call) (any, error) {
	f := readiness.Facts{Now: c.now, Zone: c.q.zone, Base: s.base(), Demo: s.demo, Watcher: s.heartbeat()}
	f, err := readiness.Read(s.store, f)
	if err != nil {
		return nil, err
	}
	return map[string]readinessWire{"readiness": c.readiness(f.Judge())}, nil
}

func (v view) readiness(r readiness.Report) readinessWire {
	return readinessWire{
		CheckedAt: stamp(r.At), Bad: r.Count(readiness.Bad), Warnings: r.Count(readiness.Warning),
		Groups: each(r.Groups, func(g readiness.Group) readyGroupWire {
			return readyGroupWire{Code: g.Code, Title: g.Title, Findings: each(g.Findings, v.finding)}
		}),
	}
}

func (v view) finding(f readiness.Finding) findingWire {
	return findingWire{
		Code: string(f.Code), Level: string(f.Level), Message: f.Message, Subject: v.readySubject(f.Subject),
		Gaps: each(f.Gaps, func(s readiness.Span) readyGapWire { return readyGapWire{stamp(s.From), stamp(s.To)} }),
	}
}

func (v view) readySubject(s readiness.Subject) reference {
	switch s.Kind {
	case readiness.Person:
		return v.userRef(s.ID)
	case readiness.Policy:
		return v.policyRef(s.ID)
	case readiness.Schedule:
		return v.scheduleRef(s.ID)
	case readiness.Service:
		return v.serviceRef(s.ID)
	case readiness.Heartbeat:
		return v.link.at("heartbeat_reference", "/services/"+s.Service+"/heartbeats", s.ID, s.Name)
	}
	page := v.link.base + "/settings"
	return v.link.inside("settings_reference", "/settings", s.ID, s.Name).with(&page)
}

func noHeartbeat() engine.HeartbeatState { return engine.HeartbeatState{} }
