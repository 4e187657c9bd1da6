package hooks

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"wakeman/engine"
)

// wireV2 is the body of PagerDuty's Events API v2.
// https://developer.pagerduty.com/docs/send-alert-event
type wireV2 struct {
	RoutingKey text            `json:"routing_key"`
	Action     text            `json:"event_action"`
	DedupKey   text            `json:"dedup_key"`
	Payload    json.RawMessage `json:"payload"`
	Client     text            `json:"client"`
	ClientURL  text            `json:"client_url"`
	Links      json.RawMessage `json:"links"`
	Images     json.RawMessage `json:"images"`
}

type wirePayload struct {
	Summary   text            `json:"summary"`
	Source    text            `json:"source"`
	Severity  text            `json:"severity"`
	Timestamp text            `json:"timestamp"`
	Component text            `json:"component"`
	Group     text            `json:"group"`
	Class     text            `json:"class"`
	Details   json.RawMessage `json:"custom_details"`
}

func doorV2() door {
	return door{
		via: "events_api_v2", decode: DecodeV2, accept: acceptedV2, keyField: "routing_key",
		badKey: func(string) string { return "Invalid routing key" },
	}
}

// acceptedV2 answers 202 exactly: Zabbix and Checkmk take no other success.
func acceptedV2(d Decoded, r engine.Receipt) (int, any) {
	answer := newProcessed()
	answer.DedupKey = keyInUse(d, r)
	return http.StatusAccepted, answer
}

// DecodeV2 reads an event of PagerDuty's Events API v2.
//
// It takes more than PagerDuty does: any Content-Type, any type of field,
// severities by many names, a trigger without summary, source or severity. It
// refuses a missing routing key, an unknown event_action, and an acknowledge or
// resolve that names no incident.
func DecodeV2(r Request) (Decoded, error) {
	var m mender
	var wire wireV2
	if err := m.decodeObject(r.Body, &wire); err != nil {
		return m.unreadable(r, "routing_key", err)
	}
	key := strings.TrimSpace(string(wire.RoutingKey))
	if key == "" {
		key = outerKey(r)
	}
	return m.decodedV2(key, wire)
}

func (m *mender) decodedV2(key string, wire wireV2) (Decoded, error) {
	if !plausibleKey(key) {
		return Decoded{}, missing("routing_key")
	}
	event, err := m.eventV2(wire)
	if err != nil {
		return Decoded{Key: key}, err
	}
	return Decoded{Key: key, Events: []engine.Event{event}}, nil
}

func missing(field string) *Invalid {
	return &Invalid{Errors: []string{fmt.Sprintf("'%s' is missing or blank", field)}}
}

func (m *mender) eventV2(wire wireV2) (engine.Event, error) {
	action, err := m.action("event_action", wire.Action, hasContent(wire.Payload))
	if err != nil {
		return engine.Event{}, err
	}
	p := m.payload(wire.Payload)
	e := engine.Event{
		Action:    action,
		Key:       m.key("dedup_key", wire.DedupKey),
		Client:    m.line("client", wire.Client, engine.MaxField),
		ClientURL: m.address("client_url", wire.ClientURL),
		Links:     m.links(wire.Links),
		Images:    m.images(wire.Images),
	}
	m.applyPayload(&e, p)
	m.applySender(&e)
	if needsKey(e) {
		return engine.Event{}, missing("dedup_key")
	}
	e.Mended = m.notes
	return e, nil
}

// needsKey tells whether e asks for a change to an incident it does not name.
func needsKey(e engine.Event) bool {
	return e.Key == "" && (e.Action == engine.Acknowledge || e.Action == engine.Resolve)
}

// action reads what an event asks for. One that is missing beside a payload
// can only have meant a trigger.
func (m *mender) action(field string, t text, content bool) (engine.Action, error) {
	word := strings.ToLower(strings.TrimSpace(string(t)))
	switch a := engine.Action(word); {
	case a == engine.Trigger, a == engine.Acknowledge, a == engine.Resolve:
		return a, nil
	case word != "":
		return "", &Invalid{Errors: []string{fmt.Sprintf(
			"'%s' must be trigger, acknowledge or resolve, not %s", field, quote(t))}}
	case content:
		m.note("%s was missing: read as trigger", field)
		return engine.Trigger, nil
	}
	return "", missing(field)
}

// hasContent tells whether a JSON value says anything.
func hasContent(raw json.RawMessage) bool {
	switch string(raw) {
	case "", "null", "{}", "[]", `""`:
		return false
	}
	return true
}

// payload reads a payload of any type: what is not an object is kept as
// details, and as the summary if it is a string.
func (m *mender) payload(raw json.RawMessage) wirePayload {
	var p wirePayload
	if len(raw) == 0 || string(raw) == "null" {
		return p
	}
	if err := json.Unmarshal(raw, &p); err == nil {
		return p
	}
	m.note("payload was not an object")
	p = wirePayload{Details: raw}
	if raw[0] == '"' {
		_ = p.Summary.UnmarshalJSON(raw) // valid JSON: it was parsed before
	}
	return p
}

// applyPayload fills e from a payload. On acknowledge and resolve the state
// words are left out: only the action counts (a resolve often still says
// critical).
func (m *mender) applyPayload(e *engine.Event, p wirePayload) {
	e.Source = m.line("source", p.Source, engine.MaxField)
	e.Component = m.line("component", p.Component, engine.MaxField)
	e.Group = m.line("group", listText(p.Group), engine.MaxField)
	e.Class = m.line("class", p.Class, engine.MaxField)
	e.Timestamp = m.time(p.Timestamp)
	e.Details = m.details(p.Details)
	if e.Action != engine.Trigger {
		e.Summary = m.line("summary", p.Summary, engine.MaxSummary)
		return
	}
	e.Summary = m.summary(p.Summary)
	e.Severity = m.severity(p.Severity)
	if e.Source == "" {
		m.note("source was missing")
	}
	if strings.TrimSpace(string(p.Severity)) == "" {
		m.note("severity was missing: the service's default is used")
	}
}

// listText reads a JSON list written into a string, as LibreNMS sends the
// device's groups: ["Core","North"] is "Core, North".
func listText(t text) text {
	if !strings.HasPrefix(string(t), "[") {
		return t
	}
	var list []text
	if err := json.Unmarshal([]byte(t), &list); err != nil {
		return t
	}
	words := make([]string, len(list))
	for i, w := range list {
		words[i] = string(w)
	}
	return text(strings.Join(words, ", "))
}
