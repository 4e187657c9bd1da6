package hooks

import (
	"encoding/json"
	"strings"

	"wakeman/engine"
)

func doorVendor() door {
	d := doorV2()
	d.decode = DecodeVendor
	return d
}

// routingKey is the key in an Events v2 event.
func routingKey(r Request) string {
	var m mender
	var wire struct {
		RoutingKey text `json:"routing_key"`
	}
	if m.decodeObject(r.Body, &wire) != nil {
		return ""
	}
	return strings.TrimSpace(string(wire.RoutingKey))
}

// DecodeVendor reads a post to PagerDuty's address for vendors, where the
// integration's key stands in the path, or to the one where it is in a header. The body is an Events v2 event; any
// other JSON is kept whole as the details of a trigger, and what is not JSON
// becomes an unparsed event: the key is known, so nothing is lost.
func DecodeVendor(r Request) (Decoded, error) {
	var m mender
	var wire wireV2
	if err := m.decodeObject(r.Body, &wire); err != nil {
		return m.unreadable(r, "routing_key", err)
	}
	key := r.Path["key"]
	if key == "" {
		key = strings.TrimSpace(string(wire.RoutingKey))
	}
	if key == "" {
		key = outerKey(r)
	}
	if !plausibleKey(key) {
		return Decoded{}, missing("key")
	}
	if wire.Action == "" && !isObject(wire.Payload) {
		return Decoded{Key: key, Events: []engine.Event{m.generic(r)}}, nil
	}
	return m.decodedV2(key, wire)
}

// generic makes a trigger of JSON in a format that nobody here knows.
func (m *mender) generic(r Request) engine.Event {
	var body json.RawMessage
	var fields struct {
		Summary     text `json:"summary"`
		Title       text `json:"title"`
		Subject     text `json:"subject"`
		Message     text `json:"message"`
		Name        text `json:"name"`
		Description text `json:"description"`
		Text        text `json:"text"`
	}
	// Both succeed: decodeObject read the same body.
	_ = m.decodeObject(r.Body, &body)
	_ = m.decodeObject(r.Body, &fields)
	m.note("not an Events API v2 event: kept whole as details")
	e := engine.Event{
		Action: engine.Trigger, Key: engine.HashKey(string(r.Body)),
		Summary: m.summary(firstText(fields.Summary, fields.Title, fields.Subject,
			fields.Message, fields.Name, fields.Description, fields.Text)),
		Details: m.details(body),
	}
	e.Mended = m.notes
	return e
}

func firstText(words ...text) text {
	for _, w := range words {
		if strings.TrimSpace(string(w)) != "" {
			return w
		}
	}
	return ""
}
