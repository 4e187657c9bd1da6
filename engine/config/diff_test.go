package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine/config"
)

func TestADifferenceSaysWhatHappensInTheOrderOfAFile(t *testing.T) {
	before := apply(t, nil, night)
	after := apply(t, before, strings.NewReplacer(
		"delay: 0s", "delay: 1m",
		"9911/page\"}", "9911/page\", secret: hush}\n      - {label: phone, type: sms, address: +15555550100}",
		"delay: 5m, targets: [{schedule: Primary}]}", "delay: 10m, targets: [{schedule: Primary}, {user: night@example.net}]}",
		"key: 0123456789abcdef0123456789abcdef}", "key: 0123456789abcdef0123456789abcdee}\n  - name: Edge\n    escalation_policy: Default\n    ack_timeout: off",
		"schedules:\n", "  - email: day@example.net\nschedules:\n",
	).Replace(night))
	want := []config.Change{
		{Op: config.Add, Kind: "user", Name: "day@example.net", Fields: []config.FieldChange{
			{Path: "email", New: "day@example.net"},
			{Path: "name", New: "day@example.net"},
			{Path: "role", New: "responder"},
			{Path: "time_zone", New: "UTC"},
		}},
		{Op: config.Alter, Kind: "user", Name: "night@example.net", Fields: []config.FieldChange{
			{Path: "contact_methods[pager].secret", New: "(secret)"},
			{Path: "contact_methods[phone]", New: "{label: phone, type: sms, address: +15555550100}"},
			{
				Path: "notification_rules", Old: "[{urgency: high, delay: 0s, contact_method: pager}]",
				New: "[{urgency: high, delay: 1m, contact_method: pager}]",
			},
		}},
		{Op: config.Alter, Kind: "escalation_policy", Name: "Default", Fields: []config.FieldChange{
			{Path: "steps[0].delay", Old: "5m", New: "10m"},
			{Path: "steps[0].targets", Old: "[{schedule: Primary}]", New: "[{schedule: Primary}, {user: night@example.net}]"},
		}},
		{Op: config.Alter, Kind: "service", Name: "Core network", Fields: []config.FieldChange{
			{Path: "integrations[events].key", Old: "ending …cdef", New: "ending …cdee"},
		}},
		{Op: config.Add, Kind: "service", Name: "Edge", Fields: []config.FieldChange{
			{Path: "name", New: "Edge"}, {Path: "escalation_policy", New: "Default"}, {Path: "ack_timeout", New: "off"},
		}},
	}
	if diff := cmp.Diff(want, config.Diff(before, after)); diff != "" {
		t.Error(diff)
	}
	gone := config.Diff(after, before)
	if len(gone) != 5 || gone[0].Op != config.Remove || gone[4].Op != config.Remove {
		t.Errorf("the other way round: %v", gone)
	}
}

func TestANewNameIsNoChangeOfWhatRefersToIt(t *testing.T) {
	before, after := apply(t, nil, night), apply(t, nil, night)
	for id, s := range after.Schedules {
		s.Name = "First level"
		after.Schedules[id] = s
	}
	want := []config.Change{{Op: config.Alter, Kind: "schedule", Name: "First level", Fields: []config.FieldChange{{Path: "name", Old: "Primary", New: "First level"}}}}
	if diff := cmp.Diff(want, config.Diff(before, after)); diff != "" {
		t.Error(diff)
	}
}

func TestAnotherSecretIsAChangeThatShowsNeither(t *testing.T) {
	with := func(secret string) string {
		return strings.Replace(night, `9911/page"}`, `9911/page", secret: `+secret+`}`, 1)
	}
	before := apply(t, nil, with("one"))
	got := config.Diff(before, apply(t, before, with("two")))
	want := []config.Change{{Op: config.Alter, Kind: "user", Name: "night@example.net", Fields: []config.FieldChange{
		{Path: "contact_methods[pager].secret", Old: "(secret)", New: "(another secret)"},
	}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAnotherOrderOfContactMethodsIsAChange(t *testing.T) {
	text := strings.Replace(night, `9911/page"}`, "9911/page\"}\n      - {label: phone, type: sms, address: +15555550100}", 1)
	before, after := apply(t, nil, text), apply(t, nil, text)
	for _, u := range after.Users {
		u.ContactMethods[0], u.ContactMethods[1] = u.ContactMethods[1], u.ContactMethods[0]
	}
	want := []config.Change{{Op: config.Alter, Kind: "user", Name: "night@example.net", Fields: []config.FieldChange{
		{Path: "contact_methods", Old: "[pager, phone]", New: "[phone, pager]"},
	}}}
	if diff := cmp.Diff(want, config.Diff(before, after)); diff != "" {
		t.Error(diff)
	}
}

func TestAnExportWithoutSecretsReadsLikeAFileWrittenByHand(t *testing.T) {
	c := apply(t, nil, strings.NewReplacer(
		"9911/page\"}", "9911/page\", secret: hush}",
		"users: [night@example.net], restrictions: []", "users: [night@example.net, null], restrictions: [{days: [mon], from: \"22:00\", for: 8h}]",
		"    escalation_policy: Default\n", "    escalation_policy: Default\n    description: |\n      Two lines\n      of prose.\n    ack_timeout: off\n",
	).Replace(night))
	want := `# Secrets are left out: (stored) keeps the stored one.
users:
  - email: night@example.net
    name: Night technician
    role: responder
    time_zone: America/Chicago
    contact_methods:
      - {label: pager, type: webhook, address: "http://127.0.0.1:9911/page", secret: (stored)}
    notification_rules:
      - {urgency: high, delay: 0s, contact_method: pager}
    handoff_rules:
      - {when: on, advance: 12h, contact_method: pager}
teams: []
schedules:
  - name: Primary
    time_zone: America/Chicago
    layers:
      - name: Weekly
        start: 2026-01-05T09:00
        turn: 1w
        users: [night@example.net, null]
        restrictions:
          - {days: [mon], from: 22:00, until: 06:00}
escalation_policies:
  - name: Default
    repeat: 2
    steps:
      - {delay: 5m, targets: [{schedule: Primary}]}
services:
  - name: Core network
    description: |
      Two lines
      of prose.
    escalation_policy: Default
    ack_timeout: off
    integrations:
      - {name: events, type: events_api_v2, key: (stored)}
event_rules: []
settings:
  outgoing_allow: ["127.0.0.0/8"]
`
	got, err := config.Export(c, false)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestAServiceWithoutAPolicyCanNotBeExported(t *testing.T) {
	c := apply(t, nil, night)
	clear(c.Policies)
	_, err := config.Export(c, true)
	if want := `service "Core network" has no escalation policy; give it one, then export`; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

// Parse takes text as it stands, but an export is also read by other tools.
func TestWhatOtherToolsWouldMisreadIsQuoted(t *testing.T) {
	for name, want := range map[string]string{
		"yes": `"yes"`, "Null": `"Null"`, "007": `"007"`, "1e3": `"1e3"`, "- a": `"- a"`, "a: b": `"a: b"`, "a #b": `"a #b"`,
		`say "hi"`: `"say \"hi\""`, `C:\x`: `"C:\\x"`, "zero\u200bwidth": `"zero\u200bwidth"`, "\ufeffmark": `"\ufeffmark"`, "Süd": `"Süd"`,
		"Core network (new)": "Core network (new)",
	} {
		c := apply(t, nil, night)
		for id, s := range c.Services {
			s.Name = name
			c.Services[id] = s
		}
		out, err := config.Export(c, true)
		if err != nil || !strings.Contains(string(out), "- name: "+want+"\n") {
			t.Errorf("%q is not written as %s: %v", name, want, err)
		}
	}
}
