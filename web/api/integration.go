package api

import (
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/heard"
)

// integrationWire is one door into a service. The keys that open it are null
// for whoever may only read: with a key anybody can send events, and the
// address of an e-mail integration holds one.
//
// E-mail fields of PagerDuty (email_filter_mode …) are left out and not null:
// go-pagerduty fails on null.
type integrationWire struct {
	reference
	Name             string     `json:"name"`
	Service          any        `json:"service"`
	CreatedAt        *string    `json:"created_at"`
	Vendor           *reference `json:"vendor"`
	IntegrationKey   *string    `json:"integration_key"`
	IntegrationEmail *string    `json:"integration_email"`
	// Mapping is our own: how the posts of a generic integration are read.
	Mapping *engine.Mapping `json:"mapping,omitempty"`

	// Signed tells that there is a secret, which no answer has.
	Signed bool     `json:"signed"`
	Topics []string `json:"topics"`
	// SignedOnly tells that SNS posts without a right signature are refused.
	SignedOnly bool            `json:"signed_only"`
	Mail       *mailIntakeWire `json:"mail"`
	// MailRules are how mails are read that no reader knows.
	MailRules []engine.MailRule `json:"mail_rules"`

	SilentAfter int              `json:"silent_after_seconds" doc:"longer silence is marked, and pages nobody; 0: it is not judged"`
	Health      senderHealthWire `json:"health"`
}

// senderHealthWire is how the sender of an integration does. Wakeman's own.
type senderHealthWire struct {
	LastEventAt *string `json:"last_event_at" doc:"null: nothing ever came; test events do not count"`
	Silent      int     `json:"silent_seconds" doc:"for how long nothing has come, if that is longer than silent_after_seconds; else 0"`
	Refused     int     `json:"refused" doc:"how often somebody was turned away who showed its key"`
	RefusedAt   *string `json:"last_refused_at"`
	Reason      *string `json:"last_refusal" doc:"why"`
}

func senderHealth(m heard.Mark) senderHealthWire {
	return senderHealthWire{
		LastEventAt: stamp(m.Last), Silent: int(m.Silent / time.Second), Refused: int(m.Refused), RefusedAt: stamp(m.RefusedAt), Reason: text(m.Reason),
	}
}

// integrationType is PagerDuty's name for a type where it has one; the types that
// are Wakeman's own are called in the same way.
func integrationType(t string) string {
	switch t {
	case "events_api_v1":
		return "generic_events_api_inbound_integration"
	case "email":
		return "generic_email_inbound_integration"
	}
	if _, known := engine.KindOf(t); !known { // of a file that a newer version wrote
		t = "events_api_v2"
	}
	return t + "_inbound_integration"
}

// integrationTypes are all words that an integration's type may be.
func integrationTypes() []string {
	var words []string
	for _, k := range engine.Kinds() {
		words = append(words, integrationType(k.Name))
	}
	return words
}

func (v view) integration(in engine.Integration) integrationWire {
	w := integrationWire{
		reference: v.integrationRef(in.ID).whole(integrationType(in.Type)), Name: in.Name,
		Service: v.serviceRef(in.Service), CreatedAt: stamp(in.CreatedAt), Mapping: in.Mapping,
		Signed: in.Secret != "", Topics: append([]string{}, in.Topics...), SignedOnly: in.SignedOnly, MailRules: append([]engine.MailRule{}, in.MailRules...),
		SilentAfter: int(in.SilentAfter / time.Second), Health: senderHealth(v.marks[in.ID]),
	}
	if v.readOnly || !v.role.AtLeast(people.Admin) { // as on the page: whoever has a key can open and end incidents by it
		return w
	}
	w.IntegrationKey, w.Mail = text(in.Key), mailIntake(in.Mail)
	if domain := v.cfg.Settings.MailDomain; in.Type == "email" && domain != "" {
		w.IntegrationEmail = text(in.Key + "@" + domain)
	}
	return w
}

func (v view) integrationsOf(service string) []engine.Integration {
	all := byName(v.cfg.Integrations, func(in engine.Integration) (string, string) { return in.Name, in.ID })
	var own []engine.Integration
	for _, in := range all {
		if in.Service == service {
			own = append(own, in)
		}
	}
	return own
}

func (s *server) listIntegrations(c *call) (any, error) {
	id := c.PathValue("id")
	if _, ok := c.cfg.Services[id]; !ok {
		return nil, absent("service")
	}
	var err error
	if c.marks, err = heard.Marks(s.store, c.cfg, c.now); err != nil {
		return nil, err
	}
	return paged(c, "integrations", c.integrationsOf(id), c.integration)
}

func (s *server) getIntegration(c *call) (any, error) {
	in, ok := c.cfg.Integrations[c.PathValue("integration")]
	if !ok || in.Service != c.PathValue("id") {
		return nil, absent("integration")
	}
	return s.oneIntegration(c, in)
}
