package config_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"wakeman/engine/config"
)

// edit replaces one piece of the night file, which must be there once.
func edit(t *testing.T, old, new string) string {
	t.Helper()
	if strings.Count(night, old) != 1 {
		t.Fatalf("%q is in the file %d times", old, strings.Count(night, old))
	}
	return strings.Replace(night, old, new, 1)
}

func TestEveryRefusalNamesLineColumnAndField(t *testing.T) {
	const (
		method  = `{label: pager, type: webhook, address: "http://127.0.0.1:9911/page"}`
		rule    = "{urgency: high, delay: 0s, contact_method: pager}"
		handoff = "{when: on, advance: 12h, contact_method: pager}"
		layer   = "{name: Weekly, start: 2026-01-05T09:00, turn: 1w, users: [night@example.net], restrictions: []}"
		step    = "{delay: 5m, targets: [{schedule: Primary}]}"
		events  = "{name: events, type: events_api_v2, key: 0123456789abcdef0123456789abcdef}"
		allow   = "  outgoing_allow: [127.0.0.0/8]      # see below\n"
	)
	zone := "    time_zone: America/Chicago\n    contact_methods"
	cases := []struct{ name, old, new, want string }{
		{"an unknown field", "    role: responder", "    rolle: responder", `4:5: users[0].rolle: is not a field here (did you mean "role"?)`},
		{"an unknown section", "schedules:\n", "schedulers:\n", `12:1: schedulers: is not a field here (did you mean "schedules"?)`},
		{"a field there twice", "    name: Night technician\n", "    name: Night\n    name: Day\n", `4:5: users[0].name: is there twice`},
		{"a scalar for a list", "users: [night@example.net]", "users: night@example.net", `16:66: schedules[0].layers[0].users: must be a list, not "night@example.net"`},
		{"a list for a scalar", "name: Core network", "name: [Core network]", `23:11: services[0].name: must be text, not a list`},
		{"a scalar for fields", "- " + rule, "- pager", `9:9: users[0].notification_rules[0]: must have fields (name: value), not be "pager"`},
		{"an empty section", allow, "", `27:1: settings: is empty; write [] to remove all of them, or leave the line out to keep them as they are`},

		{"a field that paints the terminal", "    role: responder", "    \"\\e[31mrole\": responder", `4:5: users[0]."\x1b[31mrole": is not a field here`},

		{"a user without an address", "email: night@example.net", "job_title: Technician", `2:5: users[0].email: is missing`},
		{"what is no e-mail address", "email: night@example.net", "email: night@", `2:12: users[0].email: "night@" is not an e-mail address`},
		{"an address with a display name", "email: night@example.net", "email: Night <night@example.net>", `2:12: users[0].email: "Night <night@example.net>" is not an e-mail address`},
		{"an unknown role", "role: responder", "role: respnder", `4:11: users[0].role: must be viewer, responder, scheduler, admin or owner, not "respnder" (did you mean "responder"?)`},
		{"a zone that does not load", zone, strings.Replace(zone, "Chicago", "Chicagoo", 1), `5:16: users[0].time_zone: "America/Chicagoo" is not a time zone; write it like America/Chicago or UTC`},
		{"the box's own zone", zone, strings.Replace(zone, "America/Chicago", "Local", 1), `5:16: users[0].time_zone: "Local" is not a time zone; write it like America/Chicago or UTC`},
		{"two users with one address", "schedules:\n", "  - email: NIGHT@example.net\nschedules:\n", `12:12: users[1].email: "NIGHT@example.net" is already the name of the user on line 2`},
		{"a truth that is none", "    role: responder", "    disabled: maybe\n    role: responder", `4:15: users[0].disabled: must be true or false, not "maybe"`},

		{"a method without a label", "label: pager, type: webhook", "type: webhook", `7:9: users[0].contact_methods[0].label: is missing`},
		{"a method without a type", "type: webhook, ", "", `7:9: users[0].contact_methods[0].type: is missing`},
		{"an unknown type", "type: webhook", "type: webhok", `7:30: users[0].contact_methods[0].type: must be email, webhook, push or sms, not "webhok" (did you mean "webhook"?)`},
		{"a webhook that is no URL", `"http://127.0.0.1:9911/page"`, "127.0.0.1:9911", `7:48: users[0].contact_methods[0].address: must be a URL that begins with http:// or https://`},
		{"a webhook by ftp", `"http://127.0.0.1:9911/page"`, `"ftp://192.0.2.1/page"`, `7:48: users[0].contact_methods[0].address: must be a URL that begins with http:// or https://`},
		{"a broken percent escape", `"http://127.0.0.1:9911/page"`, `"http://192.0.2.1/100%"`, `7:48: users[0].contact_methods[0].address: must be a URL that begins with http:// or https://`},
		{"a national number", method, "{label: pager, type: sms, address: 555-1234}", `7:44: users[0].contact_methods[0].address: "555-1234" is not a telephone number in international form, like +15551234567`},
		{"a topic with spaces", method, "{label: pager, type: push, address: on call}", `7:45: users[0].contact_methods[0].address: must be an ntfy topic (1–64 letters, digits, - and _) or an http(s) URL`},
		{"mail to nobody", method, "{label: pager, type: email, address: night}", `7:46: users[0].contact_methods[0].address: "night" is not an e-mail address`},
		{"two methods with one label", "      - " + method + "\n", "      - " + method + "\n      - {label: Pager, type: email, address: a@example.net}\n", `8:17: users[0].contact_methods[1].label: "Pager" is already the name of the contact method on line 7`},

		{"an unknown urgency", "urgency: high", "urgency: hihg", `9:19: users[0].notification_rules[0].urgency: must be high or low, not "hihg" (did you mean "high"?)`},
		{"a delay without a unit", "delay: 0s", "delay: 5", `9:32: users[0].notification_rules[0].delay: "5" has no unit; write 5s or 5m`},
		{"a delay below zero", "delay: 0s", "delay: -5m", `9:32: users[0].notification_rules[0].delay: "-5m" is below zero`},
		{"a rule by no method", rule, "{urgency: high, delay: 0s, contact_method: pagr}", `9:52: users[0].notification_rules[0].contact_method: no contact method of this person is called "pagr" (did you mean "pager"?)`},
		{"a handoff at no time", "when: on", "when: before", `11:16: users[0].handoff_rules[0].when: must be on, off or both, not "before"`},
		{"a handoff days ahead", "advance: 12h", "advance: 3d", `11:29: users[0].handoff_rules[0].advance: must be at most 2d`},
		{"eleven handoff rules", "      - " + handoff + "\n", strings.Repeat("      - "+handoff+"\n", 11), `11:7: users[0].handoff_rules: has more than 10 rules`},

		{"a schedule in no zone", "  - name: Primary\n    time_zone: America/Chicago\n", "  - name: Primary\n", `13:5: schedules[0].time_zone: is missing`},
		{"a layer that never begins", "start: 2026-01-05T09:00, ", "", `16:9: schedules[0].layers[0].start: is missing`},
		{"a start without a time", "start: 2026-01-05T09:00", "start: 2026-01-05", `16:31: schedules[0].layers[0].start: "2026-01-05" is not a date and time like 2026-01-05T09:00`},
		{"a start with an offset", "start: 2026-01-05T09:00", "start: 2026-01-05T09:00Z", `16:31: schedules[0].layers[0].start: "2026-01-05T09:00Z" has a UTC offset; give the wall clock of the zone without one`},
		{"a turn of nothing", "turn: 1w", "turn: weekly", `16:55: schedules[0].layers[0].turn: "weekly" is not a turn like 12h, 1d, 1w, 1mo or 3600s`},
		{"a turn of seconds", "turn: 1w", "turn: 59s", `16:55: schedules[0].layers[0].turn: shorter than a minute`},
		{"a turn of two years", "turn: 1w", "turn: 24mo", `16:55: schedules[0].layers[0].turn: longer than a year`},
		{"a layer that ends first", "turn: 1w", "turn: 1w, end: 2025-01-05T09:00", `16:64: schedules[0].layers[0].end: not after start`},
		{"a rotation of none", "users: [night@example.net]", "users: []", `16:66: schedules[0].layers[0].users: missing; a rotation needs one slot at least`},
		{"a heartbeat that never beats", "      - " + events, "      - " + events + "\n    heartbeats: [{name: backup}]", `27:18: services[0].heartbeats[0].interval: is missing`},
		{"a heartbeat too fast", "      - " + events, "      - " + events + "\n    heartbeats: [{name: backup, interval: 9s}]", `27:43: services[0].heartbeats[0].interval: must be from 10s to 366d`},
		{"a heartbeat too slow", "      - " + events, "      - " + events + "\n    heartbeats: [{name: backup, interval: 367d}]", `27:43: services[0].heartbeats[0].interval: must be from 10s to 366d`},
		{"a grace of years", "      - " + events, "      - " + events + "\n    heartbeats: [{name: backup, interval: 1d, grace: 367d}]", `27:54: services[0].heartbeats[0].grace: must be at most 366d`},
		{"a heartbeat with the key of an integration", "      - " + events, "      - " + events + "\n    heartbeats: [{name: backup, interval: 1d, key: 0123456789ABCDEF0123456789abcdef}]", `27:52: services[0].heartbeats[0].key: is already the key on line 26`},
		{"a heartbeat fed by nobody", "      - " + events, "      - " + events + "\n    heartbeats: [{name: backup, interval: 1d, integration: evnets}]", `27:60: services[0].heartbeats[0].integration: no integration of this service is called "evnets" (did you mean "events"?)`},
		{"an unknown person", "users: [night@example.net]", "users: [nigth@example.net]", `16:67: schedules[0].layers[0].users[0]: no user has the e-mail address "nigth@example.net" (did you mean "night@example.net"?)`},
		{"a person twice in a slot", "users: [night@example.net]", "users: [[night@example.net, night@example.net]]", `16:87: schedules[0].layers[0].users[0][1]: "night@example.net" is in this slot twice`},
		{"an unknown day", "restrictions: []", "restrictions: [{days: [mon, tus], from: 09:00, until: 17:00}]", `16:115: schedules[0].layers[0].restrictions[0].days[1]: "tus" is not a day of the week like mon or monday`},
		{"hours without an end", "restrictions: []", "restrictions: [{from: 09:00}]", `16:102: schedules[0].layers[0].restrictions[0]: must have either until or for`},
		{"hours with two ends", "restrictions: []", "restrictions: [{from: 09:00, until: 17:00, for: 8h}]", `16:102: schedules[0].layers[0].restrictions[0]: must have either until or for`},
		{"hours that are none", "restrictions: []", "restrictions: [{from: 9, for: 8h}]", `16:109: schedules[0].layers[0].restrictions[0].from: "9" is not a time of day like 09:00 or 09:00:30`},
		{"hours longer than a week", "restrictions: []", "restrictions: [{from: 09:00, for: 8d}]", `16:121: schedules[0].layers[0].restrictions[0].for: longer than a week`},
		{"two layers with one name", "      - " + layer + "\n", "      - " + layer + "\n      - " + layer + "\n", `17:16: schedules[0].layers[1].name: "Weekly" is already the name of the layer on line 16`},
		{"an override that ends first", "    layers:\n", "    overrides: [{start: 2026-02-02T09:00, end: 2026-02-01T09:00}]\n    layers:\n", `15:48: schedules[0].overrides[0].end: must be after start`},
		{"an override at no time", "    layers:\n", "    overrides: [{start: tomorrow, end: 2026-02-01T09:00}]\n    layers:\n", `15:25: schedules[0].overrides[0].start: "tomorrow" is not a date and time like 2026-01-05T09:00 or 2026-01-05T09:00-06:00`},
		{"an override of oneself", "    layers:\n", "    overrides: [{start: 2026-02-01T09:00, end: 2026-02-02T09:00, user: night@example.net, replaces: night@example.net}]\n    layers:\n", `15:101: schedules[0].overrides[0].replaces: replaces a person with themselves`},

		{"an override that adds nobody", "    layers:\n", "    overrides: [{start: 2026-02-01T09:00, end: 2026-02-02T09:00, adds: true}]\n    layers:\n", `15:17: schedules[0].overrides[0].user: missing; an override that adds somebody says whom`},
		{"an override that adds and replaces", "    layers:\n", "    overrides: [{start: 2026-02-01T09:00, end: 2026-02-02T09:00, replaces: night@example.net, adds: true}]\n    layers:\n", `15:17: schedules[0].overrides[0].user: missing; an override that adds somebody says whom
config.yaml:15:76: schedules[0].overrides[0].replaces: an override adds somebody or replaces somebody, not both`},
		{"an override that adds perhaps", "    layers:\n", "    overrides: [{start: 2026-02-01T09:00, end: 2026-02-02T09:00, user: night@example.net, adds: perhaps}]\n    layers:\n", `15:97: schedules[0].overrides[0].adds: must be true or false, not "perhaps"`},

		{"a policy without a name", "  - name: Default\n", "  - description: nothing\n", `18:5: escalation_policies[0].name: is missing`},
		{"ten repeats", "repeat: 2", "repeat: 10", `19:13: escalation_policies[0].repeat: must be a whole number from 0 to 9, not "10"`},
		{"a step without a delay", "{delay: 5m, targets", "{targets", `21:9: escalation_policies[0].steps[0].delay: is missing`},
		{"a delay of nonsense", "delay: 5m", "delay: soon", `21:17: escalation_policies[0].steps[0].delay: "soon" is not a duration; write it like 90s, 5m, 12h, 2d or 1w2d`},
		{"a delay of centuries", "delay: 5m", "delay: 99999999999999999999w", `21:17: escalation_policies[0].steps[0].delay: "99999999999999999999w" is longer than ten years`},
		{"a target of nothing", "[{schedule: Primary}]", "[{}]", `21:31: escalation_policies[0].steps[0].targets[0]: must have either user or schedule`},
		{"a target of two", "[{schedule: Primary}]", "[{schedule: Primary, user: night@example.net}]", `21:31: escalation_policies[0].steps[0].targets[0]: must have either user or schedule`},
		{"an unknown schedule", "[{schedule: Primary}]", "[{schedule: Primry}]", `21:42: escalation_policies[0].steps[0].targets[0].schedule: no schedule is called "Primry" (did you mean "Primary"?)`},

		{"an unknown policy", "escalation_policy: Default", "escalation_policy: Defualt", `24:24: services[0].escalation_policy: no policy is called "Defualt" (did you mean "Default"?)`},
		{"a service without a policy", "    escalation_policy: Default\n", "", `23:5: services[0].escalation_policy: is missing`},
		{"a runbook that runs", "    escalation_policy: Default\n", "    escalation_policy: Default\n    runbook: \"javascript:alert(1)\"\n", `25:14: services[0].runbook: must be a URL that begins with http:// or https://`},
		{"an unknown urgency rule", "    escalation_policy: Default\n", "    escalation_policy: Default\n    urgency: sometimes\n", `25:14: services[0].urgency: must be high, low or severity_based, not "sometimes"`},
		{"an unknown door", "type: events_api_v2", "type: events_api_v3", `26:30: services[0].integrations[0].type: must be a type of integration, such as events_api_v2, email or generic, not "events_api_v3" (did you mean "events_api_v2"?)`},
		{"a short key", "0123456789abcdef0123456789abcdef", "0123456789abcde", `26:50: services[0].integrations[0].key: must have 16 to 64 letters and digits`},
		{"a key with a dash", "0123456789abcdef0123456789abcdef", "0123456789abcdef-123456789abcdef", `26:50: services[0].integrations[0].key: must have 16 to 64 letters and digits`},
		{"two doors with one key", "      - " + events + "\n", "      - " + events + "\n      - {name: mail, type: email, key: 0123456789ABCDEF0123456789ABCDEF}\n", `27:40: services[0].integrations[1].key: is already the key of the integration on line 26`},
		{"two doors with one name", "      - " + events + "\n", "      - " + events + "\n      - {name: Events}\n", `27:16: services[0].integrations[1].name: "Events" is already the name of the integration on line 26`},

		{"a range that is none", "127.0.0.0/8", "127.0.0.0/33", `28:20: settings.outgoing_allow[0]: "127.0.0.0/33" is not an address or range; write it like 192.0.2.10, 192.0.2.0/24 or fd00::/8`},
		{"an unknown fallback", allow, "  fallback: [boss@example.net]\n", `28:14: settings.fallback[0]: no user has the e-mail address "boss@example.net"`},
		{"a public address that is none", allow, "  public_url: wakeman.example.net\n", `28:15: settings.public_url: must be a URL that begins with http:// or https://`},
		{"a mail domain that is none", allow, "  mail_domain: alerts@example.net\n", `28:16: settings.mail_domain: "alerts@example.net" is not a host name`},
		{"raw bodies for ever", allow, "  raw_days: 4000\n", `28:13: settings.raw_days: must be a whole number from 0 to 3650, not "4000"`},
		{"mail without a sender", allow, "  mail: {host: mail.example.net}\n", `28:9: settings.mail.from: is missing`},
		{"mail with a port in the host", allow, "  mail: {host: \"mail.example.net:25\", from: a@example.net}\n", `28:16: settings.mail.host: "mail.example.net:25" is not a host name or address; the port goes into its own field`},
		{"mail by magic", allow, "  mail: {host: mail.example.net, tls: yes, from: a@example.net}\n", `28:39: settings.mail.tls: must be tls, starttls or none, not "yes"`},
		{"mail from nobody", allow, "  mail: {host: mail.example.net, from: Wakeman}\n", `28:40: settings.mail.from: "Wakeman" is not an e-mail address`},
		{"push without a server", allow, "  push: {token: tk_1}\n", `28:9: settings.push.server: is missing`},
		{"a gateway that is told nothing", allow, "  sms: {url: \"http://192.0.2.1/send?to={to}\"}\n", `28:14: settings.sms.url: {text} is neither in the url nor in the body`},
		{"a body that is not sent", allow, "  sms: {url: \"http://192.0.2.1/?{to}{text}\", method: GET, body: x}\n", `28:65: settings.sms.body: is not sent with GET`},
		{"a header that is none", allow, "  sms:\n    url: \"http://192.0.2.1/?{to}{text}\"\n    headers: {\"X Key\": 1}\n", `30:15: settings.sms.headers.X Key: "X Key" can not be the name of an HTTP header`},
		{"a provider without an id for us", allow, "  oidc: {issuer: \"https://id.example.net\"}\n", `28:9: settings.oidc.client_id: is missing`},
		{"a provider that anybody on the way can be", allow, "  oidc: {issuer: \"http://id.example.net\", client_id: w}\n", `28:18: settings.oidc.issuer: must begin with https://; http:// is only for a provider on this box itself, like http://127.0.0.1:9000`},
		{"a provider that is no address", allow, "  oidc: {issuer: id.example.net, client_id: w}\n", `28:18: settings.oidc.issuer: must be a URL that begins with https://`},
		{"a provider with a query", allow, "  oidc: {issuer: \"https://id.example.net/?a=b\", client_id: w}\n", `28:18: settings.oidc.issuer: must have no user, no ? and no #`},
		{"an address for a domain", allow, "  oidc: {issuer: \"https://id.example.net\", client_id: w, allow_domains: [ann@example.net]}\n", `28:74: settings.oidc.allow_domains[0]: "ann@example.net" is not a domain like example.net`},
		{"owners made by a provider", allow, "  oidc: {issuer: \"https://id.example.net\", client_id: w, allow_domains: [example.net], create_as: owner}\n", `28:99: settings.oidc.create_as: must be viewer or responder, not "owner"`},
		{"everybody the provider knows", allow, "  oidc: {issuer: \"https://id.example.net\", client_id: w, create_as: viewer}\n", `28:9: settings.oidc.allow_domains: is missing: with create_as, say whose addresses may come in`},
		{"a pattern that is none", allow, "  sms: {url: \"http://192.0.2.1/?{to}{text}\", success_match: \"(\"}\n", "28:61: settings.sms.success_match: error parsing regexp: missing closing ): `(`"},
		{"a heartbeat to nowhere", allow, "  heartbeat: {interval: 1m}\n", `28:14: settings.heartbeat: needs a url, or a sentence under declined that says why there is none`},
		{"a heartbeat that is and is not", allow, "  heartbeat: {url: \"https://watch.example.net/1\", declined: no}\n", `28:61: settings.heartbeat.declined: can not stand beside a url: either the heartbeat is sent, or it is declined`},
		{"a heartbeat that races", allow, "  heartbeat: {url: \"https://watch.example.net/1\", interval: 5s}\n", `28:61: settings.heartbeat.interval: must be from 10s to 1d`},
		{"a heartbeat by mail", allow, "  heartbeat: {url: \"mailto:watch@example.net\"}\n", `28:20: settings.heartbeat.url: must be a URL that begins with http:// or https://`},
		{"a pace of nothing", allow, "  heartbeat: {declined: nobody is there, interval: 1m}\n", `28:52: settings.heartbeat.interval: has no use without a url`},
		{"a status that is none", allow, "  sms: {url: \"http://192.0.2.1/?{to}{text}\", success_status: ok}\n", `28:62: settings.sms.success_status: "ok" is not like 200-299 or 200,202`},

		{"a name that turns the text around", "name: Core network", `name: "Core\u202Enetwork"`, `23:11: services[0].name: has characters in it that cannot be seen or read, or that turn the text around`},
		{"a name of bytes that are no text", "name: Core network", "name: \"Core \ufffd\"", `23:11: services[0].name: has characters in it that cannot be seen or read, or that turn the text around`},
		{"a name that nobody sees", "name: Core network", `name: "\u200b\u3164"`, `23:11: services[0].name: has nothing in it that can be seen`},
		{"a line break in a name", "name: Core network", `name: "Core\nnetwork"`, `23:11: services[0].name: has control characters or line breaks in it`},
		{"a name without end", "name: Core network", "name: " + strings.Repeat("x", 256), `23:11: services[0].name: is longer than 255 characters`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			want := "config.yaml:" + c.want
			if got := refused(t, nil, edit(t, c.old, c.new)); got != want {
				t.Errorf("\n got %s\nwant %s", got, want)
			}
		})
	}
}

func TestWhatIsNoConfigurationAtAllIsRefused(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"nothing", "", "1:1: the file says nothing"},
		{"only comments", "# users:\n", "1:1: the file says nothing"},
		{"a word", "users", `1:1: must have fields (name: value), not be "users"`},
		{"a list", "- users\n", "1:1: must have fields (name: value), not be a list"},
		{"two documents", "users: []\n---\nusers: []\n", "3:1: a second document (---) in one file is not supported"},
		{"an open bracket", "users: [\n", "1:8: this is not YAML: sequence end token ']' not found"},
		{"a tab", "users:\n\t- email: a@example.net\n", "2:1: this is not YAML: found character '\t' that cannot start any token"},
		{"a bomb of aliases", "users: &a [x, x]\nschedules: [*a, *a]\n", "1:8: anchors and aliases (&name, *name, <<) are not supported; write the value out"},
		{"a merge", "users:\n  - <<: {email: a@example.net}\n", "2:5: anchors and aliases (&name, *name, <<) are not supported; write the value out"},
		{"a tag", "users: !!binary aGVsbG8=\n", "1:8: tags and directives (!tag, %YAML) are not supported"},
		{"a complex key", "? users\n: []\n", "1:1: complex keys (? key) are not supported"},
		{"a mebibyte", "# " + strings.Repeat("x", 1<<20), "1:1: the file has 1048578 bytes; at most 1048576 are read"},
		{"brackets without end", strings.Repeat("[", 1000), "1:33: nested more than 32 deep"},
		{"braces without end", strings.Repeat("{a: ", 1000), "1:129: nested more than 32 deep"},
		{"dashes without end", strings.Repeat("- ", 1000) + "x", "1:65: nested more than 32 deep"},
		{"fields without end", strings.Repeat("a: b\n", 1000), "201:2: more than 200 fields in one place"},
		{"entries without end", "users: [" + strings.Repeat("{},", 6000) + "]", "1:8: users: has more than 5000 entries"},
		{"invalid bytes", "users:\n  - email: \"\xff\xfe\"\n", "2:13: the file is not valid UTF-8"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			want := "config.yaml:" + c.want
			if got := refused(t, nil, c.text); got != want {
				t.Errorf("\n got %s\nwant %s", got, want)
			}
		})
	}
}

func TestAllThatIsWrongIsReportedAtOnceFromTopToBottom(t *testing.T) {
	text := edit(t, "role: responder", "role: boss")
	text = strings.Replace(text, "turn: 1w", "turn: often", 1)
	text = strings.Replace(text, "escalation_policy: Default", "escalation_policy: night shift", 1)
	want := `config.yaml:4:11: users[0].role: must be viewer, responder, scheduler, admin or owner, not "boss"
config.yaml:16:55: schedules[0].layers[0].turn: "often" is not a turn like 12h, 1d, 1w, 1mo or 3600s
config.yaml:24:24: services[0].escalation_policy: no policy is called "night shift"`
	if got := refused(t, nil, text); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestAReportIsBounded(t *testing.T) {
	text := "users:\n" + strings.Repeat("  - {}\n", 150)
	lines := strings.Split(refused(t, nil, text), "\n")
	if len(lines) != 101 || lines[100] != "config.yaml:101:5: and 50 more" {
		t.Errorf("%d lines, the last is %s", len(lines), lines[len(lines)-1])
	}
}

func TestNamesAreFoundWhateverTheirCase(t *testing.T) {
	text := edit(t, "escalation_policy: Default", "escalation_policy: DEFAULT")
	if got := refused(t, nil, text); got != "" {
		t.Error(got)
	}
}

// FuzzParse: whatever the bytes, Parse comes back, and with an error or a
// document that can be resolved, exported and read again to the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(night))
	for _, path := range []string{"../../embed/demo.yaml"} {
		if text, err := os.ReadFile(path); err == nil {
			f.Add(text)
		}
	}
	for _, text := range []string{
		"", "a", "- ", "users: []", "users:\n- email: a@b.c\n  contact_methods: [{label: a, type: sms, address: +1555 1234567}]\n",
		"settings: {fallback: [], mail: {host: a, from: a@b.c, password: (stored)}}", "a: |\n  b\n", "a: >-\n  b\n", "? a", "&a *a", "!!x", "\t", "{{{", "]]]",
		"schedules: [{name: a, time_zone: UTC, layers: [{start: 2026-01-01T00:00, turn: 1mo, users: [null, [a@b.c]]}]}]",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		doc, err := config.Parse("fuzz.yaml", src)
		if err != nil {
			return
		}
		c, err := doc.Resolve(nil, early(), counter())
		if err != nil {
			return
		}
		out, err := config.Export(c, true)
		if err != nil {
			t.Fatalf("Export: %v", err)
		}
		again, err := config.Parse("export.yaml", out)
		if err != nil {
			t.Fatalf("the export is refused: %v\n%s", err, out)
		}
		next, err := again.Resolve(c, early(), counter())
		if err != nil {
			t.Fatalf("the export does not resolve: %v\n%s", err, out)
		}
		if changes := config.Diff(c, next); len(changes) > 0 {
			t.Fatalf("the export changes %s\n%s", fmt.Sprint(changes), out)
		}
	})
}
