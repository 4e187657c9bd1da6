package reading

import (
	"slices"
	"strings"
	"testing"

	"wakeman/engine"
)

func powerRule() engine.MailRule {
	return engine.MailRule{
		Name: "Power", When: []engine.MailCondition{{In: engine.MailFrom, Contains: "@power.example.net"}, {In: engine.MailSubject, Matches: `^(Alarm|Clear)`}},
		Source:    engine.MailTake{In: engine.MailSubject, After: "at ", Until: " ("},
		Component: engine.MailTake{In: engine.MailBody, Line: "Unit"},
		State:     engine.MailTake{In: engine.MailBody, Line: "Condition"}, States: engine.Words{"resolve": {"fine again"}, "ignore": {"drill"}},
		Severity: engine.MailTake{In: engine.MailBody, Line: "Level"}, Severities: engine.Words{"critical": {"1"}},
	}
}

func powerMail(subject, body string) Letter {
	return Letter{From: "ups@power.example.net", Subject: subject, Text: body}
}

func TestATaughtMailOpensAndItsRecoveryResolves(t *testing.T) {
	for _, c := range []struct{ what, subject, body, want string }{
		{"a problem", "Alarm 17 at Hill (POP 3)", "Unit: rectifier 2\nCondition: failed\nLevel: 1\n", `trigger severity="critical" key="Hill;rectifier 2" source="Hill" component="rectifier 2" | Alarm 17 at Hill (POP 3)`},
		{"its recovery", "Clear 18 at Hill (POP 3)", "Unit: rectifier 2\nCondition: Fine again\n", `resolve key="Hill;rectifier 2" source="Hill" component="rectifier 2" | Clear 18 at Hill (POP 3)`},
		{"a drill", "Alarm 19 at Hill (POP 3)", "Unit: rectifier 2\nCondition: drill\n", `change key="Hill;rectifier 2" source="Hill" component="rectifier 2" | Alarm 19 at Hill (POP 3)`},
		{"forwarded", "Fwd: Alarm 17 at Hill (POP 3)", "Unit: a\nCondition: down\n", `trigger severity="critical" key="Hill;a" source="Hill" component="a" | Alarm 17 at Hill (POP 3)`},
		{"an unknown state", "Alarm 17 at Hill (POP 3)", "Unit: a\nCondition: wobbly\n", `trigger key="Hill;a" source="Hill" component="a" | Alarm 17 at Hill (POP 3) mail rule Power: the state "wobbly" is no known word: taken for a problem`},
		{"no state", "Alarm 17 at Hill (POP 3)", "Unit: a\n", `trigger key="Hill;a" source="Hill" component="a" | Alarm 17 at Hill (POP 3) mail rule Power: the mail says nothing of its state: taken for a problem`},
		{"no unit: it could be another problem of the host", "Alarm 17 at Hill (POP 3)", "Condition: fine again\n", ""},
		{"no host", "Alarm 17 of Hill", "Unit: a\n", ""},
		{"another subject", "Report at Hill (POP 3)", "Unit: a\n", ""},
		{"somebody's answer", "Re: Clear 18 at Hill (POP 3)", "Unit: a\nCondition: fine again\n", ""},
	} {
		events, by, ok := Read(powerMail(c.subject, c.body), Taught([]engine.MailRule{powerRule()}))
		got := ""
		if ok {
			got = inWords(events[0])
		}
		if got != c.want || ok && by.Name != "rule: Power" {
			t.Errorf("%s, by %s: %s\nwant %s", c.what, by.Name, got, c.want)
		}
	}
	other := powerMail("Alarm 17 at Hill (POP 3)", "Unit: a\n")
	other.From = "somebody@example.net"
	if _, _, ok := Read(other, Taught([]engine.MailRule{powerRule()})); ok {
		t.Error("another sender's mail was read")
	}
}

func TestTheFirstRuleThatAppliesDecides(t *testing.T) {
	host := engine.MailTake{In: engine.MailSubject, Whole: true}
	rules := []engine.MailRule{
		powerRule(),
		{Name: "broken", Source: engine.MailTake{In: engine.MailSubject, Pattern: "("}},
		{Name: "first", Source: host},
		{Name: "second", Source: host},
	}
	if _, by, _ := Read(Letter{Subject: "x"}, append(Taught(rules), Shipped()...)); by.Name != "rule: first" {
		t.Errorf("read by %q", by.Name)
	}
	if _, by, _ := Read(Letter{Subject: "tower-7 is DOWN"}, append(Taught(rules[:2]), Shipped()...)); by.Name != "plain" {
		t.Errorf("what no rule knows is read by %q", by.Name)
	}
}

func TestTheKeyIsTheMailsOwnOrHostAndCheck(t *testing.T) {
	whole := engine.MailTake{In: engine.MailSubject, Whole: true}
	long := strings.Repeat("x", 300)
	for _, c := range []struct {
		rule         engine.MailRule
		subject, key string
		missing      []string
	}{
		{engine.MailRule{Key: whole, Source: engine.MailTake{Text: "h"}}, "a;b", "a;b", nil},
		{engine.MailRule{Source: whole}, "a;b", `a\;b`, nil},
		{engine.MailRule{Source: engine.MailTake{Text: "h"}, Component: whole}, "b", "h;b", nil},
		{engine.MailRule{Component: whole}, "b", ";b", nil},
		{engine.MailRule{Summary: whole}, "b", "", nil},
		{engine.MailRule{Key: engine.MailTake{In: engine.MailBody, Line: "Id"}, Source: whole}, "b", "", []string{"key"}},
		{engine.MailRule{Source: engine.MailTake{In: engine.MailBody, Line: "Id"}, Component: whole}, "b", "", []string{"source"}},
		{engine.MailRule{Key: whole}, long, engine.HashKey(long), nil},
	} {
		m, ok := Match(c.rule, Letter{Subject: c.subject})
		if m.Event.Key != c.key || !slices.Equal(m.Missing, c.missing) || ok != (c.missing == nil) {
			t.Errorf("%+v: key %q, missing %q", c.rule, m.Event.Key, m.Missing)
		}
	}
}

// There is no telling what a recovery belongs to that has no key.
func TestARecoveryWithoutAKeyResolvesNothing(t *testing.T) {
	r := engine.MailRule{Name: "x", State: engine.MailTake{In: engine.MailSubject, Whole: true}, States: engine.Words{"resolve": {"fine"}}}
	if m, ok := Match(r, Letter{Subject: "all fine"}); !ok || m.Event.Action != engine.Change || !m.Known {
		t.Errorf("%+v, %v", m, ok)
	}
	if m, _ := Match(r, Letter{Subject: "odd"}); m.Event.Action != engine.Trigger || m.Known {
		t.Errorf("%+v", m)
	}
}

func FuzzTaught(f *testing.F) {
	f.Add("Alarm 17 at Hill (POP 3)", "Unit: a\nCondition: failed\n", "at ", " (", "Unit", "^Al(arm)", "failed")
	f.Fuzz(func(t *testing.T, subject, text, after, until, label, pattern, word string) {
		if strings.ToValidUTF8(subject+text, "") != subject+text {
			return
		}
		rules := []engine.MailRule{{
			Name: "x", Source: engine.MailTake{In: engine.MailSubject, After: after, Until: until}, Component: engine.MailTake{In: engine.MailBody, Line: label},
			State: engine.MailTake{In: engine.MailBody, Pattern: pattern}, States: engine.Words{"resolve": {word}}, Severity: engine.MailTake{In: engine.MailBody, Whole: true},
		}, {Name: "y", Key: engine.MailTake{In: engine.MailBody, Pattern: pattern}}}
		l := Letter{Subject: strings.Join(strings.Fields(subject), " "), Text: text, From: "a@example.net"}
		events, _, ok := Read(l, Taught(rules))
		if ok != (len(events) == 1) {
			t.Fatalf("%d events, known %v", len(events), ok)
		}
		for _, e := range events {
			checkEvent(t, e)
		}
	})
}
