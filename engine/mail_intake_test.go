package engine_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wakeman/engine"
	"wakeman/engine/rules"
)

var nowhere netip.Addr

func TestWhoseMailIsTaken(t *testing.T) {
	rules := &engine.MailIntake{AllowFrom: []string{"ups@example.net", "@example.org"}, ResolveFrom: []string{"ups@example.net"}}
	for from, want := range map[string]string{
		"ups@example.net": "both", "UPS@Example.NET": "both", " ups@example.net ": "both",
		"a@example.org": "open", "a@b.example.org": "open", "a@example.org.": "open",
		"a@notexample.org": "none", "a@example.net": "none", "ups@example.net.evil.example": "none", "@example.org": "none",
		"x@example.com@example.org": "open", "ups": "none", "": "none", "ups@example.net@x.example": "none",
	} {
		open, resolve := rules.Judge(from, nowhere)
		got := "both"
		switch {
		case open != "" && resolve != "":
			got = "none"
		case resolve != "":
			got = "open"
		case open != "":
			got = "resolve only"
		}
		if got != want {
			t.Errorf("%q may do %s, want %s", from, got, want)
		}
	}
}

func TestNetworksAreHeldAgainstTheMachineThatBroughtTheMail(t *testing.T) {
	rules := &engine.MailIntake{Networks: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("fe80::/10")}}
	for remote, taken := range map[string]bool{"192.0.2.7": true, "::ffff:192.0.2.7": true, "fe80::1%eth0": true, "198.51.100.1": false, "2001:db8::1": false} {
		if open, _ := rules.Judge("a@example.net", netip.MustParseAddr(remote)); (open == "") != taken {
			t.Errorf("%s: %q", remote, open)
		}
	}
	if open, _ := rules.Judge("a@example.net", nowhere); open == "" {
		t.Error("an address that is not known was taken")
	}
}

// Nobody may resolve who may not open, and rules that say nothing keep nobody out.
func TestWhoMayResolveMayOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		senders := rapid.SliceOfN(rapid.SampledFrom([]string{"a@example.net", "@example.net", "@example.org", "b@x.example.org"}), 0, 3)
		rules := &engine.MailIntake{AllowFrom: senders.Draw(t, "allow"), ResolveFrom: senders.Draw(t, "resolve")}
		from := rapid.SampledFrom([]string{"a@example.net", "b@x.example.org", "c@example.com", ""}).Draw(t, "from")
		open, resolve := rules.Judge(from, nowhere)
		if resolve == "" && open != "" {
			t.Fatalf("%q may resolve and not open", from)
		}
		if len(rules.AllowFrom) == 0 && open != "" {
			t.Fatalf("%q may not open: %s", from, open)
		}
		for _, list := range [][]string{rules.AllowFrom, rules.ResolveFrom} {
			if strings.Contains(strings.Join(list, " ")+" ", from+" ") && from != "" && resolve != "" && open != "" && len(rules.AllowFrom) == 0 {
				t.Fatalf("%q is listed and kept out", from)
			}
		}
	})
}

func TestARuleCanAskWhetherAMailIsFromWhomItSays(t *testing.T) {
	for when, want := range map[string]bool{
		`event.mail.dmarc == "fail"`: true, `event.mail.spf == "pass"`: false, `event.mail.from endsWith "@example.net"`: true,
	} {
		c := &engine.Config{EventRules: []rules.Rule{{ID: "R", Name: "forged", When: when, Actions: rules.Actions{Suppress: true}}}}
		c.Index()
		ev := engine.Event{Action: engine.Trigger, Summary: "x", Mail: &engine.MailOrigin{From: "a@example.net", SPF: "fail", DMARC: "fail"}}
		if got := c.Judge(engine.Integration{}, "email", ev, time.Now(), nil); (got.Suppress != "") != want || len(got.Failures) > 0 {
			t.Errorf("%s: %+v", when, got)
		}
		ev.Mail = nil
		if got := c.Judge(engine.Integration{}, "events_api_v2", ev, time.Now(), nil); got.Suppress != "" || len(got.Failures) > 0 {
			t.Errorf("%s of no mail: %+v", when, got)
		}
	}
}
