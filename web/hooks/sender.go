package hooks

import (
	"encoding/json"
	"strings"

	"wakeman/engine"
)

// applySender corrects what known senders are known to get wrong, and marks
// the events of their test buttons. Each correction is narrow on purpose: one
// that fits too much would hide an alert.
func (m *mender) applySender(e *engine.Event) {
	m.uptimeKuma(e)
	m.wazuh(e)
	if isGrafanaTest(e) || isLibreNMSTest(e) {
		m.test(e, "sent by the sender's test button")
	}
}

func (m *mender) test(e *engine.Event, why string) {
	e.Test = true
	m.note("test traffic, pages nobody: %s", why)
}

// uptimeKuma: without a monitor, for the test button as for a certificate that
// runs out, its key ends in the word undefined, the same for all of them.
func (m *mender) uptimeKuma(e *engine.Event) {
	if e.Source != "Uptime Kuma Test Button" {
		return
	}
	if e.Key == "Uptime Kuma/undefined" && e.Action == engine.Trigger {
		e.Key = ""
		m.note("the dedup key named no monitor: not used")
	}
	if strings.HasSuffix(e.Summary, " Testing") {
		m.test(e, "sent by the sender's test button")
	}
}

// wazuh: the PagerDuty script of Wazuh 4 says warning for everything from
// level 7 up, because its comparisons stand in the wrong order.
func (m *mender) wazuh(e *engine.Event) {
	var alert struct {
		Rule struct {
			ID    text         `json:"id"`
			Level *json.Number `json:"level"`
		} `json:"rule"`
		Agent struct {
			ID text `json:"id"`
		} `json:"agent"`
	}
	if e.Action != engine.Trigger || !isObject(e.Details) || json.Unmarshal(e.Details, &alert) != nil {
		return
	}
	if alert.Rule.Level == nil || alert.Rule.ID == "" || alert.Agent.ID == "" {
		return
	}
	level, err := alert.Rule.Level.Int64()
	if err != nil {
		return
	}
	if s := wazuhSeverity(level); s.Rank() > e.Severity.Rank() {
		e.Severity = s
		m.note("severity %s taken from rule level %d", s, level)
	}
}

// wazuhSeverity bands Wazuh's levels 0 to 16.
func wazuhSeverity(level int64) engine.Severity {
	switch {
	case level >= 15:
		return engine.Critical
	case level >= 12:
		return engine.Error
	case level >= 7:
		return engine.Warning
	}
	return engine.Info
}

// isGrafanaTest recognises the one alert of a contact point's test.
func isGrafanaTest(e *engine.Event) bool {
	var details struct {
		Firing text `json:"firing"`
	}
	if !isObject(e.Details) || json.Unmarshal(e.Details, &details) != nil {
		return false
	}
	firing := string(details.Firing)
	return strings.Count(firing, "alertname = ") == 1 &&
		strings.Contains(firing, "- alertname = TestAlert\n") &&
		strings.Contains(firing, "- instance = Grafana\n")
}

// isLibreNMSTest recognises the alert of a transport's test.
func isLibreNMSTest(e *engine.Event) bool {
	return e.Key == "000" &&
		(strings.HasPrefix(e.Summary, "Test-Rule on ") || strings.HasPrefix(e.Summary, "Testing transport from "))
}

func isObject(raw json.RawMessage) bool { return len(raw) > 0 && raw[0] == '{' }
