package hooks

import (
	"encoding/json"
	"strings"
	"testing"

	"wakeman/engine"
)

// slackEvent is what one message becomes.
func slackEvent(t *testing.T, username, color, title, body string) engine.Event {
	t.Helper()
	raw, err := json.Marshal(map[string]any{"username": username, "attachments": []any{map[string]string{"color": color, "title": title, "text": body}}})
	if err != nil {
		t.Fatal(err)
	}
	events, err := decodeSlack(&mender{}, Request{Body: raw})
	if err != nil || len(events) != 1 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	return events[0]
}

// What opens under a heading that a program writes over everything must not hide
// behind, nor be ended by, what another thing says under it.
func TestTwoThingsUnderOneHeadingAreTwoAlerts(t *testing.T) {
	for _, tt := range []struct{ title, one, other string }{
		{"Uptime Kuma Alert", "[core-1] [🔴 Down] timeout", "[tower-7] [🔴 Down] timeout"},
		{"Alert", "node pve1 is down", "node pve2 is down"},
		{"Alert", "Fan failed", "Generator fuel low"},
		{"Office 365 Alert", "Exchange is down", "Teams is down"},
		{"Zabbix notification", "*Message*\n[PROD] web-1 is DOWN", "*Message*\n[PROD] web-2 is DOWN"},
		{"Device offline", "tower-7 does not answer", "tower-8 does not answer"},
		{"InstanceDown", "r1.example.net does not answer", "r2.example.net does not answer"},
		{"Host is down", "192.0.2.7: no answer", "192.0.2.8: no answer"},
		{"[FIRING:1] Alert", "core-1", "core-2"},
		{"Alert", "[PROD] [CRITICAL] web-1 does not answer", "[PROD] [CRITICAL] web-2 does not answer"},
		{"[🔴 Down]", "web-1 does not answer", "web-2 does not answer"},
	} {
		one, other := slackEvent(t, "noc", "danger", tt.title, tt.one), slackEvent(t, "noc", "danger", tt.title, tt.other)
		if one.Key == other.Key || one.Key == "" || one.Action != engine.Trigger {
			t.Errorf("%s: %q and %q are one alert, %q", tt.title, tt.one, tt.other, one.Key)
		}
		up := strings.NewReplacer("🔴 Down", "✅ Up", "is down", "is up", "is DOWN", "is UP").Replace(tt.other)
		if end := slackEvent(t, "noc", "good", tt.title, up); end.Action == engine.Resolve && end.Key == one.Key {
			t.Errorf("%s: %q ends %q", tt.title, up, tt.one)
		}
	}
}

func TestTheRecoveryUnderAHeadingEndsWhatItNames(t *testing.T) {
	for _, tt := range []struct{ title, down, over, up string }{
		{"Uptime Kuma Alert", "[core-1] [🔴 Down] timeout", "Uptime Kuma Alert", "[core-1] [✅ Up] 200 - OK"},
		{"Alert", "node pve1 is down", "Alert", "node pve1 is up again"},
		{"tower-7 is DOWN", "No answer for 93s", "tower-7 is UP", "Answers again"},
		{"tower-7 alert", "No answer for 93s", "tower-7 alert", "Answers again"},
		{"[core-1] [🔴 Down] timeout of 48000ms", "", "[core-1] [✅ Up] 200 - OK", ""},
		{"Lounge is down", "ping 192.0.2.9: 100% loss", "Lounge is up", "fine"},
		{"[FIRING:1] CPU high (folder)", "**Firing**\n\nValue: A=95", "[RESOLVED] CPU high (folder)", "**Resolved**\n\nValue: A=1"},
		{"Problem: Link down", "x", "Resolved in 1h 5m 3s: Link down", "x"},
	} {
		down, up := slackEvent(t, "noc", "danger", tt.title, tt.down), slackEvent(t, "noc", "good", tt.over, tt.up)
		if up.Action != engine.Resolve || up.Key != down.Key {
			t.Errorf("%q, %q (%s %q) is not the end of %q, %q (%q)", tt.over, tt.up, up.Action, up.Key, tt.title, tt.down, down.Key)
		}
	}
}

func TestARecoveryThatOnlyHasAHeadingEndsNothing(t *testing.T) {
	for _, title := range []string{"Alert", "Uptime Kuma Alert", "NOC Alert", "Service is up", "Resolved", "[OK] Alert"} {
		if end := slackEvent(t, "noc", "good", title, ""); end.Action == engine.Resolve {
			t.Errorf("%q is the end of %q", title, end.Key)
		}
	}
}

// What stands over many attachments is looked through for each: only so much of it. Two
// that differ further on are two all the same.
func TestALongTextOverManyAttachmentsIsShortenedOnce(t *testing.T) {
	keyOver := func(end string) (string, int) {
		r := bare([]byte(`{"text":"core-1 ` + strings.Repeat("x", 1<<20) + end + `","attachments":[{"fallback":"a"},{"fallback":"b"}]}`))
		r.Path = map[string]string{"key": testKey}
		d, err := sourceSlack().Decode(r)
		if err != nil || len(d.Events) != 2 {
			t.Fatalf("%d events, %v", len(d.Events), err)
		}
		return d.Events[0].Key, len(d.Events[0].Summary)
	}
	one, long := keyOver("a")
	other, _ := keyOver("b")
	if one == other {
		t.Error("two texts have one key")
	}
	if long > 3*engine.MaxSummary {
		t.Errorf("a summary of %d bytes", long)
	}
	if got := len(text(strings.Repeat("x", 1<<20)).shared()); got > 1300 {
		t.Errorf("%d bytes are looked through for each attachment", got)
	}
}
