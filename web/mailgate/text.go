package mailgate

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// readable makes valid UTF-8 without NUL of s. Bytes that are not UTF-8 are
// read as Windows-1252, which is what they are when a mail does not say.
func readable(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size == 1 {
			r = charmap.Windows1252.DecodeByte(s[0])
		}
		if r != 0 {
			b.WriteRune(r)
		}
		s = s[size:]
	}
	return b.String()
}

// oneLine makes s printable on one line of at most limit runes.
func oneLine(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, readable(s))
	s, _ = cutRunes(strings.TrimSpace(s), limit)
	return s
}

// lines makes s printable on many lines: line feeds and tabs stay, other
// control characters go.
func lines(s string) string {
	s = strings.ReplaceAll(readable(s), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case r == '\r':
			return '\n'
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, s))
}

// cutRunes shortens s to limit runes, the last being an ellipsis, and tells
// whether it had to.
func cutRunes(s string, limit int) (string, bool) {
	if len(s) <= limit || utf8.RuneCountInString(s) <= limit {
		return s, false
	}
	n := 0
	for i := range s {
		if n++; n == limit {
			return s[:i] + "…", true
		}
	}
	return s, false
}
