package reading

import (
	"regexp"
	"strings"

	"wakeman/engine"
)

// zabbix reads the messages of Zabbix' default media types, of version 3 on. The
// problem's number is the same in the recovery; where a template left it out, host
// and name stand for it.
func zabbix() Reader {
	titles := regexp.MustCompile(`^(?:Service "[^"]*" )?(?i:(problem|resolved|updated problem)(?: in [^:]+)?): *(.+)$`)
	return Reader{Name: "zabbix", Read: func(l Letter) ([]engine.Event, bool) {
		z := zabbixOf(l.lines())
		if m := titles.FindStringSubmatch(l.Subject); m != nil {
			z.titled, z.name = strings.ToLower(m[1]), orElse(z.name, m[2])
		}
		if !z.isMail() {
			return none()
		}
		return z.events(), true
	}}
}

type zabbixMail struct {
	titled                       string // problem, resolved, updated problem
	name, host, number, severity string
	update                       string // "Night Technician acknowledged problem at …"
	status                       string // of an update: PROBLEM, RESOLVED
	began, ended                 bool
	// cancelled: Zabbix tells no more of it, because the trigger, the host or the
	// action was disabled.
	cancelled bool
	opdata    string
}

func zabbixOf(lines []string) (z zabbixMail) {
	z.name = known(orElse(value(lines, "Problem name"), value(lines, "Trigger")))
	z.host = known(orElse(value(lines, "Host"), value(lines, "Service")))
	z.number = known(orElse(value(lines, "Original problem ID"), value(lines, "Original event ID")))
	z.severity = orElse(value(lines, "Severity"), value(lines, "Trigger severity"))
	z.opdata = known(value(lines, "Operational data"))
	for _, line := range lines {
		switch low := strings.ToLower(line); {
		case strings.HasPrefix(low, "note: escalation cancel"):
			z.cancelled = true
		case strings.HasPrefix(low, "problem started at "), strings.HasPrefix(low, "service problem started at "):
			z.began = true
		case strings.HasPrefix(low, "problem has been resolved"), strings.HasPrefix(low, "service problem has been resolved"):
			z.ended = true
		case z.update == "" && strings.Contains(low, " problem at "):
			z.update = line
		case strings.HasPrefix(low, "current problem status is "):
			z.status, _, _ = strings.Cut(line[len("current problem status is "):], ",")
		}
	}
	if v := value(lines, "Trigger status"); v != "" {
		z.began, z.ended = v == "PROBLEM", v == "OK"
	}
	return z
}

// known is a macro's value, or nothing if Zabbix could not resolve it.
func known(s string) string {
	if strings.HasPrefix(s, "{") && strings.HasSuffix(s, "}") || s == "*UNKNOWN*" {
		return ""
	}
	return s
}

// isMail wants more than the subject: anybody may write "Problem: no Internet".
func (z zabbixMail) isMail() bool {
	if z.titled == "" && !z.cancelled && z.number == "" {
		return false
	}
	return z.began || z.ended || z.cancelled || z.status != "" || z.number != "" && z.titled != ""
}

// events are two where somebody took a problem in hand and raised it at once: first it
// is worse, then it is in hand, and both count, as by the webhook.
func (z zabbixMail) events() []engine.Event {
	e := z.event()
	to, rises := z.reweighed()
	switch {
	case to == "" || e.Action != engine.Acknowledge && e.Action != engine.Change:
		return []engine.Event{e}
	case e.Key != "":
	case rises && z.updated() == engine.Change: // which problem it is, nobody can tell
		e.Mended = append(e.Mended, "Zabbix does not say which problem got worse: add \"Original problem ID: {EVENT.ID}\" to its message for updates")
	default:
		return []engine.Event{e}
	}
	worse := e
	worse.Action, worse.Severity = engine.Trigger, to
	if e.Action == engine.Acknowledge {
		return []engine.Event{worse, e}
	}
	return []engine.Event{worse}
}

// reweighed is the severity that somebody gave to a problem: "… acknowledged and
// changed severity from Warning to Disaster problem at …". It is empty if nobody did,
// or if the word is the admin's own.
func (z zabbixMail) reweighed() (to engine.Severity, rises bool) {
	did, _, _ := strings.Cut(strings.ToLower(z.update), " problem at ")
	_, change, ok := strings.Cut(did, "changed severity from ")
	if !ok {
		return "", false
	}
	before, after, _ := strings.Cut(change, " to ")
	after, _, _ = strings.Cut(after, " and ")
	after, _, _ = strings.Cut(after, ",")
	to = zabbixSeverity(strings.TrimSpace(after))
	return to, to.Rank() > zabbixSeverity(strings.TrimSpace(before)).Rank()
}

func (z zabbixMail) event() engine.Event {
	e := engine.Event{
		Action: z.action(), Key: z.key(), Source: z.host, Component: z.name, Severity: zabbixSeverity(z.severity), Summary: z.name,
	}
	if z.host != "" && !strings.Contains(z.name, z.host) {
		e.Summary = z.host + ": " + z.name
	}
	if z.opdata != "" && z.opdata != "No data" {
		e.Summary += " (" + z.opdata + ")"
	}
	if z.cancelled {
		e.Mended = []string{"Zabbix has stopped telling of this problem (escalation cancelled): that resolves it"}
	}
	if e.Key == "" && e.Action != engine.Trigger {
		e.Action = engine.Change // there is no telling what it belongs to
	}
	return e
}

func (z zabbixMail) key() string {
	switch {
	case z.number != "":
		return key("zabbix", "problem", z.number)
	case z.host != "" && z.name != "":
		return key("zabbix", z.host, z.name)
	}
	return ""
}

// action goes by the body, then by the subject.
func (z zabbixMail) action() engine.Action {
	switch {
	case z.cancelled, z.ended:
		return engine.Resolve
	case z.began:
		return engine.Trigger
	case z.status != "":
		return z.updated()
	case z.titled == "resolved":
		return engine.Resolve
	case z.titled == "updated problem":
		return z.updated()
	}
	return engine.Trigger
}

// updated tells what somebody did to a problem in Zabbix. A comment is no
// acknowledgement.
func (z zabbixMail) updated() engine.Action {
	did := strings.ToLower(z.update)
	switch {
	case strings.EqualFold(strings.TrimRight(z.status, ". "), "RESOLVED"), closedProblem(did):
		return engine.Resolve
	case strings.Contains(did, "acknowledged") && !strings.Contains(did, "unacknowledged"):
		return engine.Acknowledge
	}
	return engine.Change
}

// closedProblem tells whether somebody closed it by hand: "… acknowledged and
// closed problem at …". The state beside it is still that of the trigger.
func closedProblem(did string) bool {
	before, _, _ := strings.Cut(did, " problem at ")
	return strings.HasSuffix(before, " closed")
}

func zabbixSeverity(s string) engine.Severity {
	switch strings.ToLower(s) {
	case "disaster":
		return engine.Critical
	case "high":
		return engine.Error
	case "average", "warning":
		return engine.Warning
	case "information", "not classified":
		return engine.Info
	}
	return ""
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}
