package api_test

import (
	"encoding/json"
	"testing"

	"wakeman/engine"
	"wakeman/engine/config"
)

func TestTheOnCallsSayWhoCanNotBeReachedAndWhy(t *testing.T) {
	w := open(t)
	asked := func() map[string]string {
		t.Helper()
		status, _, body := w.asks("ben", "GET", "/api/oncalls", "")
		var got struct {
			OnCalls []struct {
				User        struct{ ID string }
				Reachable   bool
				Unreachable *string
			} `json:"oncalls"`
		}
		if err := json.Unmarshal([]byte(body), &got); err != nil || status != 200 || len(got.OnCalls) == 0 {
			t.Fatalf("%d %v: %s", status, err, body)
		}
		said := map[string]string{}
		for _, o := range got.OnCalls {
			if o.Reachable != (o.Unreachable == nil) {
				t.Errorf("reachable %v, and why not: %v", o.Reachable, o.Unreachable)
			}
			said[o.User.ID] = "reachable"
			if o.Unreachable != nil {
				said[o.User.ID] = *o.Unreachable
			}
		}
		return said
	}
	before := asked()
	if before["PANN001"] != "reachable" {
		t.Errorf("Ann, with methods: %v", before)
	}
	if _, err := (config.Editor{Store: w.db}).Do(t.Context(), engine.System(), func(next *engine.Config) error {
		u := next.Users["PANN001"]
		u.ContactMethods, u.NotificationRules, u.HandoffRules = nil, nil, nil
		next.Users["PANN001"] = u
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if got := asked()["PANN001"]; got != "no contact method is set" {
		t.Errorf("Ann, without: %q", got)
	}
}
