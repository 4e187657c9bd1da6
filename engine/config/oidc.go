package config

import (
	"net/netip"
	"net/url"

	"wakeman/engine"
	"wakeman/engine/people"
)

func readOIDC(m *mapping) *engine.OIDCSettings {
	m.needs("issuer", "client_id")
	s := &engine.OIDCSettings{
		Issuer:       m.issuer("issuer"),
		ClientID:     m.short("client_id").s,
		ClientSecret: m.address("client_secret").s,
		Label:        m.short("label").s,
		CreateAs:     people.Role(m.choice("create_as", "", string(people.Viewer), string(people.Responder))),
	}
	for _, v := range m.list(m.get("allow_domains")) {
		t := m.text(v, maxName, false)
		if !isHost(t.s) {
			m.fail(t.place, "%q is not a domain like example.net", t.s)
			continue
		}
		s.AllowDomains = append(s.AllowDomains, t.s)
	}
	m.finish()
	if s.CreateAs != "" && len(s.AllowDomains) == 0 {
		// Some providers know half the world, and everybody in it has an address.
		m.fail(m.get("allow_domains").place, "is missing: with create_as, say whose addresses may come in")
	}
	return s
}

// issuer reads the name of a provider (OpenID Connect Discovery 1.0, section 3):
// https, with neither query nor fragment. Plain http could be forged by whoever
// is on the way, so it is for providers on this box alone.
func (m *mapping) issuer(name string) string {
	t := m.address(name)
	if t.s == "" {
		return ""
	}
	u, err := url.Parse(t.s)
	switch {
	case err != nil || !isWebURL(t.s):
		m.fail(t.place, "must be a URL that begins with https://")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		m.fail(t.place, "must have no user, no ? and no #")
	case u.Scheme != "https" && !onThisBox(u):
		m.fail(t.place, "must begin with https://; http:// is only for a provider on this box itself, like http://127.0.0.1:9000")
	}
	return t.s
}

func onThisBox(u *url.URL) bool {
	addr, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && addr.IsLoopback()
}

func oidcTree(s engine.OIDCSettings) tree {
	r := newRecord("")
	r.text("issuer", s.Issuer)
	r.text("client_id", s.ClientID)
	r.hidden("client_secret", s.ClientSecret, secret)
	r.text("label", s.Label)
	r.list("allow_domains", texts(s.AllowDomains), false).oneLine()
	r.word("create_as", string(s.CreateAs), "")
	return r.tree
}

func (x *resolver) oidc(s *engine.OIDCSettings) *engine.OIDCSettings {
	if s == nil {
		return nil
	}
	next := *s
	stored := orZero(x.old.Settings.OIDC)
	next.ClientSecret = x.kept(x.at("settings.oidc.client_secret"), s.ClientSecret, stored.ClientSecret)
	return &next
}
