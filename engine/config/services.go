package config

import (
	"strings"
	"time"

	"wakeman/engine"
)

type serviceEntry struct {
	name         text
	description  string
	runbook      string
	policy       text
	team         text
	urgency      engine.UrgencyRule
	ackTimeout   time.Duration
	autoResolve  time.Duration
	flapWindow   time.Duration
	sandbox      bool
	disabled     bool
	integrations []integrationEntry
	heartbeats   *[]heartbeatEntry // nil: as they are
	watches      *[]watchEntry     // nil: as they are
	rules        []eventRuleEntry
}

type integrationEntry struct {
	name text
	kind string
	key  text // empty: the stored one, or a new one
	// secret is what the sender signs with.
	secret text
	topics []string // of SNS
	// signedOnly refuses what is not signed, of kinds that sign by themselves.
	signedOnly bool
	mapping    *engine.Mapping
	mail       *engine.MailIntake
	rules      []engine.MailRule
	// silentAfter is 0 if its silence is not judged.
	silentAfter time.Duration
}

// Bounds on an integration key. Ours have 32 characters; PagerDuty's too, and
// others that were in use before are let in.
const (
	minKey = 16
	maxKey = 64
)

func readService(m *mapping) serviceEntry {
	m.needs("name", "escalation_policy")
	s := serviceEntry{
		name:         m.short("name"),
		description:  m.prose("description"),
		runbook:      m.webURL("runbook").s,
		policy:       m.short("escalation_policy"),
		team:         m.short("team"),
		urgency:      m.urgencyRule("urgency"),
		ackTimeout:   m.timeout("ack_timeout", engine.DefaultAckTimeout),
		autoResolve:  m.timeout("auto_resolve", 0),
		flapWindow:   m.timeout("flap_window", 0),
		sandbox:      m.boolean("sandbox"),
		disabled:     m.boolean("disabled"),
		integrations: readAll(m.report, m.get("integrations"), readIntegration),
		rules:        m.readRules(m.get("event_rules"), false),
	}
	s.heartbeats = readHeartbeats(m, s.integrations)
	s.watches = readWatches(m)
	m.unique("integration", namesOf(s.integrations, func(i integrationEntry) text { return i.name }))
	return s
}

func (m *mapping) urgencyRule(name string) engine.UrgencyRule {
	return engine.UrgencyRule(m.choice(name, string(engine.AlwaysHigh),
		string(engine.AlwaysHigh), string(engine.AlwaysLow), string(engine.BySeverity)))
}

func (m *mapping) webURL(name string) text {
	t := m.address(name)
	if t.s != "" && t.s != Kept && !isWebURL(t.s) {
		m.fail(t.place, "must be a URL that begins with http:// or https://")
	}
	return t
}

func readIntegration(m *mapping) integrationEntry {
	m.needs("name")
	i := integrationEntry{
		name: m.short("name"),
		kind: m.longChoice("type", "events_api_v2", "a type of integration, such as events_api_v2, email or generic", kindNames()),
		key:  m.short("key"), secret: m.short("secret"), topics: m.topics("topics"), signedOnly: m.boolean("signed_only"),
		silentAfter: m.timeout("silent_after", 0),
	}
	if d := i.silentAfter; d != 0 && (d < engine.MinInterval || d > engine.MaxInterval) {
		m.fail(m.get("silent_after").place, "must be from %s to %s, or off", FormatDuration(engine.MinInterval), "366d")
	}
	if kind, _ := engine.KindOf(i.kind); i.secret.s != "" && !kind.Signs {
		m.fail(i.secret.place, "is for senders that sign; those of the type %s do not", i.kind)
	}
	if kind, _ := engine.KindOf(i.kind); i.signedOnly && !kind.Attests {
		m.fail(m.get("signed_only").place, "is for senders that sign by themselves, such as sns; those of the type %s do not", i.kind)
	}
	if v := m.get("mapping"); v.given() {
		if i.mapping = readFieldMap(m.mapping(v)); i.kind != "generic" {
			m.fail(v.place, "is for integrations of the type generic; this one's format is known")
		}
	}
	if v := m.get("mail"); v.given() {
		i.mail = readMailIntake(m.mapping(v))
	}
	if v := m.get("mail_rules"); v.given() {
		if i.rules = m.readMailRules(v); i.kind != "email" && len(i.rules) > 0 {
			m.fail(v.place, "is for integrations of the type email")
		}
	}
	if i.key.s != "" && i.key.s != Kept && !isKey(i.key.s) {
		m.fail(i.key.place, "must have %d to %d letters and digits", minKey, maxKey)
	}
	return i
}

func kindNames() []string {
	var names []string
	for _, k := range engine.Kinds() {
		names = append(names, k.Name)
	}
	return names
}

func isKey(s string) bool {
	return len(s) >= minKey && len(s) <= maxKey && !strings.ContainsFunc(s, func(c rune) bool { return !isAlnum(c) })
}

// topics are ARNs of SNS topics.
func (m *mapping) topics(name string) []string {
	var all []string
	for _, v := range m.list(m.get(name)) {
		t := m.text(v, maxAddress, false)
		if t.s == "" {
			continue // said already, or nothing
		}
		if !isTopicARN(t.s) {
			m.fail(t.place, "%q is not the ARN of an SNS topic; write it like arn:aws:sns:eu-central-1:123456789012:alarms", t.s)
			continue
		}
		all = append(all, t.s)
	}
	return all
}
