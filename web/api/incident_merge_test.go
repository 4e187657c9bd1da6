package api_test

import (
	"testing"

	"github.com/PagerDuty/go-pagerduty"

	"wakeman/engine"
)

func TestTheClientMergesIncidents(t *testing.T) {
	w := open(t)
	var ids []string
	for _, title := range []string{"Fibre ring broken", "OLT 3 unreachable", "Tower North down"} {
		made := must(w.client("ann").CreateIncidentWithContext(ctx(t), "ann@example.net", &pagerduty.CreateIncidentOptions{
			Title: title, Service: &pagerduty.APIReference{ID: "PCORE01"},
		}))(t)
		ids = append(ids, made.ID)
	}
	source := func(id string) []pagerduty.MergeIncidentsOptions {
		return []pagerduty.MergeIncidentsOptions{{ID: id, Type: "incident_reference"}}
	}
	for name, bad := range map[string][]pagerduty.MergeIncidentsOptions{
		"nothing": {}, "no incident's id": source("PCORE01"), "itself": source(ids[0]),
	} {
		if _, err := w.client("ann").MergeIncidentsWithContext(ctx(t), "ann@example.net", ids[0], bad); err == nil {
			t.Errorf("%s was merged", name)
		}
	}
	merged := must(w.client("ann").MergeIncidentsWithContext(ctx(t), "ann@example.net", ids[0], append(source(ids[1]), source(ids[2])...)))(t)
	if merged.ID != ids[0] || merged.AlertCounts.All != 3 || merged.Status != "triggered" {
		t.Errorf("the one that is left is %+v", merged)
	}
	number, _ := engine.ParseIncidentID(ids[1])
	if in := w.incident(number); in.Status != engine.Resolved || in.MergedInto == 0 {
		t.Errorf("a source is %+v", in)
	}
	_, err := w.client("ann").MergeIncidentsWithContext(ctx(t), "ann@example.net", ids[0], source(ids[1]))
	wantAPIError(t, err, 400, 1001)
}
