package ical

import (
	"fmt"
	"iter"
	"strings"
)

// Bounds on what is read. A calendar with ten years of a busy person's life is below half of them.
const (
	// MaxSize is the longest text, in bytes.
	MaxSize = 2 << 20
	// maxDepth is how deep components lie in each other; VALARM in VEVENT in VCALENDAR is three.
	maxDepth = 8
)

// SyntaxError is why a calendar can not be read, and where.
type SyntaxError struct {
	Line int // from 1, of the text as it came; 0 for the text as a whole
	Why  string
}

// Error names the line.
func (e *SyntaxError) Error() string {
	if e.Line == 0 {
		return e.Why
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Why)
}

func fault(line int, format string, args ...any) error {
	return &SyntaxError{line, fmt.Sprintf(format, args...)}
}

// property is one content line (RFC 5545, section 3.1).
type property struct {
	line   int // where it begins
	name   string
	params map[string]string // by name in capitals; the first value of each. nil for none
	value  string
}

func (p property) fault(format string, args ...any) error {
	return fault(p.line, p.name+": "+format, args...)
}

// unfolded is one line with those that continue it.
type unfolded struct {
	line int
	text string
}

// unfold joins folded lines. Ends may be CRLF or bare LF; empty lines do not count.
func unfold(text string) iter.Seq[unfolded] {
	return func(yield func(unfolded) bool) {
		var parts []string // of the line that may go on
		number, begin := 0, 0
		for raw := range strings.SplitSeq(strings.TrimPrefix(text, "\ufeff"), "\n") {
			number++
			raw = strings.TrimSuffix(raw, "\r")
			switch {
			case raw == "":
				continue
			case len(parts) > 0 && (raw[0] == ' ' || raw[0] == '\t'):
				parts = append(parts, raw[1:])
				continue
			case len(parts) > 0 && !yield(unfolded{begin, strings.Join(parts, "")}):
				return
			}
			parts, begin = append(parts[:0], raw), number
		}
		if len(parts) > 0 {
			yield(unfolded{begin, strings.Join(parts, "")})
		}
	}
}

// matters reports whether a property has a say in what is read. Of others not even the parameters are looked at: what somebody
// is called, and how well that is quoted, is no reason to refuse when they are away.
func matters(name string) bool {
	switch name {
	case "BEGIN", "END", "UID", "SUMMARY", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-ALLDAYEVENT",
		"DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID",
		"X-WR-TIMEZONE", "X-LIC-LOCATION", "TZID", "TZOFFSETFROM", "TZOFFSETTO":
		return true
	}
	return false
}

// parse reads one content line.
func (u unfolded) parse() (property, error) {
	p := property{line: u.line}
	end := strings.IndexAny(u.text, ";:")
	if end < 0 {
		return p, fault(u.line, "%s has no colon", quoted(u.text))
	}
	name := strings.ToUpper(u.text[:end])
	if !isName(name) {
		return p, fault(u.line, "%s is not the name of a property", quoted(u.text[:end]))
	}
	p.name = name
	if !matters(name) {
		return p, nil
	}
	rest := u.text[end:]
	for strings.HasPrefix(rest, ";") {
		name, values, found := strings.Cut(rest[1:], "=")
		if !found || !isName(name) {
			return p, p.fault("a parameter is not NAME=VALUE")
		}
		name = strings.ToUpper(name)
		value, after, err := p.paramValues(name, values)
		if err != nil {
			return p, err
		}
		if p.params == nil {
			p.params = map[string]string{}
		}
		if p.params[name] == "" {
			p.params[name] = value
		}
		rest = after
	}
	if !strings.HasPrefix(rest, ":") {
		return p, p.fault("there is no colon before the value")
	}
	p.value = rest[1:]
	return p, nil
}

// paramValues reads the values of one parameter, of which the first counts, and gives what follows.
func (p property) paramValues(name, s string) (first, rest string, err error) {
	for n := 0; ; n++ {
		var value string
		if length := zoneName(s); name == "TZID" && length > 0 {
			value, s = s[:length], s[length:]
		} else if quote, ok := strings.CutPrefix(s, `"`); ok {
			end := strings.IndexByte(quote, '"')
			if end < 0 {
				return "", "", p.fault("a quotation mark is not closed")
			}
			value, s = quote[:end], quote[end+1:]
		} else {
			end := strings.IndexAny(s, `;:,"`)
			if end < 0 {
				return "", "", p.fault("there is no colon before the value")
			}
			value, s = s[:end], s[end:]
		}
		if n == 0 {
			first = value
		}
		if !strings.HasPrefix(s, ",") {
			return first, s, nil
		}
		s = s[1:]
	}
}

// zoneName is how long the name of a zone is that should have been quoted, as Exchange forgets to: tzone://Microsoft/Custom and
// "(UTC+01:00) Amsterdam, Berlin" have colons and commas. It goes up to the next parameter, or to the colon before the value,
// which has none itself.
func zoneName(s string) int {
	if strings.HasPrefix(s, `"`) {
		return 0
	}
	end := max(strings.LastIndexByte(s, ':'), 0)
	if next := strings.IndexByte(s[:end], ';'); next >= 0 {
		return next
	}
	return end
}

func isName(s string) bool {
	for _, c := range []byte(s) {
		if c != '-' && c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return s != ""
}

// quoted is outside text for a message: short, and in one piece.
func quoted(s string) string {
	const most = 40
	runes := []rune(clean(s))
	if len(runes) > most {
		return `"` + string(runes[:most]) + `…"`
	}
	return `"` + string(runes) + `"`
}
