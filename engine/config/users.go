package config

import (
	"time"

	"wakeman/engine/people"
	"wakeman/notify"
)

type userEntry struct {
	email    text
	name     string
	role     people.Role
	zone     string
	jobTitle string
	// disabled is nil when the file does not say: then who has left stays out.
	disabled *bool
	methods  []methodEntry
	rules    []ruleEntry
	handoffs []handoffEntry
	quiet    people.QuietHours
	absences *[]absenceEntry // nil when the file does not say
	feed     feedEntry
}

type methodEntry struct {
	label   text
	channel notify.Channel
	address text
	secret  text
}

type ruleEntry struct {
	urgency people.Urgency
	delay   time.Duration
	method  text // a label
}

type handoffEntry struct {
	when    string
	advance time.Duration
	method  text // a label
	// schedules are names; none means every schedule of the person.
	schedules []text
}

// Bounds on handoff rules: more reminders than these are noise.
const (
	maxHandoffRules   = 10
	maxHandoffAdvance = 48 * time.Hour
)

func readUser(m *mapping) userEntry {
	m.needs("email")
	u := userEntry{
		email:    m.email("email"),
		name:     m.short("name").s,
		role:     m.role("role"),
		zone:     m.zone("time_zone").s,
		jobTitle: m.short("job_title").s,
		methods:  readAll(m.report, m.get("contact_methods"), readMethod),
		rules:    readAll(m.report, m.get("notification_rules"), readRule),
		handoffs: readAll(m.report, m.get("handoff_rules"), readHandoff),
		quiet:    readQuiet(m),
	}
	if m.get("disabled").given() {
		disabled := m.boolean("disabled")
		u.disabled = &disabled
	}
	u.absences = readIfGiven(m, "absences", readAbsence(u.zone, false))
	if len(u.handoffs) > maxHandoffRules {
		m.fail(m.get("handoff_rules").place, "has more than %d rules", maxHandoffRules)
	}
	u.feed = m.feedURL("absence_feed")
	u.fillIn()
	u.check(m.report)
	return u
}

// fillIn sets what the file may leave out.
func (u *userEntry) fillIn() {
	if u.name == "" {
		u.name = u.email.s
	}
	if u.zone == "" {
		u.zone = "UTC"
	}
}

func (u *userEntry) check(r *report) {
	labels := namesOf(u.methods, func(m methodEntry) text { return m.label })
	r.unique("contact method", labels)
	named := newNames("no contact method of this person is called", labels)
	for _, rule := range u.rules {
		r.check(rule.method, named)
	}
	for _, rule := range u.handoffs {
		r.check(rule.method, named)
	}
}

func (m *mapping) role(name string) people.Role {
	return people.Role(m.choice(name, string(people.Responder), string(people.Viewer), string(people.Responder),
		string(people.Scheduler), string(people.Admin), string(people.Owner)))
}

func readMethod(m *mapping) methodEntry {
	m.needs("label", "type", "address")
	e := methodEntry{
		label:   m.short("label"),
		address: m.address("address"),
		secret:  m.address("secret"),
	}
	e.channel = notify.Channel(m.choice("type", "",
		string(notify.Email), string(notify.Webhook), string(notify.Push), string(notify.SMS)))
	if e.address.s == "" || e.channel == "" {
		return e
	}
	address, why := checkAddress(e.channel, e.address.s)
	if why != "" {
		m.fail(e.address.place, "%s", why)
	}
	e.address.s = address
	return e
}

func readRule(m *mapping) ruleEntry {
	m.needs("contact_method")
	return ruleEntry{
		urgency: people.Urgency(m.choice("urgency", string(people.High), string(people.High), string(people.Low))),
		delay:   m.duration("delay", 0),
		method:  m.short("contact_method"),
	}
}

func readHandoff(m *mapping) handoffEntry {
	m.needs("contact_method")
	e := handoffEntry{
		when:    m.choice("when", "on", "on", "off", "both"),
		advance: m.duration("advance", 0),
		method:  m.short("contact_method"),
	}
	for _, v := range m.list(m.get("schedules")) {
		e.schedules = append(e.schedules, trim(m.text(v, maxName, false)))
	}
	if e.advance > maxHandoffAdvance {
		m.fail(m.get("advance").place, "must be at most %s", FormatDuration(maxHandoffAdvance))
	}
	return e
}
