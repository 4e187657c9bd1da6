package mailgate

import (
	"strings"
	"testing"
	"time"

	"wakeman/engine"
)

const zabbixTable = `<html><body><h2>Problem: Interface ge0: Link down</h2><table>` +
	`<tr><td>Problem started at</td><td>15:23:28 on 2026.08.12</td></tr><tr><th>Problem name:</th><td>Interface ge0: Link down</td></tr>` +
	`<TR><TD>Host:</TD><TD>core-1</TD></TR><tr><td>Severity:</td><td>High</td></tr><tr><td>Original problem ID:</td><td>991</td></tr></table>see <a href="https://zbx.example.net/">this</a></body></html>`

func htmlMail(subject, html string) string {
	return "From: zabbix@example.net\nSubject: " + subject + "\nContent-Type: text/html; charset=utf-8\n\n" + html + "\n"
}

// A table of HTML has no other ends of lines than its rows.
func TestRowsAndItemsOfHTMLAreLines(t *testing.T) {
	for html, want := range map[string]string{
		"<tr><td>Host:</td><td>core-1</td></tr><tr><td>State:</td><td>DOWN</td></tr>": "Host: core-1\nState: DOWN",
		"<TR ><TD >Host:</TD ><TD>core-1</TD></TR ><tr><td>x</td></tr>":               "Host: core-1\nx",
		"<ul><li>tower-7 is down</li><li>tower-8 is up</li></ul>":                     "tower-7 is down\ntower-8 is up",
		"<h1>Alarm</h1>Host: a":      "Alarm\nHost: a",
		"<h6>Alarm</h6>Host: a":      "Alarm\nHost: a",
		"<p>Host: a</p>State: b":     "Host: a\nState: b",
		"<div>Host: a</div>State: b": "Host: a\nState: b",
	} {
		var said []string
		for line := range strings.Lines(lines(htmlText(html))) {
			if line = strings.Join(strings.Fields(line), " "); line != "" {
				said = append(said, line)
			}
		}
		if got := strings.Join(said, "\n"); got != want {
			t.Errorf("%s is read as\n%s\nwant\n%s", html, got, want)
		}
	}
}

func TestAProblemInAnHTMLTableMeetsItsRecoveryInLines(t *testing.T) {
	down := eventsOf(htmlMail("Problem: Interface ge0: Link down", zabbixTable), "")
	up := eventsOf(htmlMail("Resolved in 5m 3s: Interface ge0: Link down", "Problem has been resolved at 15:30:00 on 2026.08.12<br>Problem name: Interface ge0: Link down<br>Host: core-1<br>Original problem ID: 991<br>"), "")
	if len(down) != 1 || down[0].Action != engine.Trigger || down[0].Key != "zabbix;problem;991" || down[0].Source != "core-1" || down[0].Severity != engine.Error {
		t.Errorf("down: %+v", down)
	}
	if len(up) != 1 || up[0].Action != engine.Resolve || up[0].Key != down[0].Key {
		t.Errorf("up: %+v", up)
	}
}

func TestASummaryInAnHTMLTableIsSeveralEvents(t *testing.T) {
	events := eventsOf(htmlMail("[NOC] 2 Summarized Notifications", `<table><tr><td>tower-7 Ping Down</td><td><a href="https://prtg.example.net/sensor.htm?id=1234"></a></td></tr><tr><td>tower-8 Ping Up (was: Down)</td></tr></table>`), "")
	if len(events) != 2 || events[0].Action != engine.Trigger || events[1].Action != engine.Resolve || events[0].Key == events[1].Key {
		t.Errorf("%+v", events)
	}
}

func bothParts(subject, plain, html string) string {
	return "From: zabbix@example.net\nSubject: " + subject + "\nMessage-ID: <9@x>\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n" + plain + "\n--b\nContent-Type: text/html\n\n" + html + "\n--b--\n"
}

// The plain part of some senders says nothing but that one should read the other.
func TestIfNobodyKnowsThePlainTextTheHTMLIsRead(t *testing.T) {
	for _, subject := range []string{"Problem: Interface ge0: Link down", "Zabbix", "Problem: core-1 is down"} {
		e := eventsOf(bothParts(subject, "Your client does not support HTML.", zabbixTable), "")[0]
		if e.Action != engine.Trigger || e.Key != "zabbix;problem;991" || detailsOf(t, e).Sender != "zabbix" || !strings.Contains(detailsOf(t, e).Body, "core-1") {
			t.Errorf("%s: %+v", subject, e)
		}
	}
	known := eventsOf(bothParts("** PROBLEM Host Alert: tower-7 is DOWN **", "Notification Type: PROBLEM\nHost: tower-7\nState: DOWN\n", zabbixTable), "")[0]
	if known.Key != "nagios;tower-7" {
		t.Errorf("the plain text is known, and it is read as %+v", known)
	}
	unknown := eventsOf(bothParts("oil", "The generator needs oil", "<p>The generator needs oil</p>"), "")[0]
	if detailsOf(t, unknown).Sender != "" || !strings.Contains(detailsOf(t, unknown).Body, "needs oil") || unknown.Summary != "oil" {
		t.Errorf("%+v", unknown)
	}
	common := eventsOf(bothParts("tower-7 is DOWN", "since noon", "<p>tower-8 is up</p>"), "")[0]
	if common.Action != engine.Trigger || common.Source != "tower-7" {
		t.Errorf("%+v", common)
	}
}

func TestTheOldestStampOfARelayIsTheProofOfAWait(t *testing.T) {
	mail := "Received: from b by c; Wed, 12 Aug 2026 17:00:00 +0000 (UTC)\nReceived: from nowhere\nReceived: from a by b with ESMTP id 7;\n\tWed, 12 Aug 2026 18:23:00 +0200\nReceived: by a; nonsense\n" + problemMail
	e := eventsOf(mail, "")[0]
	if want := time.Date(2026, 8, 12, 16, 23, 0, 0, time.UTC); !e.RelayedAt.Equal(want) {
		t.Errorf("relayed at %v, want %v", e.RelayedAt, want)
	}
	unknown := eventsOf("Received: from b by c; Wed, 12 Aug 2026 17:00:00 +0000\n"+unknownMail, "")[0]
	if unknown.RelayedAt.IsZero() || !eventsOf(problemMail, "")[0].RelayedAt.IsZero() {
		t.Errorf("%v", unknown.RelayedAt)
	}
}
