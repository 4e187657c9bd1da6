package api

import (
	"wakeman/engine"
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
	Signed bool            `json:"signed"`
	Topics []string        `json:"topics"`
	Mail   *mailIntakeWire `json:"mail"`
	// MailRules are how mails are read that no reader knows.
	MailRules []engine.MailRule `json:"mail_rules"`
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
		Signed: in.Secret != "", Topics: append([]string{}, in.Topics...), MailRules: append([]engine.MailRule{}, in.MailRules...),
	}
	if v.readOnly {
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

func listIntegrations(c *call) (any, error) {
	id := c.PathValue("id")
	if _, ok := c.cfg.Services[id]; !ok {
		return nil, absent("service")
	}
	return paged(c, "integrations", c.integrationsOf(id), c.integration)
}

func getIntegration(c *call) (any, error) {
	in, ok := c.cfg.Integrations[c.PathValue("integration")]
	if !ok || in.Service != c.PathValue("id") {
		return nil, absent("integration")
	}
	return c.oneIntegration(in)
}
