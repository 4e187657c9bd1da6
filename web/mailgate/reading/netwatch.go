package reading

import (
	"regexp"

	"wakeman/engine"
)

// netwatch reads the mails of the netwatch-notify script for RouterOS (by
// Christian Hesse, "eworm"). A router without Internet keeps its mails until it
// has it again: the time in the body is that of the event. The router's own name,
// in the subject, is part of the key: two routers may watch hosts of one name.
func netwatch() Reader {
	subject := regexp.MustCompile(`^(?:\[([^\]]+)\] )?(?:\S+ )?Netwatch Notify: (.+) (down|up)$`)
	body := regexp.MustCompile(`^The (?:\S+ )?'([^']+)' \(([^)]*)\) is (down|up) since (.+?)\.?$`)
	return Reader{Name: "netwatch", Read: func(l Letter) ([]engine.Event, bool) {
		titled, said := subject.FindStringSubmatch(l.Subject), body.FindStringSubmatch(firstLine(l.lines()))
		if titled == nil && said == nil || titled == nil && !l.mentions("netwatch") {
			return none()
		}
		router, name, state, e := "", "", "", engine.Event{Severity: engine.Critical}
		if titled != nil {
			router, name, state = titled[1], titled[2], titled[3]
		}
		if said != nil {
			name, state, e.Timestamp = said[1], said[3], l.when(said[4])
			e.SentAt = e.Timestamp // it says each change once
		}
		e.Action, e.Key, e.Source, e.Component, e.Class = byState(state), key("netwatch", router, name), name, router, "netwatch"
		e.Summary = name + " is " + state
		if router != "" {
			e.Summary += ", says " + router
		}
		return one(e)
	}}
}
