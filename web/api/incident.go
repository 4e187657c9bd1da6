package api

import (
	"cmp"
	"slices"
	"time"

	"wakeman/engine"
)

// incidentWire is an incident. Fields that are any hold a reference, or the
// whole resource when include[] asks for it.
type incidentWire struct {
	reference
	IncidentNumber       uint64                `json:"incident_number"`
	Title                string                `json:"title"`
	Description          string                `json:"description"` // the title, as in PagerDuty
	CreatedAt            *string               `json:"created_at"`
	UpdatedAt            *string               `json:"updated_at"` // the last change of status
	Status               engine.Status         `json:"status"`
	IncidentKey          string                `json:"incident_key"`
	Service              any                   `json:"service"`
	Assignments          []assignmentWire      `json:"assignments"`
	AssignedVia          string                `json:"assigned_via"` // escalation_policy, direct_assignment
	LastStatusChangeAt   *string               `json:"last_status_change_at"`
	LastStatusChangeBy   reference             `json:"last_status_change_by"`
	ResolvedAt           *string               `json:"resolved_at"`
	FirstTriggerLogEntry any                   `json:"first_trigger_log_entry"`
	AlertCounts          alertCountsWire       `json:"alert_counts"`
	IsMergeable          bool                  `json:"is_mergeable"` // there is no merging
	IncidentType         nameWire              `json:"incident_type"`
	EscalationPolicy     any                   `json:"escalation_policy"`
	Teams                []reference           `json:"teams"`
	PendingActions       []pendingActionWire   `json:"pending_actions"`
	Acknowledgements     []acknowledgementWire `json:"acknowledgements"`
	AlertGrouping        *reference            `json:"alert_grouping"`
	Priority             *priorityWire         `json:"priority"`
	Urgency              string                `json:"urgency"`
	ResolveReason        *reference            `json:"resolve_reason"`
	ConferenceBridge     *reference            `json:"conference_bridge"`
	Body                 *bodyWire             `json:"body"` // null in lists without include[]=body
	IncidentsResponders  []reference           `json:"incidents_responders"`
	ResponderRequests    []reference           `json:"responder_requests"`
}

type assignmentWire struct {
	At       *string `json:"at"`
	Assignee any     `json:"assignee"`
}

type acknowledgementWire struct {
	At           *string `json:"at"`
	Acknowledger any     `json:"acknowledger"`
}

type alertCountsWire struct {
	All       int `json:"all"`
	Triggered int `json:"triggered"`
	Resolved  int `json:"resolved"`
}

type nameWire struct {
	Name string `json:"name"`
}

// pendingActionWire is what will happen by itself: escalate, unacknowledge.
type pendingActionWire struct {
	Type string  `json:"type"`
	At   *string `json:"at"`
}

// bodyWire is the details of the first alert. They are a string because
// go-pagerduty reads nothing else here.
type bodyWire struct {
	Type    string `json:"type"`
	Details string `json:"details"`
}

// incident maps an incident. What needs another read (body, a whole first log
// entry) is put in by the handler.
func (v view) incident(in engine.Incident) incidentWire {
	w := incidentWire{
		reference:      v.incidentRef(in.Number, in.Title).whole("incident"),
		IncidentNumber: in.Number, Title: in.Title, Description: in.Title, IncidentKey: in.Key,
		CreatedAt: stamp(in.CreatedAt), UpdatedAt: stamp(in.ChangedAt), LastStatusChangeAt: stamp(in.ChangedAt),
		LastStatusChangeBy: v.actorRef(in.ChangedBy, in.Service),
		Status:             in.Status, Urgency: string(in.Urgency), Priority: v.priorityOf(in.Priority),
		Service: v.included("services", v.serviceRef(in.Service), func() (any, bool) { return v.plainService(in.Service) }),
		EscalationPolicy: v.included("escalation_policies", v.policyRef(in.Policy), func() (any, bool) {
			p, ok := v.cfg.Policy(in.Policy)
			return v.policy(p), ok
		}),
		Assignments: v.assignments(in), AssignedVia: "escalation_policy", Acknowledgements: v.acknowledgements(in),
		AlertCounts:          alertCountsWire{All: in.AllAlerts, Triggered: in.OpenAlerts, Resolved: in.AllAlerts - in.OpenAlerts},
		FirstTriggerLogEntry: v.firstEntryRef(in),
		IncidentType:         nameWire{"incident_default"}, PendingActions: v.pending(in),
		Teams: v.teamRefs(v.cfg.TeamOf(in.Service)), IncidentsResponders: []reference{}, ResponderRequests: []reference{},
	}
	if in.Level.Direct {
		w.AssignedVia = "direct_assignment"
	}
	if in.Status == engine.Resolved {
		w.ResolvedAt = stamp(in.ChangedAt)
	}
	return w
}

// included is the whole resource if include[] names it and it exists, else ref.
func (v view) included(name string, ref reference, whole func() (any, bool)) any {
	if v.include[name] {
		if w, ok := whole(); ok {
			return w
		}
	}
	return ref
}

// assignments are empty once an incident is resolved.
func (v view) assignments(in engine.Incident) []assignmentWire {
	if !in.Status.Open() {
		return []assignmentWire{}
	}
	at := in.Level.StartedAt
	if at.IsZero() {
		at = in.CreatedAt
	}
	return each(in.Level.Assigned, func(id string) assignmentWire {
		return assignmentWire{stamp(at), v.person(id, "assignees", "users")}
	})
}

// acknowledgements are the last of each person: snoozing acknowledges again.
func (v view) acknowledgements(in engine.Incident) []acknowledgementWire {
	last := slices.Clone(in.Acks)
	for i := len(last) - 1; i >= 0; i-- {
		if slices.ContainsFunc(last[i+1:], func(a engine.Ack) bool { return a.By.Kind == last[i].By.Kind && a.By.ID == last[i].By.ID }) {
			last = slices.Delete(last, i, i+1)
		}
	}
	return each(last, func(a engine.Ack) acknowledgementWire {
		w := acknowledgementWire{At: stamp(a.At), Acknowledger: v.actorRef(a.By, in.Service)}
		if a.By.Kind == engine.ByPerson {
			w.Acknowledger = v.person(a.By.ID, "acknowledgers", "users")
		}
		return w
	})
}

// person is a user, whole if include[] has one of names.
func (v view) person(id string, names ...string) any {
	u, ok := v.cfg.Users[id]
	if ok && slices.ContainsFunc(names, func(n string) bool { return v.include[n] }) {
		return v.user(u)
	}
	return v.userRef(id)
}

// pending is what the incident's timers will do, in order of time.
func (v view) pending(in engine.Incident) []pendingActionWire {
	list := []pendingActionWire{}
	add := func(kind string, at time.Time) {
		if !at.IsZero() {
			list = append(list, pendingActionWire{kind, stamp(at)})
		}
	}
	switch in.Status {
	case engine.Triggered:
		add("escalate", in.Level.NextAt)
	case engine.Acked:
		add("unacknowledge", v.ackEnds(in))
	}
	return list
}

// ackEnds is when an acknowledgement ends by itself: at the end of the snooze,
// else when the service's time-out has run since the last one.
func (v view) ackEnds(in engine.Incident) time.Time {
	if !in.SnoozedUntil.IsZero() {
		return in.SnoozedUntil
	}
	svc, _ := v.cfg.Service(in.Service)
	if svc.AckTimeout <= 0 || len(in.Acks) == 0 {
		return time.Time{}
	}
	return in.Acks[len(in.Acks)-1].At.Add(svc.AckTimeout)
}

// incidentBody is the details of the first alert as text, a field a line.
func incidentBody(alerts []engine.Alert) *bodyWire {
	body := &bodyWire{Type: "incident_body"}
	if len(alerts) == 0 {
		return body
	}
	first := slices.MinFunc(alerts, func(a, b engine.Alert) int { return cmp.Compare(a.Number, b.Number) })
	for i, d := range engine.DetailLines(first.Details) {
		if i > 0 {
			body.Details += "\n"
		}
		if d.Name != "" {
			body.Details += d.Name + ": "
		}
		body.Details += d.Value
	}
	return body
}
