package api

import (
	"slices"
	"strings"

	"wakeman/engine"
	"wakeman/engine/people"
)

// changeOrder is the body of a PUT: what is to become of an incident. Fields
// that are absent, null or empty change nothing. Service and conference bridge
// are not looked at.
type changeOrder struct {
	ID               string            `json:"id"` // in a bulk only
	Status           *string           `json:"status"`
	Title            *string           `json:"title"`
	Urgency          *string           `json:"urgency"`
	Priority         *priorityOrder    `json:"priority" doc:"a reference to a priority, or its name; none takes it away"`
	EscalationLevel  *int              `json:"escalation_level"` // from 1
	Assignments      []assignmentOrder `json:"assignments"`
	EscalationPolicy *referenceOrder   `json:"escalation_policy"`
	Resolution       *string           `json:"resolution"` // becomes a note
}

type assignmentOrder struct {
	Assignee *referenceOrder `json:"assignee"`
}

// referenceOrder is a reference in a request, whatever its type says.
type referenceOrder struct {
	ID string `json:"id"`
}

// acts says what a change means for the incident as it stands. People and
// policies that it has already are left alone, so that a client that sends a
// whole incident back with one field changed wakes nobody. A status of
// triggered or acknowledged reopens a resolved incident.
//
// The order matters: what pages comes before the acknowledgement that stops it,
// all within one transaction, and the resolution is noted before it is closed.
func (w changeOrder) acts(in engine.Incident) ([]engine.Act, error) {
	status := engine.Status(given(w.Status))
	var acts []engine.Act
	switch status {
	case "", engine.Resolved:
	case engine.Triggered, engine.Acked:
		acts = append(acts, engine.Act{Reopen: true})
	default:
		return nil, invalid("status: " + quote(string(status)) + " is none of triggered, acknowledged, resolved")
	}
	if title := given(w.Title); title != "" && title != in.Title {
		acts = append(acts, engine.Act{Title: title})
	}
	if urgency := given(w.Urgency); urgency != "" && urgency != string(in.Urgency) {
		acts = append(acts, engine.Act{Urgency: people.Urgency(urgency)})
	}
	if p, named, err := w.Priority.read(); err != nil {
		return nil, err
	} else if named && p != in.Priority {
		acts = append(acts, engine.Act{Priority: &p})
	}
	whose, err := w.peopleActs(in)
	if err != nil {
		return nil, err
	}
	return slices.Concat(acts, whose, w.statusActs(status)), nil
}

// peopleActs is whose job it becomes.
func (w changeOrder) peopleActs(in engine.Incident) ([]engine.Act, error) {
	var acts []engine.Act
	if p := w.EscalationPolicy; p != nil && p.ID != "" && p.ID != in.Policy {
		acts = append(acts, engine.Act{Policy: p.ID})
	}
	var ids []string
	for _, a := range w.Assignments {
		if a.Assignee == nil || a.Assignee.ID == "" {
			return nil, invalid("assignments: an assignee has no id")
		}
		if !slices.Contains(ids, a.Assignee.ID) {
			ids = append(ids, a.Assignee.ID)
		}
	}
	if len(ids) > 0 && !sameSet(ids, in.Level.Assigned) {
		acts = append(acts, engine.Act{Assign: ids})
	}
	if level := w.EscalationLevel; level != nil && *level != 0 {
		if *level < 1 {
			return nil, invalid("escalation_level: levels count from 1")
		}
		acts = append(acts, engine.Act{Level: *level})
	}
	return acts, nil
}

func (w changeOrder) statusActs(status engine.Status) []engine.Act {
	var acts []engine.Act
	if note := given(w.Resolution); note != "" {
		acts = append(acts, engine.Act{Note: note})
	}
	switch status {
	case engine.Triggered:
		acts = append(acts, engine.Act{Unacknowledge: true})
	case engine.Acked:
		acts = append(acts, engine.Act{Acknowledge: true})
	case engine.Resolved:
		acts = append(acts, engine.Act{Resolve: true})
	}
	return acts
}

func given(s *string) string {
	if s == nil {
		return ""
	}
	return strings.TrimSpace(*s)
}

func sameSet(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}
