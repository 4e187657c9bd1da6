package mailgate

import (
	"strings"
	"testing"
	"testing/synctest"

	"wakeman/engine"
)

const strangeMail = "From: rectifier@power.example.net\nSubject: Evt 4711 Hill/R2 DC-LOW\nMessage-ID: <9@power>\n\nno more to say\n"

func hillRules() []engine.MailRule {
	return []engine.MailRule{{
		Name: "Rectifiers", Source: engine.MailTake{In: engine.MailSubject, After: "Evt # ", Until: "/"}, Component: engine.MailTake{In: engine.MailSubject, After: "/", Until: " "},
		State: engine.MailTake{In: engine.MailSubject, After: "Evt # * "}, States: engine.Words{"trigger": {"dc-low"}, "resolve": {"dc-ok"}},
	}}
}

// One mail to two integrations is read by the rules of each.
func TestAMailIsReadByTheRulesOfItsIntegration(t *testing.T) {
	in := &intake{taught: map[string][]engine.MailRule{testKey: hillRules()}}
	_, addr := serve(t, in, Options{})
	c := dial(t, addr)
	c.say("", "220", "HELO x", "250", "MAIL FROM:<a@example.net>", "250", "RCPT TO:<"+at(testKey)+">", "250", "RCPT TO:<"+at(otherKey)+">", "250", "DATA", "354")
	c.write(crlf(strings.Replace(strangeMail, "LOW", "OK", 1)) + "\r\n.\r\n")
	if got := c.reply(); !strings.HasPrefix(got, "250") {
		t.Fatalf("answered %q", got)
	}
	posts := in.taken()
	taught, other := posts[0].Events[0], posts[1].Events[0]
	if taught.Action != engine.Resolve || taught.Key != "Hill;R2" || taught.Source != "Hill" || detailsOf(t, taught).Sender != "rule: Rectifiers" {
		t.Errorf("by the rule: %+v", taught)
	}
	if other.Action != engine.Trigger || strings.Contains(other.Key, "Hill") || other.Source != "rectifier@power.example.net" {
		t.Errorf("without rules: %+v", other)
	}
}

func TestARuleGoesBeforeTheReadersAndLeavesThemTheRest(t *testing.T) {
	rules := []engine.MailRule{{Name: "mine", When: []engine.MailCondition{{In: engine.MailSubject, Contains: "recovery"}}, Key: engine.MailTake{Text: "mine"}}}
	in := &intake{taught: map[string][]engine.MailRule{testKey: rules}}
	_, addr := serve(t, in, Options{})
	for _, mail := range []string{problemMail, recoveryMail} {
		c := dial(t, addr)
		c.say("", "220", "HELO x", "250")
		c.send(at(testKey), mail)
	}
	posts := in.taken()
	if a, b := posts[0].Events[0].Key, posts[1].Events[0].Key; a != "nagios;Tower Seven;PING" || b != "mine" {
		t.Errorf("keys %q and %q", a, b)
	}
}

// The right to resolve is the sender's, whoever reads the mail.
func TestARuleGivesNobodyARight(t *testing.T) {
	in := &intake{taught: map[string][]engine.MailRule{testKey: hillRules()}, rules: &engine.MailIntake{ResolveFrom: []string{"@example.org"}}}
	_, addr := serve(t, in, Options{})
	for _, mail := range []string{strangeMail, strings.Replace(strangeMail, "LOW", "OK", 1)} {
		c := dial(t, addr)
		c.say("", "220", "HELO x", "250")
		c.send(at(testKey), mail)
	}
	posts := in.taken()
	if a, b := posts[0].Events[0], posts[1].Events[0]; a.Quarantine != "" || b.Quarantine == "" || b.Action != engine.Resolve {
		t.Errorf("%+v\n%+v", a, b)
	}
}

func TestRulesThatBreakOffLeaveTheMailAsItWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Intake: &intake{}})
		m := s.parse([]byte(crlf(strangeMail)), lan)
		for range cap(s.workers) {
			s.workers <- struct{}{} // all are busy
		}
		e := s.taught(m, hillRules()).Events(testKey, "", "")[0]
		if e.Action != engine.Trigger || e.Unparsed || !strings.Contains(strings.Join(e.Mended, ";"), "the mail rules were not asked") {
			t.Errorf("%+v", e)
		}
	})
}

// The worst that a rule may ask of the longest mail.
func BenchmarkRulesOfAWholeMail(b *testing.B) {
	pattern := engine.MailTake{In: engine.MailBody, Pattern: `(?i)(a[a-z ]*b[a-z ]*c[a-z ]*d[a-z ]*e[a-z ]*f!)`}
	var rules []engine.MailRule
	for range engine.MaxMailRules {
		rules = append(rules, engine.MailRule{Name: "x", Key: pattern, Source: pattern, Component: pattern, Summary: pattern, State: pattern, Severity: pattern})
	}
	m := Parse([]byte("Subject: x\r\n\r\n"+strings.Repeat("abcdef ", 9000)), lan)
	for b.Loop() {
		m.ByRules(rules)
	}
}
