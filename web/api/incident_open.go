package api

import (
	"errors"
	"slices"
	"strings"

	"wakeman/engine"
	"wakeman/engine/people"
)

// openingOrder is what a request says about an incident that is to be opened by
// hand. Its conference bridge is not looked at.
type openingOrder struct {
	Title            string          `json:"title" need:"yes"`
	Service          *targetOrder    `json:"service" need:"yes"`
	Urgency          string          `json:"urgency" enum:"high,low"`
	Priority         *priorityOrder  `json:"priority" doc:"a reference to a priority, or its name"`
	IncidentKey      string          `json:"incident_key"`
	Body             *detailsOrder   `json:"body"`
	EscalationPolicy *targetOrder    `json:"escalation_policy"`
	Assignments      []assigneeOrder `json:"assignments"`
}

type detailsOrder struct {
	Details string `json:"details"`
}

type assigneeOrder struct {
	Assignee targetOrder `json:"assignee"`
}

func (w openingOrder) opening() (engine.Opening, error) {
	var f faults
	o := engine.Opening{Title: w.Title, Urgency: people.Urgency(w.Urgency), Key: w.IncidentKey}
	if strings.TrimSpace(w.Title) == "" {
		f.add("title", "missing")
	}
	if o.Service = w.Service.id(); o.Service == "" {
		f.add("service", "missing")
	}
	var err error
	if o.Priority, _, err = w.Priority.read(); err != nil {
		f.add("", "%s", problemOf(err).errors[0])
	}
	if w.Body != nil {
		o.Details = w.Body.Details
	}
	o.Policy = w.EscalationPolicy.id()
	for _, a := range w.Assignments {
		if a.Assignee.ID == "" {
			f.add("assignments", "an assignee has no id")
		}
		if !slices.Contains(o.Assign, a.Assignee.ID) {
			o.Assign = append(o.Assign, a.Assignee.ID)
		}
	}
	if o.Policy != "" && len(o.Assign) > 0 {
		f.add("assignments", "give either assignments or escalation_policy")
	}
	return o, f.err()
}

// id is "" for a reference that is not there.
func (t *targetOrder) id() string {
	if t == nil {
		return ""
	}
	return t.ID
}

func (s *server) openIncident(c *call) (any, error) {
	var w openingOrder
	if err := readOrder(c.Request, "incident", &w); err != nil {
		return nil, err
	}
	o, err := w.opening()
	if err != nil {
		return nil, err
	}
	actor, err := c.actor()
	if err != nil {
		return nil, err
	}
	in, err := s.engine.Open(c.Context(), actor, o)
	if failed, ok := errors.AsType[*engine.Failure](err); ok && failed.Field == "details" {
		return nil, invalid("body.details: " + failed.Message)
	}
	if err != nil {
		return nil, ofIncident(err)
	}
	return s.oneIncident(c, in)
}
