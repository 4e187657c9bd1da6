package reading

import (
	"regexp"
	"strings"

	"wakeman/engine"
)

// plain reads what little devices and scripts write: "AP Lounge on the GIS-R2 is
// DOWN", "192.0.2.152 IS DOWN", "Client 17 disconnected". It goes by the subject,
// and by the first line of the text only if the subject says nothing, or the same
// thing is in another state by then.
//
// It is strict about good news, because what it takes for a recovery wakes nobody:
// nothing may follow but a time, and "temperature is up" is no recovery.
func plain() Reader {
	p := plainWords{
		state: regexp.MustCompile(`(?i)^(.{1,200}?)(?: (?:is|are|was|has|went|has been|is now|has gone|came))? (down|up|offline|online|unreachable|reachable again|disconnected|connected|connected back|reconnected|back online|recovered)[.!]*(?: *\(.*\))?(?: *(?:since|at|for|after|on|,|-|:|@) *(.*))?$`),
		mark:  regexp.MustCompile(`(?i)^\[?(?:alert|alarm|problem|recovery|recovered|resolved|ok|critical|warning|notice|info|cleared?|up|down)\]?[:!\s-]+`),
		name:  regexp.MustCompile(`[0-9./_:@-]|(?i)^(?:the )?(?:host|device|router|switch|link|ap|server|interface|port|tunnel|gateway|site|tower|client|node|access point)\b`),
		time:  regexp.MustCompile(`^[^a-zA-Z]*\d[\d:./ -]*(?:[AaPp][Mm]|[A-Z]{3,4}|UTC|[hms]|sec\w*|min\w*|hours?)?[\d hmsainec:.+-]*$|^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?(?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* .*\d$`),
	}
	return Reader{"plain", p.read}
}

type plainWords struct{ state, mark, name, time *regexp.Regexp }

func (p plainWords) read(l Letter) ([]engine.Event, bool) {
	first := firstLine(l.lines())
	titled, ok := p.event(l.Subject)
	said, also := p.event(first)
	switch {
	case ok && also && said.Key == titled.Key:
		return one(said)
	case ok:
		return one(titled)
	case also:
		return one(said)
	}
	return none()
}

func (p plainWords) event(text string) (engine.Event, bool) {
	for range 3 {
		text = strings.TrimSpace(p.mark.ReplaceAllString(text, ""))
	}
	m := p.state.FindStringSubmatch(text)
	if m == nil || len(text) > 300 || containsAny(strings.ToLower(m[1]), " not", "n't", "?") {
		return engine.Event{}, false
	}
	e := engine.Event{Action: engine.Trigger, Key: key("plain", strings.ToLower(m[1])), Source: m[1], Summary: text, Severity: engine.Critical}
	if isBad(m[2]) {
		return e, true
	}
	if shout := m[2] == "UP"; !shout && !p.name.MatchString(m[1]) || m[3] != "" && !p.time.MatchString(m[3]) {
		return engine.Event{}, false
	}
	e.Action = engine.Resolve
	return e, true
}

func isBad(word string) bool {
	switch strings.ToLower(word) {
	case "down", "offline", "unreachable", "disconnected":
		return true
	}
	return false
}
