package hooks

import (
	"bytes"
	"strings"

	"wakeman/engine"
)

// sourcePRTG takes PRTG's action "Execute HTTP Action", whose payload its admin
// composes of placeholders. PRTG escapes none of what it fills in.
//
// The stars of %priority are among the details and decide nothing: a sensor has three of
// them unless somebody changed that, so that nobody would be woken by what is down. An
// event rule can go by event.details.priority.
func sourcePRTG() source {
	return source{name: "prtg", get: true, decode: decodePRTG}
}

func decodePRTG(m *mender, r Request) ([]engine.Event, error) {
	f, err := m.fields(r, certain{need: []string{"sensorid", "status"}, words: []string{"device", "name", "message"}})
	if err != nil {
		return nil, err
	}
	device, sensor := f.first("device"), f.first("name", "sensor", "shortname")
	message := f.first("message", "body")
	status := f.first("status", "laststatus")
	if device == "" && sensor == "" && message == "" && status == "" {
		return nil, errOther
	}
	state := f.first("state")
	if body := m.utf8(r.Body); status != "" && hasPairs(body) && !bytes.HasPrefix(body, []byte("state=")) {
		state = "" // from inside a message, of which PRTG escapes nothing: only the template's own is at the beginning
	}
	if _, severity := new(mender).prtgState("", status); severity == text(engine.Critical) || severity == text(engine.Error) {
		state = "" // a message may hold "&state=up" or "state":"up", too, and none of ours says up of what is down
	}
	action, severity := m.prtgState(state, status)
	d := draft{
		action: action, severity: severity, key: firstText(keyOf(f.first("sensorid")), keyOf(device, sensor)),
		summary: prtgSummary(device, sensor, firstText(status, state), message),
		source:  device, component: sensor, group: firstText(f.first("group"), f.first("probe")), class: f.first("sensortype", "type"),
		at: f.first("timestamp", "datetime"), sent: f.first("timestamp", "datetime"), details: f.details(), client: "PRTG", clientURL: webText(f.first("home")),
		links: []wireLink{{Href: webText(f.first("linksensor", "link")), Text: "Sensor in PRTG"}},
	}
	if isSummary(f, message) {
		m.note("PRTG summarised several notifications: which sensors it means is in the details only")
		d.key = ""
		if d.action != engine.Trigger {
			d.action = engine.Change
		}
		d.summary = "PRTG: " + firstText(message, d.summary)
	}
	if d.action == engine.Trigger && d.key == "" {
		d.key = hashed("prtg", text(r.Body)+text(r.Query.Encode()))
	}
	return []engine.Event{m.event(d)}, nil
}

// isSummary recognises PRTG's one notification for several sensors, which has no
// sensor of its own.
func isSummary(f fields, message text) bool {
	n := f.first("summarycount")
	return n != "" && n != "0" && n != "1" || strings.Contains(string(message+f.first("name")), "Summarized Notifications")
}

// prtgState reads what the admin's template says for certain (state=down), or
// else PRTG's text, which is compound: "Down (was: Up)", "Down ended (now: Up)".
func (m *mender) prtgState(state, status text) (engine.Action, text) {
	word := strings.ToLower(strings.TrimSpace(string(firstText(state, status))))
	if _, now, found := strings.Cut(word, "(now:"); found {
		word = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(now), ")"))
	}
	is := func(prefix string) bool { return strings.HasPrefix(word, prefix) }
	switch {
	case is("down (acknowledged"), is("acknowledged"):
		return engine.Acknowledge, ""
	case is("down (partial"): // some probes of a cluster reach it still
		return engine.Trigger, text(engine.Error)
	case is("down"):
		return engine.Trigger, text(engine.Critical)
	case is("up"):
		return engine.Resolve, ""
	case is("warning"), is("unusual"):
		return engine.Trigger, text(engine.Warning)
	case is("paused"):
		return engine.Change, ""
	case is("unknown"):
		return engine.Trigger, ""
	}
	m.note("status %s is not known: read as down", quote(firstText(state, status)))
	return engine.Trigger, ""
}

func prtgSummary(device, sensor, status, message text) text {
	s := string(device)
	if sensor != "" && sensor != device {
		s = strings.TrimSpace(s + " " + string(sensor))
	}
	if status != "" {
		s = strings.TrimSpace(s + " " + string(status))
	}
	if message != "" && s != "" {
		s += ": "
	}
	return text(s) + message
}
