package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/PagerDuty/go-pagerduty"
	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
)

func TestAServiceShowsWhatItsIncidentsSay(t *testing.T) {
	w := open(t)
	status := func() string {
		t.Helper()
		return must(w.client("vic").GetServiceWithContext(ctx(t), "PCORE01", nil))(t).Status
	}
	if got := status(); got != "active" {
		t.Errorf("quiet: %s", got)
	}
	one, two := w.opens("a", "one"), w.opens("b", "two")
	w.does(one, engine.Act{Acknowledge: true})
	if got := status(); got != "critical" {
		t.Errorf("one triggered, one acknowledged: %s", got)
	}
	w.does(two, engine.Act{Resolve: true})
	if got := status(); got != "warning" {
		t.Errorf("one acknowledged: %s", got)
	}
	list := must(w.client("vic").ListServicesWithContext(ctx(t), pagerduty.ListServiceOptions{}))(t)
	var got []string
	for _, s := range list.Services {
		got = append(got, fmt.Sprintf("%s %s %q", s.Name, s.Status, s.LastIncidentTimestamp))
	}
	want := []string{`Core network warning "2026-03-02T16:00:00Z"`, `Mail active ""`, `Old platform disabled ""`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheClientReadsServicesAndIntegrations(t *testing.T) {
	w := open(t)
	s := must(w.client("account").GetServiceWithContext(ctx(t), "PCORE01", &pagerduty.GetServiceOptions{Includes: []string{"integrations", "escalation_policies"}}))(t)
	if *s.AcknowledgementTimeout != 1800 || *s.AutoResolveTimeout != 14400 || s.IncidentUrgencyRule.Urgency != "severity_based" ||
		s.EscalationPolicy.NumLoops != 2 || s.Integrations[0].IntegrationKey != coreKey {
		t.Errorf("got %+v", s)
	}
	in := must(w.client("account").GetIntegrationWithContext(ctx(t), "PMAIL01", "PINT002", pagerduty.GetIntegrationOptions{}))(t)
	if in.Type != "generic_email_inbound_integration" || in.IntegrationEmail != mailKey+"@in.example.net" {
		t.Errorf("got %+v", in)
	}
	_, err := w.client("account").GetIntegrationWithContext(ctx(t), "PCORE01", "PINT002", pagerduty.GetIntegrationOptions{})
	wantAPIError(t, err, 404, 2100)
	found := must(w.client("ann").ListServicesWithContext(ctx(t), pagerduty.ListServiceOptions{Query: "TOWERS"}))(t)
	if len(found.Services) != 1 || found.Services[0].ID != "PCORE01" {
		t.Errorf("found %+v", found.Services)
	}
}

func TestTheClientReadsEscalationPolicies(t *testing.T) {
	w := open(t)
	p := must(w.client("vic").GetEscalationPolicyWithContext(ctx(t), "PPOLI01", nil))(t)
	if len(p.EscalationRules) != 2 || p.EscalationRules[0].Delay != 5 || p.EscalationRules[1].Delay != 2 ||
		p.EscalationRules[0].Targets[0].Type != "schedule_reference" || p.Services[0].Summary != "Core network" {
		t.Errorf("got %+v", p)
	}
	byUser := func(id string) (names []string) {
		list := must(w.client("vic").ListEscalationPoliciesWithContext(ctx(t), pagerduty.ListEscalationPoliciesOptions{UserIDs: []string{id}}))(t)
		for _, p := range list.EscalationPolicies {
			names = append(names, p.Name)
		}
		return names
	}
	if diff := cmp.Diff(map[string][]string{"oona": {"Boss only", "Default"}, "ann": {"Default"}, "vic": nil},
		map[string][]string{"oona": byUser("POONA01"), "ann": byUser("PANN001"), "vic": byUser("PVIC001")}); diff != "" {
		t.Error(diff)
	}
	rules := must(w.client("vic").ListEscalationRulesWithContext(ctx(t), "PPOLI01"))(t)
	rule := must(w.client("vic").GetEscalationRuleWithContext(ctx(t), "PPOLI01", "PSTEP02", nil))(t)
	if diff := cmp.Diff(rules.EscalationRules[1], *rule); diff != "" {
		t.Error(diff)
	}
}

func TestTheClientReadsSchedules(t *testing.T) {
	w := open(t)
	s := must(w.client("vic").GetScheduleWithContext(ctx(t), "PSCHED1", pagerduty.GetScheduleOptions{
		Since: "2026-03-02T09:00:00-06:00", Until: "2026-03-04T09:00:00-06:00",
	}))(t)
	if len(s.ScheduleLayers) != 2 || s.ScheduleLayers[0].Name != "Nights" || s.ScheduleLayers[1].Name != "Weekly" {
		t.Fatalf("layers must come last first: %+v", s.ScheduleLayers)
	}
	weekly := s.ScheduleLayers[1]
	if weekly.RotationVirtualStart != "2026-01-05T09:00:00-06:00" || weekly.RotationTurnLengthSeconds != 604800 || weekly.Users[1].User.ID != "PBEN001" {
		t.Errorf("got %+v", weekly)
	}
	var final []string
	for _, e := range s.FinalSchedule.RenderedScheduleEntries {
		final = append(final, e.Start+" "+e.End+" "+e.User.Summary)
	}
	want := []string{ // March is nobody's turn in the nights
		"2026-03-02T09:00:00-06:00 2026-03-03T09:00:00-06:00 Ann Night",
		"2026-03-03T09:00:00-06:00 2026-03-03T15:00:00-06:00 Oona Owner",
		"2026-03-03T15:00:00-06:00 2026-03-04T09:00:00-06:00 Ann Night",
	}
	if diff := cmp.Diff(want, final); diff != "" || s.FinalSchedule.RenderedCoveragePercentage != 100 {
		t.Errorf("coverage %v, %s", s.FinalSchedule.RenderedCoveragePercentage, diff)
	}
	if got := s.OverrideSubschedule; len(got.RenderedScheduleEntries) != 1 || got.RenderedCoveragePercentage != 12.5 {
		t.Errorf("got %+v", got)
	}
	list := must(w.client("vic").ListSchedulesWithContext(ctx(t), pagerduty.ListSchedulesOptions{Query: "prim"}))(t)
	if len(list.Schedules) != 1 || list.Schedules[0].EscalationPolicies[0].ID != "PPOLI01" || len(list.Schedules[0].Users) != 3 {
		t.Errorf("got %+v", list)
	}
	overrides := must(w.client("vic").ListOverridesWithContext(ctx(t), "PSCHED1", pagerduty.ListOverridesOptions{Since: "2026-03-01", Until: "2026-04-01"}))(t)
	if len(overrides.Overrides) != 1 || overrides.Overrides[0].User.Summary != "Oona Owner" {
		t.Errorf("got %+v", overrides)
	}
	for window, want := range map[[2]string]string{
		{"", ""}: "Ann Night", {"2026-03-09T15:00:00Z", "2026-03-09T16:00:00Z"}: "Ben Day", {"2026-03-03T14:00:00Z", "2026-03-03T16:00:00Z"}: "Ann Night Oona Owner",
	} {
		users := must(w.client("vic").ListOnCallUsersWithContext(ctx(t), "PSCHED1", pagerduty.ListOnCallUsersOptions{Since: window[0], Until: window[1]}))(t)
		var names []string
		for _, u := range users {
			names = append(names, u.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("on call from %s to %s: got %q, want %q", window[0], window[1], got, want)
		}
	}
	_, err := w.client("vic").GetScheduleWithContext(ctx(t), "PSCHED1", pagerduty.GetScheduleOptions{Since: "2026-01-01", Until: "2026-12-01"})
	wantAPIError(t, err, 400, 2001)
}

func TestTheClientSeesWhoIsOnCall(t *testing.T) {
	w := open(t)
	ask := func(o pagerduty.ListOnCallOptions) (lines []string) {
		t.Helper()
		for _, c := range must(w.client("vic").ListOnCallsWithContext(ctx(t), o))(t).OnCalls {
			lines = append(lines, fmt.Sprintf("%s %d %s %s %s %s", c.EscalationPolicy.Summary, c.EscalationLevel, c.User.Summary, c.Schedule.Summary, c.Start, c.End))
		}
		return lines
	}
	check := func(what string, got []string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
	const annNow = "Default 1 Ann Night Primary 2026-03-02T15:00:00Z 2026-03-03T15:00:00Z"
	always := []string{"Default 2 Ben Day   ", "Default 2 Oona Owner   "}
	check("now", ask(pagerduty.ListOnCallOptions{}), "Boss only 1 Oona Owner   ", annNow, always[0], always[1])
	check("of one policy", ask(pagerduty.ListOnCallOptions{EscalationPolicyIDs: []string{"PPOLI02"}}), "Boss only 1 Oona Owner   ")
	check("of one person", ask(pagerduty.ListOnCallOptions{UserIDs: []string{"PANN001"}}), annNow)
	check("of a schedule, in the next two weeks", ask(pagerduty.ListOnCallOptions{
		ScheduleIDs: []string{"PSCHED1"}, Until: "2026-03-16T15:00:00Z",
	}),
		annNow,
		"Default 1 Oona Owner Primary 2026-03-03T15:00:00Z 2026-03-03T21:00:00Z",
		"Default 1 Ann Night Primary 2026-03-03T21:00:00Z 2026-03-09T14:00:00Z", // the clocks go forward on the 8th
		"Default 1 Ben Day Primary 2026-03-09T14:00:00Z 2026-03-16T14:00:00Z",
		"Default 1 Ann Night Primary 2026-03-16T14:00:00Z 2026-03-23T14:00:00Z",
	)
	check("only the earliest", ask(pagerduty.ListOnCallOptions{
		ScheduleIDs: []string{"PSCHED1"}, Until: "2026-03-16T15:00:00Z", Earliest: true, UserIDs: []string{"PANN001"},
	}), annNow)
	full := must(w.client("ann").ListOnCallsWithContext(ctx(t), pagerduty.ListOnCallOptions{
		Includes: []string{"users", "schedules", "escalation_policies"}, UserIDs: []string{"PANN001"},
	}))(t).OnCalls[0]
	if full.User.Email != "ann@example.net" || full.Schedule.TimeZone != "America/Chicago" || len(full.EscalationPolicy.EscalationRules) != 2 {
		t.Errorf("included: %+v", full)
	}
	_, err := w.client("vic").ListOnCallsWithContext(ctx(t), pagerduty.ListOnCallOptions{Until: w.clock.Load().Add(91 * 24 * time.Hour).Format(time.RFC3339)})
	wantAPIError(t, err, 400, 2001)
}

func TestTheClientReadsUsers(t *testing.T) {
	w := open(t)
	list := must(w.client("vic").ListUsersWithContext(ctx(t), pagerduty.ListUsersOptions{}))(t)
	var names []string
	for _, u := range list.Users {
		names = append(names, u.Name+" "+u.Role)
	}
	want := []string{"Ann Night limited_user", "Ben Day user", "Oona Owner owner", "Vic Viewer read_only_user"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	part := must(w.client("vic").ListUsersWithContext(ctx(t), pagerduty.ListUsersOptions{Limit: 3, Total: true}))(t)
	rest := must(w.client("vic").ListUsersWithContext(ctx(t), pagerduty.ListUsersOptions{Limit: 3, Offset: 3}))(t)
	if len(part.Users) != 3 || !part.More || part.Total != 4 || len(rest.Users) != 1 || rest.More {
		t.Errorf("in two pages: %d, more %v, of %d, then %d, more %v", len(part.Users), part.More, part.Total, len(rest.Users), rest.More)
	}
	me := must(w.client("ann").GetCurrentUserWithContext(ctx(t), pagerduty.GetCurrentUserOptions{Includes: []string{"contact_methods", "notification_rules"}}))(t)
	if me.ID != "PANN001" || me.ContactMethods[1].Address != pushTopic || me.NotificationRules[1].StartDelayInMinutes != 2 || me.NotificationRules[1].ContactMethod.Type != "sms_contact_method" {
		t.Errorf("got %+v", me)
	}
	_, err := w.client("account").GetCurrentUserWithContext(ctx(t), pagerduty.GetCurrentUserOptions{})
	wantAPIError(t, err, 400, 2001)
	methods := must(w.client("ann").ListUserContactMethodsWithContext(ctx(t), "PANN001"))(t)
	method := must(w.client("ann").GetUserContactMethodWithContext(ctx(t), "PANN001", "PCM0003"))(t)
	if diff := cmp.Diff(methods.ContactMethods[2], *method); diff != "" || method.Type != "webhook_contact_method" {
		t.Error(diff)
	}
	rules := must(w.client("ann").ListUserNotificationRulesWithContext(ctx(t), "PANN001"))(t)
	rule := must(w.client("ann").GetUserNotificationRuleWithContext(ctx(t), "PANN001", "PNR0002"))(t)
	if diff := cmp.Diff(rules.NotificationRules[1], *rule); diff != "" {
		t.Error(diff)
	}
	found := must(w.client("vic").ListUsersWithContext(ctx(t), pagerduty.ListUsersOptions{Query: "ben@"}))(t)
	if len(found.Users) != 1 || found.Users[0].Name != "Ben Day" {
		t.Errorf("found %+v", found.Users)
	}
}

func TestTheClientReadsWhatThereIsLittleOf(t *testing.T) {
	w := open(t)
	c := w.client("vic")
	if got := must(c.ListAbilitiesWithContext(ctx(t)))(t); len(got.Abilities) != 4 {
		t.Errorf("got %+v", got)
	}
	if err := c.TestAbilityWithContext(ctx(t), "urgencies"); err != nil {
		t.Error(err)
	}
	wantAPIError(t, c.TestAbilityWithContext(ctx(t), "telepathy"), 402, 2001)
	if got := must(c.ListPrioritiesWithContext(ctx(t), pagerduty.ListPrioritiesOptions{}))(t); len(got.Priorities) != 5 {
		t.Errorf("got %+v", got)
	}
	vendors := must(c.ListVendorsWithContext(ctx(t), pagerduty.ListVendorOptions{Limit: 100}))(t)
	one := must(c.GetVendorWithContext(ctx(t), vendors.Vendors[0].ID))(t)
	if diff := cmp.Diff(vendors.Vendors[0], *one); diff != "" || one.Name != "Prometheus Alertmanager" {
		t.Error(diff)
	}
}
