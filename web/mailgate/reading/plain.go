package reading

import (
	"net/netip"
	"regexp"
	"strings"

	"golang.org/x/net/publicsuffix"

	"wakeman/engine"
)

// plain reads what little devices and scripts write: "AP Lounge on the GIS-R2 is
// DOWN", "192.0.2.152 IS DOWN", "Client 17 disconnected". It goes by the subject,
// and by the first line of the text only if the subject says nothing, or the same
// thing is in another state by then.
//
// Two sites may have a WAN1 each, so a name counts for its sender only, and for the
// host in the text if there is one; names that are one in the world need neither.
// A site whose sender calls itself differently for good news stays open: that is
// seen, and one site closed by the other's good news is not.
//
// It is strict about good news, because what it takes for a recovery wakes nobody:
// nothing may follow but a time, and "temperature is up" is no recovery, unless that
// very thing was down. A mark before the text goes before its words: "RESOLVED:
// tower-7 is down" is the end of it.
func plain() Reader {
	p := plainWords{
		state: regexp.MustCompile(`(?i)^(.{1,200}?)(?: (?:is|are|was|has|went|has been|is now|has gone|came|has come))? (down|up|up again|back up|offline|online|online again|unreachable|reachable again|disconnected|connected|connected back|reconnected|back online|recovered)[.!]*(?: *\(.*\))?(?: *(?:since|at|for|after|on|,|-|:|@) *(.*))?$`),
		mark:  regexp.MustCompile(`(?i)^\[?(alert|alarm|problem|recovery|recovered|resolved|ok|critical|warning|notice|info|cleared|clear|up|down)(?: in \d[^:\]]{0,40}:|\] *[:!]?|:|!| +-+ )\s*`),
		loose: regexp.MustCompile(`(?i)^(?:alert|alarm|problem|notice)\s+`),
		name:  regexp.MustCompile(`[0-9./_:@-]|(?i)^(?:the )?(?:host|device|router|switch|link|ap|server|interface|port|tunnel|gateway|site|tower|client|node|access point)\b`),
		vague: regexp.MustCompile(`(?i)^(?:the |our |my )?(?:internet|network|wifi|line|connection|service|everything|it|phone|telephone|mail|web)$`),
		time:  regexp.MustCompile(`^[^a-zA-Z]*\d[\d:./ -]*(?:[AaPp][Mm]|[A-Z]{3,4}|UTC|[hms]|sec\w*|min\w*|hours?)?[\d hmsainec:.+-]*$|^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?(?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* .*\d$`),
	}
	return Reader{Name: "plain", Read: p.read}
}

type plainWords struct{ state, mark, loose, name, vague, time *regexp.Regexp }

func (p plainWords) read(l Letter) ([]engine.Event, bool) {
	titled, ok := p.event(l, l.Subject)
	said, also := p.event(l, firstLine(l.lines()))
	switch {
	case ok && titled.ended && also && said.Key == titled.Key:
		return one(titled.Event) // the text quotes what was wrong
	case ok && also && said.Key == titled.Key:
		return one(said.Event)
	case ok:
		return one(titled.Event)
	case also:
		return one(said.Event)
	}
	return none()
}

// plainEvent is an event; ended, if a mark says so against the words.
type plainEvent struct {
	engine.Event
	ended bool
}

func (p plainWords) event(l Letter, text string) (e plainEvent, ok bool) {
	if len(text) > 300 {
		return e, false
	}
	text, marks := p.marks(text)
	m := p.state.FindStringSubmatch(text)
	if m == nil || containsAny(strings.ToLower(m[1]), " not", "n't", "?") {
		return e, false
	}
	e.Event = engine.Event{Action: engine.Trigger, Summary: text, Severity: engine.Critical}
	e.Source, e.Component, e.Key = p.about(l, m[1])
	good, bad := marks.say()
	switch {
	case isBad(m[2]):
		if e.ended = good; good {
			e.Action = engine.Resolve
		}
		return e, true
	case m[3] != "" && !p.time.MatchString(m[3]):
		return e, false
	}
	e.Action = engine.Resolve
	e.Unsure = bad || !good && m[2] != "UP" && !p.name.MatchString(m[1])
	return e, true
}

// about is what a text tells of: the equipment, if it is one, the part of it, and
// the key.
func (p plainWords) about(l Letter, name string) (source, component, k string) {
	low := strings.ToLower(name)
	if isUnique(low) {
		return name, "", key("plain", low)
	}
	from := strings.ToLower(l.From)
	if host := hostIn(l.lines()); host != "" && !strings.Contains(low, strings.ToLower(host)) && !strings.Contains(strings.ToLower(host), low) {
		return host, name, key("plain", from, strings.ToLower(host), low)
	}
	if k = key("plain", from, low); p.isEquipment(name) {
		return name, "", k
	}
	return "", name, k
}

// isEquipment tells what has a name of its own from "our internet", which is no
// equipment to keep a history of.
func (p plainWords) isEquipment(name string) bool {
	return !p.vague.MatchString(name) && (p.name.MatchString(name) || !strings.Contains(name, " "))
}

// hostIn is the host that a text names in a line of its own.
func hostIn(lines []string) string {
	for _, label := range []string{"Host", "Hostname", "Device"} {
		if host := value(lines, label); host != "" && len(host) <= 100 {
			return host
		}
	}
	return ""
}

// isUnique reports whether there is one thing of this name in the world: a public
// address, or a name below a registered domain.
func isUnique(name string) bool {
	if ip, err := netip.ParseAddr(name); err == nil {
		shared := netip.MustParsePrefix("100.64.0.0/10") // RFC 6598
		return ip.IsGlobalUnicast() && !ip.IsPrivate() && !shared.Contains(ip.Unmap())
	}
	if strings.ContainsAny(name, " :/@") || !strings.Contains(name, ".") {
		return false
	}
	suffix, registered := publicsuffix.PublicSuffix(name)
	return registered && name != suffix && strings.HasSuffix(name, "."+suffix) && !strings.HasSuffix(name, ".arpa")
}

// marks are the words that stand before a text, apart from it by a sign, in lower
// case.
type marks []string

// marks takes them off. A few that are no part of any name may stand there with a
// blank only: "Recovery server 1" is a name.
func (p plainWords) marks(text string) (string, marks) {
	var found marks
	text = strings.TrimSpace(text)
	for range 3 {
		if m := p.mark.FindStringSubmatch(text); m != nil {
			found, text = append(found, strings.ToLower(m[1])), text[len(m[0]):]
			continue
		}
		text = p.loose.ReplaceAllString(text, "")
	}
	return strings.TrimSpace(text), found
}

// say tells what the marks mean. "OK" beside a word of trouble means nothing; a
// recovery of something critical is one.
func (m marks) say() (good, bad bool) {
	ok, sure := false, false
	for _, word := range m {
		switch word {
		case "ok":
			ok = true
		case "recovery", "recovered", "resolved", "cleared", "clear":
			sure = true
		case "critical", "warning", "problem", "down":
			bad = true
		}
	}
	return sure || ok && !bad, bad && !sure
}

func isBad(word string) bool {
	switch strings.ToLower(word) {
	case "down", "offline", "unreachable", "disconnected":
		return true
	}
	return false
}
