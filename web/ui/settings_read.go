package ui

import (
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
)

// settingsForm is what was typed: fields by name, and the people chosen.
type settingsForm struct {
	values   map[string]string
	fallback []string
	seen     string
}

// settingsFields are the fields of one value each, named as in a file.
func settingsFields() []string {
	return strings.Fields(`public_url mail_domain outgoing_allow raw_days bundle_window stale_after
		mail mail.host mail.tls mail.port mail.user mail.password mail.from push push.server push.token
		sms sms.method sms.url sms.headers sms.body sms.to_format sms.success_status sms.success_contains sms.success_match sms.provider_id sms.max_runes
		heartbeat.url heartbeat.interval heartbeat.declined`)
}

func settingsFrom(r *http.Request) settingsForm {
	f := settingsForm{values: map[string]string{}, fallback: r.PostForm["fallback"], seen: r.PostFormValue("seen")}
	for _, name := range settingsFields() {
		f.values[name] = strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n"))
	}
	return f
}

// reading turns the form into settings, and notes by field what can not be read.
// What can be read and is wrong all the same is found by [config.Edit].
type reading struct {
	settingsForm
	old   engine.Settings
	wrong map[string]string
}

// settings are what the form says, on top of the old ones: some have pages of
// their own. Secrets that are left empty are the old ones.
func (f settingsForm) settings(old engine.Settings) (engine.Settings, map[string]string) {
	r := &reading{f, old, map[string]string{}}
	s := old
	s.PublicURL, s.MailDomain, s.Fallback = strings.TrimRight(f.values["public_url"], "/"), f.values["mail_domain"], f.fallback
	s.OutgoingAllow, s.RawDays = r.prefixes("outgoing_allow"), r.number("raw_days", engine.DefaultSettings().RawDays)
	s.BundleWindow, s.StaleAfter = r.duration("bundle_window"), r.duration("stale_after")
	s.Mail, s.Push, s.SMS = nil, nil, nil
	if r.on("mail", old.Mail != nil, "mail.host", "mail.user", "mail.password") {
		s.Mail = r.mail()
	}
	if r.on("push", old.Push != nil, "push.server", "push.token") {
		s.Push = r.push()
	}
	if r.on("sms", old.SMS != nil, "sms.url", "sms.headers", "sms.body") {
		s.SMS = r.sms()
	}
	s.Heartbeat = r.heartbeat()
	return s, r.wrong
}

// on reports whether a carrier is wanted. What was typed for one that is not is
// not thrown away unseen.
func (r *reading) on(name string, was bool, fields ...string) bool {
	if r.values[name] != "" || was {
		return r.values[name] != ""
	}
	for _, field := range fields {
		if r.values[field] != "" {
			r.wrong[name] = "Tick this, or empty the fields below: as it is, they would be lost."
		}
	}
	return false
}

func (r *reading) mail() *engine.MailSettings {
	m := &engine.MailSettings{
		Host: r.values["mail.host"], TLS: r.values["mail.tls"], User: r.values["mail.user"], Password: r.values["mail.password"], From: r.values["mail.from"],
	}
	m.Port = r.number("mail.port", config.MailPort(m.TLS))
	old := r.old.Mail
	switch {
	case m.User == "" && m.Password == "": // no sign-in, so the old password has no use
	case old != nil && m.Password == "" && old.Password != "":
		m.Password = old.Password
		if m.Host != old.Host || m.Port != old.Port || m.TLS != old.TLS {
			r.retype("mail.password", "password")
		}
	}
	return m
}

// retype asks for a secret again: it must not be had by sending it to another
// server.
func (r *reading) retype(field, what string) {
	r.wrong[field] = "Type the " + what + " again: what is stored is not sent to another address."
}

func (r *reading) push() *engine.PushSettings {
	p := &engine.PushSettings{Server: r.values["push.server"], Token: r.values["push.token"]}
	old := r.old.Push
	if old == nil {
		return p
	}
	if p.Server == config.Kept {
		p.Server = old.Server
	}
	if p.Token == "" && old.Token != "" {
		p.Token = old.Token
		if config.Elsewhere(p.Server, old.Server) {
			r.retype("push.token", "token")
		}
	}
	return p
}

func (r *reading) sms() *engine.SMSSettings {
	v := r.values
	old := engine.SMSSettings{}
	if r.old.SMS != nil {
		old = *r.old.SMS
	}
	g := &engine.SMSSettings{
		Method: v["sms.method"], URL: v["sms.url"], Body: v["sms.body"], ToFormat: v["sms.to_format"], SuccessStatus: v["sms.success_status"],
		SuccessContains: v["sms.success_contains"], SuccessMatch: v["sms.success_match"], ProviderID: v["sms.provider_id"], MaxRunes: r.number("sms.max_runes", 0),
	}
	if g.URL == config.Kept {
		g.URL = old.URL
	}
	elsewhere := config.Elsewhere(g.URL, old.URL)
	g.Body = r.kept("sms.body", g.Body, old.Body, elsewhere)
	g.Headers = r.headers("sms.headers", old.Headers, elsewhere)
	return g
}

// kept puts a secret in for [config.Kept].
func (r *reading) kept(field, typed, old string, elsewhere bool) string {
	switch {
	case typed != config.Kept:
		return typed
	case old == "":
		r.wrong[field] = "Nothing is stored that could be kept."
	case elsewhere:
		r.retype(field, "secrets")
	}
	return old
}

// headers reads a header a line.
func (r *reading) headers(field string, old map[string]string, elsewhere bool) map[string]string {
	var all map[string]string
	for line := range strings.Lines(r.values[field]) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ":")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		switch {
		case strings.TrimSpace(line) == "":
			continue
		case !ok || name == "":
			r.wrong[field] = "Write each header on a line of its own, like Name: value."
			continue
		case all == nil:
			all = map[string]string{}
		}
		all[name] = r.kept(field, value, old[name], elsewhere)
	}
	return all
}

func (r *reading) number(field string, preset int) int {
	if r.values[field] == "" {
		return preset
	}
	n, err := strconv.Atoi(r.values[field])
	if err != nil {
		r.wrong[field] = "Write a whole number."
	}
	return n
}

// duration reads a time, or off.
func (r *reading) duration(field string) time.Duration {
	if strings.EqualFold(r.values[field], "off") {
		return 0
	}
	d, err := config.ParseDuration(r.values[field])
	if err != nil {
		r.wrong[field] = sentence(err.Error())
	}
	return d
}

func (r *reading) prefixes(field string) (list []netip.Prefix) {
	for _, word := range strings.FieldsFunc(r.values[field], func(c rune) bool { return c == '\n' || c == ',' || c == ' ' }) {
		prefix, ok := config.ParsePrefix(word)
		if !ok {
			r.wrong[field] = strconv.Quote(word) + " is not an address or range; write it like 192.0.2.10, 192.0.2.0/24 or fd00::/8."
			continue
		}
		list = append(list, prefix)
	}
	return list
}
