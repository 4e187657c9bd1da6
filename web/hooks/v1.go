package hooks

import (
	"encoding/json"
	"net/http"
	"strings"

	"wakeman/engine"
)

// wireV1 is the body of PagerDuty's Events API v1, which Nagios, Sensu,
// Healthchecks, OSSEC and old LibreNMS still speak.
// https://developer.pagerduty.com/docs/events-api-v1-overview
type wireV1 struct {
	ServiceKey  text            `json:"service_key"`
	Type        text            `json:"event_type"`
	IncidentKey text            `json:"incident_key"`
	Description text            `json:"description"`
	Details     json.RawMessage `json:"details"`
	Client      text            `json:"client"`
	ClientURL   text            `json:"client_url"`
	Contexts    json.RawMessage `json:"contexts"`
}

func doorV1() door {
	return door{via: "events_api_v1", decode: DecodeV1, accept: acceptedV1, badKey: badKeyV1, keyField: "service_key"}
}

// acceptedV1 answers 200 exactly, as version 1 does.
func acceptedV1(d Decoded, r engine.Receipt) (int, any) {
	answer := newProcessed()
	answer.IncidentKey = keyInUse(d, r)
	return http.StatusOK, answer
}

func badKeyV1(key string) string {
	if len(key) != 32 {
		return "Service key is the wrong length (should be 32 characters)"
	}
	return "Invalid service key"
}

// DecodeV1 reads an event of PagerDuty's Events API v1, as forgivingly as
// [DecodeV2].
func DecodeV1(r Request) (Decoded, error) {
	var m mender
	var wire wireV1
	if err := m.decodeObject(r.Body, &wire); err != nil {
		return m.unreadable(r, "service_key", err)
	}
	key := strings.TrimSpace(string(wire.ServiceKey))
	if key == "" {
		key = outerKey(r)
	}
	if !plausibleKey(key) {
		return Decoded{}, missing("service_key")
	}
	event, err := m.eventV1(wire)
	if err != nil {
		return Decoded{Key: key}, err
	}
	return Decoded{Key: key, Events: []engine.Event{event}}, nil
}

func (m *mender) eventV1(wire wireV1) (engine.Event, error) {
	action, err := m.action("event_type", wire.Type, wire.Description != "")
	if err != nil {
		return engine.Event{}, err
	}
	e := engine.Event{
		Action:    action,
		Key:       m.key("incident_key", wire.IncidentKey),
		Details:   m.details(wire.Details),
		Client:    m.line("client", wire.Client, engine.MaxField),
		ClientURL: m.address("client_url", wire.ClientURL),
	}
	m.contexts(&e, wire.Contexts)
	m.applyDetailsV1(&e, wire)
	m.applySender(&e)
	if needsKey(e) {
		return engine.Event{}, missing("incident_key")
	}
	e.Mended = m.notes
	return e, nil
}

// contexts are version 1's links and images in one list.
func (m *mender) contexts(e *engine.Event, raw json.RawMessage) {
	for _, c := range m.items("contexts", raw) {
		if strings.EqualFold(string(c.Type), "image") {
			e.Images = m.appendImage(e.Images, c)
		} else {
			e.Links = m.appendLink(e.Links, c)
		}
	}
}

// detailsV1 is what the known senders put into details, in the absence of
// fields for it. Names match in any case.
type detailsV1 struct {
	Host         text `json:"HOSTNAME"` // Nagios, Icinga, Zabbix
	Service      text `json:"SERVICEDESC"`
	HostState    text `json:"HOSTSTATE"`
	ServiceState text `json:"SERVICESTATE"`
	Severity     text `json:"severity"` // Zabbix
	Note         text `json:"NOTE"`     // Zabbix
	Client       struct {
		Name text `json:"name"` // Sensu
	} `json:"client"`
	Check struct {
		Name text `json:"name"`
	} `json:"check"`
}

func readDetailsV1(raw json.RawMessage) detailsV1 {
	var d detailsV1
	if isObject(raw) {
		// What has another type than expected is skipped, the rest is read.
		_ = json.Unmarshal(raw, &d)
	}
	return d
}

// applyDetailsV1 finds equipment and severity, which version 1 has no fields
// for.
func (m *mender) applyDetailsV1(e *engine.Event, wire wireV1) {
	d := readDetailsV1(e.Details)
	if e.Action == engine.Trigger && escalationCancelled(d.Note, wire.Description) {
		e.Action = engine.Resolve
		m.note("Zabbix cancelled its escalation: read as resolve")
	}
	e.Source = m.line("source", firstText(d.Host, d.Client.Name), engine.MaxField)
	e.Component = m.line("component", firstText(d.Service, d.Check.Name), engine.MaxField)
	if e.Action != engine.Trigger {
		e.Summary = m.line("summary", wire.Description, engine.MaxSummary)
		return
	}
	e.Summary = m.summary(wire.Description)
	if state := firstText(d.ServiceState, d.HostState); state != "" {
		e.Severity = nagiosSeverity(string(state))
	} else {
		e.Severity = m.severity(d.Severity)
	}
}

// escalationCancelled recognises the message by which Zabbix ends an
// escalation whose trigger was disabled or deleted. It is sent as a trigger.
func escalationCancelled(note, description text) bool {
	s := strings.ToLower(strings.TrimSpace(string(note)))
	if s == "" {
		var found bool
		if s, found = strings.CutPrefix(strings.ToLower(strings.TrimSpace(string(description))), "note:"); !found {
			return false
		}
		s = strings.TrimSpace(s)
	}
	return strings.HasPrefix(s, "escalation cancelled") || strings.HasPrefix(s, "escalation canceled")
}
