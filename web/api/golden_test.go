package api_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
)

// The whole answer of each endpoint, field by field. After an intended change
// run the tests once with UPDATE_GOLDEN=1 and read the difference. Log entries,
// whose sentences are the engine's, are recorded from entries made by hand.
func TestAnswersAreAsRecorded(t *testing.T) {
	w := open(t)
	in := w.opens("north", "Tower North: no power")
	w.passes(time.Minute)
	w.does(in, engine.Act{Acknowledge: true}, engine.Act{Note: "on my way"})
	w.passes(time.Minute)
	w.opens("south", "Tower South: no power")
	for name, path := range map[string]string{
		"incidents":                         "/incidents?total=true",
		"incident":                          "/incidents/1",
		"incident_included":                 "/incidents/2?include[]=services&include[]=escalation_policies&include[]=assignees",
		"notes":                             "/incidents/1/notes",
		"alerts":                            "/incidents/1/alerts",
		"services":                          "/services",
		"service":                           "/services/PCORE01?include[]=integrations",
		"integrations":                      "/services/PMAIL01/integrations",
		"escalation_policies":               "/escalation_policies",
		"escalation_policy":                 "/escalation_policies/PPOLI01?include[]=targets",
		"schedules":                         "/schedules",
		"schedule":                          "/schedules/PSCHED1?since=2026-03-02T09:00&until=2026-03-09T09:00&time_zone=America/Chicago",
		"schedule_users":                    "/schedules/PSCHED1/users",
		"overrides":                         "/schedules/PSCHED1/overrides",
		"oncalls":                           "/oncalls",
		"users":                             "/users",
		"user":                              "/users/PANN001?include[]=contact_methods&include[]=notification_rules",
		"contact_methods":                   "/users/PANN001/contact_methods",
		"notification_rules":                "/users/PANN001/notification_rules",
		"oncall_handoff_notification_rules": "/users/PANN001/oncall_handoff_notification_rules",
		"abilities":                         "/abilities",
		"vendor":                            "/vendors/PWVEVT2",
		"teams":                             "/teams",
		"priorities":                        "/priorities",
		"readiness":                         "/readiness?time_zone=America/Chicago",
		"error":                             "/incidents?limit=x",
	} {
		t.Run(name, func(t *testing.T) {
			_, _, body := w.asks("ann", "GET", "/api"+path, "")
			var got bytes.Buffer
			if err := json.Indent(&got, []byte(body), "", "  "); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", name+".json")
			if os.Getenv("UPDATE_GOLDEN") != "" {
				if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("- recorded, + now:\n%s", diff)
			}
		})
	}
}
