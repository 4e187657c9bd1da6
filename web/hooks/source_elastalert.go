package hooks

import (
	"wakeman/engine"
)

// sourceElastAlert takes what ElastAlert 2 posts: fields of the document that
// matched, and what the rule adds to them. It never says that anything is over.
// https://elastalert2.readthedocs.io/en/latest/alerts.html#http-post
func sourceElastAlert() source { return source{name: "elastalert", decode: decodeElastAlert} }

func decodeElastAlert(m *mender, r Request) ([]engine.Event, error) {
	o, clean, err := m.object(r.Body)
	if err != nil {
		return nil, err
	}
	payload := o.in("payload") // as it writes for PagerDuty
	rule := firstText(o.first("rule_name", "rule", "alert_name"), o.text("client"))
	host := firstText(payload.text("source"), o.text("host", "name"), o.first("hostname", "host.name"), notObject(o, "host"))
	query := firstText(o.first("query_key", "key"), host)
	d := draft{
		action: engine.Trigger, key: firstText(o.first("incident_key", "dedup_key", "alias"), joinKey(rule, query)),
		summary:  firstText(o.first("description", "summary"), payload.text("summary"), o.first("alert_subject", "title")),
		severity: firstText(payload.text("severity"), o.text("severity")), source: host,
		component: firstText(payload.text("component"), o.text("component")), group: firstText(payload.text("group"), o.text("group")),
		class: firstText(payload.text("class"), rule), at: o.first("@timestamp", "timestamp"),
		details: clean, client: "ElastAlert", links: []wireLink{{Href: o.first("client_url", "kibana_discover_url", "kibana_url"), Text: "Discover"}},
	}
	if d.summary == "" {
		d.summary = colon(rule, o.text("message"))
	}
	if d.summary == "" && d.key == "" {
		return nil, errOther
	}
	return []engine.Event{m.event(d)}, nil
}

// notObject is a field as text unless it is an object.
func notObject(o object, name string) text {
	if isObject(o[name]) {
		return ""
	}
	return o.text(name)
}
