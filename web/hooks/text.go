package hooks

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"
)

// text is a JSON value read as text, whatever its type: senders write numbers
// where words belong and the other way round, and none of that is worth losing
// an alert for.
type text string

// UnmarshalJSON never fails: a string is itself, null is empty, anything else
// is its JSON.
func (t *text) UnmarshalJSON(b []byte) error {
	switch {
	case len(b) > 0 && b[0] == '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*t = text(s)
	case bytes.Equal(b, []byte("null")):
		*t = ""
	default:
		*t = text(b)
	}
	return nil
}

// oneLine makes s printable on one line of at most limit runes: control
// characters become spaces, invalid UTF-8 the replacement character. A longer
// line ends with an ellipsis.
func oneLine(s string, limit int) string {
	s = strings.TrimSpace(strings.Map(spaceForControl, strings.ReplaceAll(s, "\r\n", " ")))
	cut, _ := cutRunes(s, limit)
	return cut
}

func spaceForControl(r rune) rune {
	switch {
	case r == 0:
		return -1
	case unicode.IsControl(r), r == '\u2028', r == '\u2029':
		return ' '
	}
	return r
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
