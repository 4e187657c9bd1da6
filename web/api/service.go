package api

import (
	"maps"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/store"
)

// serviceWire is a service. Its status is derived: disabled, critical (an
// incident is triggered), warning (one is acknowledged), active.
type serviceWire struct {
	reference
	Name                    string          `json:"name"`
	Description             string          `json:"description"`
	CreatedAt               *string         `json:"created_at"`
	UpdatedAt               *string         `json:"updated_at"` // not kept
	Status                  string          `json:"status"`
	LastIncidentTimestamp   *string         `json:"last_incident_timestamp"`
	AutoResolveTimeout      *int            `json:"auto_resolve_timeout"`    // seconds; null is off
	AcknowledgementTimeout  *int            `json:"acknowledgement_timeout"` // seconds; null is off
	EscalationPolicy        any             `json:"escalation_policy"`
	Teams                   []reference     `json:"teams"`
	Integrations            []any           `json:"integrations"`
	IncidentUrgencyRule     urgencyRuleWire `json:"incident_urgency_rule"`
	SupportHours            *reference      `json:"support_hours"`
	ScheduledActions        []reference     `json:"scheduled_actions"`
	AlertCreation           string          `json:"alert_creation"`
	AlertGrouping           *string         `json:"alert_grouping"`
	AlertGroupingTimeout    *int            `json:"alert_grouping_timeout"`
	AlertGroupingParameters *reference      `json:"alert_grouping_parameters"`
	AutoPause               autoPauseWire   `json:"auto_pause_notifications_parameters"`
	ResponsePlay            *reference      `json:"response_play"`
	Addons                  []reference     `json:"addons"`
	RunbookURL              *string         `json:"runbook_url"` // Wakeman's own
	FlapWindow              *int            `json:"flap_window"` // seconds; null is off; Wakeman's own
	Sandbox                 bool            `json:"sandbox"`     // pages nobody; Wakeman's own
}

// urgencyRuleWire has PagerDuty's words: constant with high, low or
// severity_based.
type urgencyRuleWire struct {
	Type                string  `json:"type"`
	Urgency             string  `json:"urgency"`
	DuringSupportHours  *string `json:"during_support_hours"`
	OutsideSupportHours *string `json:"outside_support_hours"`
}

type autoPauseWire struct {
	Enabled bool `json:"enabled"`
	Timeout *int `json:"timeout"`
}

// serviceState is what a service's incidents say about it.
type serviceState struct {
	triggered, acknowledged bool
	last                    time.Time // when its newest incident opened
}

func (v view) service(svc engine.Service, state serviceState) serviceWire {
	w := serviceWire{
		reference: v.serviceRef(svc.ID).whole("service"), Name: svc.Name, Description: svc.Description,
		CreatedAt: stamp(svc.CreatedAt), Status: state.status(svc), LastIncidentTimestamp: stamp(state.last),
		AutoResolveTimeout: seconds(svc.AutoResolve), AcknowledgementTimeout: seconds(svc.AckTimeout),
		EscalationPolicy: v.included("escalation_policies", v.policyRef(svc.Policy), func() (any, bool) {
			p, ok := v.cfg.Policy(svc.Policy)
			return v.policy(p), ok
		}),
		Integrations:        []any{},
		IncidentUrgencyRule: urgencyRuleWire{Type: "constant", Urgency: string(svc.Urgency)},
		Teams:               v.teamRefs(v.cfg.TeamOf(svc.ID)), ScheduledActions: []reference{}, Addons: []reference{},
		AlertCreation: "create_alerts_and_incidents", RunbookURL: text(svc.Runbook),
		FlapWindow: seconds(svc.FlapWindow), Sandbox: svc.Sandbox,
	}
	for _, in := range v.integrationsOf(svc.ID) {
		w.Integrations = append(w.Integrations, v.included("integrations", v.integrationRef(in.ID), func() (any, bool) {
			return v.integration(in), true
		}))
	}
	return w
}

// plainService is a service inside another resource.
func (v view) plainService(id string) (any, bool) {
	svc, ok := v.cfg.Service(id)
	return v.service(svc, v.states[id]), ok
}

func (st serviceState) status(svc engine.Service) string {
	switch {
	case svc.Disabled:
		return "disabled"
	case st.triggered:
		return "critical"
	case st.acknowledged:
		return "warning"
	}
	return "active"
}

// includedStates is the state of every service, where include[] asks for
// services inside other resources.
func (s *server) includedStates(v view) (map[string]serviceState, error) {
	if !v.include["services"] {
		return nil, nil
	}
	own, _ := v.cfg.Service(engine.OwnID)
	return s.serviceStates(append(slices.Collect(maps.Values(v.cfg.Services)), own))
}

func (s *server) listServices(c *call) (any, error) {
	p, err := c.q.paging()
	if err != nil {
		return nil, err
	}
	all := byName(c.cfg.Services, func(svc engine.Service) (string, string) { return svc.Name, svc.ID })
	wanted := c.q.text("query")
	all = slices.DeleteFunc(all, func(svc engine.Service) bool {
		return !mentions(wanted, svc.Name, svc.Description) || !c.q.inTeams(c.cfg.TeamOf(svc.ID))
	})
	if strings.HasSuffix(c.q.text("sort_by"), "name:desc") {
		slices.Reverse(all)
	}
	part, w := cut(p, all)
	states, err := s.serviceStates(part)
	if err != nil {
		return nil, err
	}
	wires := each(part, func(svc engine.Service) serviceWire { return c.service(svc, states[svc.ID]) })
	return newList("services", wires, w), nil
}

// mentions reports whether any of texts has the words, ignoring case.
func mentions(words string, texts ...string) bool {
	return slices.ContainsFunc(texts, func(t string) bool {
		return strings.Contains(strings.ToLower(t), strings.ToLower(words))
	})
}

func (s *server) getService(c *call) (any, error) {
	svc, ok := c.cfg.Service(c.PathValue("id"))
	if !ok {
		return nil, absent("service")
	}
	return s.oneService(c, svc)
}

// serviceStates reads the open incidents once for all services, and the newest
// incident of each.
func (s *server) serviceStates(services []engine.Service) (map[string]serviceState, error) {
	states := map[string]serviceState{}
	if len(services) == 0 {
		return states, nil
	}
	ids := make([]string, len(services))
	for i, svc := range services {
		ids[i] = svc.ID
		list, err := s.store.Incidents(store.IncidentQuery{Services: []string{svc.ID}, Limit: 1})
		if err != nil {
			return nil, err
		}
		if len(list.Incidents) > 0 {
			states[svc.ID] = serviceState{last: list.Incidents[0].CreatedAt}
		}
	}
	return states, s.openStates(ids, states)
}

// openPage is how many open incidents one read takes, so that a storm of them
// is never in memory as a whole.
const openPage = 1000

func (s *server) openStates(ids []string, states map[string]serviceState) error {
	q := store.IncidentQuery{Services: ids, Statuses: []engine.Status{engine.Triggered, engine.Acked}, Limit: openPage}
	for {
		list, err := s.store.Incidents(q)
		if err != nil {
			return err
		}
		for _, in := range list.Incidents {
			state := states[in.Service]
			state.triggered = state.triggered || in.Status == engine.Triggered
			state.acknowledged = state.acknowledged || in.Status == engine.Acked
			states[in.Service] = state
		}
		if q.Before = list.Next; !list.More || list.Next == 0 {
			return nil
		}
	}
}
