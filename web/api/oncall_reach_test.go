package api_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/schedules"
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

func TestTheOnCallsLeaveOutWhoIsAwayAndPassedOver(t *testing.T) {
	w := open(t)
	named := func(query string) int {
		t.Helper()
		status, _, body := w.asks("ben", "GET", "/api/oncalls?escalation_policy_ids[]=PPOLI02&"+query, "")
		if status != 200 {
			t.Fatalf("%d: %s", status, body)
		}
		return strings.Count(body, `"escalation_level"`)
	}
	leaves := func(also ...engine.Step) {
		t.Helper()
		if _, err := (config.Editor{Store: w.db}).Do(t.Context(), engine.System(), func(next *engine.Config) error {
			next.Settings.Push = &engine.PushSettings{Server: "https://ntfy.example.net"}
			p, u := next.Policies["PPOLI02"], next.Users["POONA01"]
			p.Steps = append(p.Steps, also...)
			u.Absences = []schedules.Absence{{ID: "PAWAY01", User: u.ID, Start: start().Add(-time.Hour), End: start().Add(3 * time.Hour)}}
			next.Policies["PPOLI02"], next.Users["POONA01"] = p, u
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	leaves()
	if n := named(""); n != 1 {
		t.Errorf("who is away and the only one is paged, and listed; listed are %d", n)
	}
	leaves(engine.Step{ID: "PSTEP04", Delay: 10 * time.Minute, Targets: []people.Target{{User: "PANN001"}}})
	if n := named(""); n != 1 {
		t.Errorf("beside Ann, listed are %d", n)
	}
	at := func(h int) string { return start().Add(time.Duration(h) * time.Hour).UTC().Format(time.RFC3339) }
	if n := named("since=" + at(0) + "&until=" + at(3)); n != 1 {
		t.Errorf("in a window within the absence, listed are %d", n)
	}
	if n := named("since=" + at(0) + "&until=" + at(4)); n != 2 {
		t.Errorf("in a window that goes beyond the absence, listed are %d", n)
	}
	if n := named("since=" + at(3)); n != 2 {
		t.Errorf("when Oona is back, listed are %d", n)
	}
}

// The page draws a layer without who is away; so does the API, also of those who are away on this schedule alone.
func TestTheLayersOfAScheduleKnowWhoIsAwayAsTheFinalScheduleDoes(t *testing.T) {
	c := smallProvider()
	s := c.Schedules["PSCHED1"]
	s.Overrides, s.Layers = nil, s.Layers[:1]
	s.Absences = []schedules.Absence{{ID: "PAWAY01", User: "PANN001", Start: start().AddDate(0, 0, -30), End: start().AddDate(0, 0, 60)}}
	c.Schedules["PSCHED1"] = s
	w := openWith(t, c)
	at := func(days int) string { return start().AddDate(0, 0, days).UTC().Format(time.RFC3339) }
	status, _, body := w.asks("ben", "GET", "/api/schedules/PSCHED1?since="+at(0)+"&until="+at(21), "")
	_, layers, _ := strings.Cut(body, `"schedule_layers"`)
	if i := strings.Index(layers, `"rendered_schedule_entries":`); status != 200 || i < 0 {
		t.Fatalf("%d: %s", status, body)
	}
	for _, part := range strings.Split(body, `"rendered_schedule_entries":`)[1:] {
		entries, _, _ := strings.Cut(part, `"rendered_coverage_percentage"`)
		if strings.Contains(entries, "PANN001") {
			t.Errorf("Ann is away, and has: %s", entries)
		}
	}
}
