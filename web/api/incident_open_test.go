package api_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/PagerDuty/go-pagerduty"

	"wakeman/engine"
	"wakeman/engine/people"
)

func TestTheClientOpensAnIncident(t *testing.T) {
	w := open(t)
	made := must(w.client("account").CreateIncidentWithContext(ctx(t), "ben@example.net", &pagerduty.CreateIncidentOptions{
		Title: "Customers call: no TV", Service: &pagerduty.APIReference{ID: "PCORE01", Type: "service_reference"},
		Urgency: "low", IncidentKey: "ticket-7", Body: &pagerduty.APIDetails{Type: "incident_body", Details: "Since noon."},
	}))(t)
	in := w.incident(uint64(made.IncidentNumber))
	if in.Title != "Customers call: no TV" || in.Urgency != people.Low || in.Key != "ticket-7" || in.Status != engine.Triggered || !slices.Equal(in.Level.Assigned, []string{"PANN001"}) {
		t.Errorf("it is %+v", in)
	}
	if made.Body.Details != "Since noon." || made.IncidentKey != "ticket-7" || made.Assignments[0].Assignee.ID != "PANN001" {
		t.Errorf("the answer is %+v", made)
	}
	rows, err := w.db.Audit(0, 1)
	if err != nil || rows[0].Action != "incident.trigger" || rows[0].Actor.Name != "Ben Day" || rows[0].Actor.Via != "API key noc-bot" {
		t.Errorf("audited is %+v, %v", rows, err)
	}
	alerts := must(w.client("ann").ListIncidentAlertsWithContext(ctx(t), made.ID, pagerduty.ListIncidentAlertsOptions{}))(t)
	if len(alerts.Alerts) != 1 || alerts.Alerts[0].AlertKey != "ticket-7" || alerts.Alerts[0].Integration.ID != "" {
		t.Errorf("its alerts are %+v", alerts)
	}
	log := must(w.client("ann").ListIncidentLogEntriesWithContext(ctx(t), made.ID, pagerduty.ListIncidentLogEntriesOptions{}))(t)
	if first := log.LogEntries[len(log.LogEntries)-1]; first.Type != "trigger_log_entry" || first.Agent.ID != "PBEN001" {
		t.Errorf("it begins with %+v", first)
	}
	_, err = w.client("account").CreateIncidentWithContext(ctx(t), "", &pagerduty.CreateIncidentOptions{
		Title: "again", Service: &pagerduty.APIReference{ID: "PCORE01"}, IncidentKey: "ticket-7",
	})
	wantAPIError(t, err, 400, 2001)
}

func TestWhoTakesAnIncidentOnThemselvesHasIt(t *testing.T) {
	w := open(t)
	made := must(w.client("ann").CreateIncidentWithContext(ctx(t), "ann@example.net", &pagerduty.CreateIncidentOptions{
		Title: "I look after it", Service: &pagerduty.APIReference{ID: "PCORE01"},
		Assignments: []pagerduty.Assignee{{Assignee: pagerduty.APIObject{ID: "PANN001", Type: "user_reference"}}},
	}))(t)
	if made.Status != "acknowledged" || made.Acknowledgements[0].Acknowledger.ID != "PANN001" || w.incident(1).LastPage != 0 {
		t.Errorf("it is %+v", made)
	}
}

func TestABadOpeningIsRefusedAndTheFieldNamed(t *testing.T) {
	w := open(t)
	for body, mention := range map[string]string{
		`{"incident":{"service":{"id":"PCORE01"}}}`:                                                                                                "title: missing",
		`{"incident":{"title":"x"}}`:                                                                                                               "service: missing",
		`{"incident":{"title":"x","service":"PCORE01"}}`:                                                                                           "service: is text",
		`{"incident":{"title":"x","service":{"id":"PNONE00"}}}`:                                                                                    "service: there is no such service",
		`{"incident":{"title":"x","service":{"id":"POLD001"}}}`:                                                                                    "service: the service is disabled",
		`{"incident":{"title":"x","service":{"id":"PCORE01"},"urgency":"loud"}}`:                                                                   "urgency: ",
		`{"incident":{"title":"x","service":{"id":"PCORE01"},"priority":{"id":"PNONE00"}}}`:                                                        "priority: there is no such priority",
		`{"incident":{"title":"x","service":{"id":"PCORE01"},"priority":[]}}`:                                                                      "priority: is a list",
		`{"incident":{"title":"x","service":{"id":"PCORE01"},"body":{"details":["x"]}}}`:                                                           "body.details: is a list",
		`{"incident":{"title":"x","service":{"id":"PCORE01"},"escalation_policy":{"id":"PNONE00"}}}`:                                               "escalation_policy: ",
		`{"incident":{"title":"x","service":{"id":"PCORE01"},"assignments":[{"assignee":{"id":"PNO"}}]}}`:                                          "assignments: ",
		`{"incident":{"title":"x","service":{"id":"PCORE01"},"assignments":[{}]}}`:                                                                 "assignments: an assignee has no id",
		`{"incident":{"title":"x","service":{"id":"PCORE01"},"assignments":[{"assignee":{"id":"PANN001"}}],"escalation_policy":{"id":"PPOLI01"}}}`: "assignments: give either",
		`{"incident":{"title":"` + strings.Repeat("x", 1025) + `","service":{"id":"PCORE01"}}}`:                                                    "title: ",
		`{"incident":{"title":"x","service":{"id":"PCORE01"},"body":{"details":"` + strings.Repeat("x", 40000) + `"}}}`:                            "body.details: ",
	} {
		status, header, answer := w.asks("ann", "POST", "/api/incidents", body)
		w.wantError(status, header, answer, 400, 2001, mention)
	}
	status, header, answer := w.asks("account", "POST", "/api/incidents", `{"incident":{"title":"x","service":{"id":"PCORE01"}}}`, "From", "nobody@example.net")
	w.wantError(status, header, answer, 400, 1008, "From")
}
