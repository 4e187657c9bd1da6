package reading

import (
	"regexp"

	"wakeman/engine"
)

// nut reads the messages of upsmon (clients/upsmon.h of Network UPS Tools),
// wherever a notify command put them: alone in the body, or in the subject. What
// has no end of its own (battery low, forced shutdown) ends when the line power is
// back.
func nut() Reader {
	words := regexp.MustCompile(`^UPS (\S+?):? (on line power|on battery|battery is low|forced shutdown in progress|battery needs to be replaced|is unavailable|overloaded|no longer overloaded|on bypass.*|no longer on bypass)[.!]?$`)
	comms := regexp.MustCompile(`^Communications with UPS (\S+) (lost|established)[.!]?$`)
	return Reader{Name: "nut", Several: true, Read: func(l Letter) ([]engine.Event, bool) {
		for _, line := range []string{firstLine(l.lines()), l.Subject} {
			if m := comms.FindStringSubmatch(line); m != nil {
				return one(nutEvent(m[1], "communication", line, m[2] == "established"))
			}
			if m := words.FindStringSubmatch(line); m != nil {
				return nutEvents(m[1], m[2], line), true
			}
		}
		return none()
	}}
}

func nutEvents(ups, said, line string) []engine.Event {
	switch said {
	case "on line power":
		var events []engine.Event
		for _, family := range []string{"power", "low battery", "shutdown"} {
			events = append(events, nutEvent(ups, family, line, true))
		}
		return events
	case "on battery":
		return []engine.Event{nutEvent(ups, "power", line, false)}
	case "battery is low":
		return []engine.Event{nutEvent(ups, "low battery", line, false)}
	case "forced shutdown in progress":
		return []engine.Event{nutEvent(ups, "shutdown", line, false)}
	case "battery needs to be replaced":
		return []engine.Event{nutEvent(ups, "replace battery", line, false)}
	case "is unavailable":
		return []engine.Event{nutEvent(ups, "communication", line, false)}
	case "overloaded", "no longer overloaded":
		return []engine.Event{nutEvent(ups, "overload", line, said != "overloaded")}
	}
	return []engine.Event{nutEvent(ups, "bypass", line, said == "no longer on bypass")}
}

func nutEvent(ups, family, line string, ends bool) engine.Event {
	e := engine.Event{Action: engine.Trigger, Key: key("nut", ups, family), Source: ups, Component: "UPS", Class: family, Summary: line, Severity: nutSeverity(family)}
	if ends {
		e.Action = engine.Resolve
	}
	return e
}

func nutSeverity(family string) engine.Severity {
	switch family {
	case "low battery", "shutdown":
		return engine.Critical
	case "replace battery", "bypass":
		return engine.Warning
	}
	return engine.Error
}
