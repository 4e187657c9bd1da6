package config

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
)

// smallBox has an owner and a responder, a policy and a service.
func smallBox() *engine.Config {
	c := &engine.Config{Settings: engine.DefaultSettings()}
	c.Users = map[string]people.User{
		"POWN": {ID: "POWN", Email: "owner@example.net", Name: "Owner", Role: people.Owner, TimeZone: "UTC"},
		"PANN": {
			ID: "PANN", Email: "ann@example.net", Name: "Ann", Role: people.Responder, TimeZone: "UTC",
			ContactMethods: []people.ContactMethod{{ID: "M1", Label: "phone", Type: notify.SMS, Address: "+12025550100"}},
		},
	}
	c.Policies = map[string]engine.Policy{"PPOL": {ID: "PPOL", Name: "Default", Steps: []engine.Step{
		{ID: "S1", Delay: 5 * time.Minute, Targets: []people.Target{{User: "PANN"}}},
	}}}
	c.Services = map[string]engine.Service{"PSVC": {ID: "PSVC", Name: "Core", Policy: "PPOL", Urgency: engine.AlwaysHigh}}
	return c.Index()
}

func TestAnEditIsHeldToTheRulesOfAFile(t *testing.T) {
	set := func(change func(*engine.Config)) func(*engine.Config) error {
		return func(c *engine.Config) error { change(c); return nil }
	}
	for name, tc := range map[string]struct {
		change func(*engine.Config) error
		want   Problem
	}{
		"a telephone number that is none": {set(func(c *engine.Config) {
			u := c.Users["PANN"]
			u.ContactMethods = []people.ContactMethod{{ID: "M1", Label: "phone", Type: notify.SMS, Address: "call me"}}
			c.Users["PANN"] = u
		}), Problem{"user", "PANN", "contact_methods[0].address", "number"}},
		"a name that is taken": {set(func(c *engine.Config) {
			c.Services["PNEW"] = engine.Service{ID: "PNEW", Name: "core", Policy: "PPOL", Urgency: engine.AlwaysHigh}
		}), Problem{"service", "", "name", "is taken by another service"}},
		"a service without a policy": {set(func(c *engine.Config) {
			c.Services["PNEW"] = engine.Service{ID: "PNEW", Name: "Mail", Urgency: engine.AlwaysHigh}
		}), Problem{"service", "PNEW", "escalation_policy", "choose an escalation policy"}},
		"a step that names somebody who is not there": {set(func(c *engine.Config) {
			p := c.Policies["PPOL"]
			p.Steps = []engine.Step{{ID: "S1", Delay: time.Minute, Targets: []people.Target{{User: "PGONE"}}}}
			c.Policies["PPOL"] = p
		}), Problem{"escalation_policy", "PPOL", "steps[0].targets[0]", "nobody has the id"}},
		"a placeholder in the place of a value": {set(func(c *engine.Config) {
			u := c.Users["PANN"]
			u.ContactMethods = []people.ContactMethod{{ID: "M1", Label: "hook", Type: notify.Webhook, Address: Kept}}
			c.Users["PANN"] = u
		}), Problem{"user", "PANN", "contact_methods[0].address", "write the value itself"}},
		"a person who is still needed": {
			set(func(c *engine.Config) { delete(c.Users, "PANN") }),
			Problem{"user", "PANN", "", `still needed by escalation policy "Default"`},
		},
		"a policy that is still needed": {
			set(func(c *engine.Config) { delete(c.Policies, "PPOL") }),
			Problem{"escalation_policy", "PPOL", "", `still needed by service "Core"`},
		},
		"no owner any more": {set(func(c *engine.Config) {
			u := c.Users["POWN"]
			u.Role = people.Admin
			c.Users["POWN"] = u
		}), Problem{"user", "POWN", "role", "nobody with the role owner"}},
		"a setting out of bounds": {
			set(func(c *engine.Config) { c.Settings.RawDays = -1 }),
			Problem{"settings", "", "raw_days", ""},
		},
	} {
		t.Run(name, func(t *testing.T) {
			before, _ := Export(smallBox(), true)
			c := smallBox()
			_, err := Edit(c, time.Time{}, tc.change)
			problems, _ := errors.AsType[Problems](err)
			if !slices.ContainsFunc(problems, func(p Problem) bool {
				return p.Kind == tc.want.Kind && p.Field == tc.want.Field && (tc.want.ID == "" || p.ID == tc.want.ID) && strings.Contains(p.Message, tc.want.Message)
			}) {
				t.Errorf("the problems are %+v (%v), want %+v", problems, err, tc.want)
			}
			if after, _ := Export(c, true); string(after) != string(before) {
				t.Error("a refused edit changed the configuration in force")
			}
		})
	}
}

// keeper stands in for the store.
type keeper struct {
	now   *engine.Config
	audit []engine.AuditRow
}

func (k *keeper) Configure(_ context.Context, change func(*engine.Config) (*engine.Config, []engine.AuditRow, error)) error {
	next, audit, err := change(k.now)
	if err == nil && next != nil {
		k.now, k.audit = next, append(k.audit, audit...)
	}
	return err
}

func TestAnEditThatChangesSomethingIsAuditedAndTold(t *testing.T) {
	k := &keeper{now: smallBox()}
	told := 0
	e := Editor{Store: k, Kick: func() { told++ }}
	ann := engine.Actor{Kind: engine.ByPerson, ID: "POWN", Name: "Owner"}
	rename := func(c *engine.Config) error {
		s := c.Services["PSVC"]
		s.Name = "Core network"
		c.Services["PSVC"] = s
		return nil
	}
	changes, err := e.Do(t.Context(), ann, rename)
	if err != nil || len(changes) != 1 || told != 1 || k.now.Services["PSVC"].Name != "Core network" {
		t.Fatalf("%+v, %v, told %d times", changes, err, told)
	}
	if len(k.audit) != 1 || k.audit[0].Action != "config.change" || k.audit[0].Object != "service Core network" || !strings.Contains(k.audit[0].Detail, "Core -> Core network") || k.audit[0].Actor != ann {
		t.Errorf("audited is %+v", k.audit)
	}
	if changes, err := e.Do(t.Context(), ann, rename); err != nil || len(changes) != 0 || told != 1 || len(k.audit) != 1 {
		t.Errorf("doing it again: %+v, %v, told %d times, %d rows", changes, err, told, len(k.audit))
	}
}
