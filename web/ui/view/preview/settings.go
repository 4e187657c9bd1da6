package preview

import (
	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func settingsSamples(p view.Page, add func(string, templ.Component)) {
	values := map[string]string{
		"public_url": "https://wakeman.example.net", "mail_domain": "alerts.example.net", "outgoing_allow": "192.0.2.0/24\n127.0.0.1/32", "raw_days": "30", "bundle_window": "1m", "stale_after": "2d",
		"mail": "yes", "mail.host": "mail.example.net", "mail.tls": "starttls", "mail.port": "587", "mail.user": "wakeman", "mail.from": "Wakeman <wakeman@example.net>",
		"push": "yes", "push.server": "https://ntfy.example.net", "sms.method": "POST",
		"heartbeat.url": "(stored)", "heartbeat.interval": "1m",
	}
	people := []view.SettingsPerson{{ID: "PANA", Name: "Ana Lucía Fernández-Villanueva", Chosen: true}, {ID: "POWN", Name: "مالك الشبكة", Note: "no contact method is set"}, {ID: "PX", Name: markup}}
	full := view.SettingsPage{Form: view.Form{Values: values}, People: people, Stored: map[string]bool{"mail.password": true, "push.token": true}, Seen: "a"}
	add("settings", view.Settings(p, full))
	wrong := full
	wrong.Form = view.Form{Problem: "Something below could not be read. Nothing is saved yet.", Values: map[string]string{
		"public_url": "wakeman", "outgoing_allow": "everywhere", "bundle_window": "soon", "mail": "yes", "mail.host": "mail.example.net:587", "sms.url": "https://sms.example.net/v1/send",
		"sms.headers": "Authorization: (stored)", "sms.body": "(stored)", "sms.success_match": "(",
	}, Errors: map[string]string{
		"public_url": "Must be a URL that begins with http:// or https://.", "outgoing_allow": `"everywhere" is not an address or range.`, "bundle_window": `"soon" is not a duration.`,
		"mail.host": "Is not a host name or address; the port goes into its own field.", "mail.password": "Type the password again: what is stored is not sent to another address.",
		"sms": "Tick this, or empty the fields below: as it is, they would be lost.", "fallback": "Nobody has that id.", "heartbeat.interval": "Must be from 10s to 1d.", "sms.success_match": "Missing closing ).",
	}}
	add("settings-wrong", view.Settings(p, wrong))
	reader := p
	reader.Viewer.CanAdmin = false
	add("settings-read", view.Settings(reader, view.SettingsPage{Facts: []view.Field{{Name: "Public address", Value: "https://wakeman.example.net"}, {Name: "Fallback contacts", Value: "every owner, else every admin"}, {Name: "Pages by SMS", Value: "no gateway is set"}}}))
	readinessSamples(p, add)
}

func readinessSamples(p view.Page, add func(string, templ.Component)) {
	good := []view.ReadinessGroup{
		{Title: "Who cannot be reached", Good: "Everybody who may be paged can be reached."},
		{Title: "How people are paged", Good: "Everybody's notification rules do what they seem to."},
		{Title: "What is not covered", Good: "Every step of every policy means somebody, for two weeks."},
		{Title: "Ways out of this box", Good: "Every way that somebody uses is set."},
		{Title: "Services that hear nothing", Good: "Every integration has been heard."},
		{Title: "Never tested", Good: "Every way to everybody who may be paged has been tested."},
	}
	add("readiness-empty", view.Readiness(p, view.ReadinessPage{Groups: good}))
	full := make([]view.ReadinessGroup, len(good))
	copy(full, good)
	full[0].Lines = []view.ReadinessLine{
		{Level: view.Bad, What: "مالك الشبكة", Why: `No channel reaches this person, whom escalation policy "Default" pages.`, Path: view.PathOnCall, Do: "See the person"},
	}
	full[1].Lines = []view.ReadinessLine{
		{Level: view.Warning, What: "Night technician", Why: "This rule comes too late: every step with this person goes on to the next after 5m or less, and drops what was not sent by then.", Path: view.PathOnCall, Do: "See the person"},
	}
	full[2].Lines = []view.ReadinessLine{
		{Level: view.Bad, What: markup, Why: "The whole policy means nobody from Sat 14 Mar 20:00 to Sun 15 Mar 08:00, and 3 times more within two weeks.", Path: view.PolicyPath("PPOL001") + "?at=2026-03-14T20%3A00#forecast", Do: "See what would happen"},
		{Level: view.Warning, What: "Default", Why: "Step 2 means nobody now, until Mon 16 Mar 08:00.", Path: view.PolicyPath("PPOL001"), Do: "See what would happen"},
	}
	full[4].Lines = []view.ReadinessLine{{Level: view.Bad, What: longHost, Why: "This service has no integration, so no event can reach it.", Path: view.ServicePath("PX"), Do: "See the service"}}
	full[5].Lines = []view.ReadinessLine{{Level: view.Warning, What: "Ana Lucía Fernández-Villanueva", Why: "No test page has gone out by push (phone), SMS (mobile) as it is set now.", Path: view.PathOnCall, Do: "See the person"}}
	add("readiness", view.Readiness(p, view.ReadinessPage{Groups: full}))
}
