package api_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PagerDuty/go-pagerduty"
	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/people"
)

func TestTheClientCreatesChangesAndDeletesAnEscalationPolicy(t *testing.T) {
	w := open(t)
	c := w.client("account")
	made := must(c.CreateEscalationPolicyWithContext(ctx(t), pagerduty.EscalationPolicy{
		Name: "Fibre", Description: "Cuts and splices", NumLoops: 1, OnCallHandoffNotifications: "always",
		EscalationRules: []pagerduty.EscalationRule{
			{Delay: 10, Targets: []pagerduty.APIObject{{ID: "PSCHED1", Type: "schedule_reference"}}},
			{Delay: 30, Targets: []pagerduty.APIObject{{ID: "PBEN001", Type: "user_reference"}, {ID: "POONA01", Type: "user"}}},
		},
	}))(t)
	stored := w.db.Config().Policies[made.ID]
	want := engine.Policy{ID: made.ID, Name: "Fibre", Description: "Cuts and splices", Repeat: 1, Steps: []engine.Step{
		{ID: made.EscalationRules[0].ID, Delay: 10 * time.Minute, Targets: []people.Target{{Schedule: "PSCHED1"}}},
		{ID: made.EscalationRules[1].ID, Delay: 30 * time.Minute, Targets: []people.Target{{User: "PBEN001"}, {User: "POONA01"}}},
	}}
	if diff := cmp.Diff(want, stored); diff != "" {
		t.Error(diff)
	}

	made.Name, made.EscalationRules = "Fibre and copper", slices.Clone(made.EscalationRules[1:])
	made.EscalationRules[0].Delay = 15
	after := must(c.UpdateEscalationPolicyWithContext(ctx(t), made.ID, *made))(t)
	if after.Name != "Fibre and copper" || len(after.EscalationRules) != 1 || after.EscalationRules[0].Delay != 15 || after.EscalationRules[0].ID != stored.Steps[1].ID {
		t.Errorf("after the change: %+v", after)
	}

	if err := c.DeleteEscalationPolicyWithContext(ctx(t), made.ID); err != nil {
		t.Fatal(err)
	}
	_, err := c.GetEscalationPolicyWithContext(ctx(t), made.ID, nil)
	wantAPIError(t, err, 404, 2100)
	w.wantAudit("config.add escalation_policy Fibre", "config.change escalation_policy Fibre and copper", "config.remove escalation_policy Fibre and copper")
}

func TestLowUrgencyEscalatesWhereThePolicySaysSo(t *testing.T) {
	w := open(t)
	for _, low := range []string{"true", "false"} {
		w.says("PUT", "/escalation_policies/PPOLI01", `{"escalation_policy":{"escalate_low":`+low+`}}`, 200, `"escalate_low":`+low)
		w.says("PUT", "/escalation_policies/PPOLI01", `{"escalation_policy":{"num_loops":1}}`, 200, `"escalate_low":`+low)
		if got := w.db.Config().Policies["PPOLI01"].EscalateLow; got != (low == "true") {
			t.Errorf("stored: %v, want %s", got, low)
		}
	}
	w.says("PUT", "/escalation_policies/PPOLI01", `{"escalation_policy":{"escalate_low":"yes"}}`, 400, "escalate_low: is text")
}

// wantAudit demands the newest audit rows, oldest first, all by the account's key.
func (w *world) wantAudit(want ...string) {
	w.Helper()
	rows, err := w.db.Audit(0, len(want))
	if err != nil {
		w.Fatal(err)
	}
	var got []string
	for _, r := range slices.Backward(rows) {
		got = append(got, r.Action+" "+r.Object)
		if r.Actor != (engine.Actor{Kind: engine.ByToken, ID: "PKEY001", Name: "noc-bot", Via: "api"}) {
			w.Errorf("%s is put down to %+v", r.Action, r.Actor)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		w.Error(diff)
	}
}

func TestAPolicyInUseIsNotDeleted(t *testing.T) {
	w := open(t)
	wantAPIError(t, w.client("account").DeleteEscalationPolicyWithContext(ctx(t), "PPOLI01"), 400, 2001)
	status, header, body := w.asks("account", "DELETE", "/api/escalation_policies/PPOLI01", "")
	w.wantError(status, header, body, 400, 2001, `"errors":["Default is still needed by service \"Core network\"; change that first"]`)
	if _, ok := w.db.Config().Policies["PPOLI01"]; !ok {
		t.Error("it is gone")
	}
}

// A client reads a policy, changes one word and sends it back. What the wire can
// not say (seconds, and for go-pagerduty the round robin) must survive.
func TestAPolicySentBackChangesNothingElse(t *testing.T) {
	w := open(t)
	before := w.db.Config().Policies["PPOLI01"]
	_, _, body := w.asks("account", "GET", "/api/escalation_policies/PPOLI01", "")
	if status, _, answer := w.asks("account", "PUT", "/api/escalation_policies/PPOLI01", body); status != 200 {
		t.Fatalf("%d %s", status, answer)
	}
	c := w.client("account")
	p := must(c.GetEscalationPolicyWithContext(ctx(t), "PPOLI01", nil))(t)
	must(c.UpdateEscalationPolicyWithContext(ctx(t), "PPOLI01", *p))(t)
	if diff := cmp.Diff(before, w.db.Config().Policies["PPOLI01"]); diff != "" {
		t.Errorf("sent back as it came: %s", diff)
	}
	p.Description = "now described"
	must(c.UpdateEscalationPolicyWithContext(ctx(t), "PPOLI01", *p))(t)
	before.Description = "now described"
	if diff := cmp.Diff(before, w.db.Config().Policies["PPOLI01"]); diff != "" {
		t.Errorf("sent back with a description: %s", diff)
	}
}

func TestRulesWithoutIDsKeepTheirPlaceInTheRoundRobin(t *testing.T) {
	w := open(t)
	status, _, body := w.asks("account", "PUT", "/api/escalation_policies/PPOLI02", `{"escalation_policy":{"escalation_rules":[
		{"escalation_delay_in_minutes":5,"targets":[{"id":"PANN001"}],"escalation_rule_assignment_strategy":"round_robin"},
		{"escalation_delay_in_minutes":10,"targets":[{"id":"POONA01","type":"user_reference"}],"escalation_rule_assignment_strategy":{"type":"assign_to_everyone"}}]}}`)
	p := w.db.Config().Policies["PPOLI02"]
	if status != 200 || len(p.Steps) != 2 || p.Steps[1].ID != "PSTEP03" || p.Steps[0].ID == "PSTEP03" || !p.Steps[0].RoundRobin || p.Steps[1].RoundRobin {
		t.Errorf("%d %+v: %s", status, p, body)
	}
}

func TestABadPolicyIsRefusedAndTheFieldNamed(t *testing.T) {
	w := open(t)
	before := w.db.Config()
	rule := `{"escalation_delay_in_minutes":5,"targets":[{"id":"PANN001","type":"user_reference"}]}`
	for body, mention := range map[string]string{
		``:                            "empty",
		`[]`:                          "JSON object",
		`{"escalation_policy":"x"}`:   "text, and not an object",
		`{}`:                          "escalation_rules: a policy needs",
		`{"name":"X","teams":["PT"]}`: "teams[0]: is text, and not an object",
		`{"name":5,"escalation_rules":[` + rule + `]}`:                                                                                       "name: is the number 5, and not text",
		`{"escalation_rules":[` + rule + `]}`:                                                                                                "name: ",
		`{"name":"boss ONLY","escalation_rules":[` + rule + `]}`:                                                                             "is taken by another policy",
		`{"name":"X","num_loops":10,"escalation_rules":[` + rule + `]}`:                                                                      "num_loops: ",
		`{"name":"X","num_loops":-1,"escalation_rules":[` + rule + `]}`:                                                                      "num_loops: ",
		`{"name":"X","num_loops":1.5,"escalation_rules":[` + rule + `]}`:                                                                     "num_loops: is the number 1.5, and not a whole number",
		`{"name":"X","escalation_rules":{}}`:                                                                                                 "escalation_rules: is an object, and not a list",
		`{"name":"X","escalation_rules":[]}`:                                                                                                 "escalation_rules: a policy needs",
		`{"name":"X","escalation_rules":[` + rule + `,{"targets":[{"id":"PANN001"}]}]}`:                                                      "escalation_rules[1].escalation_delay_in_minutes: missing",
		`{"name":"X","escalation_rules":[{"escalation_delay_in_minutes":0,"targets":[{"id":"PANN001"}]}]}`:                                   "escalation_rules[0].escalation_delay_in_minutes: must be at least 1",
		`{"name":"X","escalation_rules":[{"escalation_delay_in_minutes":999999999999,"targets":[{"id":"PANN001"}]}]}`:                        "escalation_rules[0].escalation_delay_in_minutes",
		`{"name":"X","escalation_rules":[{"escalation_delay_in_minutes":5}]}`:                                                                "escalation_rules[0].targets: missing",
		`{"name":"X","escalation_rules":[{"escalation_delay_in_minutes":5,"targets":[{"id":"PNOBODY"}]}]}`:                                   `escalation_rules[0].targets[0]: nobody has the id \"PNOBODY\"`,
		`{"name":"X","escalation_rules":[{"escalation_delay_in_minutes":5,"targets":[{"id":"PANN001","type":"schedule_reference"}]}]}`:       `escalation_rules[0].targets[0]: there is no schedule`,
		`{"name":"X","escalation_rules":[{"escalation_delay_in_minutes":5,"targets":[{"id":"PANN001"},{"type":"user_reference"}]}]}`:         `escalation_rules[0].targets[1].id: missing`,
		`{"name":"X","escalation_rules":[{"escalation_delay_in_minutes":5,"targets":[{"id":"PANN001","type":"team_reference"}]}]}`:           `escalation_rules[0].targets[0].type: \"team_reference\" is none of`,
		`{"name":"X","escalation_rules":[{"escalation_delay_in_minutes":5,"targets":[1]}]}`:                                                  `escalation_rules[0].targets[0]: is the number 1, and not an object`,
		`{"name":"X","escalation_rules":[{"escalation_rule_assignment_strategy":{"type":"loudest"}}]}`:                                       `escalation_rules[0].escalation_rule_assignment_strategy.type`,
		`{"name":"` + strings.Repeat("x", 300) + `","escalation_rules":[` + rule + `]}`:                                                      "name: is longer than",
		`{"escalation_policy":{"name":"X","escalation_rules":[{"escalation_delay_in_minutes":"5","targets":[{"id":"PANN001"}]}],"teams":1}}`: "escalation_rules[0].escalation_delay_in_minutes: is text",
	} {
		status, header, answer := w.asks("account", "POST", "/api/escalation_policies", body)
		w.wantError(status, header, answer, 400, 2001, mention)
	}
	if len(w.db.Config().Policies) != len(before.Policies) {
		t.Error("a refused policy is there")
	}
	status, header, answer := w.asks("account", "PUT", "/api/escalation_policies/PNONE00", `{"name":"x"}`)
	w.wantError(status, header, answer, 404, 2100, "escalation policy")
	status, header, answer = w.asks("account", "DELETE", "/api/escalation_policies/PNONE00", "")
	w.wantError(status, header, answer, 404, 2100, "escalation policy")
}

func TestEveryFaultOfABodyIsToldAtOnce(t *testing.T) {
	w := open(t)
	status, header, body := w.asks("account", "POST", "/api/escalation_policies", `{"name":1,"num_loops":"x","escalation_rules":[{"targets":{}}]}`)
	for _, mention := range []string{"name: ", "num_loops: ", "escalation_rules[0].targets: "} {
		w.wantError(status, header, body, 400, 2001, mention)
	}
}

func TestAChangeOfWhatSomebodyElseChangedIsRefused(t *testing.T) {
	w := open(t)
	const path = "/api/escalation_policies/PPOLI02"
	_, header, _ := w.asks("account", "GET", path, "")
	seen := header.Get("ETag")
	if !strings.HasPrefix(seen, `W/"`) {
		t.Fatalf("the tag is %q", seen)
	}
	status, header, _ := w.asks("account", "PUT", path, `{"description":"one"}`, "If-Match", seen)
	now := header.Get("ETag")
	if status != 200 || now == seen {
		t.Fatalf("%d, the tag was %s and is %s", status, seen, now)
	}
	for _, stale := range []string{seen, `"nonsense"`, "", seen + `, "another"`} {
		status, header, body := w.asks("account", "PUT", path, `{"description":"two"}`, "If-Match", stale)
		w.wantError(status, header, body, 412, 2001, "If-Match")
		status, header, body = w.asks("account", "DELETE", path, "", "If-Match", stale)
		w.wantError(status, header, body, 412, 2001, "If-Match")
		if header.Get("ETag") != "" {
			t.Error("a refusal carries a tag")
		}
	}
	if got := w.db.Config().Policies["PPOLI02"].Description; got != "one" {
		t.Errorf("it is %q", got)
	}
	for _, good := range []string{"*", `"x", ` + now, strings.TrimPrefix(now, "W/")} {
		if status, _, body := w.asks("account", "PUT", path, `{"description":"one"}`, "If-Match", good); status != 200 {
			t.Errorf("If-Match: %s: %d %s", good, status, body)
		}
	}
}

func TestTheClientChangesTheRulesOfAPolicyOneByOne(t *testing.T) {
	w := open(t)
	c := w.client("account")
	steps := func() []engine.Step { return w.db.Config().Policies["PPOLI01"].Steps }
	made := must(c.CreateEscalationRuleWithContext(ctx(t), "PPOLI01", pagerduty.EscalationRule{Delay: 7, Targets: []pagerduty.APIObject{{ID: "PANN001", Type: "user_reference"}}}))(t)
	if got := steps(); len(got) != 3 || got[2].ID != made.ID || got[2].Delay != 7*time.Minute {
		t.Errorf("after adding one: %+v", got)
	}
	second := must(c.GetEscalationRuleWithContext(ctx(t), "PPOLI01", "PSTEP02", nil))(t)
	must(c.UpdateEscalationRuleWithContext(ctx(t), "PPOLI01", "PSTEP02", *second))(t)
	if got := steps()[1]; got.Delay != 90*time.Second || !got.RoundRobin {
		t.Errorf("sent back as it came: %+v", got)
	}
	second.Delay = 9
	must(c.UpdateEscalationRuleWithContext(ctx(t), "PPOLI01", "PSTEP02", *second))(t)
	if got := steps()[1]; got.ID != "PSTEP02" || got.Delay != 9*time.Minute || !got.RoundRobin {
		t.Errorf("after a change: %+v", got)
	}
	for _, id := range []string{made.ID, "PSTEP02"} {
		if err := c.DeleteEscalationRuleWithContext(ctx(t), "PPOLI01", id); err != nil {
			t.Error(err)
		}
	}
	wantAPIError(t, c.DeleteEscalationRuleWithContext(ctx(t), "PPOLI01", "PSTEP01"), 400, 2001)
	wantAPIError(t, c.DeleteEscalationRuleWithContext(ctx(t), "PPOLI01", "PSTEP02"), 404, 2100)
	status, header, body := w.asks("account", "POST", "/api/escalation_policies/PPOLI01/escalation_rules", `{"escalation_rule":{"escalation_delay_in_minutes":5,"targets":[{"id":"PNOBODY"}]}}`)
	w.wantError(status, header, body, 400, 2001, `"targets[0]: nobody has`)
	status, header, body = w.asks("account", "POST", "/api/escalation_policies/PPOLI01/escalation_rules", `{"escalation_rule":{"targets":[]}}`)
	w.wantError(status, header, body, 400, 2001, `"escalation_delay_in_minutes: missing`)
	w.wantLocked("/api/escalation_policies/PPOLI01/escalation_rules/PSTEP01", `{"escalation_delay_in_minutes":4,"targets":[{"id":"PANN001"}]}`, `{"escalation_delay_in_minutes":3,"targets":[{"id":"PANN001"}]}`)
}
