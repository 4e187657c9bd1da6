package reading

import (
	"regexp"
	"strings"

	"wakeman/engine"
)

// dude reads the notifications of The Dude (MikroTik), as they are without a text
// of the admin's own: "Service [Probe.Name] on [Device.Name] is now [Service.Status]
// ([Service.ProblemDescription])". Device and probe are the key.
func dude() Reader {
	said := regexp.MustCompile(`^Service (\S.*?) on (\S.*) is now (\w[\w ]{0,30}?)(?: \((.*)\))?\.?$`)
	return Reader{Name: "dude", Read: func(l Letter) ([]engine.Event, bool) {
		m := said.FindStringSubmatch(firstLine(l.lines()))
		if m == nil {
			m = said.FindStringSubmatch(l.Subject)
		}
		if m == nil {
			return none()
		}
		e := engine.Event{Key: key("dude", m[2], m[1]), Source: m[2], Component: m[1], Class: "dude", Summary: m[2] + ": " + m[1] + " is " + m[3]}
		if m[4] != "" {
			e.Summary += " (" + m[4] + ")"
		}
		e.Action, e.Severity = dudeState(m[3])
		return one(e)
	}}
}

// dudeState takes what it does not know for trouble.
func dudeState(status string) (engine.Action, engine.Severity) {
	switch strings.ToLower(status) {
	case "up":
		return engine.Resolve, ""
	case "acked", "acknowledged":
		return engine.Acknowledge, ""
	case "down":
		return engine.Trigger, engine.Critical
	}
	return engine.Trigger, engine.Error
}
