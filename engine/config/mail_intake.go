package config

import (
	"slices"
	"strconv"
	"strings"

	"wakeman/engine"
)

// maxMailSenders bounds each list of an integration's senders.
const maxMailSenders = 200

// readMailIntake reads whose mail an integration takes. What takes everybody's is
// nil, however it is written.
func readMailIntake(m *mapping) *engine.MailIntake {
	in := &engine.MailIntake{
		AllowFrom: m.mailSenders("allow_from"), ResolveFrom: m.mailSenders("resolve_from"), Networks: m.prefixes("networks"),
		Require: m.choice("require", "", "spf", "dkim", "dmarc"),
		Refuse:  m.choice("quarantine", "true", "true", "false") == "false",
	}
	m.finish()
	if in.IsZero() {
		return nil
	}
	return in
}

// mailSenders reads addresses and domains.
func (m *mapping) mailSenders(name string) []string {
	var all []string
	list := m.get(name)
	for _, v := range m.list(list) {
		t := m.text(v, maxEmail, false)
		sender, ok := ParseMailSender(t.s)
		switch {
		case !ok:
			m.fail(t.place, "%q is not a sender; write it like ups@example.net, or @example.net for all of a domain", t.s)
		case !slices.Contains(all, sender):
			all = append(all, sender)
		}
	}
	if len(all) > maxMailSenders {
		m.fail(list.place, "has more than %d senders; write @domain for all of a domain", maxMailSenders)
	}
	return all
}

// ParseMailSender reads an address, or "@domain" for all of a domain and those
// below it, and returns it in lower case.
func ParseMailSender(s string) (string, bool) {
	s = strings.ToLower(strings.TrimSuffix(strings.TrimSpace(s), "."))
	if domain, ok := strings.CutPrefix(s, "@"); ok {
		return s, isHost(domain)
	}
	return s, isEmail(s)
}

func mailIntakeTree(m *engine.MailIntake) tree {
	r := newRecord("")
	if m == nil {
		m = &engine.MailIntake{}
	}
	r.list("allow_from", scalars(m.AllowFrom, quoted), false).oneLine()
	r.list("resolve_from", scalars(m.ResolveFrom, quoted), false).oneLine()
	var networks []string
	for _, p := range m.Networks {
		networks = append(networks, p.String())
	}
	r.list("networks", scalars(networks, quoted), false).oneLine()
	r.word("require", m.Require, "")
	r.word("quarantine", strconv.FormatBool(!m.Refuse), "true")
	t := r.flow()
	t.preset = m.IsZero()
	return t
}
