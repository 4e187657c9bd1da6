package hooks

import (
	"encoding/json"
	"net/url"
	"strings"

	"wakeman/engine"
)

// sourceCheckmk takes the context of a Checkmk notification, its variables
// NOTIFY_*, as a form or as JSON; a list of them is a bulk.
func sourceCheckmk() source {
	return source{name: "checkmk", decode: decodeCheckmk}
}

func decodeCheckmk(m *mender, r Request) ([]engine.Event, error) {
	if body, err := m.json(r.Body); err == nil && body[0] == '[' {
		return m.fanOut(r, listOf(body), func(m *mender, part json.RawMessage) ([]engine.Event, error) {
			one := r
			one.Body, one.Query = part, nil
			return m.checkmk(one)
		}), nil
	}
	return m.alert().checkmk(r)
}

func (m *mender) checkmk(r Request) ([]engine.Event, error) {
	f, err := m.fields(r, certain{})
	if err != nil {
		return nil, err
	}
	c := f.macros("NOTIFY_")
	if c["HOSTNAME"] == "" {
		return nil, errOther
	}
	about := "HOST"
	if c["WHAT"] == "SERVICE" || c["WHAT"] == "" && c["SERVICEDESC"] != "" {
		about = "SERVICE"
	}
	host, service := text(c["HOSTNAME"]), text(c["SERVICEDESC"])
	key := keyOf(host)
	if about == "SERVICE" {
		key = keyOf(host, service)
	}
	kind, _, _ := strings.Cut(c["NOTIFICATIONTYPE"], " ") // FLAPPINGSTART (OK), ACKNOWLEDGEMENT (...)
	return []engine.Event{m.event(draft{
		action: m.nagiosAction(kind, c[about+"STATE"]), key: key, summary: text(nagiosSummary(c, about)),
		source: host, component: service, group: firstText(text(c["OMDSITE"]), text(c["HOSTGROUPNAMES"])), class: text(c[about+"CHECKCOMMAND"]),
		severity: text(nagiosSeverity(checkmkState(c[about+"STATE"]))), at: checkmkTime(c), sent: checkmkTime(c),
		details: f.details(), client: "Checkmk", links: []wireLink{{Href: checkmkLink(c, about), Text: "In Checkmk"}},
	})}, nil
}

// checkmkState spells a state out: event texts say CRIT, WARN and UNREACH.
func checkmkState(state string) string {
	switch s := strings.ToUpper(strings.TrimSpace(state)); s {
	case "CRIT":
		return "CRITICAL"
	case "WARN":
		return "WARNING"
	case "UNREACH":
		return "UNREACHABLE"
	case "UNKN":
		return "UNKNOWN"
	default:
		return s
	}
}

// checkmkTime prefers microseconds since 1970, which have no zone to be lost.
func checkmkTime(c map[string]string) text {
	if us := c["MICROTIME"]; len(us) == 16 {
		return text(us[:10] + "." + us[10:])
	}
	return text(c["LONGDATETIME"])
}

// checkmkLink: HOSTURL and SERVICEURL are paths only. The rule that notifies can
// have a prefix for them.
func checkmkLink(c map[string]string, about string) text {
	base := firstText(text(c["PARAMETERURLPREFIX"]), text(c["PARAMETERURLPREFIX1"]), text(c["URLPREFIX"]))
	path, err := url.Parse(c[about+"URL"])
	at, errBase := url.Parse(webAddress(string(base)))
	if err != nil || errBase != nil || c[about+"URL"] == "" {
		return ""
	}
	return webText(text(at.ResolveReference(path).String()))
}
