package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/PagerDuty/go-pagerduty"
	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
)

func seconds(n uint) *uint { return &n }

func TestTheClientCreatesChangesAndDeletesAService(t *testing.T) {
	w := open(t)
	c := w.client("account")
	made := must(c.CreateServiceWithContext(ctx(t), pagerduty.Service{
		Name: "Radio", Description: "Point to point", AcknowledgementTimeout: seconds(1800), AutoResolveTimeout: seconds(14400),
		EscalationPolicy:    pagerduty.EscalationPolicy{APIObject: pagerduty.APIObject{ID: "PPOLI01", Type: "escalation_policy_reference"}},
		IncidentUrgencyRule: &pagerduty.IncidentUrgencyRule{Type: "constant", Urgency: "severity_based"}, AlertCreation: "create_alerts_and_incidents",
	}))(t)
	want := engine.Service{
		ID: made.ID, Name: "Radio", Description: "Point to point", Policy: "PPOLI01", Urgency: engine.BySeverity,
		AckTimeout: 30 * time.Minute, AutoResolve: 4 * time.Hour, CreatedAt: start(),
	}
	if diff := cmp.Diff(want, w.db.Config().Services[made.ID]); diff != "" {
		t.Error(diff)
	}
	if made.Status != "active" || *made.AcknowledgementTimeout != 1800 || made.EscalationPolicy.ID != "PPOLI01" {
		t.Errorf("the answer is %+v", made)
	}

	made.Name, made.EscalationPolicy.ID, made.AutoResolveTimeout, made.IncidentUrgencyRule.Urgency = "Radio links", "PPOLI02", seconds(0), "low"
	must(c.UpdateServiceWithContext(ctx(t), *made))(t)
	want.Name, want.Policy, want.AutoResolve, want.Urgency = "Radio links", "PPOLI02", 0, engine.AlwaysLow
	if diff := cmp.Diff(want, w.db.Config().Services[made.ID]); diff != "" {
		t.Error(diff)
	}

	in := must(c.CreateIntegrationWithContext(ctx(t), made.ID, pagerduty.Integration{APIObject: pagerduty.APIObject{Type: "events_api_v2_inbound_integration"}, Name: "LibreNMS"}))(t)
	if err := c.DeleteServiceWithContext(ctx(t), made.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, ok := w.db.Config().ByKey(in.IntegrationKey); ok {
		t.Error("a door of the deleted service is still open")
	}
	_, err := c.GetServiceWithContext(ctx(t), made.ID, nil)
	wantAPIError(t, err, 404, 2100)
	w.wantAudit("config.add service Radio", "config.change service Radio links", "config.change service Radio links", "config.remove service Radio links")
}

func TestTimeOutsThatAreNotGivenAreOffAtFirstAndLaterStay(t *testing.T) {
	w := open(t)
	status, _, body := w.asks("account", "POST", "/api/services", `{"service":{"name":"Radio","escalation_policy":{"id":"PPOLI01"}}}`)
	if status != 201 || !strings.Contains(body, `"acknowledgement_timeout":null`) || !strings.Contains(body, `"urgency":"high"`) {
		t.Fatalf("%d %s", status, body)
	}
	for sent, want := range map[string]time.Duration{
		`{}`: 30 * time.Minute, `{"acknowledgement_timeout":1800}`: 30 * time.Minute, `{"acknowledgement_timeout":600}`: 10 * time.Minute,
		`{"acknowledgement_timeout":0}`: 0, `{"acknowledgement_timeout":null}`: 0,
	} {
		w := open(t)
		if status, _, body := w.asks("account", "PUT", "/api/services/PCORE01", sent); status != 200 {
			t.Errorf("%s: %d %s", sent, status, body)
		}
		if got := w.db.Config().Services["PCORE01"].AckTimeout; got != want {
			t.Errorf("%s: %s, want %s", sent, got, want)
		}
	}
}

func TestASandboxAndAFlapWindowAreSetAndTakenBack(t *testing.T) {
	w := open(t)
	was := w.db.Config().Services["PCORE01"]
	w.says("PUT", "/services/PCORE01", `{"service":{"sandbox":true,"flap_window":300}}`, 200, `"sandbox":true`, `"flap_window":300`)
	if s := w.db.Config().Services["PCORE01"]; !s.Sandbox || s.FlapWindow != 5*time.Minute {
		t.Errorf("stored: %+v", s)
	}
	w.says("PUT", "/services/PCORE01", `{"service":{"name":"Core network"}}`, 200, `"sandbox":true`, `"flap_window":300`)
	w.says("PUT", "/services/PCORE01", `{"service":{"sandbox":false,"flap_window":null}}`, 200, `"sandbox":false`, `"flap_window":null`)
	if diff := cmp.Diff(was, w.db.Config().Services["PCORE01"]); diff != "" {
		t.Error(diff)
	}
	w.says("PUT", "/services/PCORE01", `{"service":{"flap_window":-1}}`, 400, "flap_window: must be at least 0")
	w.says("PUT", "/services/PCORE01", `{"service":{"flap_window":1000000000}}`, 400, "flap_window: ")
	w.says("PUT", "/services/PCORE01", `{"service":{"sandbox":"yes"}}`, 400, "sandbox: is text")
}

func TestAServiceSentBackChangesNothing(t *testing.T) {
	c := smallProvider()
	odd := c.Services["PCORE01"]
	odd.AckTimeout, odd.FlapWindow, odd.Sandbox = 1500*time.Millisecond, time.Minute, true
	c.Services["PCORE01"] = odd
	w := openWith(t, c)
	w.opens("a", "one") // it is critical now
	for _, id := range []string{"PCORE01", "PMAIL01", "POLD001"} {
		before := w.db.Config().Services[id]
		_, _, body := w.asks("account", "GET", "/api/services/"+id+"?include[]=integrations&include[]=escalation_policies", "")
		if status, _, answer := w.asks("account", "PUT", "/api/services/"+id, body); status != 200 {
			t.Errorf("%d %s", status, answer)
		}
		s := must(w.client("account").GetServiceWithContext(ctx(t), id, nil))(t)
		must(w.client("account").UpdateServiceWithContext(ctx(t), *s))(t)
		if diff := cmp.Diff(before, w.db.Config().Services[id]); diff != "" {
			t.Error(diff)
		}
	}
}

func TestAServiceIsDisabledAndEnabled(t *testing.T) {
	w := open(t)
	for _, word := range []string{"disabled", "active"} {
		status, _, body := w.asks("account", "PUT", "/api/services/PMAIL01", `{"service":{"status":"`+word+`"}}`)
		if status != 200 || !strings.Contains(body, `"status":"`+word+`"`) {
			t.Errorf("%d %s", status, body)
		}
	}
}

func TestABadServiceIsRefusedAndTheFieldNamed(t *testing.T) {
	w := open(t)
	for body, mention := range map[string]string{
		`{"name":"X"}`: "escalation_policy: choose an escalation policy",
		`{"name":"X","escalation_policy":{"id":"PNONE00"}}`:                                                      "escalation_policy: ",
		`{"name":"X","escalation_policy":"PPOLI01"}`:                                                             "escalation_policy: is text",
		`{"name":"X","escalation_policy":{"id":"PANN001","type":"user_reference"}}`:                              "escalation_policy.type",
		`{"escalation_policy":{"id":"PPOLI01"}}`:                                                                 "name: ",
		`{"name":"CORE network","escalation_policy":{"id":"PPOLI01"}}`:                                           "is taken by another service",
		`{"name":"X","escalation_policy":{"id":"PPOLI01"},"acknowledgement_timeout":"x"}`:                        "acknowledgement_timeout: is text",
		`{"name":"X","escalation_policy":{"id":"PPOLI01"},"acknowledgement_timeout":-1}`:                         "acknowledgement_timeout: must be at least 0",
		`{"name":"X","escalation_policy":{"id":"PPOLI01"},"auto_resolve_timeout":1e15}`:                          "auto_resolve_timeout: ",
		`{"name":"X","escalation_policy":{"id":"PPOLI01"},"incident_urgency_rule":{"type":"use_support_hours"}}`: "incident_urgency_rule.type: ",
		`{"name":"X","escalation_policy":{"id":"PPOLI01"},"incident_urgency_rule":{"urgency":"loud"}}`:           "incident_urgency_rule.urgency: ",
		`{"name":"X","escalation_policy":{"id":"PPOLI01"},"support_hours":{"type":"fixed_time_per_day"}}`:        "support_hours: is not available",
		`{"name":"X","escalation_policy":{"id":"PPOLI01"},"alert_creation":"none"}`:                              "alert_creation: ",
		`{"name":"X","escalation_policy":{"id":"PPOLI01"},"teams":[{"id":"PT"}]}`:                                "teams: ",
		`{"name":"X","escalation_policy":{"id":"PPOLI01"},"runbook_url":"javascript:alert(1)"}`:                  "runbook_url: ",
	} {
		status, header, answer := w.asks("account", "POST", "/api/services", body)
		w.wantError(status, header, answer, 400, 2001, mention)
	}
	if len(w.db.Config().Services) != 3 {
		t.Error("a refused service is there")
	}
}

func TestTheClientCreatesChangesAndDeletesIntegrations(t *testing.T) {
	w := open(t)
	c := w.client("account")
	types := map[string]string{
		"events_api_v2_inbound_integration": "events_api_v2", "generic_events_api_inbound_integration": "events_api_v1",
		"nagios_inbound_integration": "nagios", "generic_email_inbound_integration_reference": "email",
	}
	for _, k := range engine.Kinds() {
		if k.Hook { // PagerDuty has no word for these
			types[k.Name+"_inbound_integration"] = k.Name
		}
	}
	for kind, want := range types {
		made := must(c.CreateIntegrationWithContext(ctx(t), "PMAIL01", pagerduty.Integration{APIObject: pagerduty.APIObject{Type: kind}, Name: want}))(t)
		stored := w.db.Config().Integrations[made.ID]
		if stored.Type != want || stored.Name != want || stored.Service != "PMAIL01" || len(stored.Key) != 32 || made.IntegrationKey != stored.Key || !stored.CreatedAt.Equal(start()) {
			t.Errorf("%s: stored is %+v, the answer is %+v", kind, stored, made)
		}
		if answered := strings.TrimSuffix(kind, "_reference"); made.Type != answered {
			t.Errorf("made as %s, answered as %s", kind, made.Type)
		}
		if email := made.IntegrationEmail; want == "email" && email != stored.Key+"@in.example.net" {
			t.Errorf("the address is %q", email)
		}
		made.Name = "renamed " + want
		after := must(c.UpdateIntegrationWithContext(ctx(t), "PMAIL01", *made))(t)
		if after.Name != made.Name || after.IntegrationKey != stored.Key {
			t.Errorf("after the change: %+v", after)
		}
		if err := c.DeleteIntegrationWithContext(ctx(t), "PMAIL01", made.ID); err != nil {
			t.Error(err)
		}
		if _, ok := w.db.Config().Integrations[made.ID]; ok {
			t.Error("it is still there")
		}
	}
	// An event to a door made here arrives.
	own := strings.Repeat("0a", 16)
	must(c.CreateIntegrationWithContext(ctx(t), "PCORE01", pagerduty.Integration{APIObject: pagerduty.APIObject{Type: "events_api_v2_inbound_integration"}, Name: "moved", IntegrationKey: own}))(t)
	receipt, err := w.engine.Submit(ctx(t), engine.Post{Key: own, Events: []engine.Event{{Action: engine.Trigger, Summary: "down"}}})
	if err != nil || receipt.Verdicts[0].Fate != engine.Opened {
		t.Errorf("%+v, %v", receipt, err)
	}
}

func TestAnIntegrationOfAVendorNeedsNoTypeAndNoName(t *testing.T) {
	w := open(t)
	in := must(w.client("account").CreateIntegrationWithContext(ctx(t), "PMAIL01", pagerduty.Integration{Vendor: &pagerduty.APIObject{ID: "PWVNAGI", Type: "vendor_reference"}}))(t)
	if in.Name != "Nagios" || in.Type != "nagios_inbound_integration" {
		t.Errorf("%+v", in)
	}
}

func TestABadIntegrationIsRefusedAndTheFieldNamed(t *testing.T) {
	w := open(t)
	const v2 = `"type":"events_api_v2_inbound_integration"`
	for body, mention := range map[string]string{
		`{"name":"x"}`:                                                                                     "type: missing",
		`{"type":"pingdom_inbound_integration"}`:                                                           "type: ",
		`{` + v2 + `,"name":"mailbox"}`:                                                                    "name: ",
		`{` + v2 + `,"name":""}`:                                                                           "name: ",
		`{` + v2 + `,"name":"x","integration_key":"short"}`:                                                "integration_key: must have",
		`{` + v2 + `,"name":"x","integration_key":"(stored)"}`:                                             "integration_key: ",
		`{` + v2 + `,"name":"x","integration_key":"` + strings.ToUpper(coreKey) + `"}`:                     "integration_key: is the key of another",
		`{` + v2 + `,"name":"x","integration_email":"a@in.example.net"}`:                                   "integration_email: only",
		`{"type":"generic_email_inbound_integration","name":"x","integration_email":"noc@in.example.net"}`: "integration_key: must have",
		`{"type":"generic_email_inbound_integration","name":"x","integration_email":"noc@other.example"}`:  "integration_email: addresses here end in @in.example.net",
		`{"type":"generic_email_inbound_integration","name":"x","integration_key":"aaaaaaaaaaaaaaaaaaaa","integration_email":"bbbbb@in.example.net"}`: "integration_email: is not",
		`{` + v2 + `,"name":"x","service":{"id":"PCORE01","type":"service_reference"}}`:                                                               "service: ",
		`{"integration":{` + v2 + `,"name":{}}}`: "name: is an object",
		`{"type":"generic_email_inbound_integration","name":"x","mail_rules":[{"name":"r","each":{"by":"word"},"source":{"in":"body","line":"Host"}}]}`:    "mail_rules[0].each.by: must be line or block",
		`{"type":"generic_email_inbound_integration","name":"x","mail_rules":[{"name":"r","each":{"by":"line"},"source":{"in":"subject","line":"Host"}}]}`: "mail_rules[0].each: each line is an event, and nothing tells one",
	} {
		status, header, answer := w.asks("account", "POST", "/api/services/PMAIL01/integrations", body)
		w.wantError(status, header, answer, 400, 2001, mention)
	}
	for _, request := range []string{"POST /api/services/PNONE00/integrations", "PUT /api/services/PCORE01/integrations/PINT002", "DELETE /api/services/PCORE01/integrations/PINT002", "DELETE /api/services/PNONE00"} {
		method, path, _ := strings.Cut(request, " ")
		status, header, answer := w.asks("account", method, path, `{`+v2+`,"name":"x"}`)
		w.wantError(status, header, answer, 404, 2100, "there is no such")
	}
}

// The resource that an answer shows carries its tag, and a change by somebody
// else is noticed.
func TestServicesAndIntegrationsAreNotOverwrittenUnseen(t *testing.T) {
	w := open(t)
	for _, path := range []string{"/api/services/PMAIL01", "/api/services/PMAIL01/integrations/PINT002"} {
		w.wantLocked(path, `{"name":"one"}`, `{"name":"two"}`)
	}
}

// wantLocked demands that of two changes made from the same reading the second
// is refused, and a delete too.
func (w *world) wantLocked(path, one, two string) {
	w.Helper()
	_, header, _ := w.asks("account", "GET", path, "")
	seen := header.Get("ETag")
	if status, _, body := w.asks("account", "PUT", path, one, "If-Match", seen); status != 200 || seen == "" {
		w.Errorf("%s: tag %q, %d %s", path, seen, status, body)
	}
	status, header, body := w.asks("account", "PUT", path, two, "If-Match", seen)
	w.wantError(status, header, body, 412, 2001, "If-Match")
	status, header, body = w.asks("account", "DELETE", path, "", "If-Match", seen)
	w.wantError(status, header, body, 412, 2001, "If-Match")
}
