package hooks

import (
	"strings"

	"wakeman/engine"
)

// sourceElastic takes what Kibana's webhook connector and Elasticsearch's Watcher
// send. The body is the admin's template: the integration's page has one for each.
// https://www.elastic.co/guide/en/kibana/current/webhook-action-type.html
func sourceElastic() source { return source{name: "elastic", decode: decodeElastic} }

func decodeElastic(m *mender, r Request) ([]engine.Event, error) {
	o, clean, err := m.object(r.Body)
	if err != nil {
		// A template that puts a document into quotes makes no valid JSON. What was
		// written before it is enough to find the alert, and its end.
		if o = salvaged(m.utf8(r.Body)); len(o) == 0 {
			return nil, err
		}
		m.note("%s: the template puts text or JSON where it breaks the JSON around it", err)
		d := m.elastic(o)
		d.details = excerpt(m.utf8(r.Body), outerKey(r), err)
		e := m.event(d)
		e.Unparsed = true
		return []engine.Event{e}, nil
	}
	d := m.elastic(o)
	if d.key == "" && d.summary == "" {
		return nil, errOther
	}
	d.details = clean
	return []engine.Event{m.event(d)}, nil
}

// salvaged are the fields of broken JSON that are certain; none if they do not
// say which rule or watch it is.
func salvaged(body []byte) object {
	o := object{}
	for _, name := range strings.Fields("rule_id alert_id watch_id action_group rule_name severity url date") {
		if v := salvage(body, name); v != "" {
			o[name] = asJSON(v)
		}
	}
	if !o.has("rule_id") && !o.has("watch_id") {
		return nil
	}
	for _, name := range []string{"message", "reason"} {
		if v := salvage(body, name); v != "" {
			o[name] = asJSON(v)
		}
	}
	return o
}

func (m *mender) elastic(o object) draft {
	if watch := firstText(o.text("watch_id"), o.text("ctx", "watch_id")); watch != "" {
		return m.watch(o, watch)
	}
	rule, alert := o.in("rule"), o.in("alert")
	name := firstText(o.first("rule_name", "ruleName"), rule.text("name"))
	group := firstText(o.first("action_group", "actionGroup", "alertActionGroup"), alert.text("actionGroup"), alert.text("actionGroupName"), o.text("status"))
	id := firstText(o.first("alert_id", "alertId", "alertInstanceId"), alert.text("id"))
	d := draft{
		action: engine.Trigger, key: joinKey(firstText(o.first("rule_id", "ruleId"), rule.text("id"), name), id),
		summary: colon(name, firstText(o.first("reason", "message"), o.text("context", "reason"), o.text("context", "message"), id)),
		source:  firstText(o.first("host", "hostname"), id), component: o.text("service"), group: group, class: name,
		severity: o.text("severity"), at: o.first("date", "@timestamp", "timestamp"), client: "Kibana",
		links: []wireLink{{Href: firstText(o.text("url"), rule.text("url")), Text: "Rule"}},
	}
	if isRecovered(group) {
		d.action = engine.Resolve
	}
	if d.severity == "" && strings.Contains(strings.ToLower(string(group)), "warning") {
		d.severity = text(engine.Warning)
	}
	return d
}

// watch reads what a watch sends. It has no end, unless the template says so.
func (m *mender) watch(o object, id text) draft {
	ctx := o.in("ctx")
	d := draft{
		action: engine.Trigger, key: "watch/" + id, source: o.first("host", "hostname"), class: id, client: "Elasticsearch Watcher",
		summary:  colon(firstText(o.first("name", "watch_name"), id), firstText(o.first("reason", "message", "summary"))),
		severity: firstText(o.text("severity"), o.text("metadata", "severity"), ctx.text("metadata", "severity")),
		at:       firstText(o.first("date", "execution_time"), ctx.text("execution_time")),
	}
	if isRecovered(firstText(o.first("action_group", "status"))) {
		d.action = engine.Resolve
	}
	return d
}

// isRecovered knows the action group by which a rule of Kibana ends.
func isRecovered(group text) bool {
	switch strings.ToLower(strings.TrimSpace(string(group))) {
	case "recovered", "resolved", "ok":
		return true
	}
	return false
}
