package hooks

import (
	"strings"

	"wakeman/engine"
)

// sourceHealthchecks takes the webhook of Healthchecks, whose address and bodies
// its admin writes of $CODE, $STATUS, $NAME and others, or $JSON as a whole.
func sourceHealthchecks() source {
	return source{name: "healthchecks", get: true, decode: decodeHealthchecks}
}

func decodeHealthchecks(m *mender, r Request) ([]engine.Event, error) {
	f, err := m.fields(r, certain{need: []string{"code", "status"}, also: []string{"now"}, words: []string{"name", "tags"}})
	if err != nil {
		return nil, err
	}
	code, name := f.first("code", "uuid", "uniquekey"), f.first("name", "slug")
	if code == "" && name == "" {
		return nil, errOther
	}
	d := draft{
		key: firstText(keyOf(code), keyOf(name)), source: name, class: firstText(f.first("kind"), "healthchecks"),
		group: f.first("tags"), severity: firstText(f.first("severity"), text(engine.Critical)), at: f.first("now"), sent: f.first("now"), client: "Healthchecks",
		links: []wireLink{{Href: webText(f.first("detailsurl", "url")), Text: "Check"}},
		// Who has these addresses can ping, pause and change the check.
		details: f.details("pingurl", "updateurl", "pauseurl", "resumeurl"),
	}
	what := firstText(name, code)
	switch status := strings.ToLower(strings.TrimSpace(string(f.first("status")))); status {
	case "up":
		d.action, d.summary = engine.Resolve, what+" is up"
	case "new", "grace", "paused", "started":
		d.action, d.summary = engine.Change, what+" is "+text(status)
	case "down":
		d.action, d.summary = engine.Trigger, what+" is down"
	default:
		m.note("status %s is not known: read as down", quote(text(status)))
		d.action, d.summary = engine.Trigger, what+" is down"
	}
	if said := f.first("desc", "description"); said != "" {
		d.summary += ": " + said
	}
	if name == "TEST" { // the check that its test button makes up
		d.action, d.test = engine.Trigger, true
		m.note("test traffic, pages nobody: sent by the sender's test button")
	}
	if d.key == "" && d.action == engine.Trigger {
		d.key = hashed("healthchecks", what)
	}
	return []engine.Event{m.event(d)}, nil
}
