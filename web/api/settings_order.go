package api

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
)

// settingsOrder is what a request says about the settings: what it does not name
// stays. null takes a carrier away.
type settingsOrder struct {
	PublicURL     maybe[string]          `json:"public_url"`
	MailDomain    maybe[string]          `json:"mail_domain"`
	OutgoingAllow maybe[[]string]        `json:"outgoing_allow" doc:"addresses and ranges, like 192.0.2.0/24"`
	RawDays       maybe[int]             `json:"raw_days"`
	Fallback      maybe[[]namedOrder]    `json:"fallback" doc:"people"`
	BundleWindow  maybe[string]          `json:"bundle_window" doc:"a time such as 1m; or off"`
	StaleAfter    maybe[string]          `json:"stale_after" doc:"a time such as 2d; or off"`
	Mail          maybe[*mailOrder]      `json:"mail"`
	Push          maybe[*pushOrder]      `json:"push"`
	SMS           maybe[*smsOrder]       `json:"sms"`
	Heartbeat     maybe[*heartbeatOrder] `json:"heartbeat"`
	OIDC          maybe[*providerOrder]  `json:"oidc" doc:"the OpenID provider people may sign in through"`
	SetupHidden   maybe[bool]            `json:"setup_hidden" doc:"true needs setup_declined, too"`
	SetupDeclined maybe[string]          `json:"setup_declined" doc:"why admins are not to be reminded; name and day are added"`
}

type mailOrder struct {
	Host     maybe[string] `json:"host"`
	Port     maybe[int]    `json:"port" doc:"left out with another tls: its usual one"`
	TLS      maybe[string] `json:"tls" enum:"tls,starttls,none"`
	User     maybe[string] `json:"user"`
	Password kept          `json:"password"`
	From     maybe[string] `json:"from"`
}

type pushOrder struct {
	Server kept `json:"server"`
	Token  kept `json:"token"`
}

type smsOrder struct {
	Method          maybe[string]        `json:"method" enum:"POST,GET,PUT"`
	URL             kept                 `json:"url"`
	Headers         maybe[[]headerOrder] `json:"headers" doc:"all of them"`
	Body            kept                 `json:"body"`
	ToFormat        maybe[string]        `json:"to_format"`
	SuccessStatus   maybe[string]        `json:"success_status"`
	SuccessContains maybe[string]        `json:"success_contains"`
	SuccessMatch    maybe[string]        `json:"success_match"`
	ProviderID      maybe[string]        `json:"provider_id"`
	MaxRunes        maybe[int]           `json:"max_runes"`
}

type headerOrder struct {
	Name  string `json:"name" need:"yes"`
	Value kept   `json:"value"`
}

type heartbeatOrder struct {
	URL      kept          `json:"url"`
	Interval maybe[string] `json:"interval"`
	Declined maybe[string] `json:"declined"`
}

type providerOrder struct {
	Issuer       maybe[string]   `json:"issuer"`
	ClientID     maybe[string]   `json:"client_id"`
	ClientSecret kept            `json:"client_secret"`
	Label        maybe[string]   `json:"label"`
	AllowDomains maybe[[]string] `json:"allow_domains"`
	CreateAs     maybe[string]   `json:"create_as"`
}

// kept is text that may be a secret: left out or [config.Kept], it is what is
// stored.
type kept struct {
	written bool
	value   string
}

func (k *kept) readField(f *faults, path string, raw json.RawMessage) {
	var text *string
	if json.Unmarshal(raw, &text) != nil {
		f.add(path, "is %s, and not text", sortOf(raw))
		return
	}
	switch {
	case text == nil:
		k.written = true
	case *text != config.Kept:
		k.written, k.value = true, strings.TrimSpace(*text)
	}
}

// inside is the type on the wire, for the description of the API.
func (k *kept) inside() reflect.Type { return reflect.TypeFor[string]() }

// put sets what was written. What is stored does not go to another server unseen.
func (k kept) put(f *faults, path string, into *string, elsewhere bool) {
	switch {
	case k.written:
		*into = k.value
	case elsewhere && *into != "":
		f.add(path, "write it again: what is stored is not sent to another address")
	}
}

// settingsChange puts an order on top of settings, and notes what can not be
// read. What can be and is wrong all the same is found by [config.Edit].
type settingsChange struct {
	faults
	settingsOrder
}

// by says who declines what is declined, and when.
func (w settingsOrder) apply(s engine.Settings, by func(why string) string) (engine.Settings, error) {
	x := &settingsChange{settingsOrder: w}
	trimmed(w.PublicURL, &s.PublicURL)
	s.PublicURL = strings.TrimRight(s.PublicURL, "/")
	trimmed(w.MailDomain, &s.MailDomain)
	w.RawDays.put(&s.RawDays)
	x.reminder(&s, by)
	if w.OutgoingAllow.given {
		s.OutgoingAllow = x.prefixes("outgoing_allow", w.OutgoingAllow.value)
	}
	if w.Fallback.given {
		s.Fallback = nil
		for _, one := range w.Fallback.value {
			s.Fallback = append(s.Fallback, one.ID)
		}
	}
	x.duration("bundle_window", w.BundleWindow, &s.BundleWindow)
	x.duration("stale_after", w.StaleAfter, &s.StaleAfter)
	s.Mail, s.Push, s.SMS = part(w.Mail, s.Mail, x.mail), part(w.Push, s.Push, x.push), part(w.SMS, s.SMS, x.sms)
	s.Heartbeat, s.OIDC = part(w.Heartbeat, s.Heartbeat, x.heartbeat), part(w.OIDC, s.OIDC, x.provider)
	return s, x.err()
}

// reminder ends the reminder of the first start, which needs a reason as on the
// page, or brings it back.
func (x *settingsChange) reminder(s *engine.Settings, by func(why string) string) {
	was, why := s.SetupHidden, strings.TrimSpace(x.SetupDeclined.value)
	x.SetupHidden.put(&s.SetupHidden)
	switch {
	case !s.SetupHidden:
		s.SetupDeclined = ""
	case why != "" && why != s.SetupDeclined:
		s.SetupDeclined = by(why)
	case !was:
		x.add("setup_declined", "is missing: say why admins are not to be reminded of the first start")
	}
}

// part is one carrier: as it was, gone, or a copy that was changed. fresh: there
// was none.
func part[W, T any](w maybe[*W], old *T, apply func(w W, into *T, fresh bool)) *T {
	switch {
	case !w.given:
		return old
	case w.value == nil:
		return nil
	}
	var next T
	if old != nil {
		next = *old
	}
	apply(*w.value, &next, old == nil)
	return &next
}

func (x *settingsChange) mail(w mailOrder, m *engine.MailSettings, fresh bool) {
	before := *m
	trimmed(w.Host, &m.Host)
	w.TLS.put(&m.TLS)
	if m.TLS == "" {
		m.TLS = "starttls"
	}
	if m.Port == 0 || m.TLS != before.TLS {
		m.Port = config.MailPort(m.TLS)
	}
	w.Port.put(&m.Port)
	trimmed(w.User, &m.User)
	trimmed(w.From, &m.From)
	w.Password.put(&x.faults, "mail.password", &m.Password, !fresh && (m.Host != before.Host || m.Port != before.Port || m.TLS != before.TLS))
}

func (x *settingsChange) push(w pushOrder, p *engine.PushSettings, _ bool) {
	before := p.Server
	w.Server.put(&x.faults, "push.server", &p.Server, false)
	w.Token.put(&x.faults, "push.token", &p.Token, config.Elsewhere(p.Server, before))
}

func (x *settingsChange) sms(w smsOrder, g *engine.SMSSettings, _ bool) {
	before := g.URL
	if w.Method.put(&g.Method); g.Method == "" {
		g.Method = "POST"
	}
	w.URL.put(&x.faults, "sms.url", &g.URL, false)
	elsewhere := config.Elsewhere(g.URL, before)
	w.Body.put(&x.faults, "sms.body", &g.Body, elsewhere)
	x.headers(w.Headers, g, elsewhere)
	trimmed(w.ToFormat, &g.ToFormat)
	trimmed(w.SuccessStatus, &g.SuccessStatus)
	w.SuccessContains.put(&g.SuccessContains)
	w.SuccessMatch.put(&g.SuccessMatch)
	w.ProviderID.put(&g.ProviderID)
	w.MaxRunes.put(&g.MaxRunes)
}

// headers are all of them: one that is not named is gone.
func (x *settingsChange) headers(w maybe[[]headerOrder], g *engine.SMSSettings, elsewhere bool) {
	list := w.value
	if !w.given {
		for name := range g.Headers {
			list = append(list, headerOrder{Name: name})
		}
	}
	old := g.Headers
	g.Headers = nil
	for i, h := range list {
		if g.Headers == nil {
			g.Headers = map[string]string{}
		}
		name, path := strings.TrimSpace(h.Name), fmt.Sprintf("sms.headers[%d]", i)
		value, stored := old[name]
		if !h.Value.written && !stored {
			x.add(path, "nothing is stored for %s that could be kept", quote(name))
		}
		h.Value.put(&x.faults, path, &value, elsewhere && !config.HeaderIsPublic(name))
		g.Headers[name] = value
	}
}

func (x *settingsChange) heartbeat(w heartbeatOrder, h *engine.HeartbeatSettings, _ bool) {
	w.URL.put(&x.faults, "heartbeat.url", &h.URL, false)
	trimmed(w.Declined, &h.Declined)
	x.duration("heartbeat.interval", w.Interval, &h.Interval)
	switch {
	case h.URL == "":
		h.Interval = 0
	case h.Interval == 0:
		h.Interval = engine.DefaultHeartbeat
	}
}

func (x *settingsChange) provider(w providerOrder, o *engine.OIDCSettings, _ bool) {
	before := o.Issuer
	trimmed(w.Issuer, &o.Issuer)
	trimmed(w.ClientID, &o.ClientID)
	trimmed(w.Label, &o.Label)
	if w.AllowDomains.put(&o.AllowDomains); len(o.AllowDomains) == 0 {
		o.AllowDomains = nil
	}
	if w.CreateAs.given {
		o.CreateAs = people.Role(w.CreateAs.value)
	}
	w.ClientSecret.put(&x.faults, "oidc.client_secret", &o.ClientSecret, config.Elsewhere(o.Issuer, before))
}

// duration reads a time, or off; empty is what it was.
func (x *settingsChange) duration(path string, w maybe[string], into *time.Duration) {
	switch {
	case !w.given, strings.TrimSpace(w.value) == "":
		return
	case strings.EqualFold(w.value, "off"):
		*into = 0
		return
	}
	d, err := config.ParseDuration(w.value)
	if err != nil {
		x.add(path, "%s", err)
		return
	}
	*into = d
}

func orOff(d time.Duration) string {
	if d == 0 {
		return "off"
	}
	return config.FormatDuration(d)
}

// prefixes reads ranges of a field.
func (x *settingsChange) prefixes(field string, list []string) (all []netip.Prefix) {
	for i, one := range list {
		prefix, ok := config.ParsePrefix(one)
		if !ok {
			x.add(fmt.Sprintf("%s[%d]", field, i), "%s is not an address or range; write it like 192.0.2.10, 192.0.2.0/24 or fd00::/8", quote(one))
			continue
		}
		all = append(all, prefix)
	}
	return all
}
