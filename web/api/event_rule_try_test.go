package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/engine/rules"
)

// tried is what the API says of a trial.
type tried struct {
	Trial struct {
		Events, Matched, Changed, Lost, Failures int
		Stopped                                  bool
		Kinds                                    map[string]int
		Differences                              []struct {
			Event, Summary string
			Incident       *struct{ ID string }
			Changes        []struct{ What, From, To string }
		}
	}
}

func (w *world) tries(at, body string) (got tried) {
	w.Helper()
	status, _, answer := w.asks("account", "POST", at, body)
	if err := json.Unmarshal([]byte(answer), &got); err != nil || status != 200 {
		w.Fatalf("%d %s", status, answer)
	}
	return got
}

func TestARuleIsTriedByACallAndNothingChanges(t *testing.T) {
	for _, at := range []string{"/api/event_rules", "/api/services/PCORE01/event_rules"} {
		w := open(t)
		for _, source := range []string{"lab-1", "lab-2", "tower"} {
			w.sends(engine.Event{Action: engine.Trigger, Key: source, Summary: source + " is down", Source: source, Severity: engine.Error})
		}
		set := func() rules.Set {
			if strings.Contains(at, "services") {
				return w.db.Config().Services["PCORE01"].EventRules
			}
			return w.db.Config().EventRules
		}
		before, entries := ruleNames(set()), w.incident(1).Entries
		got := w.tries(at+"/try", `{"event_rule":{"name":"Lab","after":"","when":"event.source startsWith \"lab-\"","actions":{"suppress":true}}}`).Trial
		if got.Events != 3 || got.Matched != 2 || got.Changed != 2 || got.Kinds["suppressed"] != 2 || len(got.Differences) != 2 {
			t.Fatalf("%s: %+v", at, got)
		}
		newest := got.Differences[0]
		if newest.Summary != "lab-2 is down" || newest.Incident == nil || newest.Incident.ID != engine.IncidentID(2) || newest.Event == "" || newest.Changes[0].What != "suppressed" || newest.Changes[0].To != "suppressed by “Lab”" {
			t.Errorf("the newest is %+v", newest)
		}
		all := w.tries(at+"/try", `{"event_rules":[{"name":"A","when":"event.source == \"tower\"","actions":{"priority":"P1"}},{"name":"B","actions":{"severity":"info"}}]}`).Trial
		if all.Matched != 3 || all.Kinds["priority"] != 1 || all.Kinds["severity"] != 2 {
			t.Errorf("%s, a list: %+v", at, all)
		}
		if failed := w.tries(at+"/try", `{"event_rule":{"name":"F","after":"","when":"event.details.a.b == 1"}}`).Trial; failed.Failures != 3 || failed.Matched != 0 {
			t.Errorf("%s, a rule that fails: %+v", at, failed)
		}
		if ruleNames(set()) != before || w.incident(1).Entries != entries {
			t.Errorf("trying changed something: %s", ruleNames(set()))
		}
	}
}

// A rule that is there is tried as it is changed, against what it does.
func TestAChangeOfARuleIsTriedByItsID(t *testing.T) {
	w := open(t)
	w.asks("account", "POST", "/api/event_rules", `{"event_rule":{"name":"Lab","after":"","when":"event.source == \"lab\"","actions":{"suppress":true}}}`)
	id := w.db.Config().EventRules[0].ID
	if _, err := w.engine.Submit(t.Context(), engine.Post{Key: coreKey, Via: "test", Events: []engine.Event{{Action: engine.Trigger, Key: "a", Summary: "down", Source: "lab"}}}); err != nil {
		t.Fatal(err)
	}
	got := w.tries("/api/event_rules/try", `{"event_rule":{"id":"`+id+`","disabled":true}}`).Trial
	if got.Changed != 1 || got.Kinds["let_through"] != 1 || got.Matched != 0 {
		t.Errorf("%+v", got)
	}
	same := w.tries("/api/event_rules/try", `{"event_rules":[{"id":"`+id+`"}]}`).Trial
	if same.Kinds["let_through"] != 0 || same.Kinds["suppressed"] != 0 || same.Matched != 1 {
		t.Errorf("as it is: %+v", same)
	}
	_, _, answer := w.asks("account", "GET", "/api/event_rules/"+id, "")
	if !strings.Contains(answer, `"counts":{"last_24_hours":1,"last_7_days":1,"last_hit_at":"`) {
		t.Errorf("its counts: %s", answer)
	}
	for body, mention := range map[string]string{
		`{}`: "either event_rule or event_rules",
		`{"event_rule":{"name":"x"},"event_rules":[]}`:     "either event_rule or event_rules",
		`{"event_rule":{"id":"PNONE"}}`:                    "there is no event rule",
		`{"event_rule":{"name":"x","when":"event.sorce"}}`: "when: there is no event.sorce",
		`{"event_rule":{"name":"x","after":"PNONE"}}`:      "after",
		`{"event_rules":[{"name":"x"},{"name":"X"}]}`:      "name",
	} {
		status, header, answer := w.asks("account", "POST", "/api/event_rules/try", body)
		w.wantError(status, header, answer, 400, 2001, mention)
	}
	if status, _, _ := w.asks("account", "POST", "/api/services/PNONE/event_rules/try", `{"event_rules":[]}`); status != 404 {
		t.Errorf("of no service: %d", status)
	}
}
