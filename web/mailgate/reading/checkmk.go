package reading

import (
	"regexp"
	"strings"

	"wakeman/engine"
)

// checkmk reads the plain text and HTML mails of Checkmk's notification plug-ins.
// The state is the right side of the arrow.
func checkmk() Reader {
	subject := regexp.MustCompile(`^(?i:check_?mk): ?(.+)$`)
	arrow := regexp.MustCompile(`^(.*?)[ -]*\b(OK|WARN|CRIT|UNKN|UP|DOWN|UNREACH|PEND) -> (OK|WARN|CRIT|UNKN|UP|DOWN|UNREACH)\b`)
	other := regexp.MustCompile(`(?i)\b(acknowledged|downtime|custom|started flapping|stopped flapping)\b.*?(?:\((\w+)\))?$`)
	return Reader{Name: "checkmk", Read: func(l Letter) ([]engine.Event, bool) {
		m := subject.FindStringSubmatch(l.Subject)
		if m == nil {
			return none()
		}
		lines := l.lines()
		head := until(lines, "Output", "Summary", "Details", "Perfdata")
		c := check{host: aliased(value(head, "Host")), service: value(head, "Service"), output: orElse(value(lines, "Output"), value(lines, "Summary"))}
		event := orElse(value(head, "Event"), m[1])
		if a := arrow.FindStringSubmatch(m[1]); a != nil && c.host == "" {
			c.host, c.service, _ = strings.Cut(strings.TrimSpace(a[1]), "/")
		}
		if c.host == "" {
			return none()
		}
		if a := arrow.FindStringSubmatch(event); a != nil {
			c.state = a[3]
			return one(c.event("checkmk", byState(c.state)))
		}
		if o := other.FindStringSubmatch(event); o != nil {
			c.state = o[2]
			return one(c.event("checkmk", actionOf(checkmkKind(o[1]), c.state)))
		}
		return none()
	}}
}

// aliased is a host's name without the alias behind it.
func aliased(s string) string {
	s, _, _ = strings.Cut(s, " (")
	return strings.TrimSpace(s)
}

func checkmkKind(word string) string {
	switch strings.ToLower(word) {
	case "acknowledged":
		return "ACKNOWLEDGEMENT"
	case "started flapping":
		return "FLAPPINGSTART"
	case "stopped flapping":
		return "FLAPPINGSTOP"
	}
	return "CUSTOM"
}
