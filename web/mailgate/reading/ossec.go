package reading

import (
	"regexp"
	"strconv"
	"strings"

	"wakeman/engine"
)

// ossec reads the mails of OSSEC and Wazuh. One mail may hold several
// notifications; they come in the order in which they happened. There is no
// recovery. Log lines in a mail are written by whoever is being logged: they can
// add a notification here, and never take one away.
func ossec() Reader {
	subject := regexp.MustCompile(`^(?:OSSEC|Wazuh)(?: Notification)? - (.+) - Alert level (\d+)`)
	start := regexp.MustCompile(`^(?:OSSEC HIDS|Wazuh) Notification\.$`)
	return Reader{Name: "ossec", Several: true, Read: func(l Letter) ([]engine.Event, bool) {
		m := subject.FindStringSubmatch(l.Subject)
		if m == nil {
			return none()
		}
		var events []engine.Event
		var block []string
		for _, line := range append(l.lines(), "Wazuh Notification.") {
			if !start.MatchString(line) {
				block = append(block, line)
				continue
			}
			if e, ok := ossecEvent(l, block, m[1]); ok {
				events = append(events, e)
			}
			block = nil
		}
		return events, len(events) > 0
	}}
}

// ossecEvent reads one notification: its time, where it came from, the rule.
func ossecEvent(l Letter, block []string, host string) (engine.Event, bool) {
	head := until(block, "Portion of the log(s)")
	rule := value(head, "Rule")
	id, rest, ok := strings.Cut(rule, " fired (level ")
	if !ok {
		return engine.Event{}, false
	}
	level, words, _ := strings.Cut(rest, ")")
	words = strings.Trim(strings.TrimPrefix(strings.TrimSpace(words), "->"), ` "`)
	from, file, _ := strings.Cut(value(head, "Received From"), "->")
	agent := ossecAgent(from, host)
	return engine.Event{
		Action: engine.Trigger, Key: key("ossec", id, agent), Source: agent, Component: file, Class: "rule " + id,
		Severity: ossecSeverity(level), Summary: agent + ": " + words, Timestamp: l.when(firstLine(head)),
	}, true
}

// ossecAgent is the name in "(name) address", or what there is, or the subject's host.
func ossecAgent(from, host string) string {
	if _, name, ok := strings.Cut(from, "("); ok {
		name, _, _ = strings.Cut(name, ")")
		return name
	}
	return orElse(strings.TrimSpace(from), host)
}

func ossecSeverity(level string) engine.Severity {
	n, err := strconv.Atoi(level)
	switch {
	case err != nil:
		return ""
	case n >= 15:
		return engine.Critical
	case n >= 12:
		return engine.Error
	case n >= 7:
		return engine.Warning
	}
	return engine.Info
}
