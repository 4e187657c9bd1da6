package text

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"wakeman/notify"
)

// Worst returns the incidents with the most severe first; equals keep their
// order. The argument is not changed.
func Worst(incidents []notify.Incident) []notify.Incident {
	sorted := slices.Clone(incidents)
	slices.SortStableFunc(sorted, func(a, b notify.Incident) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(urgency(a), urgency(b)))
	})
	return sorted
}

// rank puts an unknown severity beside "error": what is not understood is not
// put at the end.
func rank(i notify.Incident) int {
	switch i.Severity {
	case "critical":
		return 0
	case "warning":
		return 2
	case "info":
		return 3
	}
	return 1
}

func urgency(i notify.Incident) int {
	if i.Urgency == "low" {
		return 1
	}
	return 0
}

// High reports whether m should wake somebody: a page with an incident that is
// not plainly of low urgency, a test, which is meant to, or an emergency.
func High(m notify.Message) bool {
	if m.Kind == notify.Test || m.Kind == notify.Emergency {
		return true
	}
	return m.Kind == notify.Page && (len(m.Incidents) == 0 || slices.ContainsFunc(m.Incidents, func(i notify.Incident) bool {
		return urgency(i) == 0
	}))
}

// Total is how many incidents m is about, named or not.
func Total(m notify.Message) int { return len(m.Incidents) + max(0, m.Omitted) }

// Title is an incident's title, or words that say it has none.
func Title(i notify.Incident) string {
	if t := Line(i.Title); t != "" {
		return t
	}
	return "(no title)"
}

// Severity is an incident's severity as people shout it, "" if it has none.
func Severity(i notify.Incident) string { return strings.ToUpper(Cut(Line(i.Severity), 20)) }

// Number is "#17", or "" for an incident without one.
func Number(i notify.Incident) string {
	if i.Number == 0 {
		return ""
	}
	return fmt.Sprintf("#%d", i.Number)
}

// Headline is one incident in one line: "CRITICAL #17 Core router down".
func Headline(i notify.Incident) string {
	return Join(" ", Severity(i), Number(i), Title(i))
}

// Place is where it happened: "Core network, edge-1", either of them, or "".
func Place(i notify.Incident) string {
	return Join(", ", Cut(Line(i.Service), 120), Cut(Line(i.Source), 120))
}

// Join joins the parts that are not empty.
func Join(sep string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), sep)
}

// Bundle names the incidents of m in at most limit runes, the worst first: "5
// incidents: Core router down; Mail queue; and 3 more". Every incident is named
// or counted. With room for no name the count alone is left.
func Bundle(m notify.Message, limit int) string {
	total := Total(m)
	head := fmt.Sprintf("%d incidents", total)
	names := Worst(m.Incidents)
	longest := max(24, (limit-len(head)-16)/max(1, min(len(names), 4)))
	line, best := head+":", head
	for n, i := range names {
		end := ""
		if rest := total - n - 1; rest > 0 {
			end = fmt.Sprintf("; and %d more", rest)
		}
		if room := limit - utf8.RuneCountInString(line) - 1 - len(end); n == 0 && room >= 8 {
			longest = min(longest, room)
		}
		line += " " + Cut(Title(i), longest)
		if utf8.RuneCountInString(line)+len(end) > limit {
			break
		}
		best = line + end
		line += ";"
	}
	return best
}

// List names the incidents of m, one line each and the worst first, in at most
// limit bytes; what does not fit is counted in a last line, "and 3 more". Every
// incident is named or counted.
func List(m notify.Message, limit int) []string {
	const rest = len("and 1000000 more")
	var lines []string
	for n, i := range Worst(m.Incidents) {
		line := Cut(Join(" - ", Cut(Headline(i), 200), Place(i), Since(i, m)), 400)
		if limit -= len(line) + 1; limit < rest && (n > 0 || limit < 0) {
			break
		}
		lines = append(lines, line)
	}
	if left := Total(m) - len(lines); left > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", left))
	}
	return lines
}

// Since is "since Mon 2 Nov 03:12 CET" in the recipient's zone, or "".
func Since(i notify.Incident, m notify.Message) string {
	if w := When(i.Since, m.Zone); w != "" {
		return "since " + w
	}
	return ""
}

// Held is "held since Mon 2 Nov 03:12 CET" of a problem that an event rule kept quiet
// until now, or "".
func Held(i notify.Incident, m notify.Message) string {
	if w := When(i.HeldSince, m.Zone); w != "" {
		return "held since " + w
	}
	return ""
}
