package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
)

// One whose service is lost is found all the same: its events page the fallback.
func TestASenderIsFoundByItsKeyAndNothingElse(t *testing.T) {
	c := twoTechnicians()
	c.Integrations["PNONE"] = engine.Integration{ID: "PNONE", Service: "PSVC"}
	c.Integrations["PLOST"] = engine.Integration{ID: "PLOST", Service: "gone", Key: "lost"}
	c.Index()
	for key, want := range map[string]string{"key": "PINT PSVC", "Key": "", "": "", "PINT": "", "lost": "PLOST "} {
		in, svc, ok := c.ByKey(key)
		if found := in.ID + " " + svc.ID; ok != (want != "") || ok && found != want {
			t.Errorf("%q finds %s, %v", key, found, ok)
		}
	}
}

func TestUrgencyFollowsTheRuleAndUnknownIsHigh(t *testing.T) {
	for _, tc := range []struct {
		rule     engine.UrgencyRule
		severity engine.Severity
		want     people.Urgency
	}{
		{engine.AlwaysHigh, engine.Info, people.High},
		{engine.AlwaysLow, engine.Critical, people.Low},
		{engine.BySeverity, engine.Critical, people.High},
		{engine.BySeverity, engine.Error, people.High},
		{engine.BySeverity, engine.Warning, people.Low},
		{engine.BySeverity, engine.Info, people.Low},
		{engine.BySeverity, "", people.High},
		{engine.BySeverity, "dire", people.High},
		{"", engine.Info, people.High},
		{"a rule of a newer version", engine.Info, people.High},
	} {
		if got := tc.rule.Of(tc.severity); got != tc.want {
			t.Errorf("rule %q makes %q %s, want %s", tc.rule, tc.severity, got, tc.want)
		}
	}
}

// With the store gone there is no second try, so everybody is told by every way
// that wakes them, once.
func TestTheEmergencyListHasEveryFirstStepAndTheFallbackOnce(t *testing.T) {
	now := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	c := twoTechnicians()
	c.Users["PANN"].NotificationRules[2].Urgency = people.High // push twice
	c.Users["POWN"] = people.User{ID: "POWN", Name: "Owner", Role: people.Owner, ContactMethods: []people.ContactMethod{{ID: "m", Type: notify.Email, Address: "owner@example.net"}}}
	c.Policies["PUNUSED"] = engine.Policy{ID: "PUNUSED", Steps: []engine.Step{{Targets: []people.Target{{User: "PBEN"}}}}}
	c.Services["PSVC2"] = engine.Service{ID: "PSVC2", Policy: "PPOL"}
	c.Services["PSAND"] = engine.Service{ID: "PSAND", Policy: "PUNUSED", Sandbox: true}
	c.Services["POFF"] = engine.Service{ID: "POFF", Policy: "PUNUSED", Disabled: true}
	c.Services["PNONE"] = engine.Service{ID: "PNONE", Policy: "gone"}
	var got []string
	for _, contact := range c.Emergency(now) {
		got = append(got, fmt.Sprint(contact.Name, " ", contact.Address.Channel))
	}
	want := []string{"Ann push", "Ann sms", "Owner email"}
	if !slices.Equal(got, want) {
		t.Errorf("told are %q, want %q", got, want)
	}
	d := engine.EmergencyDelivery(c.Emergency(now)[0], "sync: input/output error", now)
	if d.Message.Kind != notify.Emergency {
		t.Errorf("the message is of kind %q", d.Message.Kind)
	}
	if d.Attempt != 1 || d.To.Channel != notify.Push || !strings.Contains(d.Message.Text, "2026-01-05 09:00 UTC (sync: input/output error)") {
		t.Errorf("the message is %+v", d)
	}
}

// A mail address is no way to anybody while no mail can leave.
func TestTheFallbackIsWhoeverACarrierReaches(t *testing.T) {
	person := func(id string, role people.Role, channel notify.Channel) people.User {
		return people.User{ID: id, Name: id, Role: role, ContactMethods: []people.ContactMethod{{ID: "m", Type: channel, Address: "a"}}}
	}
	c := &engine.Config{Directory: people.Directory{Users: map[string]people.User{
		"POWN": person("POWN", people.Owner, notify.Email),
		"PADM": person("PADM", people.Admin, notify.Push),
	}}}
	told := func() (ids []string) {
		for _, contact := range c.Emergency(time.Now()) {
			ids = append(ids, contact.Name)
		}
		return ids
	}
	if got := told(); !slices.Equal(got, []string{"PADM"}) {
		t.Errorf("without a mail server the fallback is %q", got)
	}
	c.Settings.Mail = &engine.MailSettings{Host: "mail.example.net"}
	if got := told(); !slices.Equal(got, []string{"POWN"}) {
		t.Errorf("with one it is %q", got)
	}
	c.Settings.Mail = nil
	delete(c.Users, "PADM")
	if got := told(); !slices.Equal(got, []string{"POWN"}) {
		t.Errorf("when nobody else is there it is %q", got)
	}
}
