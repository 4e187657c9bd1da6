package api_test

import (
	"strings"
	"testing"

	"github.com/PagerDuty/go-pagerduty"

	"wakeman/engine"
)

// PagerDuty's client lists the priorities, gives one, and sees it.
func TestTheClientSetsPriorities(t *testing.T) {
	w := open(t)
	list := must(w.client("ann").ListPrioritiesWithContext(ctx(t), pagerduty.ListPrioritiesOptions{Limit: 100}))(t)
	var names []string
	for _, p := range list.Priorities {
		names = append(names, p.Name)
	}
	if got := strings.Join(names, " "); got != "P1 P2 P3 P4 P5" {
		t.Fatalf("they are %s", got)
	}
	second := &pagerduty.APIReference{ID: list.Priorities[1].ID, Type: "priority_reference"}
	made := must(w.client("ann").CreateIncidentWithContext(ctx(t), "ann@example.net", &pagerduty.CreateIncidentOptions{
		Title: "No TV", Service: &pagerduty.APIReference{ID: "PCORE01", Type: "service_reference"}, Priority: second,
	}))(t)
	if in := w.incident(1); in.Priority != engine.P2 || made.Priority == nil || made.Priority.Name != "P2" || made.Priority.ID != second.ID {
		t.Errorf("it is %q, told as %+v", in.Priority, made.Priority)
	}
	log := must(w.client("ann").ListIncidentLogEntriesWithContext(ctx(t), made.ID, pagerduty.ListIncidentLogEntriesOptions{}))(t)
	if first := log.LogEntries[len(log.LogEntries)-1]; !strings.Contains(first.Summary, "with priority P2") {
		t.Errorf("it begins with %+v", first)
	}
	changed := must(w.client("ann").ManageIncidentsWithContext(ctx(t), "ann@example.net", []pagerduty.ManageIncidentsOptions{
		{ID: made.ID, Type: "incident", Priority: &pagerduty.APIReference{ID: list.Priorities[0].ID, Type: "priority_reference"}},
	}))(t)
	if got := w.incident(1).Priority; got != engine.P1 || changed.Incidents[0].Priority.Name != "P1" {
		t.Errorf("changed to %q", got)
	}
}

func TestAPriorityIsSetByNameTakenAwayAndListedBy(t *testing.T) {
	w := open(t)
	w.opens("a", "one")
	w.opens("b", "two")
	pages := w.incident(1).LastPage
	for _, c := range []struct {
		body string
		want engine.Priority
	}{
		{`{"incident":{"priority":"P4"}}`, engine.P4},
		{`{"incident":{"priority":null,"status":"acknowledged"}}`, engine.P4},
		{`{"incident":{"priority":{"id":"PWPRIO3","type":"priority_reference"},"status":"resolved"}}`, engine.P3},
		{`{"incident":{"priority":"P5"}}`, engine.P5}, // of a resolved one
		{`{"incident":{"priority":"none"}}`, ""},
		{`{"incident":{"priority":"p1"}}`, engine.P1},
	} {
		status, _, answer := w.asks("ann", "PUT", "/api/incidents/1", c.body)
		if in := w.incident(1); status != 200 || in.Priority != c.want || in.LastPage != pages {
			t.Errorf("%s: %d, it is %q: %s", c.body, status, in.Priority, answer)
		}
	}
	for body, mention := range map[string]string{
		`{"incident":{"priority":"P9"}}`:             "priority: there is no such priority",
		`{"incident":{"priority":{"id":"PWPRIO7"}}}`: "priority: there is no such priority",
		`{"incident":{"priority":["P1"]}}`:           "priority",
	} {
		status, header, answer := w.asks("ann", "PUT", "/api/incidents/1", body)
		w.wantError(status, header, answer, 400, 2001, mention)
	}
	if status, _, _ := w.asks("ann", "PUT", "/api/incidents", `{"incidents":[{"id":"1","priority":"P2"},{"id":"2","priority":"P2"}]}`); status != 200 || w.incident(2).Priority != engine.P2 {
		t.Error("several at once were refused")
	}
	w.asks("ann", "PUT", "/api/incidents/2", `{"incident":{"priority":"P1"}}`)
	for query, want := range map[string]string{"P1": "two", "PWPRIO2": "one", "P3": ""} {
		_, _, body := w.asks("vic", "GET", "/api/incidents?date_range=all&priorities[]="+query, "")
		if got := strings.Contains(body, `"title":"one"`); got != (want == "one") {
			t.Errorf("by %s: %s", query, body)
		}
		if got := strings.Contains(body, `"title":"two"`); got != (want == "two") {
			t.Errorf("by %s: %s", query, body)
		}
	}
	if status, _, _ := w.asks("vic", "PUT", "/api/incidents/1", `{"incident":{"priority":"P1"}}`); status != 403 {
		t.Errorf("a viewer: %d", status)
	}
}
