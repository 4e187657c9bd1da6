package api

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
)

// serviceOrder is what a request says about a service. How alerts are grouped
// and paused is not Wakeman's to choose, so those fields are not looked at;
// fields that would change whom an incident wakes are refused when they ask for
// what there is not.
type serviceOrder struct {
	Name                   maybe[string]      `json:"name"`
	Description            maybe[string]      `json:"description"`
	Status                 maybe[string]      `json:"status" enum:"active,disabled,warning,critical" doc:"only active and disabled change anything"`
	AutoResolveTimeout     maybe[int]         `json:"auto_resolve_timeout" doc:"seconds; 0 or null is off"`
	AcknowledgementTimeout maybe[int]         `json:"acknowledgement_timeout" doc:"seconds; 0 or null is off"`
	EscalationPolicy       *targetOrder       `json:"escalation_policy"`
	IncidentUrgencyRule    *urgencyOrder      `json:"incident_urgency_rule"`
	SupportHours           absentOrder        `json:"support_hours"`
	ScheduledActions       absentOrder        `json:"scheduled_actions"`
	AlertCreation          maybe[alertsOrder] `json:"alert_creation"`
	Teams                  maybe[teamsOrder]  `json:"teams" doc:"one at most; without one it is its escalation policy's"`
	RunbookURL             maybe[string]      `json:"runbook_url" doc:"Wakeman's own"`
	FlapWindow             maybe[int]         `json:"flap_window" doc:"seconds; what triggers again that soon after it was resolved reopens its incident; 0 or null is off; Wakeman's own"`
	Sandbox                maybe[bool]        `json:"sandbox" doc:"everything happens, and nobody is paged; Wakeman's own"`
}

type urgencyOrder struct {
	Type    string `json:"type" enum:"constant"`
	Urgency string `json:"urgency" enum:"high,low,severity_based"`
}

// absentOrder is a field that may only be empty, because what it asks for is
// not there, and passing over it would wake other people than was meant.
type absentOrder struct{}

func (*absentOrder) readField(f *faults, path string, raw json.RawMessage) {
	if text := strings.Join(strings.Fields(string(raw)), ""); !slices.Contains([]string{"", "null", "{}", "[]"}, text) {
		f.add(path, "is not available here; urgency is high, low or by severity at all hours")
	}
}

// alertsOrder is one of PagerDuty's words; here every incident has alerts.
type alertsOrder string

func (a *alertsOrder) readField(f *faults, path string, raw json.RawMessage) {
	if isNull(raw) || json.Unmarshal(raw, a) == nil && slices.Contains([]alertsOrder{"", "create_incidents", "create_alerts_and_incidents"}, *a) {
		return
	}
	f.add(path, "is none of create_incidents, create_alerts_and_incidents")
}

func serviceNames() names {
	return names{
		"ack_timeout": "acknowledgement_timeout", "auto_resolve": "auto_resolve_timeout",
		"urgency": "incident_urgency_rule.urgency", "runbook": "runbook_url", "team": "teams",
	}
}

// apply makes the service that is wanted out of the one there is.
// What is shown of its policy and sent back as it was shown stays the policy's.
func (w serviceOrder) apply(cfg *engine.Config, svc engine.Service) (engine.Service, error) {
	var f faults
	trimmed(w.Name, &svc.Name)
	w.Description.put(&svc.Description)
	trimmed(w.RunbookURL, &svc.Runbook)
	if w.AcknowledgementTimeout.given {
		svc.AckTimeout = wholeSeconds(w.AcknowledgementTimeout.value, svc.AckTimeout, &f, "acknowledgement_timeout")
	}
	if w.AutoResolveTimeout.given {
		svc.AutoResolve = wholeSeconds(w.AutoResolveTimeout.value, svc.AutoResolve, &f, "auto_resolve_timeout")
	}
	if w.FlapWindow.given {
		svc.FlapWindow = wholeSeconds(w.FlapWindow.value, svc.FlapWindow, &f, "flap_window")
	}
	w.Sandbox.put(&svc.Sandbox)
	if w.EscalationPolicy != nil {
		svc.Policy = w.policy(svc, &f)
	}
	if team, given := teamOf(w.Teams, &f); given && team != cfg.TeamOf(svc.ID) {
		svc.Team = team
	}
	if w.IncidentUrgencyRule != nil {
		w.IncidentUrgencyRule.put(&svc.Urgency, &f)
	}
	// The other words are derived from the incidents, and come back from clients
	// that send a service as they got it.
	switch w.Status.value {
	case "disabled":
		svc.Disabled = true
	case "active":
		svc.Disabled = false
	}
	return svc, f.err()
}

// policy is the one that is named. go-pagerduty sends an empty one for none.
func (w serviceOrder) policy(svc engine.Service, f *faults) string {
	switch w.EscalationPolicy.Type {
	case "", "escalation_policy", "escalation_policy_reference":
	default:
		f.add("escalation_policy.type", "%s is none of escalation_policy_reference", quote(w.EscalationPolicy.Type))
	}
	if w.EscalationPolicy.ID == "" {
		return svc.Policy
	}
	return w.EscalationPolicy.ID
}

func (w urgencyOrder) put(rule *engine.UrgencyRule, f *faults) {
	if w.Type != "" && w.Type != "constant" {
		f.add("incident_urgency_rule.type", "%s is not available here; only constant is", quote(w.Type))
		return
	}
	rules := []engine.UrgencyRule{engine.AlwaysHigh, engine.AlwaysLow, engine.BySeverity}
	if !slices.Contains(rules, engine.UrgencyRule(w.Urgency)) {
		f.add("incident_urgency_rule.urgency", "%s is none of %s", quote(w.Urgency), strings.Join(asText(rules), ", "))
		return
	}
	*rule = engine.UrgencyRule(w.Urgency)
}

// maxSeconds is beyond every time-out; what one may be, the configuration says.
const maxSeconds = 60 * maxMinutes

// wholeSeconds reads a time-out; 0 is off. One that is shown rounded up, and
// sent back as it was shown, stays as it is.
func wholeSeconds(n int, was time.Duration, f *faults, path string) time.Duration {
	shown := seconds(was)
	switch {
	case shown != nil && *shown == n:
		return was
	case n < 0:
		f.add(path, "must be at least 0, or null for off")
	case n > maxSeconds:
		f.add(path, "%d seconds are too many", n)
	default:
		return time.Duration(n) * time.Second
	}
	return was
}
