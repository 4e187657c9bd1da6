package text

import (
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Sentences that say a message may be a repeat. Both hold the word "already".
const (
	Duplicate      = "You may have had this message already: Wakeman stopped while it was being sent."
	DuplicateShort = "May have reached you already."
)

// Line returns s as one line of valid UTF-8: runs of white space become one
// space; control characters, and the invisible ones that turn the direction of
// reading or hide text, are dropped; invalid bytes become U+FFFD.
func Line(s string) string {
	return strings.Join(strings.Fields(strip(s, false)), " ")
}

// Block is [Line] for text of several lines: line feeds stay, carriage returns
// become line feeds, and more than one empty line in a row becomes one.
func Block(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	var out []string
	for l := range strings.SplitSeq(strip(s, true), "\n") {
		l = strings.TrimRightFunc(l, unicode.IsSpace)
		if l == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, l)
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n")
}

// strip makes s valid UTF-8 without characters that nobody can see.
func strip(s string, lines bool) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && lines:
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unseen(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// unseen reports format characters: the bidirectional controls let a title show
// other words than it holds, tag characters and the byte order mark hide some.
// U+200C and U+200D stay: Persian, Indic scripts and emoji need them.
func unseen(r rune) bool {
	return unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d'
}

// dots marks what was left out. The single character for it is not in the GSM
// alphabet, and would halve the length of a text message.
const dots = "..."

// Cut returns s in at most n runes, with dots at the end if anything was left
// out.
func Cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	if n <= len(dots) {
		return dots[:max(0, n)]
	}
	return strings.TrimRight(string([]rune(s)[:n-len(dots)]), " ") + dots
}

// CutBytes is [Cut] with the length in bytes; it never splits a rune.
func CutBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if n <= len(dots) {
		return dots[:max(0, n)]
	}
	cut := n - len(dots)
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + dots
}

// When says an instant in the recipient's zone, and names the zone: "Mon 2 Nov
// 03:12 CET". Zones without letters are written as an offset: "UTC-03". A zero
// instant gives "".
func When(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	if zone == nil {
		zone = time.UTC
	}
	t = t.In(zone)
	name, _ := t.Zone()
	if strings.HasPrefix(name, "+") || strings.HasPrefix(name, "-") {
		name = "UTC" + name
	}
	return t.Format("Mon 2 Jan 15:04 ") + name
}

// Link returns s when it is an absolute http or https URL without user
// information, control characters or spaces, and "" otherwise: what is not
// plainly a web link is not made clickable.
func Link(s string) string {
	if len(s) > 2048 || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("<>\"\\^`{|}", r) }) {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	return s
}
