package preview

import (
	"fmt"
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

// Text as it comes from outside at its worst.
const (
	longHost  = "ap-114-sector-ne.tower-north.pop-03.access.example.net"
	arabic    = "انقطاع التيار الكهربائي في برج الشمال (UPS-2)"
	markup    = `<script>alert("x")</script><img src=x onerror=alert(1)> "quoted" & 'single'`
	longTitle = "BGP neighbour 2001:db8:40::1 (AS64500, upstream-a) on core-rtr-02.pop-01.example.net went from Established to Idle: hold timer expired, 14 prefixes withdrawn, 3 flaps in the last 10 minutes"
)

func core() view.Ref { return view.Ref{ID: "PCORE01", Name: "Core network"} }

func access() view.Ref { return view.Ref{ID: "PACC001", Name: "Access and towers"} }

func openRows() []view.IncidentRow {
	return []view.IncidentRow{
		{ID: "Q1TOWERNORTH01", Number: 4711, Title: "Tower North: no power", State: view.Triggered, Severity: "critical", Urgency: "high", Priority: "P1", Service: core(), Source: "tower-north", Since: ago(4 * time.Minute), Note: "You were paged", Alerts: 41},
		{ID: "Q1UPSSHEDB0001", Number: 4710, Title: "UPS shed B on battery, 18 minutes left", State: view.Triggered, Severity: "error", Urgency: "high", Service: access(), Source: "ups-shed-b", Since: ago(9 * time.Minute), Unreached: "The only step of “Access” means the schedule Weekend, and nobody is on call there from Sat 00:00 to Sun 08:00.", Alerts: 1},
		{ID: "Q1BGPUPSTREAM1", Number: 4709, Title: longTitle, State: view.Acknowledged, Severity: "critical", Urgency: "high", Priority: "P2", Service: core(), Source: "core-rtr-02", Since: ago(50 * time.Minute), Changed: ago(48 * time.Minute), Holder: "Night technician", Alerts: 3},
		{ID: "Q1AP1140000001", Number: 4705, Title: longHost + " offline", State: view.Acknowledged, Severity: "warning", Urgency: "low", Service: access(), Source: longHost, Since: ago(61 * time.Minute), Changed: ago(55 * time.Minute), Holder: "You", Note: "Snoozed until 07:00", Alerts: 1},
		{ID: "Q1ARABIC000001", Number: 4699, Title: arabic, State: view.Acknowledged, Severity: "error", Urgency: "high", Service: access(), Since: ago(5 * time.Hour), Changed: ago(4 * time.Hour), Holder: "Ana Lucía Fernández-Villanueva", Alerts: 2},
	}
}

func resolvedRows() []view.IncidentRow {
	rows := []view.IncidentRow{}
	for i, title := range []string{"Fibre ring west: light level −27 dBm on olt-3 port 1/1/4", "DHCP pool 92 % used on bng-1", markup, "Backup of radius-2 did not run"} {
		rows = append(rows, view.IncidentRow{
			ID: fmt.Sprintf("Q1DONE%08d", i), Number: uint64(4600 + i), Title: title, State: view.Resolved, Severity: "warning", Service: access(),
			Since: ago(time.Duration(i+3) * 3 * time.Hour), Changed: ago(time.Duration(i+2) * 3 * time.Hour), Alerts: 1 + i,
		})
	}
	return rows
}

func manyRows() []view.IncidentRow {
	rows := make([]view.IncidentRow, 200)
	for i := range rows {
		state, holder := view.Triggered, ""
		if i >= 140 {
			state, holder = view.Acknowledged, "You"
		}
		rows[i] = view.IncidentRow{
			ID: fmt.Sprintf("Q1STORM%07d", i), Number: uint64(5000 - i), Title: fmt.Sprintf("cpe-%04d.tower-north.access.example.net is down", 1000+i*7),
			State: state, Severity: "error", Service: access(), Since: ago(time.Duration(i+1) * 7 * time.Second * 10), Changed: ago(time.Minute), Holder: holder, Alerts: 1 + i%5,
		}
	}
	return rows
}

func duty() []view.OnCallLine {
	return []view.OnCallLine{
		{Policy: view.Ref{Name: "Default"}, Name: "You", Until: ago(-56 * time.Hour)},
		{Policy: view.Ref{Name: "Access"}, Reason: "from Sat 00:00 to Sun 08:00"},
	}
}

func incidentSamples(p view.Page, add func(string, templ.Component)) {
	choices := view.IncidentChoices{Services: []view.Option{{Value: "PCORE01", Label: "Core network"}, {Value: "PACC001", Label: "Access and towers"}}}
	counts := view.Counts{Triggered: 2, Acknowledged: 3, Resolved: 14, Quiet: 122, ResolvedSince: ago(8*time.Hour + 15*time.Minute)}
	home := view.IncidentList{OnCall: duty(), Counts: counts, Rows: openRows(), Choices: choices, Connected: true, LastEvent: ago(2 * time.Minute), LastFrom: "LibreNMS", Tasks: ownTasks(), Handoffs: []view.Task{{Word: "Handoff of Primary from Night technician: not confirmed", Path: view.HandoffPath(12)}}}
	add("home", view.Incidents(p, home))

	noticed := p
	noticed.Notice = &view.Notice{Level: view.Good, Text: "You have it. Paging has stopped.", UndoPath: view.IncidentAction("Q1TOWERNORTH01", view.VerbUndo), UndoLabel: "Undo"}
	noticed.Banners = []view.Banner{{Level: view.Bad, Text: "Mail can not be sent: mail.example.net refuses our password since 01:40.", LinkPath: view.PathHealth, LinkText: "Health"}}
	noticed.Demo = true
	add("home-notice", view.Incidents(noticed, home))

	quiet := p
	quiet.Triggered = 0
	counts.Triggered, counts.Acknowledged = 0, 0
	add("home-empty", view.Incidents(quiet, view.IncidentList{OnCall: duty()[:1], Counts: counts, Choices: choices, Connected: true, QuietSince: ago(8*time.Hour + 11*time.Minute), LastEvent: ago(2 * time.Minute), LastFrom: "LibreNMS"}))
	add("home-first", view.Incidents(quiet, view.IncidentList{OnCall: duty()[:1]}))
	add("home-many", view.Incidents(p, view.IncidentList{OnCall: duty(), Counts: view.Counts{Triggered: 140, Acknowledged: 60, Resolved: 14, Quiet: 12345}, Rows: manyRows(), Choices: choices, Connected: true, Pager: view.Pager{Older: "c1"}}))
	add("home-filtered", view.Incidents(p, view.IncidentList{
		OnCall: duty(), Counts: counts, Rows: resolvedRows(), Choices: choices, Connected: true,
		Filter: view.IncidentFilter{Text: `olt "3" <b>`, State: "resolved", Service: "PACC001"}, Pager: view.Pager{Newer: "c0", Older: "c2"},
	}))
	chosen := triggered()
	chosen.List = view.OpenPath(view.IncidentFilter{}, "", chosen.ID)
	beside := home
	beside.Open = &chosen
	add("home-open", view.Incidents(p, beside))
	missing := home
	missing.Missing = "Q1TOWERNORTH99"
	add("home-missing", view.Incidents(p, missing))
	gone := home // what was chosen is no longer in the list
	over := triggered()
	over.ID, over.State, over.Changed, over.Title = "Q1DONE00000007", view.Resolved, ago(30*time.Second), longTitle
	over.Next, over.Can = view.Next{Never: "it is resolved"}, view.Actions{Reopen: true, Priority: true, Note: true}
	gone.Open, gone.Rows = &over, manyRows()
	add("home-open-many", view.Incidents(p, gone))
	add("home-nothing", view.Incidents(p, view.IncidentList{OnCall: duty(), Connected: true, Choices: choices, Filter: view.IncidentFilter{Text: "olt-9", State: "all"}}))
	oneIncident(p, add)
}

func oneIncident(p view.Page, add func(string, templ.Component)) {
	add("incident", view.Incident(p, triggered()))

	has := triggered()
	has.State, has.Holder, has.Changed = view.Acknowledged, "You", ago(time.Minute)
	has.Next = view.Next{What: "Pages you again unless resolved", At: ago(-29 * time.Minute)}
	has.Can = view.Actions{Resolve: true, Snooze: true, Unacknowledge: true, Escalate: true, Priority: true, Note: true}
	has.Note = view.Form{Values: map[string]string{"text": "On my way\nwith the generator"}, Errors: map[string]string{"text": "A note has at most 10,000 characters; this one has 12,114."}}
	add("incident-acknowledged", view.Incident(p, has))

	over := triggered()
	over.State, over.Changed = view.Resolved, ago(30*time.Second)
	over.Next = view.Next{Never: "it is resolved"}
	over.Can = view.Actions{Reopen: true, Priority: true, Note: true}
	add("incident-resolved", view.Incident(p, over))

	add("incident-unreached", view.Incident(p, unreached()))
	add("incident-voicemail", view.Incident(p, voicemail()))
	add("incident-hostile", view.Incident(p, hostile()))
}

func triggered() view.IncidentPage {
	return view.IncidentPage{
		IncidentRow: openRows()[0], EquipmentID: "tower-north", Policy: view.Ref{ID: "PPOL001", Name: "Default"},
		Level: 1, Levels: 3, Next: view.Next{What: "Ana Fernández is paged", At: ago(-40 * time.Second)},
		Can:     view.Actions{Acknowledge: true, Resolve: true, Snooze: true, Escalate: true, Priority: true, Note: true},
		Runbook: view.OutsideLink{Href: "https://wiki.example.net/towers/no-power", Text: "Runbook: tower without power"},
		Told: []view.Told{
			{At: ago(256 * time.Second), Person: "You", Channel: "push", Address: "topic noc-night", Result: view.ToldDelivered},
			{At: ago(196 * time.Second), Person: "You", Channel: "voice", Address: "+1 555 010 0123", Result: view.ToldFailed, Reason: "no answer after 30 s"},
			{At: ago(136 * time.Second), Person: "You", Channel: "sms", Address: "+1 555 010 0123", Result: view.ToldAccepted, Reason: "carrier id SM81f0"},
			{At: ago(76 * time.Second), Person: "You", Channel: "email", Address: "night@example.net", Result: view.ToldRetry, Reason: "451 try again later"},
		},
		Timeline: []view.Entry{
			{At: ago(60 * time.Second), Kind: "problem", Who: "Wakeman", Text: "could not deliver a mail to You, tries again at 02:16:20", Extra: "451 4.7.1 try again later"},
			{At: ago(136 * time.Second), Kind: "paged", Who: "Wakeman", Text: "sent an SMS to You"},
			{At: ago(180 * time.Second), Kind: "note", Who: "Ana Fernández", Text: "added a note", Extra: "The utility reports a line fault in the valley.\nEstimated repair: 05:00."},
			{At: ago(256 * time.Second), Kind: "paged", Who: "Wakeman", Text: "sent a push message to You (on call for Primary until Mon 10:00)"},
			{At: ago(256 * time.Second), Kind: "triggered", Who: "LibreNMS", Text: "reported “Tower North: no power”"},
			{At: ago(3 * time.Hour), Kind: "quiet", Who: "Wakeman", Text: "kept a warning quiet: rule “battery tests”"},
		},
		Alerts: []view.Alert{
			{Key: "tower-north/power", Summary: "Tower North: no power", State: view.Triggered, Severity: "critical", Source: "tower-north", Count: 3, First: ago(256 * time.Second), Last: ago(20 * time.Second), EventID: "01J000000000000000000001"},
			{Key: "ap-114", Summary: longHost + " is unreachable", State: view.Triggered, Severity: "error", Source: longHost, Count: 1, First: ago(250 * time.Second), Last: ago(250 * time.Second)},
			{Key: "ap-115", Summary: "ap-115 rebooted", State: view.Resolved, Severity: "warning", Source: "ap-115", Count: 1204, First: ago(30 * time.Hour), Last: ago(240 * time.Second)},
		},
		AlertsMore: 38,
		Details: []view.Field{
			{Name: "devices", Value: "41"}, {Name: "customers", Value: "312"}, {Name: "last voltage", Value: "0.0 V (nominal 48 V)"}, {Name: "site contact", Value: "Gate code is with the farmer, house 3"},
		},
		Links:   []view.OutsideLink{{Href: "https://librenms.example.net/device/412", Text: "Device in LibreNMS"}},
		Images:  []view.OutsideLink{{Href: "https://grafana.example.net/render/d-solo/abc?panelId=4&from=now-1h", Text: "Voltage, last hour"}},
		Changes: []view.Change{{At: ago(100 * time.Minute), Summary: "Firmware 7.16.2 on 3 switches at Tower North", Source: "ansible", Links: []view.OutsideLink{{Href: "https://git.example.net/net/-/commit/1f2e3d", Text: "commit 1f2e3d"}}, EventID: "01J000000000000000000009"}},
		EventID: "01J000000000000000000001",
	}
}

func unreached() view.IncidentPage {
	v := triggered()
	v.IncidentRow = openRows()[1]
	v.EquipmentID, v.Level, v.Levels = "ups-shed-b", 0, 1
	v.Next = view.Next{Never: "no step of the policy “Access” means anybody"}
	v.Told = nil
	v.Timeline = v.Timeline[4:]
	v.Alerts, v.AlertsMore = v.Alerts[:1], 0
	v.Runbook, v.Changes, v.Images = view.OutsideLink{}, nil, nil
	return v
}

func voicemail() view.IncidentPage {
	v := unreached()
	v.IncidentRow = openRows()[0]
	v.Title, v.Source, v.EquipmentID = "Voicemail 0:27 from Night caller (+15550100) in mailbox 100", "mailbox 100", "mailbox 100"
	v.Next = view.Next{What: "Ana Fernández is paged", At: ago(-40 * time.Second)}
	v.Recordings = []view.Recording{
		{Event: "41", Number: 1, Name: "msg0000.WAV", Caller: "Night caller (+15550100)", At: ago(256 * time.Second), Length: 27 * time.Second, Plays: true},
		{Event: "40", Number: 1, Name: "msg0000.amr", Caller: arabic + " " + longHost, At: ago(30 * time.Hour), Length: 3 * time.Minute},
		{Event: "39", Number: 1, Name: "msg0001.gsm", At: ago(2000 * time.Hour), Length: 75 * time.Second, Plays: true, Gone: true},
	}
	return v
}

func hostile() view.IncidentPage {
	v := triggered()
	v.Title = markup + " " + arabic
	v.Source = longHost
	v.Details = []view.Field{
		{Name: markup, Value: markup},
		{Name: "a_very_long_label_name_without_any_space_in_it_at_all_from_prometheus", Value: longHost + "/" + longHost + "/" + longHost},
		{Name: "النص", Value: arabic},
		{Name: "empty", Value: ""},
		{Name: "output", Value: "PING 192.0.2.7 56(84) bytes of data.\n\n--- 192.0.2.7 ping statistics ---\n5 packets transmitted, 0 received, 100% packet loss, time 4090ms"},
		{Name: "blob", Value: `{"labels":{"alertname":"HostDown","instance":"192.0.2.7:9100","severity":"critical"},"annotations":{"description":"Host has been down for more than 5 minutes.","runbook_url":"javascript:alert(1)"}}`},
	}
	v.Links = []view.OutsideLink{
		{Href: "javascript:alert(document.cookie)", Text: "Click me"},
		{Href: "/signout", Text: "relative"},
		{Href: "//evil.example.net/x"},
		{Href: "data:text/html,<script>alert(1)</script>", Text: "data"},
		{Href: "https://user:password@example.net/", Text: "credentials"},
		{Href: "HTTPS://wiki.example.net/" + longHost, Text: arabic},
	}
	v.Runbook = view.OutsideLink{Href: "vbscript:x", Text: "Runbook"}
	return v
}
