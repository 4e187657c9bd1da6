package reading

import (
	"regexp"
	"strings"

	"wakeman/engine"
)

// apc reads the mails of APC's network management cards: a line for each fact of
// the card, an event code, and the event's words; or the pager's form
// "location:severity:0x0109:text". Two codes belong together, one for the trouble
// and one for its end; the card calls the end "Informational", as it calls much
// else, so the code decides, and where it is not known, the words. Line power ends
// what has no end of its own: a battery that was too low. What is "Informational"
// and not known (a self-test that passed) pages nobody.
func apc() Reader {
	code := regexp.MustCompile(`\b(0x[0-9A-Fa-f]{4})\b`)
	pager := regexp.MustCompile(`^([^:]+):([^:]+):(0x[0-9A-Fa-f]{4}):(.+)$`)
	return Reader{Name: "apc", Several: true, Read: func(l Letter) ([]engine.Event, bool) {
		lines := l.lines()
		a := apcMail{host: orElse(value(lines, "Name"), value(lines, "Location"))}
		if m := firstMatch(pager, append(lines, l.Subject)); m != nil {
			a.host, a.severity, a.code, a.words = orElse(a.host, m[1]), m[2], m[3], m[4]
		} else {
			a.code = code.FindString(value(lines, "Code"))
			a.severity, a.words = apcWords(append(lines, l.Subject))
		}
		if a.words == "" || a.code == "" && !strings.HasPrefix(a.words, "UPS:") {
			return none()
		}
		return a.events(l)
	}}
}

type apcMail struct{ host, severity, code, words string }

// apcWords finds the line of the event: "Warning - UPS: On battery power …", or
// without the severity.
func apcWords(lines []string) (severity, words string) {
	for _, line := range lines {
		for _, s := range []string{"Informational", "Warning", "Severe", "Critical"} {
			if words, ok := strings.CutPrefix(line, s+" - "); ok {
				return s, words
			}
		}
		if strings.HasPrefix(line, "UPS: ") {
			return "", line
		}
	}
	return "", ""
}

func (a apcMail) events(l Letter) ([]engine.Event, bool) {
	family, ends := apcFamily(a.code, a.words)
	switch {
	case family == "" && a.severity == "Informational":
		e := a.event(l, "", false)
		e.Action = engine.Change
		return one(e)
	case family == "":
		return none()
	case family == "battery" && ends:
		return []engine.Event{a.event(l, family, true), a.event(l, "low battery", true)}, true
	}
	return one(a.event(l, family, ends))
}

func (a apcMail) event(l Letter, family string, ends bool) engine.Event {
	lines := l.lines()
	e := engine.Event{
		Action: engine.Trigger, Key: key("apc", orElse(a.host, l.From), family), Source: a.host, Component: "UPS", Class: family,
		Summary: strings.TrimSpace(orElse(a.host, l.From) + ": " + a.words), Severity: apcSeverity(a.severity, family),
		Timestamp: l.when(value(lines, "Date") + " " + value(lines, "Time")),
	}
	if ends {
		e.Action = engine.Resolve
	}
	return e
}

// apcFamily is what an event is about, and whether it is the end of it. Codes are
// those of the AP9617's guide.
func apcFamily(code, words string) (family string, ends bool) {
	switch strings.ToLower(code) {
	case "0x0109":
		return "battery", false
	case "0x010a":
		return "battery", true
	case "0x010f":
		return "low battery", false
	case "0x0113":
		return "output", true // the output is on
	case "0x0114":
		return "output", false
	case "0x0119":
		return "replace battery", false
	case "0x0102":
		return "communication", false
	}
	return apcSaid(strings.ToLower(words))
}

func apcSaid(words string) (family string, ends bool) {
	ends = containsAny(words, "no longer", "restored", "cleared", "returned", "established", "turned on", "no more")
	switch {
	case containsAny(words, "too low", "low battery", "battery is low", "battery power is low"):
		return "low battery", ends
	case containsAny(words, "replace", "must be replaced"):
		return "replace battery", ends
	case containsAny(words, "communication"):
		return "communication", ends
	case containsAny(words, "overload"):
		return "overload", ends
	case containsAny(words, "bypass"):
		return "bypass", ends
	case containsAny(words, "temperature"):
		return "temperature", ends
	case containsAny(words, "battery power", "on battery", "off battery"):
		return "battery", ends || strings.Contains(words, "off battery")
	case containsAny(words, "output power", "turned off", "turned on"):
		return "output", ends
	}
	return "", false
}

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// apcSeverity is the card's word. That the load is about to fall is critical,
// whatever the card was told to call it.
func apcSeverity(s, family string) engine.Severity {
	if family == "low battery" {
		return engine.Critical
	}
	switch strings.ToLower(s) {
	case "severe", "critical":
		return engine.Critical
	case "warning":
		return engine.Warning
	case "informational":
		return engine.Info
	}
	return ""
}
