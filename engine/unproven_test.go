package engine_test

import (
	"net/netip"
	"strings"
	"testing"

	"wakeman/engine"
)

// alarmOf is a post to an integration of Amazon SNS.
func alarmOf(action engine.Action, via string, signed bool) engine.Post {
	p := engine.Post{Key: "key", Via: via, Signed: signed, Events: []engine.Event{{Action: action, Key: "alarm-7", Summary: "alarm-7"}}}
	if !signed {
		p.Doubt = "raw message delivery has no signature"
	}
	return p
}

func TestAnUnverifiedPostOfAKindThatSignsByItselfOpensAndEndsNothing(t *testing.T) {
	sns := func(c *engine.Config) {
		for id, in := range c.Integrations {
			in.Type = "sns"
			c.Integrations[id] = in
		}
	}
	inBubble(t, sns, func(w *world) {
		send := func(p engine.Post) engine.Verdict {
			t.Helper()
			r, err := w.engine.Submit(w.ctx, p)
			if err != nil {
				t.Fatal(err)
			}
			return r.Verdicts[0]
		}
		opened := send(alarmOf(engine.Trigger, "sns", false))
		if opened.Fate != engine.Opened {
			t.Fatalf("the alarm is lost: %+v", opened)
		}
		for _, via := range []string{"sns", "events_api_v2"} { // its key opens the other doors, too
			for _, action := range []engine.Action{engine.Resolve, engine.Acknowledge} {
				if v := send(alarmOf(action, via, false)); v.Fate != engine.Quarantined || v.Incident != opened.Incident || !strings.Contains(v.Reason, "no signature") {
					t.Errorf("%s by %s: %+v", action, via, v)
				}
			}
		}
		in, _, err := w.db.Incident(opened.Incident)
		if err != nil || in.Status != engine.Triggered {
			t.Errorf("the incident is %s, %v", in.Status, err)
		}
		entries, err := w.db.Timeline(opened.Incident, 100)
		if err != nil {
			t.Fatal(err)
		}
		notes := 0
		for _, e := range entries {
			if e.Type == engine.AnnotateEntry && strings.HasPrefix(e.Text, "Unverified recovery") && e.Post != 0 {
				notes++
			}
		}
		if notes != 2 {
			t.Errorf("%d notes of an unverified recovery, want 2", notes)
		}
		if v := send(alarmOf(engine.Resolve, "sns", true)); v.Fate != engine.ResolvedFate {
			t.Errorf("Amazon's own recovery: %+v", v)
		}
		if v := send(alarmOf(engine.Resolve, "sns", false)); v.Fate != engine.Quarantined || v.Incident != 0 {
			t.Errorf("a recovery of nothing: %+v", v)
		}
	})
}

// The key of a mail integration is its address, which stands in each mail's To.
func TestAPostPastTheMailRulesOpensAndEndsNothing(t *testing.T) {
	for name, tt := range map[string]struct {
		mail *engine.MailIntake
		from string
		ends bool
	}{
		"no rules":                     {nil, "203.0.113.9", true},
		"refused mail is not taken":    {&engine.MailIntake{Refuse: true}, "203.0.113.9", true},
		"whose mail may open":          {&engine.MailIntake{AllowFrom: []string{"ups@example.net"}}, "192.0.2.7", false},
		"whose mail may resolve":       {&engine.MailIntake{ResolveFrom: []string{"ups@example.net"}}, "192.0.2.7", false},
		"proof of the sender's domain": {&engine.MailIntake{Require: "dmarc"}, "192.0.2.7", false},
		"from another network":         {&engine.MailIntake{Networks: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}, "203.0.113.9", false},
		"from the same network":        {&engine.MailIntake{Networks: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}, "192.0.2.7", true},
	} {
		t.Run(name, func(t *testing.T) {
			mailed := func(c *engine.Config) {
				in := c.Integrations["PINT"]
				in.Type, in.Mail = "email", tt.mail
				c.Integrations["PINT"] = in
			}
			inBubble(t, mailed, func(w *world) {
				send := func(action engine.Action, via string) engine.Verdict {
					t.Helper()
					p := engine.Post{Key: "key", Via: via, Events: []engine.Event{{Action: action, Key: "plain;ups-7", Summary: "ups-7"}}}
					p.Raw.Remote = tt.from
					r, err := w.engine.Submit(w.ctx, p)
					if err != nil {
						t.Fatal(err)
					}
					return r.Verdicts[0]
				}
				if v := send(engine.Trigger, "events_api_v2"); v.Fate != engine.Opened {
					t.Fatalf("the problem is lost: %+v", v)
				}
				if v := send(engine.Acknowledge, "generic"); (v.Fate == engine.Acknowledged) != tt.ends || !tt.ends && v.Fate != engine.Quarantined {
					t.Errorf("acknowledged over HTTP: %+v", v)
				}
				if v := send(engine.Resolve, "events_api_v2"); (v.Fate == engine.ResolvedFate) != tt.ends || !tt.ends && v.Fate != engine.Quarantined {
					t.Errorf("resolved over HTTP: %+v", v)
				}
				if v := send(engine.Resolve, "email"); !tt.ends && v.Fate != engine.ResolvedFate {
					t.Errorf("the recovery by mail: %+v", v)
				}
			})
		})
	}
}

// Whoever wants it can have what is not signed refused. What could only not be checked
// now is to come again.
func TestAnIntegrationMayTakeSignedPostsOnly(t *testing.T) {
	only := func(c *engine.Config) {
		in := c.Integrations["PINT"]
		in.Type, in.SignedOnly = "sns", true
		c.Integrations["PINT"] = in
	}
	inBubble(t, only, func(w *world) {
		unchecked := alarmOf(engine.Trigger, "sns", false)
		unchecked.Unchecked, unchecked.Doubt = true, "the signature could not be checked"
		for _, tc := range []struct {
			post engine.Post
			want engine.Code
		}{
			{alarmOf(engine.Trigger, "sns", false), engine.Forbidden},
			{alarmOf(engine.Trigger, "events_api_v2", false), engine.Forbidden},
			{unchecked, engine.Unavailable},
			{alarmOf(engine.Trigger, "sns", true), ""},
		} {
			if _, err := w.engine.Submit(w.ctx, tc.post); engine.CodeOf(err) != tc.want {
				t.Errorf("%s, signed %v, unchecked %v: %v", tc.post.Via, tc.post.Signed, tc.post.Unchecked, err)
			}
		}
		if _, ok, _ := w.db.Incident(2); ok {
			t.Error("more than the signed one opened something")
		}
		w.configure(func(c *engine.Config) {
			in := c.Integrations["PINT"]
			in.Type = "events_api_v2" // which does not sign
			c.Integrations = map[string]engine.Integration{"PINT": in}
		})
		if v := w.event(engine.Event{Key: "x", Summary: "down"}); v.Fate != engine.Opened {
			t.Errorf("left over from another kind it refuses: %+v", v)
		}
	})
}
