package api

import (
	"maps"
	"net/netip"
	"slices"

	"wakeman/engine"
	"wakeman/engine/config"
)

// settingsWire are the settings of the box, named as in the configuration file.
// What is a secret is never shown: [config.Kept] stands where there is one.
type settingsWire struct {
	PublicURL     string         `json:"public_url"`
	MailDomain    string         `json:"mail_domain"`
	OutgoingAllow []string       `json:"outgoing_allow"`
	RawDays       int            `json:"raw_days"`
	Fallback      []reference    `json:"fallback"`
	BundleWindow  string         `json:"bundle_window"` // 1m; off
	StaleAfter    string         `json:"stale_after"`   // 2d; off
	Mail          *mailWire      `json:"mail"`
	Push          *pushWire      `json:"push"`
	SMS           *smsWire       `json:"sms"`
	Heartbeat     *heartbeatWire `json:"heartbeat"`
	OIDC          *providerWire  `json:"oidc"`
	SetupHidden   bool           `json:"setup_hidden"`
	SetupDeclined string         `json:"setup_declined" doc:"who ended the reminder of the first start, when, and why"`
}

type mailWire struct {
	Host     string `json:"host"`
	Port     int    `json:"port"`
	TLS      string `json:"tls" enum:"tls,starttls,none"`
	User     string `json:"user"`
	Password string `json:"password"`
	From     string `json:"from"`
}

type pushWire struct {
	Server string `json:"server"`
	Token  string `json:"token"`
}

type smsWire struct {
	Method          string       `json:"method" enum:"POST,GET,PUT"`
	URL             string       `json:"url"`
	Headers         []headerWire `json:"headers"`
	Body            string       `json:"body"`
	ToFormat        string       `json:"to_format"`
	SuccessStatus   string       `json:"success_status"`
	SuccessContains string       `json:"success_contains"`
	SuccessMatch    string       `json:"success_match"`
	ProviderID      string       `json:"provider_id"`
	MaxRunes        int          `json:"max_runes"`
}

type headerWire struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type heartbeatWire struct {
	URL      string `json:"url"`
	Interval string `json:"interval"`
	Declined string `json:"declined"`
}

type providerWire struct {
	Issuer       string   `json:"issuer"`
	ClientID     string   `json:"client_id"`
	ClientSecret string   `json:"client_secret"`
	Label        string   `json:"label"`
	AllowDomains []string `json:"allow_domains"`
	CreateAs     string   `json:"create_as"`
}

func (v view) settings(s engine.Settings) settingsWire {
	w := settingsWire{
		PublicURL: s.PublicURL, MailDomain: s.MailDomain, OutgoingAllow: each(s.OutgoingAllow, netip.Prefix.String), RawDays: s.RawDays, Fallback: each(s.Fallback, v.userRef),
		BundleWindow: orOff(s.BundleWindow), StaleAfter: orOff(s.StaleAfter), SetupHidden: s.SetupHidden, SetupDeclined: s.SetupDeclined,
	}
	if m := s.Mail; m != nil {
		w.Mail = &mailWire{m.Host, m.Port, m.TLS, m.User, config.HiddenSecret(m.Password), m.From}
	}
	if p := s.Push; p != nil {
		w.Push = &pushWire{config.Hidden(p.Server), config.HiddenSecret(p.Token)}
	}
	if g := s.SMS; g != nil {
		w.SMS = smsOf(*g)
	}
	if h := s.Heartbeat; h != nil {
		w.Heartbeat = &heartbeatWire{URL: config.HiddenSecret(h.URL), Declined: h.Declined}
		if h.URL != "" {
			w.Heartbeat.Interval = config.FormatDuration(h.Interval)
		}
	}
	if o := s.OIDC; o != nil {
		w.OIDC = &providerWire{o.Issuer, o.ClientID, config.HiddenSecret(o.ClientSecret), o.Label, listed(o.AllowDomains), string(o.CreateAs)}
	}
	return w
}

func smsOf(g engine.SMSSettings) *smsWire {
	w := &smsWire{
		Method: orID(g.Method, "POST"), URL: config.Hidden(g.URL), Headers: []headerWire{}, Body: config.HiddenSecret(g.Body), ToFormat: g.ToFormat,
		SuccessStatus: g.SuccessStatus, SuccessContains: g.SuccessContains, SuccessMatch: g.SuccessMatch, ProviderID: g.ProviderID, MaxRunes: g.MaxRunes,
	}
	for _, name := range slices.Sorted(maps.Keys(g.Headers)) {
		value := g.Headers[name]
		if !config.HeaderIsPublic(name) {
			value = config.HiddenSecret(value)
		}
		w.Headers = append(w.Headers, headerWire{name, value})
	}
	return w
}

func (s *server) getSettings(c *call) (any, error) { return c.oneSettings() }

func (c *call) oneSettings() (any, error) {
	c.tag(c.cfg.Settings)
	return map[string]settingsWire{"settings": c.settings(c.cfg.Settings)}, nil
}
