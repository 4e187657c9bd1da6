package reading

import (
	"regexp"
	"strings"

	"wakeman/engine"
)

// librenms reads the titles of LibreNMS' alerts, in the body or the subject. The
// number behind "Unique-ID:" is that of a line in its log, new each time: the
// device and the rule are the key, in one word, because a title does not tell where
// the name of a device ends that has a dash in it.
func librenms() Reader {
	title := regexp.MustCompile(`^Alert for device (\S.*)$`)
	return Reader{Name: "librenms", Read: func(l Letter) ([]engine.Event, bool) {
		lines := l.lines()
		rule := value(lines, "Rule")
		for _, s := range []string{firstLine(lines), l.Subject} {
			if device, name, ok := cutRecovered(s, rule); ok {
				return one(librenmsEvent(s, device, name, engine.Resolve, ""))
			}
			m := title.FindStringSubmatch(s)
			if m == nil {
				continue
			}
			about, action := librenmsAction(m[1])
			if device, name, ok := cutRule(about, rule); ok {
				return one(librenmsEvent(s, device, name, action, value(lines, "Severity")))
			}
		}
		return none()
	}}
}

// librenmsAction takes off what became of an alert. Worse, better and changed are
// still alarms.
func librenmsAction(s string) (string, engine.Action) {
	if about, ok := strings.CutSuffix(s, " got acknowledged"); ok {
		return about, engine.Acknowledge
	}
	for _, end := range []string{" got worse", " got better", " got changed", " changed"} {
		s = strings.TrimSuffix(s, end)
	}
	return s, engine.Trigger
}

// cutRule parts device and rule. The rule's own line, if there is one, knows
// where a dash belongs to the name.
func cutRule(s, rule string) (device, name string, ok bool) { return cutAtRule(s, " - ", rule) }

// cutRecovered parts them in the title of a recovery.
func cutRecovered(s, rule string) (device, name string, ok bool) {
	if s, ok = strings.CutPrefix(s, "Device "); !ok {
		return "", "", false
	}
	return cutAtRule(s, " recovered from ", rule)
}

func cutAtRule(s, between, rule string) (device, name string, ok bool) {
	if rule != "" {
		if device, ok := strings.CutSuffix(s, between+rule); ok {
			return device, rule, true
		}
	}
	return strings.Cut(s, between)
}

func librenmsEvent(title, device, rule string, action engine.Action, severity string) engine.Event {
	e := engine.Event{Action: action, Key: key("librenms", device+" - "+rule), Summary: title, Source: device, Component: rule}
	switch strings.ToLower(severity) {
	case "critical":
		e.Severity = engine.Critical
	case "warning":
		e.Severity = engine.Warning
	case "ok":
		e.Severity = engine.Info
	}
	return e
}
