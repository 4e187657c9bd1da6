package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func upkeepSamples(p view.Page, add func(string, templ.Component)) {
	backupSamples(p, add)
	shippingSamples(p, add)
	neverBlockSamples(p, add)
	reachedSamples(p, add)
}

func backupSamples(p view.Page, add func(string, templ.Component)) {
	const key = "age1qpxs6srusn4p0p6y2d2da0lu7uwvj2qnwj4em67cc9esju9raeesl6r8x4"
	usual := map[string]string{"every": "1d", "hour": "3", "keep": "14"}
	add("settings-backups-empty", view.Backups(p, view.BackupsPage{Form: view.Form{Values: usual}}))
	full := view.BackupsPage{
		SameDisk: true,
		Form:     view.Form{Values: map[string]string{"dir": "/mnt/backup/wakeman", "every": "1d", "hour": "3", "keep": "14", "recipients": key}},
		On:       true, Dir: "/mnt/backup/wakeman", How: "One is made every day from 03:00 UTC on.", Last: ago(4 * time.Minute),
		Failed: "There is no room left on that disk.", FailedAt: ago(9 * 24 * time.Hour),
		Copies: []view.BackupRow{
			{File: "wakeman-2026-03-14T071100.db.age", Size: "41 MiB", At: ago(4 * time.Minute), Sealed: true, Verified: true, ByHand: true},
			{File: "wakeman-2026-03-14.db.age", Size: "41 MiB", At: ago(4 * time.Hour), Sealed: true, Verified: true},
			{File: "wakeman-2026-03-13.db.age", Size: "40 MiB", At: ago(28 * time.Hour), Sealed: true, Verified: true},
			{File: "wakeman-2026-03-12.db", Size: "512 KiB", At: ago(52 * time.Hour)},
		},
	}
	add("settings-backups", view.Backups(p, full))
	failing := full
	failing.Open, failing.Failure, failing.Began, failing.Unlisted = true, full.Failed, ago(time.Minute), "The disk did not answer within 5 seconds: is it there?"
	failing.Form = view.Form{Values: map[string]string{"dir": "backups", "every": "6h", "hour": "noon", "keep": "0"}, Problem: "Something below could not be read. Nothing is saved yet.", Errors: map[string]string{
		"dir": "Must be the whole path, from / on, like /srv/wakeman-backups.", "hour": "Write a whole number.", "keep": "Must be a whole number from 1 to 366.",
		"recipients": "Is a secret key: it must not come to this box. Give the public one that wakeman keygen printed, which begins with age1.",
	}}
	add("settings-backups-wrong", view.Backups(p, failing))
	fixed := full
	fixed.Fixed = map[string]string{"dir": "--backup-dir /mnt/backup/wakeman", "keep": "--backup-keep 14", "recipients": "--backup-recipient " + key}
	add("settings-backups-fixed", view.Backups(p, fixed))
}

func shippingSamples(p view.Page, add func(string, templ.Component)) {
	add("settings-shipping-empty", view.Shipping(p, view.ShippingPage{}))
	ship := view.ShippingPage{
		Form: view.Form{Values: map[string]string{"syslog": "syslog://192.0.2.10:514", "mail": "audit@larkfield.example"}}, NoMail: true,
		Places: []view.PlaceRow{
			{Address: "syslog://192.0.2.10:514", OK: ago(20 * time.Minute), Tried: ago(20 * time.Minute)},
			{Address: "syslog+tcp://" + longHost + ":601", Tried: ago(time.Minute), Problem: `Refused to call 192.0.2.9: add "192.0.2.0/24" to settings.outgoing_allow (or start with --outgoing-allow).`},
			{Address: "audit@larkfield.example"},
		},
	}
	add("settings-shipping", view.Shipping(p, ship))
	ship.Form.Errors = map[string]string{"syslog": `"loghost" must be an address of syslog, syslog+tcp or mailto.`, "mail": `"mailto:nobody" has no mail address.`}
	add("settings-shipping-wrong", view.Shipping(p, ship))
	ship.Form.Errors, ship.Fixed = nil, map[string]string{"audit_ship": "--audit-ship syslog://192.0.2.10:514 --audit-ship mailto:audit@larkfield.example"}
	add("settings-shipping-fixed", view.Shipping(p, ship))
	add("settings-shipping-broken", view.Shipping(p, view.ShippingPage{Broken: "The key that signs the end of the audit log could not be read or made: see the log of the service."}))
}

func neverBlockSamples(p view.Page, add func(string, templ.Component)) {
	add("settings-never", view.NeverBlock(p, view.NeverPage{Form: view.Form{Values: map[string]string{"never_block": "198.51.100.0/28"}}, From: "198.51.100.7"}))
	add("settings-never-wrong", view.NeverBlock(p, view.NeverPage{Form: view.Form{Values: map[string]string{"never_block": "0.0.0.0/0"}, Errors: map[string]string{
		"never_block": "0.0.0.0/0 is so wide that strangers are in it, who could then guess passwords without end: name the office's own addresses, at most a /16.",
	}}, From: "2001:db8::7"}))
	add("settings-never-fixed", view.NeverBlock(p, view.NeverPage{Form: view.Form{Values: map[string]string{"never_block": "198.51.100.0/28"}}, Fixed: map[string]string{"never_block": "--never-block 198.51.100.0/28"}}))
}

func reachedSamples(p view.Page, add func(string, templ.Component)) {
	rows := []view.ReachedRow{
		{Name: "Public address", Value: "https://wakeman.larkfield.example", By: "Settings", Path: view.PathSettings},
		{Name: "Browsers, senders, the API", Value: "[::]:8080", By: "--http"},
		{Name: "The same, with TLS beside it", Value: "[::]:8443", By: "--https"},
		{Name: "Proxies that are believed", Value: "none: people come from the address that connects", By: "--trusted-proxy"},
		{Name: "Data directory", Value: "/var/lib/wakeman", By: "--data"},
	}
	add("settings-reached", view.Reached(p, view.ReachedPage{Rows: rows, Certificate: &view.ReachedCertificate{
		Level: view.Good, Words: "Browsers trust it where this box's root is installed.", Names: []string{"wakeman.larkfield.example", longHost, "192.0.2.1"}, Issuer: "Wakeman at Larkfield", Ends: now().AddDate(0, 2, 0),
		Fingerprint: "3F:1C:9A:60:5D:1E:4B:52:9F:0C:1C:2F:3A:4B:5C:6D:3F:1C:9A:60:5D:1E:4B:52:9F:0C:1C:2F:3A:4B:5C:6D", Root: true,
	}}))
	add("settings-reached-plain", view.Reached(p, view.ReachedPage{Rows: rows[:2]}))
}
