package mailgate

import (
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/web/mailgate/reading"
)

const (
	problemMail  = "From: nagios@mon.example.net\nSubject: ** PROBLEM Service Alert: Tower Seven/PING is CRITICAL **\nMessage-ID: <1@mon>\n\nNotification Type: PROBLEM\n\nService: PING\nHost: Tower Seven\nState: CRITICAL\n"
	recoveryMail = "From: nagios@mon.example.net\nSubject: ** RECOVERY Service Alert: Tower Seven/PING is OK **\nMessage-ID: <2@mon>\n\nNotification Type: RECOVERY\n\nService: PING\nHost: Tower Seven\nState: OK\n"
	digestMail   = "From: uisp@example.net\nSubject: UISP: 3 events\nMessage-ID: <3@mon>\n\nTower 8 has been connected back\nTower 7 has been disconnected\nTower 8 has been disconnected\nSite Hill: outage\n"
)

func eventsOf(mail, suffix string) []engine.Event {
	return Parse([]byte(crlf(mail)), lan).Read(reading.Shipped()).Events(testKey, suffix, "…")
}

func TestAProblemAndItsRecoveryMeet(t *testing.T) {
	for suffix, key := range map[string]string{"": "nagios;Tower Seven;PING", "tower": "tower"} {
		problem, recovery := eventsOf(problemMail, suffix)[0], eventsOf(recoveryMail, suffix)[0]
		if problem.Action != engine.Trigger || recovery.Action != engine.Resolve || problem.Key != key || recovery.Key != key {
			t.Errorf("with the suffix %q: %s %q, %s %q; want the key %q", suffix, problem.Action, problem.Key, recovery.Action, recovery.Key, key)
		}
		if d := detailsOf(t, problem); d.Sender != "nagios" || !strings.Contains(d.Body, "Notification Type") || d.From == "" {
			t.Errorf("details %+v", d)
		}
	}
}

func TestADigestIsSeveralEventsOldestFirst(t *testing.T) {
	events := eventsOf(digestMail, "")
	var got []string
	for _, e := range events {
		got = append(got, string(e.Action)+" "+e.Source)
	}
	if want := "trigger uisp@example.net, trigger Tower 8, trigger Tower 7, resolve Tower 8"; strings.Join(got, ", ") != want {
		t.Errorf("got %q\nwant %s", got, want)
	}
	if events[1].Key != events[3].Key || events[1].Key == events[2].Key || events[0].Key == "" {
		t.Errorf("keys %q, %q, %q, %q", events[0].Key, events[1].Key, events[2].Key, events[3].Key)
	}
}

// One device of a digest that is back must not close the incident of another.
func TestASuffixDoesNotMakeOneThingOfADigest(t *testing.T) {
	events := eventsOf(digestMail, "radio")
	if events[2].Key == events[3].Key || events[1].Key != events[3].Key || events[1].Key == eventsOf(digestMail, "")[1].Key {
		t.Errorf("keys %q, %q, %q", events[1].Key, events[2].Key, events[3].Key)
	}
}

func TestAMailNobodyKnowsIsAnIncidentOfItsOwn(t *testing.T) {
	a, b := eventsOf(unknownMail, "")[0], eventsOf(strings.Replace(unknownMail, "<2@", "<3@", 1), "")[0]
	if a.Action != engine.Trigger || a.Key == b.Key || a.Summary != "oil" || detailsOf(t, a).Sender != "" {
		t.Errorf("%+v\n%+v", a, b)
	}
}

func TestAnAutomaticAnswerThatQuotesARecoveryResolvesNothing(t *testing.T) {
	e := eventsOf("Auto-Submitted: auto-replied\n"+recoveryMail, "")[0]
	if !e.Test || !strings.Contains(strings.Join(e.Mended, " "), "automatic reply") {
		t.Errorf("%+v", e)
	}
}

// A second message in the same voicemail box is another incident, whatever its
// number.
func TestEveryVoicemailIsAnIncident(t *testing.T) {
	mail := func(id string) string {
		return "From: asterisk@pbx.example.net\nSubject: [PBX]: New message 1 in mailbox 100\nMessage-ID: <Asterisk-1-" + id + "@pbx>\n\nyou were just left a 0:27 long message\n"
	}
	a, again, b := eventsOf(mail("1"), "")[0], eventsOf(mail("1"), "")[0], eventsOf(mail("2"), "")[0]
	if a.Key == "" || a.Key != again.Key || a.Key == b.Key || a.Source != "mailbox 100" {
		t.Errorf("keys %q, %q, %q", a.Key, again.Key, b.Key)
	}
}

func TestEventsOfHostileMailsAreSound(t *testing.T) {
	for name, raw := range hostileMails() {
		t.Run(name, func(t *testing.T) {
			for _, e := range Parse(raw, lan).Read(reading.Shipped()).Events(testKey, "", "…") {
				if e.Summary == "" || (e.Key == "" && e.Action == engine.Resolve) {
					t.Errorf("%+v", e)
				}
			}
		})
	}
}
