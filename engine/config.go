package engine

import (
	"cmp"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"wakeman/engine/people"
	"wakeman/engine/rules"
	"wakeman/notify"
)

// Config is everything an admin decides, as one immutable value. A change makes
// a new one; nobody writes into it.
type Config struct {
	people.Directory
	Policies     map[string]Policy
	Services     map[string]Service
	Integrations map[string]Integration // by id
	Heartbeats   map[string]Heartbeat   // by id
	Watches      map[string]Watch       // by id
	Settings     Settings
	// EventRules are asked about every event, before those of its service.
	EventRules rules.Set
	// LostKeys are the keys of senders whose record is damaged. They must not be taken for strangers: a sender that is
	// told its key is wrong gives up.
	LostKeys map[string]bool

	beatKeys map[string]string         // heartbeat key → id
	byKey    map[string]string         // integration key → id
	programs map[string]*rules.Program // of services by id, "" for all events; without those of no rules
}

// Index prepares the look-ups. The store calls it once on each new snapshot.
func (c *Config) Index() *Config {
	c.byKey = make(map[string]string, len(c.Integrations))
	for id, in := range c.Integrations {
		c.byKey[in.Key] = id
	}
	c.beatKeys = make(map[string]string, len(c.Heartbeats))
	for id, h := range c.Heartbeats {
		c.beatKeys[h.Key] = id
	}
	c.compileRules()
	return c
}

// ByKey finds the integration that a sender's key names, with its service.
func (c *Config) ByKey(key string) (Integration, Service, bool) {
	in, ok := c.Integrations[c.byKey[key]]
	if !ok || key == "" {
		return Integration{}, Service{}, false
	}
	// A service that is missing is damage: its events page the fallback contact.
	return in, c.Services[in.Service], true
}

// strange is the answer to a key that nobody has.
func (c *Config) strange(key, message string) error {
	if c.LostKeys[key] {
		return &Failure{Code: Unavailable, Retry: lostRetry, Message: "the record of whoever has this key is damaged: set it up again with the same key"}
	}
	return Fail(UnknownKey, "%s", message)
}

// lostRetry is when a sender whose record is damaged should come back.
const lostRetry = 5 * time.Minute

// TeamOf is the id of the team that a service is looked after by: its own, else
// that of its escalation policy; "" for none. Its incidents are that team's.
func (c *Config) TeamOf(service string) string {
	s := c.Services[service]
	if s.Team != "" {
		return s.Team
	}
	return c.Policies[s.Policy].Team
}

// ServicesOf lists the ids of the services that one of the teams looks after.
func (c *Config) ServicesOf(teams []string) []string {
	var ids []string
	for id := range c.Services {
		if team := c.TeamOf(id); team != "" && slices.Contains(teams, team) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// Policy is an escalation policy: who is paged, and who next if nobody answers.
type Policy struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Team        string `json:"team,omitempty"` // people.Team.ID
	// Repeat is how often the steps are gone through again after the first
	// time, 0–9 (PagerDuty's num_loops).
	Repeat int    `json:"repeat"`
	Steps  []Step `json:"steps"`
	// EscalateLow lets low-urgency incidents escalate too. PagerDuty's never do.
	EscalateLow bool `json:"escalate_low,omitempty"`
}

// Step is one level of a policy. Delay is the time until the next step.
type Step struct {
	ID         string          `json:"id"`
	Delay      time.Duration   `json:"delay"`
	Targets    []people.Target `json:"targets"`
	RoundRobin bool            `json:"round_robin,omitempty"` // one target at a time, in turn
}

// Service is what is watched: incidents belong to one.
type Service struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Policy      string `json:"policy"`         // Policy.ID
	Team        string `json:"team,omitempty"` // people.Team.ID
	Runbook     string `json:"runbook,omitempty"`

	Urgency UrgencyRule `json:"urgency"`

	// AckTimeout re-pages an acknowledged incident that is still open; 0 is off.
	AckTimeout time.Duration `json:"ack_timeout"`
	// AutoResolve closes an incident nobody touched; 0 is off.
	AutoResolve time.Duration `json:"auto_resolve"`
	// FlapWindow reopens a resolved incident, instead of opening a new one,
	// when its key triggers again so soon; 0 is off.
	FlapWindow time.Duration `json:"flap_window"`
	// EventRules are asked about its events, after those for all events.
	EventRules rules.Set `json:"event_rules,omitempty"`
	// Sandbox services exercise the whole path and page nobody.
	Sandbox   bool      `json:"sandbox,omitempty"`
	Disabled  bool      `json:"disabled,omitempty"`
	CreatedAt time.Time `json:"created_at,omitzero"`
}

// DefaultAckTimeout is what a service gets when the admin says nothing.
const DefaultAckTimeout = 30 * time.Minute

// UrgencyRule is how urgent a service's incidents are.
type UrgencyRule string

// The urgency rules. BySeverity is high for critical, error and unknown, low
// for warning and info: an alert of unknown weight must wake somebody.
const (
	AlwaysHigh UrgencyRule = "high"
	AlwaysLow  UrgencyRule = "low"
	BySeverity UrgencyRule = "severity_based"
)

// Of is the urgency of an incident with this severity. Anything unknown is high.
func (r UrgencyRule) Of(s Severity) people.Urgency {
	switch r {
	case AlwaysLow:
		return people.Low
	case BySeverity:
		if s == Warning || s == Info {
			return people.Low
		}
	}
	return people.High
}

// Integration is one door into a service, opened by its key.
type Integration struct {
	ID      string `json:"id"`
	Service string `json:"service"` // Service.ID
	Name    string `json:"name"`
	Type    string `json:"type"` // name of a [Kind]
	Key     string `json:"key"`
	// Secret is what the sender signs its posts with; empty: no signature is asked
	// for. Kinds that do not sign have none; one left over from another kind asks for
	// nothing.
	Secret string `json:"secret,omitempty" secret:"sealed"`
	// Topics are the ARNs of the SNS topics that are let in, and confirmed by
	// themselves; empty: any whose signature is right, and an admin confirms each.
	Topics []string `json:"topics,omitempty"`
	// SignedOnly refuses what the sender did not sign, or what can not be checked, of a
	// kind that signs by itself. One left over from another kind asks for nothing.
	SignedOnly bool `json:"signed_only,omitempty"`
	// Mapping is how the posts of a generic integration are read; nil: as is usual.
	// It is replaced as a whole, never changed.
	Mapping *Mapping `json:"mapping,omitempty"`
	// Mail is whose mail it takes; nil: everybody's.
	Mail *MailIntake `json:"mail,omitempty"`
	// MailRules are how mails are read that no reader knows, in their order. They are
	// replaced as a whole, never changed.
	MailRules []MailRule `json:"mail_rules,omitempty"`
	// SilentAfter is how long its sender may be silent before that is marked where
	// people look, from MinInterval to MaxInterval; 0: it is not judged. It pages
	// nobody: what must be heard has a [Heartbeat].
	SilentAfter time.Duration `json:"silent_after,omitempty"`
	// CreatedAt is zero for those made by an apply of old.
	CreatedAt time.Time `json:"created_at,omitzero"`
}

// Silence is for how long nothing has come by an integration, if that is longer than
// it may be; else 0. last is when its sender was last heard; zero: never, and then it
// is silent since it was made.
func (in Integration) Silence(last, now time.Time) time.Duration {
	if last.IsZero() {
		last = in.CreatedAt
	}
	silent := now.Sub(last)
	if in.SilentAfter <= 0 || last.IsZero() || silent <= in.SilentAfter {
		return 0
	}
	return silent
}

// Settings are the account-wide choices.
type Settings struct {
	// PublicURL is how people reach the box, without a trailing slash; links in
	// pages need it. Empty: the flag's value, or none.
	PublicURL string `json:"public_url,omitempty"`
	// MailDomain is the domain of integration addresses, key@domain.
	MailDomain string `json:"mail_domain,omitempty"`
	// OutgoingAllow lists private ranges that drivers may call.
	OutgoingAllow []netip.Prefix `json:"outgoing_allow,omitempty"`
	// Fallback are the users paged when a policy reaches nobody. Empty: every
	// owner, then every admin.
	Fallback []string `json:"fallback,omitempty"`
	// BundleWindow is how long a person who was just paged by a method is not
	// paged by it again for another incident; those come together at its end.
	BundleWindow time.Duration `json:"bundle_window"`
	// StaleAfter pages again about an incident that is still open so long after
	// its last change; 0 is off.
	StaleAfter time.Duration `json:"stale_after"`
	// RawDays is how long raw bodies are kept.
	RawDays int `json:"raw_days"`
	// Mail, Push and SMS are the carriers.
	Mail *MailSettings `json:"mail,omitempty"`
	Push *PushSettings `json:"push,omitempty"`
	SMS  *SMSSettings  `json:"sms,omitempty"`
	// Heartbeat is who notices when this box is gone; nil: nobody was asked.
	Heartbeat *HeartbeatSettings `json:"heartbeat,omitempty"`
	// SetupHidden: admins are not reminded that the first start is not through.
	SetupHidden bool `json:"setup_hidden,omitempty"`
	// SetupDeclined is a sentence: who ended that reminder, when, and why. Empty
	// where nobody did, or did so before it was asked.
	SetupDeclined string `json:"setup_declined,omitempty"`
	// Backup are the copies that the box makes of its store; nil: nobody has said.
	Backup *BackupSettings `json:"backup,omitempty"`
	// AuditShip is where the signed end of the audit log goes: syslog://HOST:PORT,
	// syslog+tcp://HOST:PORT or mailto:ADDRESS.
	AuditShip []string `json:"audit_ship,omitempty"`
	// NeverBlock are networks, such as the office's, that the sign-in's throttle
	// never blocks.
	NeverBlock []netip.Prefix `json:"never_block,omitempty"`
	// OIDC is where people sign in beside the password; nil: nowhere else.
	OIDC *OIDCSettings `json:"oidc,omitempty"`
}

// Carries reports whether a carrier is set up for a channel. Webhooks and push
// need no settings.
func (s Settings) Carries(channel notify.Channel) bool {
	switch channel {
	case notify.Email:
		return s.Mail != nil
	case notify.SMS:
		return s.SMS != nil
	}
	return true
}

// DefaultSettings are those of a new box.
func DefaultSettings() Settings {
	return Settings{BundleWindow: time.Minute, StaleAfter: 48 * time.Hour, RawDays: 30}
}

// DefaultHeartbeat is how often the heartbeat is sent when the admin says
// nothing.
const DefaultHeartbeat = time.Minute

// HeartbeatSettings is the sign of life that the box sends to a watcher outside
// of it, or why there is none: one of URL and Declined is set.
type HeartbeatSettings struct {
	// URL is called by GET. Its path usually is the secret.
	URL      string        `json:"url,omitempty" secret:"sealed"`
	Interval time.Duration `json:"interval,omitempty"` // 10 s to a day; 0 with Declined
	// Declined is a sentence: who does without a watcher, since when, and why.
	Declined string `json:"declined,omitempty"`
}

// MailSettings is the submission server pages by e-mail leave through.
type MailSettings struct {
	Host     string `json:"host"`
	Port     int    `json:"port"`
	TLS      string `json:"tls"` // tls, starttls, none
	User     string `json:"user,omitempty"`
	Password string `json:"password,omitempty" secret:"sealed"`
	From     string `json:"from"`
}

// PushSettings is the ntfy server.
type PushSettings struct {
	Server string `json:"server"`
	Token  string `json:"token,omitempty" secret:"sealed"`
}

// OIDCSettings is an OpenID provider (OpenID Connect Core 1.0) that people sign
// in with.
type OIDCSettings struct {
	Issuer   string `json:"issuer"` // as the provider's discovery document names it, to the letter
	ClientID string `json:"client_id"`
	// ClientSecret is empty for a public client, which PKCE alone protects.
	ClientSecret string `json:"client_secret,omitempty" secret:"sealed"`
	// Label is the name of the provider on the button, "Sign in with LABEL"; see
	// [OIDCSettings.Name].
	Label string `json:"label,omitempty"`
	// AllowDomains are the domains whose verified e-mail addresses are let in, in
	// any case; none: all.
	AllowDomains []string `json:"allow_domains,omitempty"`
	// CreateAs is the role of those who are made when they first sign in: viewer
	// or responder. Empty: only people who are here already come in.
	CreateAs people.Role `json:"create_as,omitempty"`
}

// Name is what people call the provider: its label, else its host.
func (s OIDCSettings) Name() string {
	if u, err := url.Parse(s.Issuer); s.Label == "" && err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return cmp.Or(s.Label, s.Issuer)
}

// SMSSettings is an HTTP gateway for text messages. Placeholders in URL and
// Body are {to}, {text} and {id}. Gateways take their password in any of URL,
// Headers and Body, so all three are secrets.
type SMSSettings struct {
	Method          string            `json:"method"`
	URL             string            `json:"url" secret:"sealed"`
	Headers         map[string]string `json:"headers,omitempty" secret:"sealed"`
	Body            string            `json:"body,omitempty" secret:"sealed"`
	ToFormat        string            `json:"to_format,omitempty"` // e164, digits
	SuccessStatus   string            `json:"success_status,omitempty"`
	SuccessContains string            `json:"success_contains,omitempty"`
	SuccessMatch    string            `json:"success_match,omitempty"`
	ProviderID      string            `json:"provider_id,omitempty"`
	MaxRunes        int               `json:"max_runes,omitempty"`
}
