package reading

import (
	"regexp"
	"strings"

	"wakeman/engine"
)

// icinga reads the mails of Icinga 2's scripts (etc/icinga2/scripts/mail-*.sh).
// Their subjects and first lines carry display names, which people change; the
// key is made of the names below "When:". The state in the body decides between
// problem and recovery, whatever the subject says.
func icinga() Reader {
	state := regexp.MustCompile(`^(?:==> *)?(.+) is (OK|WARNING|CRITICAL|UNKNOWN|UP|DOWN)!(?: *<==)?$`)
	subject := regexp.MustCompile(`^\[([A-Z]+)\] (.+) is (OK|WARNING|CRITICAL|UNKNOWN|UP|DOWN)!$`)
	return Reader{Name: "icinga2", Read: func(l Letter) ([]engine.Event, bool) {
		lines := l.lines()
		titled := subject.FindStringSubmatch(l.Subject)
		said := firstMatch(state, until(lines, "Info", "When"))
		if titled == nil && said == nil {
			return none()
		}
		c := icingaNames(lines)
		kind := ""
		switch {
		case titled != nil:
			kind, c.state = titled[1], titled[3]
		case c.host == "":
			return none()
		}
		if said != nil {
			c.state = said[2]
		}
		if c.host == "" {
			c.host, c.service = displayed(titled[2])
		}
		c.output = value(lines, "Info")
		if kind == "PROBLEM" || kind == "RECOVERY" {
			kind = "" // the state knows better
		}
		e := c.event("icinga2", actionOf(kind, c.state))
		e.Timestamp = l.when(value(lines, "When"))
		e.SentAt = e.Timestamp // of this message, not of the problem
		return one(e)
	}}
}

func firstMatch(re *regexp.Regexp, lines []string) []string {
	for _, line := range lines {
		if m := re.FindStringSubmatch(line); m != nil {
			return m
		}
	}
	return nil
}

// icingaNames reads the lines behind "When:". Above them stands the plugin's
// output, which may hold lines of its own.
func icingaNames(lines []string) check {
	for len(lines) > 0 {
		lines = after(lines, "When")
		next := firstLine(lines)
		_, isService := labelled(next, "Service")
		_, isHost := labelled(next, "Host")
		if isService || isHost {
			names := until(lines, "Comment", "Comment by", "URL", "IPv4", "IPv6")
			return check{host: named(value(names, "Host")), service: named(value(names, "Service"))}
		}
	}
	return check{}
}

// named is a name without the display name behind it.
func named(s string) string {
	s, _, _ = strings.Cut(s, " (Display Name:")
	return strings.TrimSpace(s)
}

// displayed takes the names of a subject apart: "PING on Tower Seven", "Host Tower Seven".
func displayed(s string) (host, service string) {
	if host, ok := strings.CutPrefix(s, "Host "); ok {
		return host, ""
	}
	if i := strings.LastIndex(s, " on "); i > 0 {
		return s[i+len(" on "):], s[:i]
	}
	return s, ""
}
