package ui

import (
	"net"
	"net/url"
	"strings"

	"wakeman/engine"
	"wakeman/web/ui/view"
)

// integrationTypes are the types of integration, grouped as they are offered.
func integrationTypes() (list []view.KindGroup) {
	for _, group := range engine.KindGroups() {
		g := view.KindGroup{Label: group.Label()}
		for _, k := range engine.Kinds() {
			if k.Group == group {
				g.Kinds = append(g.Kinds, view.Kind{Name: k.Name, Label: k.Label, Hint: k.Hint})
			}
		}
		if len(g.Kinds) > 0 {
			list = append(list, g)
		}
	}
	return list
}

func integrationKind(kind string) string {
	if kind == engine.ViaTest {
		return "Test button"
	}
	if k, known := engine.KindOf(kind); known {
		return k.Label
	}
	return kind
}

// door fills in what a sender is pointed at. base is how senders reach the box.
func door(cfg *engine.Config, in engine.Integration, base string, c *view.Integration) {
	c.Key = in.Key
	kind, _ := engine.KindOf(in.Type)
	switch {
	case kind.Hook:
		c.Address = view.HookAddress(base, in.Type, in.Key)
		return
	case in.Type == view.MailIn:
		c.Address = in.Key + "@" + mailDomain(cfg, base)
		return
	}
	switch in.Type {
	case view.EventsV1:
		c.Address, c.KeyField = base+"/generic/2010-04-15/create_event.json", "service_key"
	case view.NagiosWeb:
		c.Address, c.KeyField = base+"/nagios/2010-04-15/create_event", "CONTACTPAGER"
	default:
		c.Address, c.KeyField = base+"/v2/enqueue", "routing_key"
	}
}

// mailDomain is the domain of mail addresses. Without one in the settings any
// domain is taken, and the host of the box needs no entry anywhere.
func mailDomain(cfg *engine.Config, base string) string {
	host := hostOf(base)
	switch {
	case cfg.Settings.MailDomain != "":
		return cfg.Settings.MailDomain
	case host == "":
		return "wakeman"
	case net.ParseIP(host) == nil:
		return host
	case strings.Contains(host, ":"): // RFC 5321, section 4.1.3
		return "[IPv6:" + host + "]"
	}
	return "[" + host + "]"
}

func hostOf(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// plug is what the instructions for senders are filled in with.
func plug(cfg *engine.Config, in engine.Integration, base string) view.Plug {
	var at view.Integration
	door(cfg, in, base, &at)
	return view.Plug{Type: in.Type, Base: base, Key: in.Key, Address: at.Address, KeyField: at.KeyField, MailHost: hostOf(base)}
}
