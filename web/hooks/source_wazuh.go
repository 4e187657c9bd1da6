package hooks

import (
	"strconv"

	"wakeman/engine"
)

// sourceWazuh takes alerts of Wazuh's integrator and of OSSEC, as they stand in
// alerts.json. Neither knows a recovery.
// https://documentation.wazuh.com/current/user-manual/manager/integration-with-external-apis.html
func sourceWazuh() source { return source{name: "wazuh", decode: decodeWazuh} }

func decodeWazuh(m *mender, r Request) ([]engine.Event, error) {
	o, clean, err := m.object(r.Body)
	if err != nil {
		return nil, err
	}
	if o.has("all_fields") { // Wazuh's own scripts wrap the alert
		o = o.in("all_fields")
	}
	rule, agent := o.in("rule"), o.in("agent")
	id := firstText(rule.text("id"), rule.text("sidid")) // OSSEC says sidid
	if id == "" {
		return nil, errOther
	}
	key, source := id+"/"+agent.text("id"), agent.text("name")
	if n := agent.text("id"); n == "" || n == "000" {
		// The manager reads logs of others, too: their addresses tell them apart.
		key += "/" + o.text("location")
		source = firstText(o.text("predecoder", "hostname"), o.text("hostname"), source, o.text("location"))
	}
	words := firstText(rule.text("description"), rule.text("comment"), "rule "+id)
	if source != "" {
		words += " (" + source + ")"
	}
	return []engine.Event{m.event(draft{
		action: engine.Trigger, severity: text(m.ruleLevel(rule.text("level"))), key: key, summary: words,
		source: source, component: o.text("location"), group: joined(rule.list("groups")), class: id,
		at: o.first("timestamp", "TimeStamp"), details: clean, client: "Wazuh",
	})}, nil
}

// ruleLevel is a rule's level as a severity; without one the service decides.
func (m *mender) ruleLevel(level text) engine.Severity {
	n, err := strconv.ParseFloat(string(level), 64)
	if err != nil || n < 0 {
		m.note("rule level %s is not a number: the service's default is used", quote(level))
		return ""
	}
	return wazuhSeverity(int64(min(n, 100)))
}
