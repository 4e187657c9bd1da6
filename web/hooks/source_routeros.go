package hooks

import (
	"strings"

	"wakeman/engine"
)

// sourceRouterOS takes what a Netwatch script of MikroTik's RouterOS sends with
// /tool fetch: a query by GET, a form without a Content-Type, or JSON, of
// host, status, name, since, comment, site and severity.
func sourceRouterOS() source {
	return source{name: "routeros", get: true, decode: decodeRouterOS}
}

func decodeRouterOS(m *mender, r Request) ([]engine.Event, error) {
	f, err := m.fields(r, certain{
		need: []string{"host", "status"}, also: []string{"since", "severity", "site"}, words: []string{"name", "comment"},
	})
	if err != nil {
		return nil, err
	}
	host, name := f.first("host", "address"), f.first("name")
	if host == "" && name == "" {
		return nil, errOther
	}
	d := draft{
		key: routerOSKey(f.first("site"), firstText(keyOf(host), keyOf(name))), source: firstText(host, name), component: f.first("comment"),
		group: f.first("site"), class: "netwatch", severity: f.first("severity"), at: f.first("since"),
		details: f.details(), client: "RouterOS",
	}
	what := naming(firstText(name, host), host)
	switch status := strings.ToLower(strings.TrimSpace(string(f.first("status", "state")))); status {
	case "up", "ok", "reachable", "1", "true":
		d.action, d.summary = engine.Resolve, what+" is up"
	case "test":
		d.action, d.test, d.summary = engine.Trigger, true, "Test from "+what
		m.note("test traffic, pages nobody: its status is test")
	case "unknown": // it was edited, or switched off or on: nothing was looked at yet
		d.action, d.summary = engine.Change, what+" is not looked at"
	case "down", "timeout", "offline", "unreachable", "0", "false":
		d.action, d.summary = engine.Trigger, what+" is down"
	default:
		m.note("status %s is neither up nor down: read as down", quote(text(status)))
		d.action, d.summary = engine.Trigger, what+": "+firstText(text(status), "no status")
	}
	if said := f.first("message", "comment"); said != "" && d.action == engine.Trigger {
		d.summary += ": " + said
	}
	if d.key == "" && d.action == engine.Trigger {
		d.key = hashed("routeros", d.source)
	}
	return []engine.Event{m.event(d)}, nil
}

// routerOSKey: two sites may have the same private addresses, and one that is up
// must not end the other's incident.
func routerOSKey(site, key text) text {
	if at := keyOf(site); at != "" && key != "" {
		return at + "/" + key
	}
	return key
}
