package reading

import (
	"regexp"
	"strings"

	"wakeman/engine"
)

// nagios reads the mails of Nagios' and Icinga 1's sample commands
// (sample-config/template-object/commands.cfg.in of nagioscore), whose body has a
// line for each field, and Icinga 1's subjects.
//
// Mails about services name the host by its alias, those about hosts by its name:
// the two never meet in one key, and need not.
func nagios() Reader {
	subject := regexp.MustCompile(`^\*\* (\w+) (Host|Service) Alert: (.+) is (\w+) \*\*$`)
	old := regexp.MustCompile(`^(PROBLEM|RECOVERY|ACKNOWLEDGEMENT) - (.+?)(?: - (.+))? is (\w+)!?$`)
	return Reader{Name: "nagios", Read: func(l Letter) ([]engine.Event, bool) {
		if e, ok := nagiosBody(l); ok {
			return one(e)
		}
		if m := subject.FindStringSubmatch(l.Subject); m != nil {
			host, service := m[3], ""
			if m[2] == "Service" {
				host, service, _ = strings.Cut(m[3], "/")
			}
			return one(check{host: host, service: service, state: m[4]}.event("nagios", actionOf(m[1], m[4])))
		}
		if m := old.FindStringSubmatch(l.Subject); m != nil {
			return one(check{host: m[2], service: m[3], state: m[4]}.event("nagios", actionOf(m[1], m[4])))
		}
		return none()
	}}
}

// nagiosBody reads the fields above the plugin's output, which may hold lines
// that look like fields.
func nagiosBody(l Letter) (engine.Event, bool) {
	lines := l.lines()
	head := until(lines, "Info", "Additional Info")
	kind := value(head, "Notification Type")
	c := check{
		host: value(head, "Host"), service: value(head, "Service"), state: value(head, "State"),
		output: value(lines, "Info"),
	}
	if c.output == "" {
		c.output = firstLine(append([]string{value(lines, "Additional Info")}, after(lines, "Additional Info")...))
	}
	if kind == "" || c.host == "" {
		return engine.Event{}, false
	}
	kind, _, _ = strings.Cut(kind, " ") // FLAPPINGSTOP, ACKNOWLEDGEMENT (by …)
	e := c.event("nagios", actionOf(kind, c.state))
	e.Timestamp = l.when(value(lines, "Date/Time"))
	return e, true
}
