package hooks

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"wakeman/engine"
)

// slackKey is the key of a message: its title without the state, and what its text names
// where the title is a heading that stands over all of the sender's messages, or may be.
// sure is false if the title is such a heading and nothing is named: "Uptime Kuma Alert"
// in green is the end of no certain problem.
func slackKey(username, color, title, said string) (key text, sure bool) {
	if first, rest, lines := strings.Cut(title, "\n"); lines && isHeading(slackCore(color, first), username) {
		title, said = first, rest
	}
	if said == title {
		said = ""
	}
	core := slackCore(color, title)
	nameless := isHeading(core, username)
	named := namedIn(said)
	switch {
	case nameless && named == "":
		named = anyState(firstPart(said))
	case nameless, endsAsHeading(title):
	case isNamed(title, core):
		named = ""
	case named == "":
		named = strings.Join(nameLike(firstPart(said)), " ")
	}
	if core = strings.TrimSpace(core + "\n" + strings.ToLower(named)); core == "" {
		return "", false
	}
	return text(engine.HashKey(username + "\n" + core)), !nameless || named != ""
}

// slackCore is what a title says in whichever state.
func slackCore(color, title string) string {
	if names, pictured, _ := brackets(unadorned(title)); pictured && len(names) > 0 {
		return strings.Join(names, " ")
	}
	title = unstated(title)
	if _, word := saysState(title); word != "" || color != "" {
		title = settled(title)
	}
	return stateless(title)
}

// unstated takes off what known programs write around the name for one state and not
// for the other.
func unstated(title string) string {
	title = strings.TrimSpace(title)
	for _, p := range []struct{ begins, form, name string }{
		{"[", `(?i)^\[(?:alerting|no data|ok|pending|paused)\]\s*(.+)$`, "$1"},                                       // Grafana until 8
		{"problem", `(?i)^problem:\s*(.+)$`, "$1"},                                                                   // Zabbix
		{"resolved in", `(?i)^resolved in (?:\d+[a-z]+\s*)+:\s*(.+)$`, "$1"},                                         // Zabbix
		{"alert for device", `(?i)^alert for device (.+?) - (.+?)(?: got (?:acknowledged|worse|better))?$`, "$1 $2"}, // LibreNMS
		{"device", `(?i)^device (.+?) recovered from (.+)$`, "$1 $2"},                                                // LibreNMS
	} {
		if len(title) > len(p.begins) && strings.EqualFold(title[:len(p.begins)], p.begins) { // a pattern is made for few
			title = regexp.MustCompile(p.form).ReplaceAllString(title, p.name)
		}
	}
	return title
}

// isHeading tells whether words name nothing: those of any alert, of states, of the
// programs that send them, and of the sender's own name.
func isHeading(core, username string) bool {
	common := strings.Fields(`alert alerts alerting alarm alarms notification notifications notice message event events incident incidents
		problem problems warning error info information monitor monitors monitoring status update report check system server service services
		host device node network site state change changed new the a an of from for your is are was has and
		uptime kuma zabbix grafana nagios icinga icinga2 prometheus alertmanager proxmox librenms prtg unifi ubiquiti uisp unms mikrotik
		checkmk netdata healthchecks monit observium cacti pve`)
	own := strings.Fields(strings.ToLower(username))
	return !slices.ContainsFunc(strings.Fields(strings.ToLower(core)), func(word string) bool {
		return !slices.Contains(common, word) && !slices.Contains(own, word) && !isStateWord(word)
	})
}

// endsAsHeading: "Office 365 Alert" may be the name of one thing, or stand over all.
func endsAsHeading(title string) bool {
	all := strings.Fields(strings.ToLower(title))
	return len(all) > 0 && slices.Contains([]string{"alert", "alerts", "alarm", "notification", "message", "event", "report"}, strings.Trim(all[len(all)-1], "[](){}:;,.!*|"))
}

// isNamed tells whether a title says what it is about.
func isNamed(title, core string) bool {
	about, _ := saysState(title)
	return about != "" || len(nameLike(core)) > 0 || slices.ContainsFunc(strings.Fields(core), isNumber)
}

// namedIn is what a text says by a name in brackets, "[core-1] [🔴 Down] no answer", or
// before its state, "core-1 is down"; "" if it does neither.
func namedIn(said string) string {
	names, pictured, line := brackets(firstPart(said))
	if pictured && len(names) > 0 {
		return strings.Join(names, " ")
	}
	if about, _ := saysState(line); about != "" {
		return strings.Join(append(names, anyState(about)), " ")
	}
	if len(names) > 0 {
		return strings.Join(append(names, nameLike(line)...), " ")
	}
	return ""
}

// brackets are the names in brackets at the beginning of a line, without those that hold
// a state. pictured tells that a state has a picture, as Uptime Kuma's: there the name
// before it is all. "[PROD] [CRITICAL] web-1" is about more than the brackets say.
func brackets(line string) (names []string, pictured bool, rest string) {
	for strings.HasPrefix(line, "[") {
		inner, behind, closed := strings.Cut(line[1:], "]")
		if !closed {
			break
		}
		if name := anyState(inner); name != "" && strings.ContainsFunc(name, unicode.IsLetter) {
			names = append(names, name)
		} else {
			pictured = pictured || unadorned(inner) != strings.TrimSpace(inner)
		}
		line = unadorned(behind)
	}
	return names, pictured, line
}

// firstPart is the first line of a text, without the label that blocks put above it.
func firstPart(said string) string {
	line := unadorned(strings.TrimSpace(said))
	if label, rest, ok := strings.Cut(strings.TrimPrefix(line, "*"), "*"); ok && line[0] == '*' && len(label) <= 30 && strings.Trim(rest, ": \n") != "" {
		line = unadorned(strings.TrimPrefix(rest, ":"))
	}
	line, _, _ = strings.Cut(line, "\n")
	line, _, _ = strings.Cut(line, " *Time") // the next field of the block
	return strings.TrimSpace(line)
}

// unadorned takes pictures off the beginning.
func unadorned(s string) string {
	for s = strings.TrimSpace(s); strings.HasPrefix(s, ":"); {
		name, rest, _ := strings.Cut(s[1:], ":")
		if name == "" || strings.ContainsAny(name, " \t\n") {
			break
		}
		s = strings.TrimSpace(rest)
	}
	return strings.TrimLeftFunc(s, func(c rune) bool {
		return unicode.IsSpace(c) || unicode.Is(unicode.So, c) || c == '\ufe0f'
	})
}

// anyState is what words say without those of state in whichever case.
func anyState(s string) string {
	var kept []string
	for _, word := range strings.Fields(stateless(unadorned(s))) {
		if !isStateWord(word) {
			kept = append(kept, word)
		}
	}
	return strings.Join(kept, " ")
}

func isStateWord(word string) bool {
	return isSmallState(word) || isOver(strings.ToUpper(word)) || isWrong(strings.ToUpper(word)) ||
		slices.Contains([]string{"no", "data", "nodata", "pending", "maintenance", "unknown", "unhealthy", "healthy"}, word)
}

// nameLike are the first words that look like the name of equipment rather than a
// measure or a word of a sentence: core-1, pve1, r1.example.net, 192.0.2.7.
func nameLike(line string) []string {
	var found []string
	for _, word := range strings.Fields(strings.ToLower(line)) {
		if word = strings.Trim(word, "[](){}:;,.!*|"); len(found) < 3 && isNameLike(word) {
			found = append(found, word)
		}
	}
	return found
}

// isNameLike: letters first, and digits or signs with something behind them.
func isNameLike(word string) bool {
	if _, err := netip.ParseAddr(word); err == nil {
		return true
	}
	plain := func(c rune) bool {
		return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.ContainsRune("._/:@-", c)
	}
	return word != "" && word[0] >= 'a' && word[0] <= 'z' && strings.ContainsAny(word, "0123456789._/:@-") && !strings.Contains(word, "://") &&
		!strings.ContainsFunc(word, func(c rune) bool { return !plain(c) })
}

func isNumber(word string) bool { return strings.Trim(word, "0123456789") == "" && word != "" }
