package api

import (
	"strings"
	"time"

	"wakeman/engine"
)

// integrationOrder is what a request says about an integration. PagerDuty's filters
// and parsers of mail are not looked at: readers and mail_rules know what mails mean.
type integrationOrder struct {
	Type             string        `json:"type" enum:"(types of integration)"`
	Name             maybe[string] `json:"name"`
	Service          *targetOrder  `json:"service"`
	Vendor           *targetOrder  `json:"vendor"`
	IntegrationKey   string        `json:"integration_key" doc:"16 to 64 letters and digits; one is made if it is left out"`
	IntegrationEmail string        `json:"integration_email" doc:"integration_key@ the box's mail domain"`

	Secret     maybe[string]           `json:"secret" doc:"what the sender signs its posts with; empty: no signature is asked for. No answer has it"`
	Topics     maybe[[]string]         `json:"topics" doc:"ARNs of the SNS topics that are let in; empty: any whose signature is right"`
	SignedOnly maybe[bool]             `json:"signed_only" doc:"of SNS: what Amazon did not verifiably sign is refused; else it may open incidents"`
	Mapping    maybe[engine.Mapping]   `json:"mapping" doc:"how the posts of a generic integration are read, as in a file; null or {}: by the usual names"`
	Mail       maybe[*mailIntakeOrder] `json:"mail" doc:"whose mail it takes; null: everybody's"`

	SilentAfter maybe[int] `json:"silent_after_seconds" doc:"10 to 31622400; 0: its silence is not judged"`

	MailRules maybe[[]engine.MailRule] `json:"mail_rules" doc:"how the mails of an email integration are read that no reader knows, in their order, as in a file; the list replaces the one there is"`
}

// integrationNames drops the place in the service: the path says which one it is.
func integrationNames() names { return names{"integrations": "", "key": "integration_key"} }

// apply makes the integration that is wanted out of the one there is. Its key
// stays "" if it was and none is given: one is made then.
func (w integrationOrder) apply(cfg *engine.Config, in engine.Integration) (engine.Integration, error) {
	var f faults
	w.putType(&in, &f)
	trimmed(w.Name, &in.Name)
	if in.Name == "" && !w.Name.given {
		in.Name = w.defaultName(in.Type)
	}
	if w.Service != nil && w.Service.ID != "" && w.Service.ID != in.Service {
		f.add("service", "an integration stays with its service; make a new one")
	}
	if w.IntegrationKey != "" {
		in.Key = w.IntegrationKey
	}
	w.putEmail(cfg, &in, &f)
	trimmed(w.Secret, &in.Secret)
	w.SignedOnly.put(&in.SignedOnly)
	if w.Topics.given {
		in.Topics = w.Topics.value
	}
	w.putMapping(&in, &f)
	w.putMail(&in, &f)
	w.putMailRules(&in, &f)
	w.putSilentAfter(&in, &f)
	for id, other := range cfg.Integrations {
		if id != in.ID && in.Key != "" && strings.EqualFold(other.Key, in.Key) {
			f.add("integration_key", "is the key of another integration")
		}
	}
	return in, f.err()
}

// putType reads the type, or what a vendor that Wakeman knows goes by.
func (w integrationOrder) putType(in *engine.Integration, f *faults) {
	wanted := strings.TrimSuffix(w.Type, "_reference")
	if v, ok := w.vendor(); wanted == "" && ok {
		wanted = v.service + "_inbound_integration"
	}
	if wanted == "" && in.Type != "" {
		return
	}
	for _, k := range engine.Kinds() {
		if integrationType(k.Name) == wanted {
			in.Type = k.Name
			return
		}
	}
	if wanted == "" {
		f.add("type", "missing")
		return
	}
	f.add("type", "%s is none of %s", quote(w.Type), strings.Join(integrationTypes(), ", "))
}

func (w integrationOrder) vendor() (vendor, bool) {
	for _, v := range vendors() {
		if w.Vendor != nil && v.id == w.Vendor.ID {
			return v, true
		}
	}
	return vendor{}, false
}

func (w integrationOrder) defaultName(kind string) string {
	if v, ok := w.vendor(); ok {
		return v.name
	}
	k, _ := engine.KindOf(kind)
	return k.Label
}

// putEmail reads an address: the key before the at sign, the box's domain after.
func (w integrationOrder) putEmail(cfg *engine.Config, in *engine.Integration, f *faults) {
	if w.IntegrationEmail == "" {
		return
	}
	key, domain, _ := strings.Cut(w.IntegrationEmail, "@")
	switch {
	case in.Type != "email":
		f.add("integration_email", "only a generic_email_inbound_integration has an address")
	case cfg.Settings.MailDomain == "":
		f.add("integration_email", "the box takes no mail: settings.mail_domain is not set")
	case !strings.EqualFold(domain, cfg.Settings.MailDomain):
		f.add("integration_email", "addresses here end in @%s", cfg.Settings.MailDomain)
	case w.IntegrationKey != "" && w.IntegrationKey != key:
		f.add("integration_email", "is not integration_key@%s; leave one of the two out", cfg.Settings.MailDomain)
	default:
		in.Key = key
	}
}

// putSilentAfter says how long it may be silent.
func (w integrationOrder) putSilentAfter(in *engine.Integration, f *faults) {
	if !w.SilentAfter.given {
		return
	}
	in.SilentAfter = time.Duration(min(max(w.SilentAfter.value, -1), farSeconds)) * time.Second
	if d := in.SilentAfter; d != 0 && (d < engine.MinInterval || d > engine.MaxInterval) {
		f.add("silent_after_seconds", "must be from 10 to 31622400, or 0")
	}
}

// putMapping says how posts are read.
func (w integrationOrder) putMapping(in *engine.Integration, f *faults) {
	if !w.Mapping.given {
		return
	}
	m := w.Mapping.value
	if in.Mapping = nil; m.IsZero() {
		return
	}
	if in.Type != "generic" {
		f.add("mapping", "only a generic_inbound_integration has one; the format of this one is known")
	}
	for _, p := range m.Check() {
		f.add("mapping."+p.Field, "%s", p.Message)
	}
	in.Mapping = &m
}
