package hooks

import (
	"strings"

	"wakeman/engine"
)

// sourceLibreNMS takes LibreNMS' API transport, whose body and options its admin
// writes: JSON, which it sends as text/plain, a form, or a query.
func sourceLibreNMS() source {
	return source{name: "librenms", get: true, decode: decodeLibreNMS}
}

func decodeLibreNMS(m *mender, r Request) ([]engine.Event, error) {
	f, err := m.fields(r, certain{
		need: []string{"alert_id", "state"}, also: []string{"hostname", "severity", "timestamp"}, words: []string{"title", "name"},
	})
	if err != nil {
		return nil, err
	}
	host, rule := f.first("hostname", "sysname", "display"), f.first("name", "rule")
	key := librenmsKey(f, host, rule)
	title := f.first("title", "msg", "body")
	if key == "" && title == "" {
		return nil, errOther
	}
	if title == "" {
		title = rule
	}
	// The component is the rule: which part of the device broke it stands in a list of
	// faults that no placeholder names alone, and which changes while the alert lasts.
	d := draft{
		action: m.librenmsAction(f), key: key, summary: naming(title, firstText(f.first("display"), host)), source: host,
		component: rule, group: listText(f.first("groups", "devicegroups")), class: f.first("type", "devicetype"),
		severity: f.first("severity"), at: f.first("timestamp"), details: f.details(),
		client: "LibreNMS", links: []wireLink{{Href: webText(f.first("url", "deviceurl")), Text: "Device in LibreNMS"}},
	}
	if d.action == engine.Trigger && d.key == "" {
		d.key = hashed("librenms", title)
		m.note("alert_id is missing: the words are the key")
	}
	e := m.event(d)
	if isLibreNMSTest(&e) {
		m.test(&e, "sent by the sender's test button")
		e.Action, e.Mended = engine.Trigger, m.notes
	}
	return []engine.Event{e}, nil
}

// librenmsKey: alert_id stays the same while a device breaks a rule. id and uid
// are numbers of its log, another for each message.
func librenmsKey(f fields, host, rule text) text {
	return firstText(keyOf(f.first("alertid")), keyOf(host, f.first("ruleid")), keyOf(host, rule))
}

// librenmsAction: worse, better and changed are alarms all the same.
func (m *mender) librenmsAction(f fields) engine.Action {
	switch state := strings.ToLower(strings.TrimSpace(string(f.first("state")))); state {
	case "0", "ok", "recovered", "recovery", "clear", "cleared", "up":
		return engine.Resolve
	case "2", "acknowledged", "ack":
		return engine.Acknowledge
	case "1", "3", "4", "5", "active", "alert", "worse", "better", "changed":
		return engine.Trigger
	}
	if state := f.first("state"); state != "" {
		m.note("state %s is not known: read as an alarm", quote(state))
		return engine.Trigger
	}
	m.note("state is missing: read as an alarm")
	return engine.Trigger
}
