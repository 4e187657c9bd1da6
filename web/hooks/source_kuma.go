package hooks

import (
	"encoding/json"
	"net/url"
	"strings"

	"wakeman/engine"
)

// sourceUptimeKuma takes Uptime Kuma's webhook: JSON, the same in a form's field
// named data, or a query.
func sourceUptimeKuma() source {
	return source{name: "uptimekuma", get: true, decode: decodeUptimeKuma}
}

func decodeUptimeKuma(m *mender, r Request) ([]engine.Event, error) {
	f, err := m.fields(r, certain{})
	if err != nil {
		return nil, err
	}
	if data := f.first("data"); data != "" {
		var o object
		if err := m.decodeObject([]byte(data), &o); err != nil {
			return nil, err
		}
		f = fields{sent: map[string]text{}, folded: map[string]text{}}
		for name := range o {
			f.add(name, o.text(name))
		}
	}
	beat, monitor := part(f.first("heartbeat")), part(f.first("monitor"))
	msg := f.first("msg", "message", "body")
	if len(beat) == 0 && len(monitor) == 0 && !f.has("status") {
		if msg == "" {
			return nil, errOther
		}
		return []engine.Event{m.event(kumaNote(m, msg))}, nil
	}
	d := draft{client: "Uptime Kuma", summary: msg, severity: text(engine.Critical)}
	switch status := firstText(beat.text("status"), f.first("status")); strings.ToLower(string(status)) {
	case "0", "down":
		d.action = engine.Trigger
	case "1", "up":
		d.action = engine.Resolve
	case "2", "3", "pending", "maintenance":
		return nil, nil
	default:
		m.note("status %s is not known: read as down", quote(status))
		d.action = engine.Trigger
	}
	d.key = firstText(keyOf(monitor.text("id")), keyOf(beat.text("monitorID")), keyOf(f.first("monitorid", "id")), keyOf(f.first("monitorname", "name")))
	d.component, d.class, d.group = firstText(monitor.text("name"), f.first("monitorname", "name")), monitor.text("type"), kumaGroup(monitor)
	d.source = firstText(monitor.text("hostname"), hostOf(firstText(monitor.text("url"), f.first("url"))), d.component)
	d.summary = firstText(msg, beat.text("msg"), d.component)
	d.at = kumaTime(firstText(beat.text("time"), f.first("time")))
	d.sent = kumaTime(beat.text("time")) // of this heartbeat, of whichever state
	d.links = []wireLink{{Href: webText(firstText(monitor.text("url"), f.first("url"))), Text: "What is monitored"}}
	d.details = kumaDetails(beat, monitor, msg)
	if d.key == "" && d.action == engine.Trigger {
		d.key = hashed("uptimekuma", d.summary)
	}
	return []engine.Event{m.event(d)}, nil
}

// kumaTime is a time that is in UTC and does not say so.
func kumaTime(t text) text {
	if _, zoned, ok := parseTime(string(t)); ok && !zoned {
		return t + "Z"
	}
	return t
}

// part is an object within a field; in a query it is text that holds one.
func part(t text) object {
	o := readObject([]byte(t))
	if len(o) == 0 && strings.HasPrefix(string(t), `"`) {
		var inner text
		_ = json.Unmarshal([]byte(t), &inner) // what is no string stays empty
		o = readObject([]byte(inner))
	}
	return o
}

// kumaNote is a message about no monitor: of the test button, or of a
// certificate that runs out, said again with fewer days left.
func kumaNote(m *mender, msg text) draft {
	d := draft{
		action: engine.Trigger, client: "Uptime Kuma", summary: msg,
		key: hashed("uptimekuma", text(strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return -1
			}
			return r
		}, string(msg)))),
	}
	if strings.HasSuffix(string(msg), " Testing") {
		d.test = true
		m.note("test traffic, pages nobody: sent by the sender's test button")
	}
	if strings.Contains(strings.ToLower(string(msg)), "certificate") {
		d.severity, d.class = text(engine.Warning), "certificate"
	}
	return d
}

// kumaGroup is the path of the groups that a monitor is in.
func kumaGroup(monitor object) text {
	path := string(monitor.text("pathName"))
	if i := strings.LastIndex(path, " / "); i >= 0 {
		return text(path[:i])
	}
	return ""
}

func hostOf(t text) text {
	u, err := url.Parse(webAddress(string(t)))
	if err != nil {
		return ""
	}
	return text(u.Hostname())
}

// kumaDetails leaves most of the monitor out: old versions send its passwords.
func kumaDetails(beat, monitor object, msg text) json.RawMessage {
	return asDetails(map[string]text{
		"message": msg, "reason": beat.text("msg"), "ping": beat.text("ping"), "duration": beat.text("duration"),
		"time": firstText(beat.text("localDateTime"), beat.text("time")), "zone": beat.text("timezone"),
		"monitor": monitor.text("name"), "type": monitor.text("type"), "hostname": monitor.text("hostname"),
		"port": monitor.text("port"), "url": monitor.text("url"), "description": monitor.text("description"),
	})
}
