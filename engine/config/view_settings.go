package config

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"wakeman/engine"
)

func (v view) settings(s engine.Settings) tree {
	preset := engine.DefaultSettings()
	r := newRecord("")
	r.text("public_url", s.PublicURL)
	r.text("mail_domain", s.MailDomain)
	var fallback []tree
	for _, id := range s.Fallback {
		if u, ok := v.Users[id]; ok {
			fallback = append(fallback, tree{text: u.Email, id: id})
		}
	}
	r.list("outgoing_allow", ranges(s.OutgoingAllow), false).oneLine()
	r.list("fallback", fallback, false).oneLine()
	r.timeout("bundle_window", s.BundleWindow, preset.BundleWindow)
	r.timeout("stale_after", s.StaleAfter, preset.StaleAfter)
	r.word("raw_days", strconv.Itoa(s.RawDays), strconv.Itoa(preset.RawDays))
	if s.Mail != nil {
		r.add("mail", mailTree(*s.Mail))
	}
	if s.Push != nil {
		r.add("push", pushTree(*s.Push))
	}
	if s.SMS != nil {
		r.add("sms", smsTree(*s.SMS))
	}
	if s.OIDC != nil {
		r.add("oidc", oidcTree(*s.OIDC))
	}
	if s.Heartbeat != nil {
		r.add("heartbeat", heartbeatTree(*s.Heartbeat))
	}
	r.flag("setup_hidden", s.SetupHidden)
	r.text("setup_declined", s.SetupDeclined)
	if s.Backup != nil {
		r.add("backup", backupTree(*s.Backup))
	}
	r.list("audit_ship", texts(s.AuditShip), false).oneLine()
	r.list("never_block", ranges(s.NeverBlock), false).oneLine()
	return r.tree
}

// heartbeatTree takes the whole address for a secret: who knows it can keep a
// dead box looking alive.
func heartbeatTree(s engine.HeartbeatSettings) tree {
	r := newRecord("")
	r.hidden("url", s.URL, secret)
	if s.URL != "" {
		r.word("interval", FormatDuration(s.Interval), FormatDuration(engine.DefaultHeartbeat))
	}
	r.text("declined", s.Declined)
	return r.tree
}

func mailTree(s engine.MailSettings) tree {
	r := newRecord("")
	r.text("host", s.Host)
	r.word("port", strconv.Itoa(s.Port), "")
	r.word("tls", s.TLS, "")
	r.text("user", s.User)
	r.hidden("password", s.Password, secret)
	r.text("from", s.From)
	return r.tree
}

func pushTree(s engine.PushSettings) tree {
	r := newRecord("")
	how := public
	if hidesSecret(s.Server, true) {
		how = secret
	}
	r.hidden("server", s.Server, how)
	r.hidden("token", s.Token, secret)
	return r.tree
}

// smsTree takes every header but the harmless ones, the body, and a URL with a
// query for secrets: each gateway hides its password in another of them.
func smsTree(s engine.SMSSettings) tree {
	r := newRecord("")
	how := public
	if hidesSecret(s.URL, true) {
		how = secret
	}
	r.word("method", cmp.Or(s.Method, "POST"), "")
	r.hidden("url", s.URL, how)
	if len(s.Headers) > 0 {
		headers := newRecord("")
		for _, name := range slices.Sorted(maps.Keys(s.Headers)) {
			headers.add(name, hiddenTree(s.Headers[name], headerSecrecy(name)))
		}
		r.add("headers", headers.tree)
	}
	r.hidden("body", s.Body, secret)
	r.word("to_format", s.ToFormat, "")
	r.text("success_status", s.SuccessStatus)
	r.text("success_contains", s.SuccessContains)
	r.text("success_match", s.SuccessMatch)
	r.text("provider_id", s.ProviderID)
	r.word("max_runes", strconv.Itoa(s.MaxRunes), "0")
	return r.tree
}

func headerSecrecy(name string) secrecy {
	switch fold(name) {
	case "accept", "content-type", "user-agent":
		return public
	}
	return secret
}
