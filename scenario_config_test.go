package main

import (
	"strings"
	"testing"
)

// twoTechnicians is a provider with two technicians: the first is paged at once,
// the second five minutes later; each by push, and by SMS after one minute. Who
// acknowledges is left alone. Each change is an old and a new text.
func twoTechnicians(changes ...string) string {
	return changed(`
users:
  - email: ann@example.net
    name: Ann
    contact_methods:
      - {label: phone, type: push, address: Ann}
      - {label: mobile, type: sms, address: "+15555550101"}
    notification_rules:
      - {urgency: high, delay: 0s, contact_method: phone}
      - {urgency: high, delay: 1m, contact_method: mobile}
      - {urgency: low, delay: 0s, contact_method: phone}
  - email: ben@example.net
    name: Ben
    contact_methods:
      - {label: phone, type: push, address: Ben}
      - {label: mobile, type: sms, address: "+15555550102"}
    notification_rules:
      - {urgency: high, delay: 0s, contact_method: phone}
      - {urgency: high, delay: 1m, contact_method: mobile}
      - {urgency: low, delay: 0s, contact_method: phone}
escalation_policies:
  - name: Default
    steps:
      - {delay: 5m, targets: [{user: ann@example.net}]}
      - {delay: 5m, targets: [{user: ben@example.net}]}
services:
  - name: Core
    escalation_policy: Default
    urgency: high
    ack_timeout: off
    integrations:
      - {name: events, type: events_api_v2, key: 0123456789abcdef0123456789abcdef}
      - {name: mail, type: email, key: abcdef0123456789abcdef0123456789}
settings:
  mail_domain: alerts.example.net
  push: {server: "http://push.example.net"}
  sms:
    url: "http://sms.example.net/send"
    body: '{"to": "{to}", "text": "{text}", "id": "{id}"}'
  mail: {host: mail.example.net, tls: none, from: "Wakeman <wakeman@example.net>"}
`, changes)
}

// changed replaces text that must be there.
func changed(file string, changes []string) string {
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(file, changes[i]) {
			panic("the configuration of the scenarios does not have " + changes[i])
		}
		file = strings.ReplaceAll(file, changes[i], changes[i+1])
	}
	return file
}

func TestTheScenariosConfigurationHasWhatIsChanged(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a change of nothing was taken")
		}
	}()
	twoTechnicians("no such line", "")
}
