package api_test

import (
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/engine/rules"
)

func ruleNames(set rules.Set) string {
	var all []string
	for _, r := range set {
		all = append(all, r.Name)
	}
	return strings.Join(all, " ")
}

func TestAnEventRuleIsMadeMovedAndDeletedByCalls(t *testing.T) {
	for _, at := range []string{"/api/event_rules", "/api/services/PCORE01/event_rules"} {
		w := open(t)
		set := func() rules.Set {
			if strings.Contains(at, "services") {
				return w.db.Config().Services["PCORE01"].EventRules
			}
			return w.db.Config().EventRules
		}
		was := ruleNames(set())
		status, _, body := w.asks("account", "POST", at, `{"event_rule":{"name":" Night ","when":"event.source startsWith \"lab-\"","window":{"days":["fri","sat"],"from":"22:00","until":"06:00","time_zone":"America/Chicago"},"rate":{"count":5,"within_seconds":600,"per":"event.source"},"actions":{"priority":"P2","severity":"critical","pause_seconds":90,"dedup_key":"lab {vars.n}","extract":[{"from":"event.source","pattern":"^lab-(?P<n>[0-9]+)$"}]}}}`)
		if status != 201 {
			t.Fatalf("%d %s", status, body)
		}
		made := set()[len(set())-1]
		for _, want := range []string{`"name":"Night"`, `"days":["fri","sat"],"from":"22:00","until":"06:00","time_zone":"America/Chicago"`, `"count":5,"within_seconds":600,"per":"event.source"`, `"pause_seconds":90`, `"priority":"P2"`, `"extract":[{"from":"event.source","pattern":"^lab-(?P`} {
			if !strings.Contains(strings.ReplaceAll(body, `\u003c`, "<"), want) {
				t.Errorf("%s is missing in %s", want, body)
			}
		}
		one := at + "/" + made.ID
		status, _, body = w.asks("account", "PUT", one, `{"event_rule":{"after":"","disabled":true,"rate":null}}`)
		if now := set()[0]; status != 200 || now.ID != made.ID || !now.Disabled || now.Rate != nil || now.Window == nil || now.Actions.Severity != "critical" {
			t.Errorf("%d %s: %+v", status, body, now)
		}
		if got := ruleNames(set()); got != strings.TrimSpace("Night "+was) {
			t.Errorf("the order is %s", got)
		}
		if status, _, body = w.asks("ann", "GET", at, ""); status != 200 || !strings.Contains(body, `"Night"`) {
			t.Errorf("%d %s", status, body)
		}
		if status, _, _ = w.asks("account", "DELETE", one, ""); status != 204 || ruleNames(set()) != was {
			t.Errorf("%d, left are %s", status, ruleNames(set()))
		}
		if status, _, _ = w.asks("account", "GET", one, ""); status != 404 {
			t.Errorf("of what is deleted: %d", status)
		}
	}
}

func TestWhatNoEventRuleMayBeIsNamed(t *testing.T) {
	w := open(t)
	for body, want := range map[string]string{
		`{"when":"true"}`:                                          "name",
		`{"name":"a","when":"event.sorce == 1"}`:                   "when: there is no event.sorce (character 7)",
		`{"name":"a","window":{"from":"late","until":"06:00"}}`:    "window.from: must be a time of day",
		`{"name":"a","window":{"days":["mo"],"from":"22:00"}}`:     "window.days: must be",
		`{"name":"a","rate":{"count":1,"within_seconds":60}}`:      "rate.count",
		`{"name":"a","rate":{"count":5,"within_seconds":-1}}`:      "rate.within_seconds",
		`{"name":"a","actions":{"pause_seconds":999999}}`:          "actions.pause_seconds",
		`{"name":"a","actions":{"drop":true,"suppress":true}}`:     "actions.suppress",
		`{"name":"a","actions":{"priority":"P6"}}`:                 "actions.priority",
		`{"name":"a","actions":{"severity":"bad"}}`:                "actions.severity",
		`{"name":"a","actions":{"route":{"id":"PNONE"}}}`:          "actions.route",
		`{"name":"a","after":"PNONE"}`:                             "after: there is no such rule",
		`{"name":"a","actions":{"extract":[{"pattern":"[a-z]"}]}}`: "actions.extract[0]",
	} {
		status, _, answer := w.asks("account", "POST", "/api/event_rules", `{"event_rule":`+body+`}`)
		if status != 400 || !strings.Contains(answer, want) {
			t.Errorf("%s: %d %s, want %s", body, status, answer, want)
		}
	}
}

// What a rule keeps quiet is listed until it is over.
func TestWhatRulesHoldIsListed(t *testing.T) {
	w := open(t)
	if status, _, body := w.asks("account", "PUT", "/api/event_rules/PRULE01", `{"event_rule":{"when":"event.source startsWith \"lab\"","window":{"from":"00:00","until":"23:59","time_zone":"UTC","days":[]}}}`); status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	for _, key := range []string{"a", "b", "c"} {
		_, err := w.engine.Submit(t.Context(), engine.Post{Key: coreKey, Via: "test", Events: []engine.Event{{Action: engine.Trigger, Key: key, Summary: "down", Source: "lab-" + key}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := w.leaf("ann", "/suppressed_alerts?limit=2", "suppressed_alerts", "dedup_key"); strings.Join(got, " ") != "a b c" {
		t.Errorf("they are %q", got)
	}
	_, _, body := w.asks("ann", "GET", "/api/suppressed_alerts?limit=1", "")
	for _, want := range []string{`"type":"suppressed_alert"`, `"event_rule":{"id":"PRULE01","name":"Never"}`, `"source":"lab-a"`, `"count":1`, `"timed":true`, `"held_until":"20`, `"more":false`, `"incident":null`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is missing in %s", want, body)
		}
	}
	if _, _, body := w.asks("ann", "GET", "/api/event_rules/PRULE01", ""); !strings.Contains(body, `"held":3`) {
		t.Errorf("the rule says %s", body)
	}
}

// Whoever may act on incidents ends what is held, and the log says who, and why.
func TestWhatRulesHoldIsEndedByHand(t *testing.T) {
	w := open(t)
	w.asks("account", "PUT", "/api/event_rules/PRULE01", `{"event_rule":{"when":"event.source == \"lab\""}}`)
	for _, key := range []string{"a", "b"} {
		if _, err := w.engine.Submit(t.Context(), engine.Post{Key: coreKey, Via: "test", Events: []engine.Event{{Action: engine.Trigger, Key: key, Summary: "down " + key, Source: "lab"}}}); err != nil {
			t.Fatal(err)
		}
	}
	ids := w.leaf("ann", "/suppressed_alerts?limit=10", "suppressed_alerts", "id")
	events := w.leaf("ann", "/suppressed_alerts?limit=10", "suppressed_alerts", "event_id")
	if len(ids) != 2 || len(events) != 2 {
		t.Fatalf("held are %q, %q", ids, events)
	}
	for query, want := range map[string]int{"?event_id=x": 400, "?event_id=" + events[1]: 409} {
		if status, _, body := w.asks("ann", "DELETE", "/api/suppressed_alerts/"+ids[0]+query, ""); status != want {
			t.Errorf("%s: %d %s", query, status, body)
		}
	}
	if status, _, body := w.asks("ann", "DELETE", "/api/suppressed_alerts/"+ids[0]+"?why=old+antenna&event_id="+events[0], ""); status != 204 {
		t.Errorf("dismissed: %d %s", status, body)
	}
	if _, _, body := w.asks("ann", "GET", "/api/events/"+events[0], ""); !strings.Contains(body, "dismissed by Ann") || !strings.Contains(body, ": old antenna") {
		t.Errorf("the event log says %s", body)
	}
	status, _, body := w.asks("ann", "POST", "/api/suppressed_alerts/"+ids[1]+"/release", "")
	if status != 200 || !strings.Contains(body, "then paged by Ann") || !strings.Contains(body, `"outcome":"opened"`) {
		t.Errorf("released: %d %s", status, body)
	}
	if left := w.leaf("ann", "/suppressed_alerts?limit=10", "suppressed_alerts", "id"); len(left) != 0 {
		t.Errorf("held are %q", left)
	}
}
