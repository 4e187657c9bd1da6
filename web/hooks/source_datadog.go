package hooks

import (
	"regexp"
	"strings"

	"wakeman/engine"
)

// sourceDatadog takes Datadog's webhooks. The body is the admin's template: the
// integration's page has one; without, the title says what happened.
// https://docs.datadoghq.com/integrations/webhooks/
func sourceDatadog() source { return source{name: "datadog", decode: decodeDatadog} }

func decodeDatadog(m *mender, r Request) ([]engine.Event, error) {
	whole, clean, err := m.formOrObject(r.Body)
	if err != nil {
		return nil, err
	}
	o := whole.folded()
	title, state, scope := o.fill("title", "eventtitle"), o.fill("alerttransition", "transition"), o.fill("alertscope", "scope")
	said, rest := bracketed(title)
	if state == "" {
		state = said
	}
	id := o.fill("alertid", "monitorid")
	if id == "" && title == "" {
		return nil, errOther
	}
	d := draft{
		action: m.transition(state, o.fill("alerttype")), key: firstText(o.fill("aggregkey"), joinKey(id, scope), rest),
		summary: firstText(rest, title, "Monitor "+id), severity: datadogSeverity(o, state),
		source: firstText(o.fill("hostname", "host"), hostIn(scope+" "+rest)), component: scope, group: o.fill("tags"), class: o.fill("alertmetric", "metric"),
		at: o.fill("date", "lastupdated"), sent: o.fill("date"), details: clean, client: "Datadog",
		links: []wireLink{{Href: o.fill("link", "url"), Text: "Event"}},
	}
	if strings.HasPrefix(strings.ToLower(string(state)), "no data") || strings.HasPrefix(strings.ToLower(string(state)), "re-no data") {
		d.summary += " (no data)"
	}
	if strings.HasPrefix(string(rest), "[TEST]") || strings.Contains(string(title), "[TEST]") {
		d.test = true
		m.note("test traffic, pages nobody: sent by the monitor's test button")
	}
	return []engine.Event{m.event(d)}, nil
}

// transition maps $ALERT_TRANSITION. Only what says so is a recovery.
func (m *mender) transition(state, kind text) engine.Action {
	switch s := strings.ToLower(strings.TrimSpace(string(state))); {
	case s == "recovered", strings.HasPrefix(s, "recovered "):
		return engine.Resolve
	case s == "" && strings.EqualFold(string(kind), "success"):
		return engine.Resolve
	}
	return engine.Trigger
}

// datadogSeverity is the monitor's priority, P1 to P5, or the type of the alert.
// $PRIORITY of old says normal for almost everything, and is not asked.
func datadogSeverity(o object, state text) text {
	priority := strings.ToUpper(strings.TrimSpace(string(o.fill("alertpriority", "priority"))))
	if len(priority) == 2 && priority[0] == 'P' {
		return text(priority)
	}
	if s := strings.ToLower(string(state)); s == "warn" || s == "re-warn" {
		return text(engine.Warning)
	}
	if kind := o.fill("alerttype"); kind != "success" {
		return kind
	}
	return ""
}

// bracketed takes the words in brackets off a title, "[P2] [Triggered on
// {host:a}] High load": which of them is the state, and the title with what it is
// about, which is the same when it recovers.
func bracketed(title text) (state, rest text) {
	bracket := regexp.MustCompile(`^\s*\[([^\]]*)\]\s*`)
	s, about := string(title), ""
	for {
		found := bracket.FindStringSubmatch(s)
		if found == nil {
			break
		}
		word, on, _ := strings.Cut(found[1], " on ")
		switch strings.ToLower(word) {
		case "triggered", "re-triggered", "renotify", "recovered", "warn", "re-warn", "no data", "re-no data":
			state, about = text(word), on
		case "p1", "p2", "p3", "p4", "p5":
		default:
			return state, text(s)
		}
		s = s[len(found[0]):]
	}
	if about != "" {
		s += " on " + about
	}
	return state, text(s)
}

// hostIn is the host in a scope, {host:core-1,site:north}.
func hostIn(scope text) text {
	found := regexp.MustCompile(`\bhost:([^\s,{}]+)`).FindStringSubmatch(string(scope))
	if found == nil {
		return ""
	}
	return text(found[1])
}
