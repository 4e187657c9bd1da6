package config_test

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// night is a small provider's whole configuration.
const night = `users:
  - email: night@example.net
    name: Night technician
    role: responder                  # viewer | responder | scheduler | admin | owner
    time_zone: America/Chicago
    contact_methods:
      - {label: pager, type: webhook, address: "http://127.0.0.1:9911/page"}
    notification_rules:
      - {urgency: high, delay: 0s, contact_method: pager}
    handoff_rules:
      - {when: on, advance: 12h, contact_method: pager}
schedules:
  - name: Primary
    time_zone: America/Chicago
    layers:
      - {name: Weekly, start: 2026-01-05T09:00, turn: 1w, users: [night@example.net], restrictions: []}
escalation_policies:
  - name: Default
    repeat: 2
    steps:
      - {delay: 5m, targets: [{schedule: Primary}]}
services:
  - name: Core network
    escalation_policy: Default
    integrations:
      - {name: events, type: events_api_v2, key: 0123456789abcdef0123456789abcdef}
settings:
  outgoing_allow: [127.0.0.0/8]      # see below
`

// counter gives ids that show their kind and order: user-1, layer-2.
func counter() func(kind string) string {
	n := 0
	return func(kind string) string {
		n++
		if kind == config.IntegrationKey {
			return fmt.Sprintf("generated%023d", n)
		}
		return fmt.Sprintf("%s-%d", kind, n)
	}
}

func apply(t *testing.T, current *engine.Config, text string) *engine.Config {
	t.Helper()
	doc, err := config.Parse("config.yaml", []byte(text))
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	next, err := doc.Resolve(current, early(), counter())
	if err != nil {
		t.Fatalf("Resolve: %v", err)
	}
	return next
}

// refused gives what Parse, or then Resolve against current, has to say.
func refused(t *testing.T, current *engine.Config, text string) string {
	t.Helper()
	doc, err := config.Parse("config.yaml", []byte(text))
	if err == nil {
		_, err = doc.Resolve(current, early(), counter())
	}
	if err == nil {
		return ""
	}
	if _, ok := errors.AsType[config.Errors](err); !ok {
		t.Fatalf("the error is a %T, not config.Errors", err)
	}
	return err.Error()
}

func TestASmallProvidersFileSaysWhatItSays(t *testing.T) {
	got := apply(t, nil, night)
	want := &engine.Config{
		Directory: people.Directory{
			Users: map[string]people.User{"user-1": {
				ID: "user-1", Email: "night@example.net", Name: "Night technician", Role: people.Responder,
				TimeZone:       "America/Chicago",
				ContactMethods: []people.ContactMethod{{ID: "contact_method-2", Label: "pager", Type: notify.Webhook, Address: "http://127.0.0.1:9911/page"}},
				NotificationRules: []people.NotificationRule{
					{ID: "notification_rule-3", Urgency: people.High, Method: "contact_method-2"},
				},
				HandoffRules: []people.HandoffRule{
					{ID: "handoff_rule-4", When: "on", Advance: 12 * time.Hour, Method: "contact_method-2"},
				},
			}},
			Schedules: map[string]schedules.Schedule{"schedule-5": {
				ID: "schedule-5", Name: "Primary", TimeZone: "America/Chicago",
				Layers: []schedules.Layer{{
					ID: "layer-6", Name: "Weekly", Start: civil.At(2026, 1, 5, 9, 0),
					Turn: schedules.Turn{Count: 1, Unit: schedules.Week}, Users: []schedules.Slot{{"user-1"}},
				}},
			}},
		},
		Policies: map[string]engine.Policy{"escalation_policy-7": {
			ID: "escalation_policy-7", Name: "Default", Repeat: 2,
			Steps: []engine.Step{{ID: "step-8", Delay: 5 * time.Minute, Targets: []people.Target{{Schedule: "schedule-5"}}}},
		}},
		Services: map[string]engine.Service{"service-9": {
			ID: "service-9", Name: "Core network", Policy: "escalation_policy-7", Urgency: engine.AlwaysHigh,
			AckTimeout: 30 * time.Minute,
		}},
		Integrations: map[string]engine.Integration{"integration-10": {
			ID: "integration-10", Service: "service-9", Name: "events", Type: "events_api_v2",
			Key: "0123456789abcdef0123456789abcdef",
		}},
		Settings: engine.Settings{
			OutgoingAllow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
			BundleWindow:  time.Minute, StaleAfter: 48 * time.Hour, RawDays: 30,
		},
	}
	if diff := cmp.Diff(want, got, equating()...); diff != "" {
		t.Error(diff)
	}
	if in, svc, ok := got.ByKey("0123456789abcdef0123456789abcdef"); !ok || in.Name != "events" || svc.Name != "Core network" {
		t.Error("the integration is not found by its key")
	}
}

func equating() []cmp.Option {
	return []cmp.Option{
		cmpopts.IgnoreUnexported(engine.Config{}), cmpopts.EquateComparable(netip.Prefix{}), cmpopts.EquateEmpty(),
	}
}

func TestApplyingAFileTwiceChangesNothing(t *testing.T) {
	once := apply(t, nil, night)
	twice := apply(t, once, night)
	if diff := cmp.Diff(once, twice, equating()...); diff != "" {
		t.Errorf("the second time: %s", diff)
	}
	if changes := config.Diff(once, twice); len(changes) > 0 {
		t.Errorf("the second time: %v", changes)
	}
}

func TestExportGivesTheFileBack(t *testing.T) {
	c := apply(t, nil, night)
	out, err := config.Export(c, true)
	if err != nil {
		t.Fatal(err)
	}
	if again := apply(t, c, string(out)); !cmp.Equal(c, again, equating()...) {
		t.Errorf("not the same:\n%s", out)
	}
	if !strings.Contains(string(out), "0123456789abcdef0123456789abcdef") {
		t.Errorf("no key in it:\n%s", out)
	}
	t.Logf("\n%s", out)
}

// early is before everything in the tests: nothing is over.
func early() time.Time { return time.Time{} }
