package engine

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MailTake says how one value is taken out of a mail, in one of five ways: the text
// between two others, what stands behind a label, a whole line, what the group of a
// pattern matches, or a fixed text. The zero value takes nothing.
//
// In the texts around a value upper and lower case are the same, blanks stand for
// any number of blanks, # for a number, a lone * for anything in the line, and \n
// for the end of a line.
type MailTake struct {
	In    MailPart `json:"in,omitempty"`    // not for a fixed text
	After string   `json:"after,omitempty"` // empty: from the beginning
	Until string   `json:"until,omitempty"` // empty: to the end of the line
	Line  string   `json:"line,omitempty"`  // "Host" finds a in "Host: a"
	// Whole takes the subject or the address, or the body's first line. The words of a
	// state are looked for within it.
	Whole   bool   `json:"whole,omitempty"`
	Pattern string `json:"pattern,omitempty"` // RE2 with one group
	Text    string `json:"text,omitempty"`    // this very text, always
}

// IsZero tells whether it takes nothing.
func (t MailTake) IsZero() bool { return t == MailTake{} }

// ways are the names of the ways that a take is set to.
func (t MailTake) ways() (ways []string) {
	for _, w := range []struct {
		name string
		set  bool
	}{
		{"after or until", t.After+t.Until != ""},
		{"line", t.Line != ""},
		{"whole", t.Whole},
		{"pattern", t.Pattern != ""},
		{"text", t.Text != ""},
	} {
		if w.set {
			ways = append(ways, w.name)
		}
	}
	return ways
}

func (t MailTake) check() (field string, err error) {
	ways := t.ways()
	switch {
	case t.IsZero():
		return "", nil
	case len(ways) == 0:
		return "", errors.New("says in which part, but not where there")
	case len(ways) > 1:
		return "", fmt.Errorf("is found in one way only, not by %s", strings.Join(ways, " and "))
	case t.Text != "" && t.In != "":
		return ".in", errors.New("a fixed text stands nowhere in the mail")
	case t.Text == "" && !slices.Contains(MailParts(), t.In):
		return ".in", fmt.Errorf("must be subject, body or from, not %q", t.In)
	case t.Pattern != "":
		return ".pattern", checkGroup(t.Pattern)
	}
	for _, a := range []struct{ field, text string }{{".after", t.After}, {".until", t.Until}, {".line", t.Line}, {".text", t.Text}} {
		if err := checkAnchor(a.text); err != nil {
			return a.field, err
		}
	}
	return "", nil
}

func checkAnchor(s string) error {
	switch {
	case s == "":
		return nil
	case utf8.RuneCountInString(s) > MaxAnchor:
		return fmt.Errorf("is longer than %d characters", MaxAnchor)
	case !utf8.ValidString(s) || strings.Count(s, "*") > 20 || strings.ContainsFunc(s, unicode.IsControl):
		return errors.New(`has signs that can not be looked for; write the end of a line as \n`)
	case strings.Trim(s, "*") == "" && len(s) == 1:
		return errors.New("a lone * is found everywhere")
	}
	return nil
}

func checkGroup(pattern string) error {
	re, err := boundedPattern(pattern)
	if err == nil && re.NumSubexp() != 1 {
		return errors.New(`needs one group in parentheses, around the value; write others as (?:…)`)
	}
	return err
}

// maxPatternSize bounds a compiled pattern: matching takes its size times that of
// the text.
const maxPatternSize = 400

// boundedPattern compiles a pattern that is not too costly.
func boundedPattern(pattern string) (*regexp.Regexp, error) {
	if len(pattern) > MaxMailPattern {
		return nil, fmt.Errorf("the pattern is longer than %d bytes", MaxMailPattern)
	}
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, fmt.Errorf("the pattern is wrong: %w", err)
	}
	if sizeOf(parsed) > maxPatternSize {
		return nil, errors.New("the pattern is too complicated")
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil, fmt.Errorf("the pattern is wrong: %w", err)
	}
	return re, nil
}

// sizeOf estimates the instructions of a pattern without writing them out, which
// is what costs: a{1000} is as long as it is short.
func sizeOf(re *syntax.Regexp) int {
	size := 1 + len(re.Rune)/16
	if re.Op == syntax.OpLiteral {
		size = len(re.Rune)
	}
	for _, sub := range re.Sub {
		size += sizeOf(sub)
	}
	if re.Op == syntax.OpRepeat {
		size *= max(re.Min, re.Max, 1)
	}
	return min(size, 1<<20)
}

// Find is where the value stands in the text of its part, in bytes; ok is false if
// it is not there, and for a fixed text, which stands nowhere. The value has no
// blanks around it and is not empty.
func (t MailTake) Find(text string) (start, end int, ok bool) {
	re, err := t.finder()
	if err != nil || re == nil {
		return 0, 0, false
	}
	return find(re, text)
}

func find(re *regexp.Regexp, text string) (start, end int, ok bool) {
	m := re.FindStringSubmatchIndex(text)
	if len(m) != 4 || m[2] < 0 {
		return 0, 0, false
	}
	value := text[m[2]:m[3]]
	start = m[2] + len(value) - len(strings.TrimLeftFunc(value, unicode.IsSpace))
	end = start + len(strings.TrimSpace(value))
	return start, end, end > start
}

// Value is what it takes of a text of its part; "" if it is not there.
func (t MailTake) Value(text string) string { return t.Taker()(text) }

// Taker is Value with what it needs made once, for many texts.
func (t MailTake) Taker() func(text string) string {
	if t.Text != "" {
		return func(string) string { return strings.TrimSpace(t.Text) }
	}
	re, err := t.finder()
	if err != nil || re == nil {
		return func(string) string { return "" }
	}
	return func(text string) string {
		start, end, ok := find(re, text)
		if !ok {
			return ""
		}
		return text[start:end]
	}
}

const (
	blank    = `[ \t\x{a0}]`
	someLine = `(\S[^\n]*?)`
	lineEnd  = blank + `*(?:\n|\z)`
)

func (t MailTake) finder() (*regexp.Regexp, error) {
	switch {
	case t.Whole:
		return regexp.Compile(someLine + lineEnd)
	case t.Line != "":
		label := anchorPattern(strings.TrimRight(t.Line, " \t:="))
		return regexp.Compile(`(?im)^[\s>*•-]*` + label + `[ \t\x{a0}.]*[:=]` + blank + `*` + someLine + lineEnd)
	case t.After+t.Until != "":
		return regexp.Compile(`(?i)` + afterPattern(t.After) + blank + `*` + someLine + untilPattern(t.Until))
	case t.Pattern != "":
		return boundedPattern(t.Pattern)
	}
	return nil, nil
}

// afterPattern begins at a word, so that "on " is not found in "Notification ".
func afterPattern(s string) string {
	if s == "" {
		return `\A\s*`
	}
	first, _ := utf8.DecodeRuneInString(s)
	if first < utf8.RuneSelf && (unicode.IsLetter(first) || first == '_') {
		return `\b` + anchorPattern(s)
	}
	return anchorPattern(s)
}

func untilPattern(s string) string {
	if s == "" {
		return lineEnd
	}
	return anchorPattern(s)
}

// anchorPattern is the pattern of a text that stands beside a value.
func anchorPattern(s string) string {
	var b strings.Builder
	for rest := s; rest != ""; {
		var p string
		p, rest = nextAnchor(rest, len(rest) == len(s))
		b.WriteString(p)
	}
	return b.String()
}

func nextAnchor(s string, first bool) (pattern, rest string) {
	if rest, ok := strings.CutPrefix(s, `\n`); ok {
		if first {
			return `(?:\A|\n)\s*`, rest
		}
		return blank + `*\n\s*`, rest
	}
	c, size := utf8.DecodeRuneInString(s)
	switch c {
	case ' ', '\t', '\u00a0':
		return blank + `+`, strings.TrimLeft(s, " \t\u00a0")
	case '#':
		return `[0-9#]+`, strings.TrimLeft(s, "#")
	case '*':
		rest := strings.TrimLeft(s, "*")
		if run := len(s) - len(rest); run > 1 {
			return strings.Repeat(`\*`, run), rest
		}
		return `[^\n]*?`, rest
	}
	return regexp.QuoteMeta(s[:size]), s[size:]
}
