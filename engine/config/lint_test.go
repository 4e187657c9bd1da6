package config_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
)

// may is a Friday at noon in Chicago.
var may = time.Date(2026, 5, 1, 17, 0, 0, 0, time.UTC)

func warnings(c *engine.Config) []string {
	var all []string
	for _, w := range config.Lint(c, may) {
		all = append(all, w.String())
	}
	return all
}

// sound is the night file with nothing to complain about.
const soundFallback = "  fallback: [night@example.net]\n"

func TestLint(t *testing.T) {
	sound := night + soundFallback
	if got := warnings(apply(t, nil, sound)); got != nil {
		t.Fatalf("the sound file: %v", got)
	}
	cases := []struct{ name, old, new, want string }{
		{"a step of seconds", "delay: 5m", "delay: 10s", `escalation_policies[Default].steps[0].delay: 10s is less than a minute: nobody wakes up and answers as fast as that.`},
		{"a step of no time", "delay: 5m", "delay: 0s", `escalation_policies[Default].steps[0].delay: Without a delay the next step begins before this one is sent.`},
		{"a rule of seconds", "delay: 0s", "delay: 30s", `users[night@example.net].notification_rules[0].delay: 30s is less than a minute: nobody wakes up and answers as fast as that.`},
		{"a rule that comes too late", "delay: 0s", "delay: 5m", `users[night@example.net].notification_rules[0].delay: This rule comes too late: every step with this person goes on to the next after 5m or less, and drops what was not sent by then.`},
		{"a low rule that comes late", "urgency: high, delay: 0s", "urgency: low, delay: 5m", ``},
		{"a step without targets", "[{schedule: Primary}]", "[]", `escalation_policies[Default].steps[0]: This step means nobody: it has no targets.|schedules[Primary]: No escalation policy uses this schedule.`},
		{"a step of empty slots", "users: [night@example.net]", "users: [null]", `escalation_policies[Default].steps[0]: This step means nobody: its targets have nobody in them, or only people who have left.|schedules[Primary]: Nobody is on call for the next 14 days.`},
		{"a step whose layers are over", "turn: 1w, users", "end: 2026-05-01T12:00, turn: 1w, users", `escalation_policies[Default].steps[0]: This step means nobody: its targets have nobody in them, or only people who have left.|schedules[Primary]: Nobody is on call for the next 14 days.`},
		{"a policy without steps", "    steps:\n      - {delay: 5m, targets: [{schedule: Primary}]}\n", "", `escalation_policies[Default]: This policy has no steps, so it pages only the fallback contact.|schedules[Primary]: No escalation policy uses this schedule.`},
		{"a person without a phone", "    contact_methods:\n      - {label: pager, type: webhook, address: \"http://127.0.0.1:9911/page\"}\n    notification_rules:\n      - {urgency: high, delay: 0s, contact_method: pager}\n    handoff_rules:\n      - {when: on, advance: 12h, contact_method: pager}\n", "", `users[night@example.net].contact_methods: No channel reaches this person, whom escalation policy "Default" pages.`},
		{"mail without a server", `type: webhook, address: "http://127.0.0.1:9911/page"`, "type: email, address: a@example.net", `users[night@example.net].contact_methods[pager]: There is no mail server (settings.mail), so no mail leaves the box.|users[night@example.net].contact_methods: No channel reaches this person, whom escalation policy "Default" pages.`},
		{"a text without a gateway", `type: webhook, address: "http://127.0.0.1:9911/page"`, "type: sms, address: +15555550100", `users[night@example.net].contact_methods[pager]: There is no gateway for text messages (settings.sms), so none leaves the box.|users[night@example.net].contact_methods: No channel reaches this person, whom escalation policy "Default" pages.`},
		{"a topic without a server", `type: webhook, address: "http://127.0.0.1:9911/page"`, "type: push, address: topic", `users[night@example.net].contact_methods[pager]: There is no push server (settings.push), and the topic names none itself.|users[night@example.net].contact_methods: No channel reaches this person, whom escalation policy "Default" pages.`},
		{"a private address", "  outgoing_allow: [127.0.0.0/8]      # see below\n", "", `users[night@example.net].contact_methods[pager]: 127.0.0.1 is on this box or a private network, and is not called unless settings.outgoing_allow (or --outgoing-allow) has it.|users[night@example.net].contact_methods: No channel reaches this person, whom escalation policy "Default" pages.`},
		{"a private mail server", "  outgoing_allow: [127.0.0.0/8]      # see below\n", "  outgoing_allow: [127.0.0.0/8]\n  mail: {host: 10.0.0.25, from: a@example.net}\n", `settings.mail.host: 10.0.0.25 is on this box or a private network, and is not called unless settings.outgoing_allow (or --outgoing-allow) has it.`},
		{"a person who has left", "    role: responder", "    disabled: true\n    role: responder", `users[night@example.net]: This person has left, but is still in escalation policy "Default".|escalation_policies[Default].steps[0]: This step means nobody: its targets have nobody in them, or only people who have left.|schedules[Primary]: Nobody is on call for the next 14 days.|settings.fallback: There is no fallback contact, and no owner or admin with a contact method: when a policy reaches nobody, nobody is paged.`},
		{"a viewer who is paged", "    role: responder", "    role: viewer", `users[night@example.net].role: A viewer may not acknowledge, except by the link in a page, and escalation policy "Default" pages this person.`},
		{"nights off", "restrictions: []", "restrictions: [{days: [mon, tue, wed, thu, fri], from: 08:00, until: 17:00}]", `schedules[Primary]: Nobody is on call from Fri 1 May 17:00 to Mon 4 May 08:00 (America/Chicago); 10 stretches without anybody in the next 14 days, 1w3d6h in all.`},
		{"a layer that ends", "turn: 1w", "turn: 1w, end: 2026-05-10T09:00", `schedules[Primary]: Nobody is on call from Sun 10 May 09:00 to Fri 15 May 12:00 (America/Chicago); 1 stretch without anybody in the next 14 days, 5d3h in all.`},
		{"no fallback", soundFallback, "", `settings.fallback: There is no fallback contact, and no owner or admin with a contact method: when a policy reaches nobody, nobody is paged.`},
		{"a service no event can reach", "    integrations:\n      - {name: events, type: events_api_v2, key: 0123456789abcdef0123456789abcdef}\n", "", `services[Core network].integrations: This service has no integration, so no event can reach it.`},
		{"mail to nowhere", "type: events_api_v2", "type: email", `settings.mail_domain: There is an e-mail integration, but no domain for its address.`},
		{"no timeout", "    escalation_policy: Default\n", "    escalation_policy: Default\n    ack_timeout: off\n", `services[Core network].ack_timeout: The acknowledgement timeout is off: an incident that somebody acknowledged and fell asleep over pages nobody again.`},
		{"a timeout of seconds", "    escalation_policy: Default\n", "    escalation_policy: Default\n    ack_timeout: 20s\n", `services[Core network].ack_timeout: 20s is less than a minute: nobody wakes up and answers as fast as that.`},
		{"closed unseen", "    escalation_policy: Default\n", "    escalation_policy: Default\n    auto_resolve: 10m\n", `services[Core network].auto_resolve: After 10m an incident is closed although nobody looked at it, while its trouble may still be there.`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if strings.Count(sound, c.old) != 1 {
				t.Fatalf("%q is in the file %d times", c.old, strings.Count(sound, c.old))
			}
			var want []string
			if c.want != "" {
				want = strings.Split(c.want, "|")
			}
			if diff := cmp.Diff(sorted(want), sorted(warnings(apply(t, nil, strings.Replace(sound, c.old, c.new, 1))))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func sorted(all []string) map[string]bool {
	set := map[string]bool{}
	for _, s := range all {
		set[s] = true
	}
	return set
}

func TestARoleIsWarnedOfBeforeItIsGiven(t *testing.T) {
	c := apply(t, nil, night+soundFallback)
	u, _ := c.ByEmail("night@example.net")
	for role, want := range map[people.Role]string{
		people.Viewer:    `A viewer may not acknowledge, except by the link in a page, and escalation policy "Default" pages this person.`,
		people.Responder: "", people.Admin: "",
	} {
		u.Role = role
		if got := config.RoleWarning(c, u, may); got != want {
			t.Errorf("%s: %q, want %q", role, got, want)
		}
	}
	if c.Users[u.ID].Role != people.Responder {
		t.Error("asking has changed the configuration")
	}
	u.ID, u.Email, u.Role = "PNEW", "new@example.net", people.Viewer
	if got := config.RoleWarning(c, u, may); got != "" {
		t.Errorf("whom nobody pages: %q", got)
	}
}

func TestLintKnowsTheGatewaysThatAreDying(t *testing.T) {
	for domain, part := range map[string]string{"vtext.com": "31 March 2027", "TXT.att.net": "17 June 2025", "tmomail.net": "December 2024", "email.uscc.net": "are being closed", "example.net": ""} {
		text := strings.Replace(night+soundFallback, `type: webhook, address: "http://127.0.0.1:9911/page"`, "type: email, address: 5555550100@"+domain, 1)
		got := warnings(apply(t, nil, text+"  mail: {host: mail.example.net, from: a@example.net}\n"))
		if part == "" && got != nil || part != "" && (len(got) != 1 || !strings.Contains(got[0], part)) {
			t.Errorf("%s: %v", domain, got)
		}
	}
}

func TestLintOfNothingSaysThatNobodyIsPaged(t *testing.T) {
	got := warnings(nil)
	if len(got) != 1 || !strings.HasPrefix(got[0], "settings.fallback: ") {
		t.Errorf("got %v", got)
	}
}

// The handbook's example must be one that works.
func TestTheExampleInTheHandbookIsAConfiguration(t *testing.T) {
	page, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindSubmatch(page)
	if block == nil {
		t.Fatal("there is no example")
	}
	c := apply(t, nil, string(block[1]))
	for _, w := range config.Lint(c, may) {
		t.Errorf("the example is warned about: %s", w)
	}
	every := []string{
		"description", "disabled", "handoff_rules", "anchor", "restrictions", "overrides", "replaces", "adds", "escalate_low", "round_robin",
		"runbook", "urgency", "ack_timeout", "auto_resolve", "flap_window", "sandbox", "public_url", "mail_domain", "outgoing_allow", "fallback",
		"bundle_window", "stale_after", "raw_days", "mail", "push", "sms", "headers", "to_format", "success_status", "success_contains",
		"success_match", "provider_id", "max_runes", "job_title", "secret", "absences", "holidays", "reason",
		"event_rules", "when", "window", "rate", "per", "extract", "dedup_key", "note", "suppress", "route", "severity",
	}
	for _, field := range every {
		if !regexp.MustCompile(`[ {]` + field + ":").Match(block[1]) {
			t.Errorf("the example does not show %s", field)
		}
	}
}

func TestTheDemonstrationIsAProviderWhoseOutagePlaysInAMinute(t *testing.T) {
	text, err := os.ReadFile("../../embed/demo.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c := apply(t, nil, strings.ReplaceAll(string(text), "{{carrier}}", "127.0.0.1:9"))
	if len(c.Users) != 3 || len(c.Schedules) != 2 || len(c.Policies) != 2 || len(c.Services) != 5 {
		t.Errorf("%d users, %d schedules, %d policies, %d services", len(c.Users), len(c.Schedules), len(c.Policies), len(c.Services))
	}
	for _, p := range c.Policies {
		for _, s := range p.Steps {
			if s.Delay < 10*time.Second || s.Delay > 20*time.Second {
				t.Errorf("%s: a step of %s", p.Name, s.Delay)
			}
		}
	}
	for _, in := range c.Integrations {
		if len(in.Key) != 32 {
			t.Errorf("the key of %s has %d characters", in.Name, len(in.Key))
		}
	}
	for _, s := range c.Schedules {
		if len(s.OnCall(may)) != 1 {
			t.Errorf("on call for %s: %v", s.Name, s.OnCall(may))
		}
	}
	for _, w := range config.Lint(c, may) {
		if !strings.Contains(w.Message, "less than a minute") {
			t.Errorf("the demonstration is warned about: %s", w)
		}
	}
}

func ExampleParse() {
	_, err := config.Parse("network.yaml", []byte("services:\n  - {name: Core, escalation_policy: Default, urgncy: low}\n"))
	fmt.Println(err)
	// Output: network.yaml:2:46: services[0].urgncy: is not a field here (did you mean "urgency"?)
}
