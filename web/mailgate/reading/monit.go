package reading

import (
	"regexp"
	"strings"

	"wakeman/engine"
)

// monit reads the mails of Monit as they are without a format of the admin's own.
// Its events come in families, of which one word says how it is: "Connection
// failed", "Connection succeeded". A service may have several tests of one family,
// which only the description tells apart: the port that was tried, the resource
// that was measured.
func monit() Reader {
	said := regexp.MustCompile(`^(.+?) Service (\S.*)$`)
	tried := regexp.MustCompile(`\[[0-9A-Za-z.:%_-]+\]:\d+`)
	measured := regexp.MustCompile(`^(.+?)(?: of)? [0-9.,]+\s?\S* matches|^(.+?) check succeeded`)
	return Reader{Name: "monit", Read: func(l Letter) ([]engine.Event, bool) {
		lines := l.lines()
		m := said.FindStringSubmatch(firstLine(lines))
		if m == nil || !hasAnyPrefix(l.Subject, "monit alert --") {
			return none()
		}
		family, good := monitFamily(m[1])
		host, output := value(lines, "Host"), value(lines, "Description")
		which := tried.FindString(output)
		if r := measured.FindStringSubmatch(output); r != nil && family == "resource limit" {
			which = r[1] + r[2]
		}
		e := engine.Event{
			Action: engine.Trigger, Key: key("monit", host, m[2], family, which),
			Source: host, Component: m[2], Class: family, Summary: m[2] + ": " + m[1],
		}
		if output != "" {
			e.Summary += ": " + output
		}
		switch {
		case strings.HasSuffix(family, "instance"), family == "action":
			e.Action = engine.Change // Monit was started, stopped or told to do something
		case good:
			e.Action = engine.Resolve
		}
		return one(e)
	}}
}

// monitFamily takes an event apart: what it is about, and whether it is well again.
// What has no recovery (a file that was changed) is never well.
func monitFamily(event string) (family string, good bool) {
	e := strings.ToLower(event)
	switch e {
	case "does not exist":
		return "existence", false
	case "exists":
		return "existence", true
	case "invalid type":
		return "type", false
	case "timeout recovery":
		return "timeout", true
	case "action done":
		return "action", false
	}
	for _, word := range []string{" succeeded", " up", " ok", " good"} {
		if about, found := strings.CutSuffix(e, word); found {
			return about, true
		}
	}
	for _, word := range []string{" failed", " matched", " error", " exceeded", " down", " changed"} {
		if about, found := strings.CutSuffix(e, word); found {
			return about, false
		}
	}
	return e, false
}
