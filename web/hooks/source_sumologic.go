package hooks

import (
	"strings"

	"wakeman/engine"
)

// sourceSumoLogic takes the webhook of Sumo Logic's monitors. The body is the
// admin's template: the integration's page has one.
// https://help.sumologic.com/docs/alerts/webhook-connections/set-up-webhook-connections
func sourceSumoLogic() source { return source{name: "sumologic", decode: decodeSumoLogic} }

func decodeSumoLogic(m *mender, r Request) ([]engine.Event, error) {
	whole, clean, err := m.formOrObject(r.Body)
	if err != nil {
		return nil, err
	}
	o := whole.folded()
	name, id, kind := o.fill("name", "alertname", "monitorname", "searchname"), o.fill("id", "monitorid", "alertid"), o.fill("triggertype", "type")
	if name == "" && id == "" {
		return nil, errOther
	}
	recovered, was := cutResolved(kind)
	d := draft{
		action: engine.Trigger, source: o.fill("sourcehost", "host"), class: o.fill("detectionmethod", "monitortype"),
		// A monitor may be critical and in warning at once: the end of the warning
		// must not end the other.
		key:     joinKey(firstText(id, name), text(strings.ToLower(string(was)))),
		summary: colon(firstText(name, id), o.fill("description", "triggercondition")), details: clean, client: "Sumo Logic",
		at: o.fill("triggertime"), links: []wireLink{{Href: o.fill("alertresponseurl", "queryurl"), Text: "Alert"}},
	}
	if was != "" {
		d.summary += " [" + was + "]"
	}
	switch strings.ToLower(string(was)) {
	case "critical":
		d.severity = text(engine.Critical)
	case "warning":
		d.severity = text(engine.Warning)
	case "missingdata":
		d.severity = text(engine.Error)
	}
	if recovered {
		d.action = engine.Resolve
	}
	return []engine.Event{m.event(d)}, nil
}

// cutResolved reads ResolvedCritical as the end of Critical.
func cutResolved(kind text) (recovered bool, was text) {
	s := strings.ReplaceAll(strings.TrimSpace(string(kind)), " ", "")
	if len(s) >= len("resolved") && strings.EqualFold(s[:len("resolved")], "resolved") {
		return true, text(s[len("resolved"):])
	}
	return false, text(s)
}
