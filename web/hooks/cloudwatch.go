package hooks

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"

	"wakeman/engine"
)

// alarm reads a CloudWatch alarm as SNS carries it.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
func (m *mender) alarm(o object, whole json.RawMessage) []engine.Event {
	name, arn, metric := o.text("AlarmName"), o.text("AlarmArn"), alarmMetric(o.in("Trigger"))
	action := m.alarmAction(o.text("NewStateValue"))
	if action == "" {
		return nil
	}
	return []engine.Event{m.event(draft{
		action: action, key: firstText(arn, joinKey(o.text("AWSAccountId"), o.text("Region"), name)),
		summary: colon(firstText(name, arn), firstText(o.text("NewStateReason"), o.text("AlarmDescription"))),
		source:  dimension(metric), component: metric.text("MetricName"), group: metric.text("Namespace"), class: name,
		at: o.text("StateChangeTime"), sent: o.text("StateChangeTime"), details: whole, client: "Amazon CloudWatch",
		links: alarmLinks(arn, name),
	})}
}

// alarmChange reads a CloudWatch alarm as EventBridge sends it.
func (m *mender) alarmChange(o object, whole json.RawMessage) []engine.Event {
	detail := o.in("detail")
	name, state := detail.text("alarmName"), detail.in("state")
	action := m.alarmAction(state.text("value"))
	if action == "" {
		return nil
	}
	arn := joined(o.list("resources"))
	return []engine.Event{m.event(draft{
		action: action, key: firstText(arn, joinKey(o.text("account"), o.text("region"), name)),
		summary: colon(firstText(name, arn), state.text("reason")), source: name, group: account(o), class: name,
		at: firstText(state.text("timestamp"), o.text("time")), sent: o.text("time"), details: whole, client: "Amazon CloudWatch",
		links: alarmLinks(arn, name),
	})}
}

// alarmAction maps an alarm's state; no action where nothing changes: without
// data nobody can tell whether what was wrong still is.
func (m *mender) alarmAction(state text) engine.Action {
	switch strings.ToUpper(strings.TrimSpace(string(state))) {
	case "ALARM":
		return engine.Trigger
	case "OK":
		return engine.Resolve
	case "INSUFFICIENT_DATA":
		return ""
	}
	m.note("state %s is not known: read as ALARM", quote(state))
	return engine.Trigger
}

// alarmMetric is the metric that an alarm watches; the first one of a formula, which
// has no metric of its own.
func alarmMetric(trigger object) object {
	for _, raw := range trigger.list("Metrics") {
		if metric := readObject(raw).in("MetricStat", "Metric"); len(metric) > 0 {
			return metric
		}
	}
	return trigger
}

// dimension is what an alarm watches: the value of its metric's first dimension.
func dimension(metric object) text {
	for _, raw := range metric.list("Dimensions") {
		if v := readObject(raw).text("value"); v != "" {
			return v
		}
	}
	return ""
}

// alarmLinks leads to the alarm in Amazon's console. The region is taken from the
// ARN: the field Region holds its name for people.
func alarmLinks(arn, name text) []wireLink {
	parts := strings.SplitN(string(arn), ":", 7)
	if len(parts) < 7 || !isRegion(parts[3]) || name == "" {
		return nil
	}
	region := parts[3]
	return []wireLink{{Href: console(region) + text("/cloudwatch/home?region="+region+"#alarmsV2:alarm/"+url.PathEscape(string(name))), Text: "Alarm"}}
}

// isRegion tells whether s is formed like a region of AWS: eu-central-1.
func isRegion(s string) bool {
	ok, err := regexp.MatchString(`^[a-z]{2,8}(-[a-z]{2,12}){1,2}-[0-9]{1,2}$`, s)
	return ok && err == nil
}

func console(region string) text {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return text("https://" + region + ".console.amazonaws.cn")
	case strings.HasPrefix(region, "us-gov-"):
		return text("https://" + region + ".console.amazonaws-us-gov.com")
	}
	return text("https://" + region + ".console.aws.amazon.com")
}

func queryText(t text) text { return text(url.QueryEscape(string(t))) }

// colon joins what is named and what is said of it.
func colon(name, says text) text {
	if says == "" || name == "" {
		return name + says
	}
	return name + ": " + says
}
