package api

import (
	"fmt"
	"net/netip"
	"slices"

	"wakeman/engine"
	"wakeman/engine/config"
)

// mailIntakeWire is whose mail an integration takes.
type mailIntakeWire struct {
	AllowFrom   []string `json:"allow_from"`
	ResolveFrom []string `json:"resolve_from"`
	Networks    []string `json:"networks"`
	Require     string   `json:"require"`
	Quarantine  bool     `json:"quarantine"`
}

// mailIntake is nil for what takes everybody's.
func mailIntake(m *engine.MailIntake) *mailIntakeWire {
	if m.IsZero() {
		return nil
	}
	same := func(s string) string { return s }
	return &mailIntakeWire{
		AllowFrom: each(m.AllowFrom, same), ResolveFrom: each(m.ResolveFrom, same),
		Networks: each(m.Networks, netip.Prefix.String), Require: m.Require, Quarantine: !m.Refuse,
	}
}

// mailIntakeOrder is what a request says of it; a list that is left out stays.
type mailIntakeOrder struct {
	AllowFrom   maybe[[]string] `json:"allow_from" doc:"addresses, or @domain, that may open incidents; empty: everybody"`
	ResolveFrom maybe[[]string] `json:"resolve_from" doc:"who of them may resolve and acknowledge; empty: whoever may open"`
	Networks    maybe[[]string] `json:"networks" doc:"networks that mail is taken from, like 192.0.2.0/24; empty: any"`
	Require     maybe[string]   `json:"require" doc:"spf, dkim or dmarc, which mail from outside must pass; empty: none"`
	Quarantine  maybe[bool]     `json:"quarantine" doc:"false: what is not allowed is refused, not kept"`
}

// putMail changes whose mail is taken; null takes everybody's.
func (w integrationOrder) putMail(in *engine.Integration, f *faults) {
	if !w.Mail.given {
		return
	}
	next := &engine.MailIntake{}
	if w.Mail.value != nil && in.Mail != nil {
		*next = *in.Mail
	}
	if o := w.Mail.value; o != nil {
		o.senders("mail.allow_from", o.AllowFrom, &next.AllowFrom, f)
		o.senders("mail.resolve_from", o.ResolveFrom, &next.ResolveFrom, f)
		if o.Networks.given {
			next.Networks = networks(o.Networks.value, f)
		}
		if o.Require.given {
			if next.Require = o.Require.value; !slices.Contains([]string{"", "spf", "dkim", "dmarc"}, next.Require) {
				f.add("mail.require", "%s is not spf, dkim or dmarc", quote(next.Require))
			}
		}
		if o.Quarantine.given {
			next.Refuse = !o.Quarantine.value
		}
	}
	if in.Mail = next; next.IsZero() {
		in.Mail = nil
	}
}

// putMailRules says how mails are read.
func (w integrationOrder) putMailRules(in *engine.Integration, f *faults) {
	if !w.MailRules.given {
		return
	}
	in.MailRules = w.MailRules.value
	if in.Type != "email" && len(in.MailRules) > 0 {
		f.add("mail_rules", "only a generic_email_inbound_integration has them")
	}
	if len(in.MailRules) > engine.MaxMailRules {
		f.add("mail_rules", "has more than %d rules", engine.MaxMailRules)
		return
	}
	for i, r := range in.MailRules {
		for _, p := range r.Check() {
			f.add(fmt.Sprintf("mail_rules[%d].%s", i, p.Field), "%s", p.Message)
		}
	}
}

func (*mailIntakeOrder) senders(field string, given maybe[[]string], into *[]string, f *faults) {
	if !given.given {
		return
	}
	*into = nil
	for i, one := range given.value {
		sender, ok := config.ParseMailSender(one)
		switch {
		case !ok:
			f.add(fmt.Sprintf("%s[%d]", field, i), "%s is not a sender; write it like ups@example.net, or @example.net for all of a domain", quote(one))
		case !slices.Contains(*into, sender):
			*into = append(*into, sender)
		}
	}
}

func networks(list []string, f *faults) (all []netip.Prefix) {
	for i, one := range list {
		p, ok := config.ParsePrefix(one)
		if !ok {
			f.add(fmt.Sprintf("mail.networks[%d]", i), "%s is not an address or range; write it like 192.0.2.10, 192.0.2.0/24 or fd00::/8", quote(one))
			continue
		}
		all = append(all, p)
	}
	return all
}
