package ui

import (
	"net"
	"net/url"
	"strings"

	"wakeman/engine"
	"wakeman/web/ui/view"
)

// integrationTypes are the types of integration, in the words of the page.
func integrationTypes() []view.Option {
	list := []view.Option{
		{Value: view.EventsV2, Label: "Events API v2: Alertmanager, Grafana, Zabbix, LibreNMS, scripts"},
		{Value: view.NagiosWeb, Label: "Nagios or Icinga: notification commands as a form"},
		{Value: view.MailIn, Label: "Mail: whatever can send nothing else"},
		{Value: view.EventsV1, Label: "Events API v1: Healthchecks, PagerDuty's old agents"},
	}
	for _, k := range engine.Kinds() {
		if k.Hook {
			list = append(list, view.Option{Value: k.Name, Label: k.Label + ": its own format"})
		}
	}
	return list
}

// viaTest marks a post that a page sent to itself. It does not count as a sign
// of life of a sender.
const viaTest = "test"

func integrationKind(kind string) string {
	switch kind {
	case view.EventsV2:
		return "Events API v2"
	case view.EventsV1:
		return "Events API v1"
	case view.NagiosWeb:
		return "Nagios or Icinga"
	case view.MailIn:
		return "Mail"
	case viaTest:
		return "Test button"
	}
	if k, ok := engine.KindOf(kind); ok {
		return k.Label
	}
	return kind
}

// door fills in what a sender is pointed at. base is how senders reach the box.
func door(cfg *engine.Config, in engine.Integration, base string, c *view.Integration) {
	c.Key = in.Key
	if k, _ := engine.KindOf(in.Type); k.Hook {
		c.Address = view.HookAddress(base, in.Type, in.Key)
		return
	}
	switch in.Type {
	case view.MailIn:
		c.Address = in.Key + "@" + mailDomain(cfg, base)
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
	p := view.Plug{Type: in.Type, Base: base, Key: in.Key, MailHost: hostOf(base)}
	if in.Type == view.MailIn {
		p.Address = in.Key + "@" + mailDomain(cfg, base)
	}
	return p
}
