package mailgate

import (
	"testing"

	"wakeman/engine"
)

func deviceMail(subject, text string) string {
	return "From: gw@site-a.example.net\nSubject: " + subject + "\nMessage-ID: <" + engine.HashKey(subject+text) + "@x>\n\n" + text + "\n"
}

// A mail of one event and one of several that ends it must meet behind a suffix,
// too, or the incident stays open for ever.
func TestBehindASuffixTheEndOfOneThingMeetsItsBeginning(t *testing.T) {
	for what, mails := range map[string][2]string{
		"nut":             {deviceMail("UPS", "UPS shed@localhost on battery"), deviceMail("UPS", "UPS shed@localhost on line power")},
		"nut battery low": {deviceMail("UPS", "UPS shed@localhost battery is low"), deviceMail("UPS", "UPS shed@localhost on line power")},
		"uisp":            {deviceMail("UISP", "Tower 8 has been disconnected"), deviceMail("UISP: 2 events", "Tower 8 has been connected back\nTower 7 has been disconnected")},
		"prtg":            {deviceMail("[NOC] tower-8 Ping Down 3 s", "PRTG"), deviceMail("2 Summarized Notifications", "[NOC] tower-8 Ping Up (was: Down)\n[NOC] tower-7 Ping Down 3 s")},
		"apc":             {deviceMail("UPS: On battery power in response to rapid change.", "Location: POP 3"), deviceMail("UPS: No longer on battery power.", "Location: POP 3")},
	} {
		t.Run(what, func(t *testing.T) {
			down, up := eventsOf(mails[0], "ups"), eventsOf(mails[1], "ups")
			if len(down) != 1 || down[0].Action != engine.Trigger || down[0].Key == "" || len(up) < 2 {
				t.Fatalf("%d and %d events: %+v", len(down), len(up), down)
			}
			ended := 0
			for _, e := range up {
				if e.Key == down[0].Key && e.Action == engine.Resolve {
					ended++
				}
			}
			if ended != 1 {
				t.Errorf("the key %q is ended %d times by %+v", down[0].Key, ended, up)
			}
		})
	}
}

// "temperature is up" must not close what a suffix collects.
func TestBehindASuffixDoubtfulWordsOpen(t *testing.T) {
	e := eventsOf(deviceMail("temperature is up", ""), "radio")[0]
	if e.Action != engine.Trigger || e.Unsure || e.Key != "radio" {
		t.Errorf("%+v", e)
	}
}

// Doubtful words open an incident of this mail alone, also without a Message-ID.
func TestDoubtfulWordsHaveAKeyOfTheirOwn(t *testing.T) {
	hilltop := eventsOf(deviceMail("Hilltop is up", ""), "")[0]
	if !hilltop.Unsure || hilltop.Action != engine.Resolve || hilltop.Key != "plain;gw@site-a.example.net;hilltop" || hilltop.OwnKey == "" || hilltop.OwnKey == hilltop.Key {
		t.Errorf("%+v", hilltop)
	}
	for _, subject := range []string{"Hilltop is up", "Ridge is up"} {
		bare := eventsOf("From: a@example.net\nSubject: "+subject+"\n\n", "")[0]
		if !bare.Unsure || bare.OwnKey != "" || bare.Copy.Print == "" || bare.Copy == hilltop.Copy {
			t.Errorf("%+v", bare)
		}
	}
}

// Who may open and not resolve is heard as one who opens.
func TestDoubtfulWordsOfWhoMayOnlyOpenDoOpen(t *testing.T) {
	rules := &engine.MailIntake{ResolveFrom: []string{"@example.org"}}
	got, err := judge(rules, engine.MailOrigin{From: "gw@example.net"}, "192.0.2.1", []engine.Event{{Action: engine.Resolve, Unsure: true, Key: "hilltop", OwnKey: "mail"}})
	if err != nil || got[0].Quarantine != "" || got[0].Action != engine.Trigger || got[0].Key != "mail" {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err = judge(&engine.MailIntake{AllowFrom: []string{"@example.org"}}, engine.MailOrigin{From: "gw@example.net"}, "192.0.2.1", []engine.Event{{Action: engine.Resolve, Unsure: true, Key: "hilltop", OwnKey: "mail"}}); err != nil || got[0].Quarantine == "" {
		t.Errorf("%+v, %v", got, err)
	}
}
