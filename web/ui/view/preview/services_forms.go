package preview

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

const (
	doorKey = "0123456789abcdef0123456789abcdef"
	boxAddr = "https://wakeman.example.net"
)

// doors are the integrations of a service: heard, silent, never heard.
func doors() []view.Integration {
	return []view.Integration{
		{ID: "PINT001", Service: "PCORE01", Name: "LibreNMS", Kind: "Events API v2", Address: boxAddr + "/v2/enqueue", Key: doorKey, KeyField: "routing_key", Last: ago(20 * time.Second), Count: 1204, Strip: cells("gggggggg.ggggwggggggggbb")},
		{ID: "PINT002", Service: "PCORE01", Name: "UPS cards", Kind: "Mail", Address: doorKey + "@alerts.example.net", Last: ago(80 * time.Hour), SilentAfter: 24 * time.Hour, Problem: "Silent for 3 days; it should be heard within 24 h.", Refused: 12, RefusedAt: ago(5 * time.Minute), TurnedAway: "The last that came was refused: No integration has this address."},
		{ID: "PINT003", Service: "PCORE01", Name: markup + longHost, Kind: "Nagios or Icinga", Address: boxAddr + "/nagios/2010-04-15/create_event", Key: doorKey, KeyField: "CONTACTPAGER"},
	}
}

func withoutKeys(list []view.Integration) []view.Integration {
	var bare []view.Integration
	for _, i := range list {
		i.Address, i.Key, i.KeyField = "", "", ""
		bare = append(bare, i)
	}
	return bare
}

func policyChoices() []view.Option {
	return []view.Option{{Value: "PPOL001", Label: "Default"}, {Value: "PPOL002", Label: "Office hours"}, {Value: "PPOL003", Label: arabic}}
}

func teamChoices() []view.Option {
	return []view.Option{{Label: "No team"}, {Value: "PTEAM01", Label: "Network"}, {Value: "PTEAM02", Label: arabic}}
}

func serviceValues() map[string]string {
	return map[string]string{
		"name": "Core network", "description": "Routers, rings and upstreams: when it fails, everybody notices.", "runbook": "https://wiki.example.net/core",
		"escalation_policy": "PPOL001", "urgency": "severity_based", "ack_timeout": "30m", "auto_resolve": "off", "flap_window": "5m",
	}
}

func serviceFormSamples(p view.Page, add func(string, templ.Component)) {
	fresh := view.Form{Values: map[string]string{"urgency": "high", "ack_timeout": "30m", "auto_resolve": "off", "flap_window": "off"}}
	add("service-new", view.ServiceForm(p, view.ServiceFormPage{Form: fresh, Policies: append([]view.Option{{Label: "Choose …"}}, policyChoices()...)}))
	add("service-new-without-policy", view.ServiceForm(p, view.ServiceFormPage{Form: fresh}))
	add("service-edit", view.ServiceForm(p, view.ServiceFormPage{Service: core(), Form: view.Form{Values: serviceValues()}, Seen: "1", Policies: policyChoices(), Teams: teamChoices()}))
	wrong := serviceValues()
	wrong["name"], wrong["runbook"], wrong["ack_timeout"], wrong["auto_resolve"], wrong["sandbox"] = markup, "wiki", "half an hour", "", "yes"
	add("service-edit-wrong", view.ServiceForm(p, view.ServiceFormPage{Service: core(), Seen: "1", Policies: policyChoices(), Form: view.Form{
		Values: wrong, Problem: "Somebody else has changed this since you opened it. What you typed is kept; open the page anew in another tab to compare.",
		Errors: map[string]string{
			"name": "“Towers” is taken by another service.", "runbook": "Must be a URL that begins with http:// or https://.", "escalation_policy": "Choose who is paged.",
			"ack_timeout": "“half an hour” is no time; write it like 90s, 30m, 4h or 2d, or off.", "auto_resolve": "Write a time such as 30m or 4h, or off.",
		},
	}}))
	add("service-delete", view.ServiceRemoval(p, view.ServiceDeletePage{Service: core(), Integrations: withoutKeys(doors()), Seen: "1"}))
	add("service-delete-open", view.ServiceRemoval(p, view.ServiceDeletePage{Service: core(), Integrations: withoutKeys(doors()), Open: 3, Seen: "1"}))
	reader := p
	reader.Viewer = view.Viewer{Name: "Front desk", Email: "desk@example.net", Role: "viewer"}
	add("service-viewer", view.Service(reader, view.ServicePage{ServiceRow: coreRow(), Connections: withoutKeys(doors()), AckTimeout: 30 * time.Minute, UrgencyWords: "always high"}))
	add("services-empty-viewer", view.Services(reader, view.ServiceList{}))
	add("service-empty", view.Service(p, view.ServicePage{
		ServiceRow: view.ServiceRow{Service: view.Ref{ID: "PTRY001", Name: "Trial"}, Policy: view.Ref{Name: "Default"}, OnCall: duty()[0], Problem: "No integration: nothing can reach it."},
		Sandbox:    true, Disabled: true, AckTimeout: 30 * time.Minute, UrgencyWords: "always high",
	}))
}

func kindSamples() []view.KindGroup {
	return []view.KindGroup{
		{Label: "Monitoring", Kinds: []view.Kind{
			{Name: "alertmanager", Label: "Prometheus Alertmanager", Hint: "A webhook receiver: one incident for each alert"},
			{Name: "zabbix", Label: "Zabbix", Hint: "A media type of the type Webhook"},
			{Name: "nagios", Label: "Nagios or Icinga, by PagerDuty's scripts", Hint: "Notification commands, the PagerDuty scripts, Checkmk, PRTG and Netdata by script"},
		}},
		{Label: "Network gear", Kinds: []view.Kind{
			{Name: "routeros", Label: "MikroTik RouterOS", Hint: "Netwatch and scripts that use /tool fetch"},
			{Name: "adtran", Label: "Adtran Mosaic One"},
		}},
		{Label: "Mail", Kinds: []view.Kind{{Name: "email", Label: "Mail", Hint: "UPS cards, switches, voicemail: whatever can send nothing else"}}},
		{Label: "Anything else", Kinds: []view.Kind{{Name: "generic", Label: "Anything that can send HTTP", Hint: "JSON, a form, plain text or a query, from a script or a small device"}}},
	}
}

func integrationSamples(p view.Page, add func(string, templ.Component)) {
	service := core()
	page := func(kind string, i view.Integration) view.IntegrationPage {
		plug := view.Plug{Type: kind, Base: boxAddr, Key: doorKey, MailHost: "wakeman.example.net"}
		if kind == view.MailIn {
			plug.Address = i.Address
		}
		return view.IntegrationPage{Integration: i, Service: service, Setup: view.Senders(plug)}
	}
	tested := page(view.EventsV2, doors()[0])
	tested.Test = &view.TestResult{Event: view.EventRow{ID: "1043", At: ago(time.Second), Summary: "Uplink of test-router-1 is down", Severity: "critical", Source: "test-router-1.example.net", Outcome: view.EventTest, Why: "Test traffic is shown and pages nobody."}}
	add("integration", view.IntegrationOne(p, page(view.EventsV2, doors()[0])))
	add("integration-tested", view.IntegrationOne(p, tested))
	mailed := page(view.MailIn, doors()[1])
	mailed.Mail = &view.MailTaken{Lines: []string{"Incidents are opened for mail from ups@example.net, @nms.example.net.", "Everything else is kept in quarantine, without effect, until somebody lets it in."}}
	mailed.TestForm = view.Form{Values: map[string]string{"from": "the ups"}, Errors: map[string]string{"from": "It is no address of a mail; write it like ups@example.net."}}
	mailed.Test = &view.TestResult{Event: view.EventRow{ID: "1044", At: ago(time.Second), Summary: "test-router-1 is DOWN", Severity: "critical", Source: "test-router-1", Outcome: view.EventTest, Why: "Test traffic is shown and pages nobody; a mail from stranger@example.org would be refused with 550: its sender may not open incidents here."}}
	add("integration-mail", view.IntegrationOne(p, mailed))
	signed := page("github", doors()[0])
	signed.Signing = &view.Signing{Lines: []string{"Every post must be signed with the secret, which is not shown again."}}
	add("integration-signed", view.IntegrationOne(p, signed))
	nagios := page(view.NagiosWeb, doors()[2])
	nagios.Sandbox, nagios.Guessed = true, boxAddr
	add("integration-nagios", view.IntegrationOne(p, nagios))
	v1 := doors()[0]
	v1.Kind, v1.Address, v1.KeyField, v1.Last = "Events API v1", boxAddr+"/generic/2010-04-15/create_event.json", "service_key", time.Time{}
	old := page(view.EventsV1, v1)
	old.Disabled = true
	add("integration-v1", view.IntegrationOne(p, old))
	reader := p
	reader.Viewer = view.Viewer{Name: "Front desk", Email: "desk@example.net", Role: "viewer"}
	add("integration-viewer", view.IntegrationOne(reader, view.IntegrationPage{Integration: withoutKeys(doors())[0], Service: service}))
	types := kindSamples()
	add("integration-new", view.IntegrationForm(p, view.IntegrationFormPage{Service: service, Types: types}))
	add("integration-new-wrong", view.IntegrationForm(p, view.IntegrationFormPage{Service: service, Types: types, Form: view.Form{
		Values: map[string]string{"name": strings.Repeat("long-", 60), "type": "email"}, Errors: map[string]string{"name": "Is longer than 200 characters.", "type": "Choose what sends"},
	}}))
	add("integration-mail-form", view.IntegrationMail(p, view.IntegrationFormPage{Service: service, ID: "PINT002", Name: "UPS cards", Form: view.Form{Values: map[string]string{"quarantine": "yes", "allow_from": "ups@example.net\n@nms.example.net"}}, Seen: "1"}))
	add("integration-mail-wrong", view.IntegrationMail(p, view.IntegrationFormPage{Service: service, ID: "PINT002", Name: "UPS cards", Form: view.Form{
		Values: map[string]string{"allow_from": "ups", "networks": longHost}, Errors: map[string]string{"allow_from": `"ups" is not a sender; write it like ups@example.net, or @example.net for all of a domain.`, "networks": "That is not an address or range."},
	}}))
	add("integration-silence", view.IntegrationSilence(p, view.IntegrationFormPage{Service: service, ID: "PINT002", Name: "UPS cards", Seen: "1", Form: view.Form{Values: map[string]string{"silent_after": "24h"}}}))
	add("integration-silence-wrong", view.IntegrationSilence(p, view.IntegrationFormPage{Service: service, ID: "PINT002", Name: markup + longHost, Seen: "1", Form: view.Form{
		Values: map[string]string{"silent_after": "a while"}, Errors: map[string]string{"silent_after": "“a while” is no time; write it like 90s, 30m, 4h or 2d."},
	}}))
	add("integration-signing", view.IntegrationSigning(p, view.IntegrationFormPage{Service: service, ID: "PINT001", Name: "GitHub", Stored: true, Seen: "1"}))
	add("integration-signing-topics", view.IntegrationSigning(p, view.IntegrationFormPage{Service: service, ID: "PINT001", Name: "CloudWatch", Topics: true, Seen: "1", Form: view.Form{
		Values: map[string]string{"topics": "arn:aws:sns:eu-central-1:alarms"}, Errors: map[string]string{"topics": "That is not the ARN of a topic."},
	}}))
	mappingSamples(p, add, service)
	add("integration-rename", view.IntegrationForm(p, view.IntegrationFormPage{Service: service, ID: "PINT001", Name: "LibreNMS", Form: view.Form{Values: map[string]string{"name": "LibreNMS"}}, Seen: "1"}))
	add("integration-rotate", view.Confirm(p, view.ConfirmPage{
		Title: "Give LibreNMS a new key?", Text: "The old key stops at once. Do this when somebody has it who should not.",
		Effects:  []string{"Its sender was last heard just now.", "Whatever still sends with the old key is refused, and pages nobody, until it has the new one. Have its settings open.", "What is refused is listed under Health, with the address of its sender."},
		PostPath: view.IntegrationAction("PCORE01", "PINT001", view.VerbRotate), Yes: "Make a new key", NoPath: view.IntegrationPath("PCORE01", "PINT001"),
	}))
}
