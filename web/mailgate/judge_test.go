package mailgate

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
)

func TestWhoMayOpenAndWhoMayResolve(t *testing.T) {
	rules := &engine.MailIntake{AllowFrom: []string{"nagios@mon.example.net", "@example.org"}, ResolveFrom: []string{"nagios@mon.example.net"}}
	other := strings.NewReplacer("nagios@mon.example.net", "Someone <x@deep.EXAMPLE.org>")
	stranger := strings.NewReplacer("nagios@mon.example.net", "x@example.com")
	tests := []struct {
		what, mail string
		rules      *engine.MailIntake
		held       bool
	}{
		{"nobody is kept out where there are no rules", stranger.Replace(recoveryMail), nil, false},
		{"an allowed sender opens", problemMail, rules, false},
		{"and resolves", recoveryMail, rules, false},
		{"another allowed sender opens", other.Replace(problemMail), rules, false},
		{"and may not resolve", other.Replace(recoveryMail), rules, true},
		{"a stranger opens nothing", stranger.Replace(problemMail), rules, true},
		{"and resolves nothing", stranger.Replace(recoveryMail), rules, true},
		{"a network that is allowed", stranger.Replace(problemMail), &engine.MailIntake{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}, false},
		{"a network that is not", problemMail, &engine.MailIntake{Networks: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}, true},
	}
	for _, tt := range tests {
		t.Run(tt.what, func(t *testing.T) {
			in := &intake{rules: tt.rules}
			_, addr := serve(t, in, Options{})
			c := dial(t, addr)
			c.say("", "220", "HELO x", "250")
			if got := c.send(at(testKey), tt.mail); !strings.HasPrefix(got, "250") {
				t.Fatalf("answered %q: what is quarantined is stored, and its sender must not try again", got)
			}
			e := in.taken()[0].Events[0]
			if (e.Quarantine != "") != tt.held {
				t.Errorf("quarantine %q, want %v", e.Quarantine, tt.held)
			}
		})
	}
}

func TestWhoIsNotAllowedIsRefusedWhereThatIsWanted(t *testing.T) {
	in := &intake{rules: &engine.MailIntake{AllowFrom: []string{"@example.org"}, Refuse: true}}
	_, addr := serve(t, in, Options{})
	c := dial(t, addr)
	c.say("", "220", "HELO x", "250")
	if got := c.send(at(testKey), problemMail); !strings.HasPrefix(got, "550 5.7.1") {
		t.Errorf("answered %q", got)
	}
	if got := in.refused(); len(got) != 1 || !strings.Contains(got[0].Reason, "nagios@mon.example.net") {
		t.Errorf("refusals %+v", got)
	}
	kept := in.taken()
	if len(kept) != 1 || len(kept[0].Raw.Body) == 0 {
		t.Fatalf("nobody can let it in: %+v", kept)
	}
	if e := kept[0].Events[0]; e.Action != engine.Trigger || !strings.HasPrefix(e.Quarantine, "refused with 550, from nagios@mon.example.net: ") {
		t.Errorf("kept as %+v", e)
	}
}

// Whoever is refused may be anybody, and must not fill the disk.
func TestOfRefusedMailsOnlySomeAreKeptAndALittleOfEach(t *testing.T) {
	in := &intake{rules: &engine.MailIntake{AllowFrom: []string{"@example.org"}, Refuse: true}}
	s, addr := serve(t, in, Options{})
	c := dial(t, addr)
	c.say("", "220", "HELO x", "250")
	long := problemMail + strings.Repeat("0123456789 and so on\n", 8000)
	if got := c.send(at(testKey), long); !strings.HasPrefix(got, "550 5.7.1") || len(in.taken()) != 1 || len(in.taken()[0].Raw.Body) != maxRefused {
		t.Fatalf("answered %q, kept %d", got, len(in.taken()))
	}
	for range keptRefused {
		s.refused.room(time.Now())
	}
	if got := c.send(at(testKey), problemMail); !strings.HasPrefix(got, "550 5.7.1") || len(in.taken()) != 1 || len(in.refused()) != 2 {
		t.Errorf("answered %q, %d kept, %d listed", got, len(in.taken()), len(in.refused()))
	}
	if !s.refused.room(time.Now().Add(time.Hour)) {
		t.Error("an hour later there is no room")
	}
}

// A digest of which a part is allowed is not refused: its problems would be lost.
func TestADigestIsJudgedEventByEvent(t *testing.T) {
	in := &intake{rules: &engine.MailIntake{ResolveFrom: []string{"@example.org"}, Refuse: true}}
	_, addr := serve(t, in, Options{})
	c := dial(t, addr)
	c.say("", "220", "HELO x", "250")
	if got := c.send(at(testKey), digestMail); !strings.HasPrefix(got, "250") {
		t.Fatalf("answered %q", got)
	}
	for _, e := range in.taken()[0].Events {
		if held := e.Quarantine != ""; held != (e.Action == engine.Resolve) {
			t.Errorf("%s is held: %v", e.Action, held)
		}
	}
}

func TestAnAutomaticAnswerNeedsNoRight(t *testing.T) {
	events := eventsOf("Auto-Submitted: auto-replied\n"+recoveryMail, "")
	judged, err := judge(&engine.MailIntake{AllowFrom: []string{"@example.org"}}, engine.MailOrigin{From: "x@example.com"}, "192.0.2.1", events)
	if err != nil || judged[0].Quarantine != "" {
		t.Errorf("%v %+v", err, judged)
	}
}
