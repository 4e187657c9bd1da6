package hooks

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"wakeman/engine"
)

const (
	maxNotes   = 20 // of mending, per event
	maxDepth   = 64 // of details, for everybody who reads them later
	noSummary  = "(no summary)"
	quoteRunes = 40 // of a sender's word in a note
)

// mender reads fields forgivingly and notes what it had to change.
type mender struct {
	notes []string
}

func (m *mender) note(format string, args ...any) {
	n := fmt.Sprintf(format, args...)
	if len(m.notes) < maxNotes && !slices.Contains(m.notes, n) {
		m.notes = append(m.notes, n)
	}
}

// quote shows a sender's word in a note.
func quote(t text) string { return fmt.Sprintf("%q", oneLine(string(t), quoteRunes)) }

// line reads a field that is one line of text.
func (m *mender) line(name string, t text, limit int) string {
	if strings.ContainsRune(string(t), 0) {
		m.note("%s held NUL characters", name)
	}
	whole := oneLine(string(t), len(t)+1)
	cut, was := cutRunes(whole, limit)
	if was {
		m.note("%s cut at %d characters", name, limit)
	}
	return cut
}

// summary reads a trigger's summary, which may not be empty.
func (m *mender) summary(t text) string {
	s := m.line("summary", t, engine.MaxSummary)
	if s == "" {
		m.note("summary was missing")
		return noSummary
	}
	return s
}

// key reads a dedup key. Blank means none. A key that is too long is hashed,
// never cut: two long keys could become one.
func (m *mender) key(name string, t text) string {
	s := strings.ReplaceAll(string(t), "\x00", "")
	if strings.TrimSpace(s) == "" {
		return ""
	}
	if n := utf8.RuneCountInString(s); n > engine.MaxKey {
		m.note("%s of %d characters replaced by its hash", name, n)
		return engine.HashKey(s)
	}
	return s
}

// severity reads a severity; empty leaves it to the service.
func (m *mender) severity(t text) engine.Severity {
	word := strings.TrimSpace(string(t))
	if word == "" {
		return ""
	}
	s := severityOf(word)
	switch {
	case s == "":
		m.note("severity %s is not known: the service's default is used", quote(t))
	case string(s) != word:
		m.note("severity %s read as %s", quote(t), s)
	}
	return s
}

// time reads a sender's time, for show; zero if there is none.
func (m *mender) time(t text) time.Time {
	word := strings.TrimSpace(string(t))
	if word == "" {
		return time.Time{}
	}
	at, zoned, ok := parseTime(word)
	switch {
	case !ok:
		m.note("timestamp %s was not understood", quote(t))
	case !zoned && !at.IsZero():
		m.note("timestamp without a zone read as UTC")
	}
	return at
}

// sentTime is when a message was made; zero if that is not known for certain. A time
// without a zone is not: when summer time ends, what is newer looks older, and what
// looks older than a recovery opens nothing.
func sentTime(t text) time.Time {
	at, zoned, ok := parseTime(strings.TrimSpace(string(t)))
	if !ok || !zoned {
		return time.Time{}
	}
	return at
}

// details keeps any JSON value. One nested too deep for those who read it
// later is kept as text.
func (m *mender) details(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	if depth(raw) > maxDepth {
		m.note("details nested deeper than %d levels kept as text", maxDepth)
		return asJSON(string(raw))
	}
	clean, was := withoutNUL(raw)
	if was {
		m.note("details held NUL characters")
	}
	return clean
}

// asJSON encodes a string, which can not fail.
func asJSON(s string) json.RawMessage {
	b, err := json.Marshal(s)
	if err != nil {
		return nil
	}
	return b
}
