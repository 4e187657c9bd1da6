package api_test

import (
	"strings"
	"testing"

	"wakeman/engine"
)

func TestAnIncidentAboutWakemanItselfReadsLikeEveryOther(t *testing.T) {
	w := open(t)
	number, err := w.engine.Alarm(t.Context(), engine.Alarm{Key: "disk", Title: "The disk is nearly full", Details: "190 MB are left"})
	if err != nil {
		t.Fatal(err)
	}
	id := engine.IncidentID(number)
	for path, want := range map[string]string{
		"/api/incidents?statuses[]=triggered":                              `"summary":"Wakeman"`,
		"/api/incidents/" + id:                                             `"escalation_policy":{"id":"PWAKEMAN"`,
		"/api/incidents/" + id + "?include[]=services":                     `"name":"Wakeman"`,
		"/api/incidents/" + id + "?include[]=escalation_policies":          `"num_loops":9`,
		"/api/incidents/" + id + "/alerts":                                 `190 MB are left`,
		"/api/incidents/" + id + "/log_entries":                            `trigger_log_entry`,
		"/api/services/PWAKEMAN":                                           `"name":"Wakeman"`,
		"/api/escalation_policies/PWAKEMAN":                                `"name":"Wakeman"`,
		"/api/incidents?service_ids[]=PWAKEMAN&include[]=services&limit=5": `The disk is nearly full`,
	} {
		if code, _, body := w.asks("account", "GET", path, ""); code != 200 || !strings.Contains(body, want) {
			t.Errorf("GET %s: %d, want %s in\n%s", path, code, want, body)
		}
	}
	for _, path := range []string{"/api/services", "/api/escalation_policies"} {
		if _, _, body := w.asks("account", "GET", path, ""); strings.Contains(body, engine.OwnID) {
			t.Errorf("GET %s lists what nobody can edit: %s", path, body)
		}
	}
	if code, _, body := w.asks("account", "DELETE", "/api/services/PWAKEMAN", ""); code != 404 {
		t.Errorf("it can be deleted: %d %s", code, body)
	}
}
