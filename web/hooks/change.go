package hooks

import (
	"net/http"
	"strings"

	"wakeman/engine"
)

func doorChange() door {
	return door{
		via: "events_api_v2", decode: DecodeChange, accept: acceptedChange, small: true,
		badKey: func(string) string { return "Invalid routing key" },
	}
}

func acceptedChange(Decoded, engine.Receipt) (int, any) {
	answer := newProcessed()
	answer.Message = "Change event processed"
	return http.StatusAccepted, answer
}

// DecodeChange reads a change event of PagerDuty's Events API v2: something
// that was done to a service, which opens no incident.
// https://developer.pagerduty.com/docs/send-change-event
func DecodeChange(r Request) (Decoded, error) {
	var m mender
	var wire wireV2
	if err := m.decodeObject(r.Body, &wire); err != nil {
		// Not kept as an unparsed event: a change pages nobody, so neither
		// may its ruins.
		return Decoded{Key: outerKey(r)}, &Invalid{Errors: []string{err.Error()}}
	}
	key := strings.TrimSpace(string(wire.RoutingKey))
	if key == "" {
		key = outerKey(r)
	}
	if !plausibleKey(key) {
		return Decoded{}, missing("routing_key")
	}
	return Decoded{Key: key, Events: []engine.Event{m.change(wire)}}, nil
}

func (m *mender) change(wire wireV2) engine.Event {
	p := m.payload(wire.Payload)
	e := engine.Event{
		Action:    engine.Change,
		Summary:   m.summary(p.Summary),
		Source:    m.line("source", p.Source, engine.MaxField),
		Timestamp: m.time(p.Timestamp),
		Details:   m.details(p.Details),
		Links:     m.links(wire.Links),
		Images:    m.images(wire.Images),
	}
	e.Mended = m.notes
	return e
}
