package reading

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"wakeman/engine"
)

// prtg reads PRTG's mails: "[SITE] DEVICE SENSOR STATUS DOWNTIME (MESSAGE)". A link
// to one sensor in the mail gives the sensor's number, which survives renaming;
// without it, the words before the status are the key. Summaries hold a line for
// each sensor.
func prtg() Reader {
	p := prtgWords{
		subject:  regexp.MustCompile(`^(?:\[[^\]]*\]) (.+)$`),
		many:     regexp.MustCompile(`^(?:\[[^\]]*\] )?(\d+) Summarized Notifications?\b`),
		compound: regexp.MustCompile(`^(.+?) ((?:Down|Up|Warning|Unusual|Unknown|Paused)(?: \(Partial\))?(?: ESCALATION)? (?:\((?:was|now): ?(?:Down|Up|Warning|Unusual|Unknown|Paused)[^)]*\)|(?i:ended) \(now: ?(?:Down|Up|Warning|Unusual|Unknown|Paused)[^)]*\)|\(Acknowledged\)))(.*)$`),
		bare:     regexp.MustCompile(`^(.+?) (Down(?: \(Partial\))?|Up|Warning|Unusual|Unknown|Paused)((?: ESCALATION)?(?: \d+ .*| \(.*)?)$`),
		sensor:   regexp.MustCompile(`https?://[^\s<>"]+/sensor\.html?\?(?:[^\s<>"]*&)?id=(\d+)`),
	}
	return Reader{Name: "prtg", Several: true, Read: p.read}
}

type prtgWords struct {
	subject, many, compound, bare, sensor *regexp.Regexp
}

func (p prtgWords) read(l Letter) ([]engine.Event, bool) {
	if m := p.many.FindStringSubmatch(l.Subject); m != nil {
		return p.summary(l, m[1])
	}
	m := p.subject.FindStringSubmatch(l.Subject)
	if m == nil || !l.mentions("prtg") && !p.sensor.MatchString(l.Text) {
		return none()
	}
	e, ok := p.event(m[1], l.Text)
	return []engine.Event{e}, ok
}

// event reads the line of one sensor. around is the text that holds its link.
func (p prtgWords) event(line, around string) (engine.Event, bool) {
	m := p.compound.FindStringSubmatch(line)
	if m == nil {
		m = p.bare.FindStringSubmatch(line)
	}
	if m == nil {
		return engine.Event{}, false
	}
	name, status := strings.TrimSpace(strings.TrimRight(m[1], "* ")), m[2]
	e := engine.Event{Key: key("prtg", name), Source: name, Summary: name + " " + status + strings.TrimRight(m[3], " "), Class: "prtg"}
	e.Action, e.Severity = prtgState(status)
	if href, id, ok := onlyLink(p.sensor, around); ok {
		e.Key = key("prtg", "sensor", id)
		e.Links = []engine.Link{{Href: href, Text: "Sensor"}}
	}
	return e, true
}

// prtgState tells what a status means now, which is behind "now:" if it ended.
func prtgState(status string) (engine.Action, engine.Severity) {
	if _, now, ok := strings.Cut(status, "now:"); ok {
		status = strings.TrimSpace(now)
	}
	switch {
	case strings.Contains(status, "(Acknowledged)"):
		return engine.Acknowledge, ""
	case strings.HasPrefix(status, "Up"):
		return engine.Resolve, ""
	case strings.HasPrefix(status, "Paused"):
		return engine.Change, ""
	case strings.HasPrefix(status, "Down (Partial)"):
		return engine.Trigger, engine.Error
	case strings.HasPrefix(status, "Down"):
		return engine.Trigger, engine.Critical
	case strings.HasPrefix(status, "Warning"), strings.HasPrefix(status, "Unusual"):
		return engine.Trigger, engine.Warning
	}
	return engine.Trigger, ""
}

// summary reads each line that has a status. What is missing to the number in the
// subject is an incident of its own: somebody must look into the mail.
func (p prtgWords) summary(l Letter, count string) ([]engine.Event, bool) {
	want, err := strconv.Atoi(count)
	if err != nil {
		return none()
	}
	var events []engine.Event
	for _, line := range l.lines() {
		text := strings.TrimSpace(p.sensor.ReplaceAllString(line, ""))
		if m := p.subject.FindStringSubmatch(text); m != nil {
			text = m[1]
		}
		text = strings.Join(strings.Fields(strings.ReplaceAll(text, " <>", "")), " ") // cells of a table
		if e, ok := p.event(text, line); ok {
			events = append(events, e)
		}
	}
	if len(events) == 0 {
		return none()
	}
	if len(events) < want {
		events = append(events, engine.Event{
			Action: engine.Trigger, Class: "prtg", Summary: fmt.Sprintf("PRTG: %d of %d notifications of a summary could not be read", want-len(events), want),
		})
	}
	return events, true
}
