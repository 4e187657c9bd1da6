package api

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/duty"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// fuzzBox is a small box to change.
func fuzzBox() *engine.Config {
	c := &engine.Config{Settings: engine.DefaultSettings()}
	c.Settings.MailDomain = "in.example.net"
	c.Users = map[string]people.User{"POWN": {
		ID: "POWN", Email: "owner@example.net", Name: "Owner", Role: people.Owner, TimeZone: "UTC",
		ContactMethods: []people.ContactMethod{{ID: "PCM1", Label: "mail", Type: notify.Email, Address: "owner@example.net"}},
	}}
	c.Policies = map[string]engine.Policy{"PPOL": {ID: "PPOL", Name: "Default", Steps: []engine.Step{
		{ID: "S1", Delay: 90 * time.Second, Targets: []people.Target{{User: "POWN"}}},
	}}}
	c.Services = map[string]engine.Service{"PSVC": {ID: "PSVC", Name: "Core", Policy: "PPOL", Urgency: engine.AlwaysHigh}}
	c.Integrations = map[string]engine.Integration{"PINT": {ID: "PINT", Service: "PSVC", Name: "events", Type: "events_api_v2", Key: "0123456789abcdef"}}
	c.Schedules = map[string]schedules.Schedule{"PSCH": {ID: "PSCH", Name: "Primary", TimeZone: "America/Chicago", Layers: []schedules.Layer{
		{ID: "L1", Start: civil.At(2026, 1, 5, 9, 0), Turn: schedules.Turn{Count: 1, Unit: schedules.Month}, Users: []schedules.Slot{{"POWN"}, {}}},
		{ID: "L2", Start: civil.At(2026, 1, 5, 9, 0), Turn: schedules.Turn{Count: 1, Unit: schedules.Day}, Users: []schedules.Slot{{"POWN"}}},
	}}}
	return c.Index()
}

// fuzzOrder tries bodies of one sort: whatever they say, the answer is a
// configuration that a file could say, or an error of the client's.
func fuzzOrder[W any](f *testing.F, key string, apply func(W, *engine.Config) error) {
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"` + key + `":null,"name":"x","type":"y"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var w W
		var raw json.RawMessage
		err := decodeBody(body, key, &raw)
		if err == nil {
			err = decodeOrder(raw, &w)
		}
		if err == nil {
			_, err = config.Edit(fuzzBox(), time.Now(), func(next *engine.Config) error { return apply(w, next) })
		}
		if problems, ok := errors.AsType[config.Problems](err); ok {
			err = subject{names: names{}}.refused(problems, fuzzBox())
		}
		if err == nil {
			return
		}
		if p := problemOf(err); p.status != 400 || len(p.errors) == 0 {
			t.Errorf("%q: refused with %d %v (%v)", body, p.status, p.errors, err)
		}
	})
}

func FuzzPolicyOrder(f *testing.F) {
	f.Add([]byte(`{"escalation_policy":{"name":"X","num_loops":2,"escalation_rules":[{"id":"S1","escalation_delay_in_minutes":2,"targets":[{"id":"POWN","type":"user_reference"}],"escalation_rule_assignment_strategy":{"type":"round_robin"}}],"teams":[]}}`))
	f.Add([]byte(`{"name":"X","escalation_rules":[{"escalation_delay_in_minutes":1e9,"targets":[{"id":"POWN"}]},{"targets":null}]}`))
	fuzzOrder(f, "escalation_policy", func(w policyOrder, next *engine.Config) error {
		p, err := w.apply(next, next.Policies["PPOL"])
		next.Policies["PPOL"] = p
		return err
	})
}

func FuzzTeamOrder(f *testing.F) {
	f.Add([]byte(`{"team":{"type":"team","name":"X","description":null,"parent":{"id":"PTEA"}}}`))
	fuzzOrder(f, "team", func(w teamOrder, next *engine.Config) error {
		next.Teams["PNEW"] = w.apply(people.Team{ID: "PNEW"})
		return nil
	})
}

func FuzzServiceOrder(f *testing.F) {
	f.Add([]byte(`{"service":{"name":"X","description":"d","escalation_policy":{"id":"PPOL","type":"escalation_policy_reference"},"acknowledgement_timeout":1800,"auto_resolve_timeout":null,"incident_urgency_rule":{"type":"constant","urgency":"severity_based"},"alert_creation":"create_incidents","status":"disabled","support_hours":null,"scheduled_actions":[]}}`))
	fuzzOrder(f, "service", func(w serviceOrder, next *engine.Config) error {
		svc, err := w.apply(next, next.Services["PSVC"])
		next.Services["PSVC"] = svc
		return err
	})
}

func FuzzIntegrationOrder(f *testing.F) {
	f.Add([]byte(`{"integration":{"type":"generic_email_inbound_integration","name":"X","integration_email":"aaaaaaaaaaaaaaaa@in.example.net","vendor":{"id":"PWVEMAI"},"service":{"id":"PSVC"}}}`))
	f.Add([]byte(`{"type":"nagios_inbound_integration","integration_key":"0123456789ABCDEF0"}`))
	f.Add([]byte(`{"type":"generic_inbound_integration","mapping":{"key":"{host}","states":{"resolve":["up"]},"links":["url"],"test_words":[7]}}`))
	f.Add([]byte(`{"type":"generic_email_inbound_integration","mail_rules":[{"name":"Power","when":[{"in":"from","contains":"@x"}],"source":{"in":"subject","after":"at "},"state":{"whole":1}}]}`))
	f.Add([]byte(`{"type":"generic_email_inbound_integration","mail_rules":[{"name":"List","each":{"by":"line","contains":"|","newest_first":true},"source":{"in":"body","until":" |"}}]}`))
	fuzzOrder(f, "integration", func(w integrationOrder, next *engine.Config) error {
		in, err := w.apply(next, engine.Integration{ID: "PNEW", Service: "PSVC", Key: "aaaabbbbccccdddd"})
		next.Integrations["PNEW"] = in
		return err
	})
}

// editOwner changes the one person of fuzzBox.
func editOwner(next *engine.Config, change func(u *people.User) error) error {
	u := next.Users["POWN"]
	err := change(&u)
	next.Users["POWN"] = u
	return err
}

func FuzzUserOrder(f *testing.F) {
	f.Add([]byte(`{"user":{"name":"X","email":"x@example.net","time_zone":"Europe/Berlin","role":"owner","job_title":"t"}}`))
	fuzzOrder(f, "user", func(w userOrder, next *engine.Config) error {
		return editOwner(next, func(u *people.User) (err error) { *u, err = w.apply(*u); return err })
	})
}

func FuzzContactMethodOrder(f *testing.F) {
	f.Add([]byte(`{"contact_method":{"type":"sms_contact_method","label":"X","address":"202 555 0100","country_code":1}}`))
	f.Add([]byte(`{"type":"webhook_contact_method","label":"X","address":"https://example.net/","secret":"s"}`))
	fuzzOrder(f, "contact_method", func(w methodOrder, next *engine.Config) error {
		return editOwner(next, func(u *people.User) error {
			m, err := w.apply(people.ContactMethod{ID: "PNEW"})
			u.ContactMethods = with(u.ContactMethods, m, methodID)
			return err
		})
	})
}

func FuzzNotificationRuleOrder(f *testing.F) {
	f.Add([]byte(`{"notification_rule":{"start_delay_in_minutes":5,"urgency":"high","contact_method":{"id":"PCM1","type":"email_contact_method_reference"}}}`))
	fuzzOrder(f, "notification_rule", func(w notificationOrder, next *engine.Config) error {
		return editOwner(next, func(u *people.User) error {
			r, err := w.apply(*u, people.NotificationRule{ID: "PNEW"}, false)
			u.NotificationRules = with(u.NotificationRules, r, ruleID)
			return err
		})
	})
}

func FuzzHandoffRuleOrder(f *testing.F) {
	f.Add([]byte(`{"oncall_handoff_notification_rule":{"handoff_type":"offcall","notify_advance_in_minutes":90,"contact_method":{"id":"PCM1"}}}`))
	fuzzOrder(f, "oncall_handoff_notification_rule", func(w handoffOrder, next *engine.Config) error {
		return editOwner(next, func(u *people.User) error {
			r, err := w.apply(next, *u, people.HandoffRule{ID: "PNEW"}, false)
			u.HandoffRules = with(u.HandoffRules, r, handoffID)
			return err
		})
	})
}

func FuzzScheduleOrder(f *testing.F) {
	f.Add([]byte(`{"schedule":{"name":"X","time_zone":"Europe/Berlin","schedule_layers":[{"id":"L2","end":"2026-10-25T02:30:00+01:00"},{"id":"L1","rotation_turn":"1mo","rotation_slots":[["POWN"]],"users":[{"user":{"id":"POWN"}}]}]}}`))
	f.Add([]byte(`{"schedule_layers":[{"start":"2026-01-05 19:00:00 +0000 UTC","rotation_virtual_start":"2026-01-05T19:00:00Z","rotation_turn_length_seconds":604800,"users":[{"user":{"id":"POWN","type":"user_reference"}}],"restrictions":[{"type":"weekly_restriction","start_time_of_day":"09:00:00","duration_seconds":28800,"start_day_of_week":7}]}]}`))
	fuzzOrder(f, "schedule", func(w scheduleOrder, next *engine.Config) (err error) {
		next.Schedules["PSCH"], err = w.apply(next.Schedules["PSCH"], time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC), &scheduleFields{})
		return err
	})
}

func FuzzOverridesOrder(f *testing.F) {
	f.Add([]byte(`{"overrides":[{"start":"2026-03-05T09:00:00-06:00","end":"2026-03-05T15:00:00-06:00","user":{"id":"POWN","type":"user_reference"},"replaces":null}]}`))
	f.Add([]byte(`{"override":{"start":"2026-03-05 09:00","end":"2026-03-05T15:00:00.5Z","user":{"id":"POWN"}}}`))
	now := time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC)
	fuzzOrder(f, "", func(w overridesOrder, next *engine.Config) error {
		var f faults
		all := w.Overrides.value
		if w.Override != nil {
			all = append(all, *w.Override)
		}
		for _, o := range all {
			made := o.override(next, next.Schedules["PSCH"], now, &f, "x")
			if _, err := made.Do(next, duty.By{Role: people.Owner}, now); len(f) == 0 && err != nil {
				return err
			}
		}
		return f.err()
	})
}

func FuzzOpeningOrder(f *testing.F) {
	f.Add([]byte(`{"incident":{"type":"incident","title":"X","service":{"id":"PSVC","type":"service_reference"},"priority":null,"urgency":"low","incident_key":"k","body":{"type":"incident_body","details":"d"},"assignments":[{"assignee":{"id":"POWN","type":"user_reference"}}]}}`))
	fuzzOrder(f, "incident", func(w openingOrder, _ *engine.Config) error {
		_, err := w.opening()
		return err
	})
}

func FuzzCallingCode(f *testing.F) {
	for _, seed := range []string{"+12025550100", "+353209100000", "+49", "+0123", "", "+", "+7999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, number string) {
		if code, rest, ok := callingCode(number); ok && "+"+code+rest != number {
			t.Errorf("%q is split into %q and %q", number, code, rest)
		}
	})
}
