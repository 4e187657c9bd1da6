package reading

import (
	"regexp"

	"wakeman/engine"
)

// smokeping reads the alerts of SmokePing: an alert's name and its target are the
// key. An alert that "is active" is a problem told again.
func smokeping() Reader {
	subject := regexp.MustCompile(`^\[SmokeAlert\] (\S+) (was raised|was cleared|is active) on (.+)$`)
	return Reader{Name: "smokeping", Read: func(l Letter) ([]engine.Event, bool) {
		m := subject.FindStringSubmatch(firstLine(l.lines()))
		if m == nil {
			m = subject.FindStringSubmatch(l.Subject)
		}
		if m == nil {
			return none()
		}
		e := engine.Event{
			Action: engine.Trigger, Key: key("smokeping", m[3], m[1]), Source: m[3], Component: m[1],
			Summary: "SmokePing: " + m[1] + " " + m[2] + " on " + m[3],
		}
		if m[2] == "was cleared" {
			e.Action = engine.Resolve
		}
		return one(e)
	}}
}
