package hooks

import (
	"encoding/json"
	"strings"

	"wakeman/engine"
)

// sourceEventBridge takes events that an EventBridge rule sends to an API
// destination: GuardDuty's findings above all.
// https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html
func sourceEventBridge() source { return source{name: "eventbridge", decode: decodeEventBridge} }

func decodeEventBridge(m *mender, r Request) ([]engine.Event, error) {
	body, err := m.json(r.Body)
	if err != nil {
		return nil, err
	}
	return m.fanOut(r, listOf(body), func(m *mender, part json.RawMessage) ([]engine.Event, error) {
		o := readObject(part)
		if !o.has("detail-type") && !o.has("detail") {
			return nil, errOther
		}
		return m.awsEvent(o, part), nil
	}), nil
}

// awsEvent reads an event of EventBridge, which SNS may carry, too.
func (m *mender) awsEvent(o object, whole json.RawMessage) []engine.Event {
	switch o.text("detail-type") {
	case "GuardDuty Finding":
		return []engine.Event{m.event(m.finding(o, whole))}
	case "CloudWatch Alarm State Change":
		return m.alarmChange(o, whole)
	}
	// Whatever else a rule sends here was chosen by the admin. It says no state, so
	// the same kind of event about the same things is one incident.
	kind, things := o.text("detail-type"), joined(o.list("resources"))
	return []engine.Event{m.event(draft{
		action: engine.Trigger, key: joinKey(firstText(things, o.text("id")), kind),
		summary: firstText(kind, "Event") + " from " + firstText(o.text("source"), "AWS") + inRegion(o.text("region")),
		source:  firstText(things, o.text("source")), group: account(o), class: kind,
		at: o.text("time"), sent: o.text("time"), details: whole, client: "Amazon EventBridge",
	})}
}

// finding is a finding of GuardDuty, which is updated under the same id and never
// recovers; archiving it is what ends it.
func (m *mender) finding(o object, whole json.RawMessage) draft {
	detail := o.in("detail")
	service := detail.in("service")
	id, region := detail.text("id"), firstText(detail.text("region"), o.text("region"))
	d := draft{
		action: engine.Trigger, key: firstText(id, detail.text("arn")), summary: firstText(detail.text("title"), detail.text("type")) + inRegion(region),
		severity: findingSeverity(detail["severity"]), source: findingResource(detail.in("resource")),
		group: account(o), class: detail.text("type"), at: firstText(service.text("eventLastSeen"), o.text("time")), sent: o.text("time"),
		details: whole, client: "Amazon GuardDuty",
	}
	d.component, _, _ = cutText(detail.text("type"), ":")
	if service.isTrue("archived") {
		d.action = engine.Resolve
	}
	if service.isTrue("additionalInfo", "sample") || strings.HasPrefix(string(detail.text("title")), "[SAMPLE]") {
		d.test = true
		m.note("test traffic, pages nobody: a sample finding")
	}
	if isRegion(string(region)) && id != "" {
		d.links = []wireLink{{Href: console(string(region)) + "/guardduty/home?region=" + region + "#/findings?fId=" + queryText(id), Text: "Finding"}}
	}
	return d
}

// findingSeverity bands GuardDuty's numbers.
// https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html
func findingSeverity(raw json.RawMessage) text {
	var n float64
	switch err := json.Unmarshal(raw, &n); {
	case err != nil:
		return ""
	case n >= 9:
		return text(engine.Critical)
	case n >= 7:
		return text(engine.Error)
	case n >= 4:
		return text(engine.Warning)
	}
	return text(engine.Info)
}

// findingResource is the machine, key, bucket or cluster that a finding is about.
func findingResource(resource object) text {
	var bucket text
	for _, raw := range resource.list("s3BucketDetails") {
		bucket = firstText(bucket, readObject(raw).text("name"))
	}
	return firstText(
		resource.text("instanceDetails", "instanceId"), bucket, resource.text("eksClusterDetails", "name"),
		resource.text("rdsDbInstanceDetails", "dbInstanceIdentifier"), resource.text("lambdaDetails", "functionName"),
		resource.text("accessKeyDetails", "userName"), resource.text("resourceType"))
}

// account names whose and where: two accounts have resources of the same name.
func account(o object) text {
	return text(strings.Trim(string(o.text("account")+"/"+o.text("region")), "/"))
}

func inRegion(region text) text {
	if region == "" {
		return ""
	}
	return " (" + region + ")"
}

func cutText(t text, sep string) (before, after text, found bool) {
	b, a, found := strings.Cut(string(t), sep)
	return text(b), text(a), found
}
