package reading

import (
	"regexp"
	"strings"

	"wakeman/engine"
)

// healthchecks reads the mails of Healthchecks, whose subject is state and name.
// The code in the link keeps apart two checks of one name. Mails that list all
// checks of a project have several links: then it is the one right behind the name.
func healthchecks() Reader {
	subject := regexp.MustCompile(`^(?i:(DOWN|UP)) \| (.+)$`)
	said := regexp.MustCompile(`(?i)\b(?:is|has gone|went) (down|up)\b`)
	link := regexp.MustCompile(`https?://[^\s<>"]+/checks/([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})/details/?`)
	return Reader{Name: "healthchecks", Read: func(l Letter) ([]engine.Event, bool) {
		m := subject.FindStringSubmatch(l.Subject)
		if m == nil {
			return none()
		}
		state := m[1]
		if s := said.FindStringSubmatch(firstLine(l.lines())); s != nil {
			state = s[1]
		}
		e := engine.Event{
			Action: byState(state), Severity: engine.Critical, Source: m[2], Class: "healthchecks", Summary: m[2] + " is down", Key: key("healthchecks", m[2]),
		}
		if e.Action == engine.Resolve {
			e.Summary = m[2] + " is up"
		}
		href, code, ok := onlyLink(link, l.Text)
		if !ok {
			href, code, ok = onlyLink(link, besideName(l.lines(), m[2]))
		}
		if ok {
			e.Key = key("healthchecks", m[2], code)
			e.Links = []engine.Link{{Href: href, Text: "Check"}}
		}
		return one(e)
	}}
}

// besideName are the lines that begin with a name and go on with a link.
func besideName(lines []string, name string) string {
	var found []string
	for _, line := range lines {
		if rest, ok := strings.CutPrefix(strings.TrimLeft(line, `"'*•- `), name); ok && strings.HasPrefix(strings.TrimLeft(rest, `"':-–( <`), "http") {
			found = append(found, rest)
		}
	}
	return strings.Join(found, "\n")
}

// onlyLink is the link in a text and what it names, if all links name the same.
func onlyLink(re *regexp.Regexp, text string) (href, code string, ok bool) {
	for _, m := range re.FindAllStringSubmatch(text, 200) {
		if code != "" && m[1] != code {
			return "", "", false
		}
		href, code = m[0], m[1]
	}
	return href, code, code != ""
}
