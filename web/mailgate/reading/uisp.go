package reading

import (
	"regexp"
	"slices"
	"strings"

	"wakeman/engine"
)

// uisp reads the mails of UISP (once UNMS). A digest has the newest event first;
// they are taken oldest first, so that a device that came back is back. Devices
// are known by their names only.
func uisp() Reader {
	u := uispWords{
		stamp: regexp.MustCompile(`^(?:[-*•] *)?(?:\[?\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d(?::\d\d)?\S*\]?[ ,:-]*)?`),
		down:  regexp.MustCompile(`(?i)^(?:device )?(.+?) (?:has been|was|is|got) disconnected\b`),
		up:    regexp.MustCompile(`(?i)^(?:device )?(.+?) (?:(?:has been|was|is|got) )?(?:connected back|reconnected|connected again)\b`),
		bad:   trouble(),
	}
	return Reader{Name: "uisp", Several: true, Read: u.read}
}

type uispWords struct{ stamp, down, up, bad *regexp.Regexp }

func (u uispWords) read(l Letter) ([]engine.Event, bool) {
	if !l.mentions("uisp") && !l.mentions("unms") && !strings.Contains(strings.ToLower(l.From), "uisp") && !strings.Contains(strings.ToLower(l.From), "unms") {
		return none()
	}
	events, known := u.events(l.lines())
	if known == 0 { // a mail of one event may have it in the subject only
		events, known = u.events([]string{l.Subject})
	}
	if known == 0 {
		return none()
	}
	slices.Reverse(events)
	return events, true
}

// events reads the lines of a digest, in their order. known is how many could be
// read. A line with a word of trouble that says something else is an incident of
// its own.
func (u uispWords) events(lines []string) (events []engine.Event, known int) {
	for _, line := range lines {
		line = strings.TrimSpace(line[len(u.stamp.FindString(line)):])
		if m := u.up.FindStringSubmatch(line); m != nil {
			events, known = append(events, uispEvent(m[1], line, engine.Resolve)), known+1
			continue
		}
		if m := u.down.FindStringSubmatch(line); m != nil {
			events, known = append(events, uispEvent(m[1], line, engine.Trigger)), known+1
			continue
		}
		if u.bad.MatchString(line) {
			events = append(events, engine.Event{Action: engine.Trigger, Class: "uisp", Summary: line})
		}
	}
	return events, known
}

func uispEvent(device, line string, action engine.Action) engine.Event {
	return engine.Event{Action: action, Key: key("uisp", device), Source: device, Summary: line, Class: "uisp", Severity: engine.Critical}
}
