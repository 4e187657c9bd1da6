package hooks

import (
	"encoding/json"
	"strings"

	"wakeman/engine"
)

// ping is the event of a sender that tries its settings: shown, and no page.
func (m *mender) ping(from, client text, details json.RawMessage) []engine.Event {
	words := client + " tries this address"
	if strings.TrimSpace(string(from)) != "" {
		words += ": " + from
	}
	m.note("test traffic, pages nobody: sent when the sender is set up")
	return []engine.Event{m.event(draft{
		action: engine.Trigger, summary: words, source: from, severity: text(engine.Info), details: details, client: client, test: true,
	})}
}
