package preview

import (
	"fmt"
	"slices"
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func eventRows() []view.EventRow {
	tower := view.Ref{ID: "Q1TOWERNORTH01", Name: "Tower North: no power"}
	return []view.EventRow{
		{ID: "e1", At: ago(20 * time.Second), From: "LibreNMS", Kind: "Events API v2", Service: core(), Summary: "Tower North: no power", Source: "tower-north", Severity: "critical", Action: "trigger", Outcome: view.EventAppended, Why: "The same dedup key is open; counted, nobody is paged again.", Incident: tower},
		{ID: "e2", At: ago(90 * time.Second), From: "Alertmanager", Kind: "Alertmanager", Service: access(), Summary: longTitle, Source: longHost, Severity: "warning", Action: "trigger", Outcome: view.EventQuiet, Why: "Rule “battery tests” keeps it quiet from 02:00 to 03:00."},
		{ID: "e3", At: ago(4 * time.Minute), From: "LibreNMS", Kind: "Events API v2", Service: core(), Summary: "Tower North: no power", Source: "tower-north", Severity: "critical", Action: "trigger", Outcome: view.EventOpened, Incident: tower},
		{ID: "e4", At: ago(5 * time.Minute), From: "UPS cards", Kind: "Email", Service: access(), Outcome: view.EventUnparsed, Why: "The mail is not valid MIME: no boundary. Its raw text is kept.", Incident: view.Ref{ID: "Q2", Name: "An event from UPS cards could not be read"}},
		{ID: "e5", At: ago(7 * time.Minute), From: "Icinga", Kind: "Events API v1", Summary: markup, Severity: "error", Action: "resolve", Outcome: view.EventResolved, Incident: view.Ref{ID: "Q3", Name: markup}},
		{ID: "e6", At: ago(8 * time.Minute), From: "Grafana", Kind: "Grafana", Summary: "TestAlert", Action: "trigger", Severity: "info", Outcome: view.EventTest, Why: "Grafana marks it as a test."},
		{ID: "e7", At: ago(9 * time.Minute), From: "Zabbix", Kind: "Zabbix", Summary: arabic, Source: "برج", Action: "resolve", Severity: "info", Outcome: view.EventUnmatched, Why: "Nothing with this dedup key is open."},
		{ID: "e8", At: ago(100 * time.Minute), From: "ansible", Kind: "Change events", Summary: "Firmware 7.16.2 on 3 switches at Tower North", Action: "change", Outcome: view.EventChange},
	}
}

func eventSamples(p view.Page, add func(string, templ.Component)) {
	choices := view.EventChoices{Integrations: []view.Option{{Value: "PINT001", Label: "LibreNMS"}}, Services: []view.Option{{Value: "PCORE01", Label: "Core network"}}}
	add("events", view.Events(p, view.EventLog{Rows: eventRows(), Choices: choices, Connected: true, Pager: view.Pager{Older: "c"}}))
	add("events-filtered", view.Events(p, view.EventLog{Filter: view.EventFilter{Text: "olt", Outcome: "quiet"}, Choices: choices, Connected: true}))
	add("events-empty", view.Events(p, view.EventLog{Choices: choices}))
	add("event", view.Event(p, view.EventPage{
		EventRow: eventRows()[0], Key: "tower-north/power", Remote: "192.0.2.17", Method: "POST /v2/enqueue", ContentType: "application/json",
		Headers:  []view.Field{{Name: "Content-Type", Value: "application/json"}, {Name: "User-Agent", Value: "LibreNMS/26.3"}},
		Decoded:  []view.Field{{Name: "class", Value: "power"}, {Name: "custom_details.devices", Value: "41"}, {Name: "custom_details.note", Value: markup}},
		Reasons:  []string{"No rule matched.", "Integration LibreNMS belongs to Core network.", "Incident 4711 is open with this key: its counter went from 2 to 3."},
		Raw:      "{\n  \"routing_key\": \"0123…cdef\",\n  \"event_action\": \"trigger\",\n  \"dedup_key\": \"tower-north/power\",\n  \"payload\": {\"summary\": \"Tower North: no power\", \"source\": \"tower-north\", \"severity\": \"critical\"},\n  \"x\": \"" + markup + longHost + longHost + "\"\n}",
		RawBytes: 412,
	}))
	held := view.EventRow{ID: "e9", At: ago(time.Minute), From: "UPS cards", Kind: "Mail", Service: core(), Summary: "tower-7 is DOWN", Source: longHost, Action: "trigger", Outcome: view.EventQuarantined, Why: "From x@example.com: its sender may not open incidents here."}
	add("event-quarantined", view.Event(p, view.EventPage{EventRow: held, Quarantined: true, Opens: true, Key: "plain;x@example.com;tower-7", Remote: "198.51.100.4", Method: "SMTP", ContentType: "message/rfc822", Raw: "From: x@example.com", RawBytes: 19}))
	call := view.EventRow{ID: "41", At: ago(time.Minute), From: "Telephone system", Kind: "Email", Service: core(), Summary: "Voicemail 0:27 from Night caller (+15550100) in mailbox 100", Source: "mailbox 100", Action: "trigger", Outcome: view.EventOpened}
	add("event-voicemail", view.Event(p, view.EventPage{EventRow: call, Remote: "192.0.2.30", Method: "SMTP", ContentType: "message/rfc822", Raw: "From: asterisk@pbx.example.net", RawBytes: 61_003, RawCut: true, Recordings: []view.Recording{{Event: "41", Number: 1, Name: "msg0000.WAV", Length: 27 * time.Second, Plays: true}}}))
	add("event-unparsed", view.Event(p, view.EventPage{EventRow: eventRows()[3], Remote: "192.0.2.40", Method: "SMTP", ContentType: "message/rfc822", Raw: "00000000  ff fe 00 01 46 72 6f 6d  3a 20 75 70 73 0d 0a 0d  |....From: ups...|", RawBytes: 1_204_112, RawBinary: true, RawCut: true}))
	deliverySamples(p, add)
}

func deliverySamples(p view.Page, add func(string, templ.Component)) {
	tower := []view.Ref{{ID: "Q1TOWERNORTH01", Name: "Tower North: no power"}}
	rows := []view.Delivery{
		{ID: "d1", At: ago(76 * time.Second), Person: "Night technician", Channel: "email", Address: "night@example.net", Kind: "page", Subject: "[Wakeman] P1 Tower North: no power", Text: "Tower North: no power\nCore network, critical, since 02:11 CDT\n\nAcknowledge: https://wakeman.example.net/a/7Yt2…", Result: view.ToldRetry, Reason: "451 4.7.1 try again later", Attempt: 2, Incidents: tower, AckPath: "/a/sampletoken"},
		{ID: "d2", At: ago(136 * time.Second), Person: "Night technician", Channel: "sms", Address: "+1 555 010 0123", Kind: "page", Text: "P1 Tower North: no power (Core network, 02:11). Reply 4 ack, 6 resolve. wakeman.example.net/a/7Yt2…", Result: view.ToldAccepted, ProviderID: "SM81f0", Took: 84 * time.Millisecond, Attempt: 1, Incidents: tower, AckPath: "/a/sampletoken"},
		{ID: "d3", At: ago(196 * time.Second), Person: "Night technician", Channel: "voice", Address: "+1 555 010 0123", Kind: "page", Text: "Tower North: no power. Press 4 to acknowledge.", Result: view.ToldFailed, Reason: "no answer after 30 s", Took: 31 * time.Second, Attempt: 1, Incidents: tower},
		{ID: "d4", At: ago(256 * time.Second), Person: "Ana Lucía Fernández-Villanueva", Channel: "push", Address: "topic noc", Kind: "page", Subject: arabic, Text: markup + "\n" + longHost + longHost, Result: view.ToldDelivered, Took: 3200 * time.Millisecond, Attempt: 1, Incidents: append(tower, view.Ref{ID: "Q2", Name: longTitle})},
		{ID: "d5", At: ago(9 * time.Hour), Person: "Night technician", Channel: "push", Kind: "handoff", Subject: "Your shift on Primary begins at 18:00", Text: "You are on call for Primary from Fri 18:00 until Mon 10:00.", Result: view.ToldDelivered, Attempt: 1},
	}
	carriers := []view.Carrier{
		{Name: "Push through ntfy.example.net", Channel: "push", Level: view.Good, Words: "Delivering; last 02:11:04.", Strip: cells("....g.......g.........gg")},
		{Name: "Mail through mail.example.net", Channel: "email", Level: view.Bad, Words: "Refused since 01:40: 535 authentication failed. Check the password in the settings.", Strip: cells("....g.......g........wbb")},
	}
	add("deliveries", view.Deliveries(p, view.DeliveryPage{Rows: rows, Failing: 1, Carriers: carriers, Pager: view.Pager{Older: "c"}}))
	demo := p
	demo.Demo = true
	add("deliveries-demo", view.Deliveries(demo, view.DeliveryPage{Rows: rows, Cards: true}))
	add("deliveries-empty", view.Deliveries(p, view.DeliveryPage{}))
}

func systemSamples(p view.Page, add func(string, templ.Component)) {
	checks := []view.Check{
		{Name: "Store", Level: view.Good, Words: "Writes take 3 ms; 212 MiB of 8 GiB used.", At: ago(time.Second)},
		{Name: "Clock", Level: view.Warning, Words: "Stepped back 42 s at 01:58. Check that this box has a time server it can reach.", At: ago(17 * time.Minute)},
		{Name: "Ticks", Level: view.Good, Words: "Every second; the last took 1 ms.", At: ago(time.Second)},
		{Name: "Queue", Level: view.Good, Words: "1 page waits for its turn, none is late."},
		{Name: "Deliveries", Level: view.Bad, Words: "Mail fails since 01:40: mail.example.net answers 535. Pages go by push and SMS meanwhile.", At: ago(76 * time.Second)},
		{Name: "Senders", Level: view.Bad, Words: "Core network, UPS cards: Silent for 3 days; it should be heard within 24 h. And 2 more: see Services.", Path: "/services/PCORE01/integrations/PINT002", More: "Look at it"},
		{Name: "Backup", Level: view.Good, Words: "Verified, 48 MiB, kept for 30 days.", At: ago(15 * time.Minute)},
		{Name: "Outside heartbeat", Words: "Not set up: nobody outside would notice if this box stopped."},
	}
	refusals := []view.Refusal{
		{At: ago(3 * time.Minute), From: "192.0.2.55", What: "POST /v2/enqueue", Answer: "400", Why: "routing_key is missing. The sender is the old backup script on radius-2.", Count: 41},
		{At: ago(2 * time.Hour), From: longHost, What: "mail to " + markup, Answer: "552", Why: "The mail is larger than 1 MiB. Send the log as a link.", Count: 1},
	}
	facts := []view.Field{{Name: "version", Value: "0.1.0 (commit 0123abc, go1.26)"}, {Name: "data", Value: "/var/lib/wakeman/wakeman.db"}, {Name: "listening", Value: ":8080 (http), :2525 (smtp)"}}
	add("health", view.Health(p, view.HealthPage{Checks: checks, Refusals: refusals, Started: ago(41 * 24 * time.Hour), Facts: facts}))
	held := view.Hold{Since: ago(15 * time.Minute), Reason: "This data was restored from a backup of 14 Mar 02:00.", Open: 3, Can: true}
	add("health-secrets", secretsLost(p, checks))
	add("health-hold", view.Health(p, view.HealthPage{Checks: checks[:3], Hold: &held, Started: ago(15 * time.Minute), Facts: facts}))
	add("confirm", view.Confirm(p, view.ConfirmPage{
		Title: "Start paging?", Text: "This box then pages people again. If the box this backup came from still runs, both page the same people.",
		Effects: []string{"3 open incidents page 2 people at once", "14 pages that are older than an hour are not sent"}, PostPath: view.PathStartPaging, Yes: "Start paging", NoPath: view.PathHealth,
	}))
	for _, status := range []int{400, 403, 404, 409, 429, 500, 503} {
		add(fmt.Sprintf("error-%d", status), view.Problem(p, view.ErrorPage{Status: status, RequestID: "7f3a91c2"}))
	}
	add("menu", view.Menu(p))
}

func entrySamples(p view.Page, add func(string, templ.Component)) {
	add("signin", view.SignIn(p, view.SignInPage{}))
	add("signin-wrong", view.SignIn(p, view.SignInPage{
		Form: view.Form{Values: map[string]string{"email": `night@example.net"><b>`}, Problem: "The mail address or the password is not right."},
		Next: "/incidents/Q1TOWERNORTH01", Wait: 2 * time.Minute,
	}))
	zones := []string{"America/Chicago", "America/Denver", "Europe/Berlin"}
	add("setup", view.Setup(p, view.SetupPage{Zones: zones, TokenFile: "/var/lib/wakeman/setup-token", Expires: ago(-52 * time.Minute)}))
	add("setup-wrong", view.Setup(p, view.SetupPage{Zones: zones, Form: view.Form{
		Values: map[string]string{"name": "Owner", "email": "owner", "token": "abc", "time_zone": "Chicago"},
		Errors: map[string]string{"token": "This is not the token that was printed.", "email": "A mail address has an @ in it.", "password": "At least 12 characters; this one has 5.", "time_zone": "There is no zone of this name. Did you mean America/Chicago?"},
	}}))
	add("error-404-stranger", view.Problem(p, view.ErrorPage{Status: 404}))
}

// secretsLost is the health page of an admin whose box can not read its secrets.
func secretsLost(p view.Page, checks []view.Check) templ.Component {
	p.Banners = append(slices.Clone(p.Banners), view.Banner{
		Level: view.Bad, Text: "3 secrets can not be read: settings.mail.password; settings.sms.headers[Authorization]; authenticator app of ana.lucia.fernandez-villanueva@larkfield.example.",
		LinkPath: view.PathHealth, LinkText: "What to do",
	})
	lost := view.Check{
		Name: "Secrets", Level: view.Bad,
		Words: "3 secrets can not be read; what needs none of them works. They are: settings.mail.password; settings.sms.headers[Authorization]; authenticator app of ana.lucia.fernandez-villanueva@larkfield.example. The key of the secrets is missing. Put the key file back at /var/lib/wakeman-secrets/key and restart; if it is lost for good, run wakeman secrets rotate --lost and set them again.",
	}
	return view.Health(p, view.HealthPage{Checks: append([]view.Check{lost}, checks...), Started: ago(3 * time.Minute)})
}
