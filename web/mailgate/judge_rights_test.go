package mailgate

import (
	"strings"
	"testing"

	"wakeman/engine"
)

// An acknowledgement silences an incident, so it asks for the same right as a
// recovery; and what is held says whose mail it was and why.
func TestARightIsAskedForEachThingThatAMailDoes(t *testing.T) {
	rules := &engine.MailIntake{AllowFrom: []string{"@example.org"}, ResolveFrom: []string{"nms@example.org"}}
	for _, c := range []struct {
		sender string
		action engine.Action
		held   bool
	}{
		{"ups@example.org", engine.Trigger, false},
		{"ups@example.org", engine.Acknowledge, true},
		{"ups@example.org", engine.Resolve, true},
		{"nms@example.org", engine.Acknowledge, false},
		{"nms@example.org", engine.Resolve, false},
	} {
		got, err := judge(rules, engine.MailOrigin{From: c.sender}, "192.0.2.1", []engine.Event{{Action: c.action, Key: "k"}})
		if err != nil || len(got) != 1 || (got[0].Quarantine != "") != c.held {
			t.Errorf("%s by %s: %+v, %v", c.action, c.sender, got, err)
		}
		if q := got[0].Quarantine; c.held && (!strings.HasPrefix(q, "from "+c.sender+": ") || strings.TrimSpace(strings.TrimPrefix(q, "from "+c.sender+": ")) == "") {
			t.Errorf("%s by %s is held, and says %q", c.action, c.sender, q)
		}
	}
}

func TestAMailWithoutEventsIsNotRefused(t *testing.T) {
	got, err := judge(&engine.MailIntake{AllowFrom: []string{"@example.org"}, Refuse: true}, engine.MailOrigin{From: "x@example.com"}, "192.0.2.1", nil)
	if err != nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
}

// Who a mail says it is from is its author; the envelope counts only without one.
func TestTheAuthorOfAMailIsJudgedBeforeItsEnvelope(t *testing.T) {
	m := Mail{}
	m.event.Source = "envelope@example.net"
	if got := m.sender(); got != "envelope@example.net" {
		t.Errorf("without an author it is %s", got)
	}
	m.letter.From = "author@example.org"
	if got := m.sender(); got != "author@example.org" {
		t.Errorf("it is %s", got)
	}
}
