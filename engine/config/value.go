package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// place is where in the file something stands, and what it is called.
type place struct {
	line, column int
	path         string
}

// value is a node with its place. Without a node the field is not there, and
// the place is that of the mapping it is missing from.
type value struct {
	place
	node ast.Node
}

// given reports whether the file says anything: "name:" alone does not.
func (v value) given() bool { return v.node != nil && v.node.Type() != ast.NullType }

// text is a value that was a string, number or truth word, as it was written.
type text struct {
	place
	s string
}

// mapping is a value's fields. Each get marks a field as known; finish reports
// the others.
type mapping struct {
	*report
	place
	fields map[string]value
	keys   []field
	known  []string
	broken bool // no mapping at all, and reported
}

type field struct {
	name string
	place
}

// mapping reads fields. What is no mapping is reported, and has no fields.
func (r *report) mapping(v value) *mapping {
	m := &mapping{report: r, place: v.place, fields: map[string]value{}}
	switch n := v.node.(type) {
	case *ast.MappingNode:
		for _, entry := range n.Values {
			m.add(entry)
		}
	case *ast.MappingValueNode:
		m.add(n)
	default:
		m.broken = true
		r.fail(v.place, "must have fields (name: value), not be %s", describe(v.node))
	}
	return m
}

func (m *mapping) add(entry *ast.MappingValueNode) {
	name := word(entry.Key)
	key := field{name, tokenPlace(entry.Key.GetToken())}
	key.path = join(m.path, name)
	if _, twice := m.fields[name]; twice {
		m.fail(key.place, "is there twice")
		return
	}
	m.keys = append(m.keys, key)
	v := value{nodePlace(entry.Value), entry.Value}
	if !v.given() || v.line == 0 {
		v.place = key.place
	}
	v.path = key.path
	m.places[v.path] = v.place
	m.fields[name] = v
}

// join makes a path. A name that would play tricks on a terminal, or fill it, is
// quoted and cut.
func join(path, name string) string {
	if strings.ContainsFunc(name, func(c rune) bool { return !unicode.IsPrint(c) }) || len(name) > maxShown {
		name = fmt.Sprintf("%.*q", maxShown, name)
	}
	if path == "" {
		return name
	}
	return path + "." + name
}

const maxShown = 64

// get gives a field, given or not.
func (m *mapping) get(name string) value {
	m.known = append(m.known, name)
	if v, ok := m.fields[name]; ok {
		return v
	}
	return value{place: place{m.line, m.column, join(m.path, name)}}
}

// finish reports every field nobody asked for: a misspelt field that is passed
// over would be an alert that wakes nobody.
func (m *mapping) finish() {
	for _, key := range m.keys {
		if !slices.Contains(m.known, key.name) {
			m.fail(key.place, "is not a field here%s", didYouMean(key.name, m.known))
		}
	}
}

// list gives the entries of a list; a field that is not given has none.
func (r *report) list(v value) []value {
	if !v.given() {
		return nil
	}
	seq, ok := v.node.(*ast.SequenceNode)
	if !ok {
		r.fail(v.place, "must be a list, not %s", describe(v.node))
		return nil
	}
	if len(seq.Values) > maxItems {
		r.fail(v.place, "has more than %d entries", maxItems)
		return nil
	}
	entries := make([]value, 0, len(seq.Values))
	for i, n := range seq.Values {
		entry := value{nodePlace(n), n}
		entry.path = fmt.Sprintf("%s[%d]", v.path, i)
		r.places[entry.path] = entry.place
		entries = append(entries, entry)
	}
	return entries
}

// text reads one scalar of at most limit characters. Several lines are for
// prose only, so control characters are refused unless lines is set.
func (r *report) text(v value, limit int, lines bool) text {
	t := text{place: v.place}
	if !v.given() {
		return t
	}
	s, ok := scalar(v.node)
	switch {
	case !ok:
		r.fail(v.place, "must be text, not %s", describe(v.node))
	case utf8.RuneCountInString(s) > limit:
		r.fail(v.place, "is longer than %d characters", limit)
	case strings.ContainsFunc(s, func(c rune) bool { return unicode.IsControl(c) && !(lines && (c == '\n' || c == '\t')) }):
		r.fail(v.place, "has control characters or line breaks in it")
	case !lines && strings.ContainsFunc(s, misleads):
		r.fail(v.place, "has characters in it that cannot be seen or read, or that turn the text around")
	default:
		t.s = s
	}
	return t
}

// misleads reports whether a character makes a line read otherwise than it is: bytes that are no text, which arrive as
// U+FFFD, and what turns the direction of the text around (Unicode TR 36, section 2.5). The marks that right-to-left names
// need are none of them.
func misleads(c rune) bool {
	return c == utf8.RuneError || '\u202a' <= c && c <= '\u202e' || '\u2066' <= c && c <= '\u2069'
}

// seen reports whether a character leaves a trace on a screen. Some letters do not.
func seen(c rune) bool {
	const blank = "\u115f\u1160\u2800\u3164\uffa0"
	return unicode.IsGraphic(c) && !unicode.IsSpace(c) && !unicode.Is(unicode.Mn, c) && !strings.ContainsRune(blank, c)
}

// scalar is the text of a value as the admin wrote it: YAML's own readings
// (0123 as a number, +15551234567 as another) would spoil keys and telephone
// numbers.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.StringNode:
		return n.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func word(n ast.Node) string {
	if s, ok := scalar(n); ok {
		return s
	}
	if t := n.GetToken(); t != nil {
		return t.Value
	}
	return ""
}

// nodePlace points at the first character of a value.
func nodePlace(n ast.Node) place {
	switch n := n.(type) {
	case nil:
		return place{}
	case *ast.MappingNode:
		// A block mapping's own token is its first colon.
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return tokenPlace(n.Values[0].Key.GetToken())
		}
	case *ast.MappingValueNode:
		return tokenPlace(n.Key.GetToken())
	}
	return tokenPlace(n.GetToken())
}

func describe(n ast.Node) string {
	switch n := n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "fields"
	case *ast.SequenceNode:
		return "a list"
	case nil, *ast.NullNode:
		return "nothing"
	default:
		if t := n.GetToken(); t != nil && t.Type != token.LiteralType && len(t.Value) <= 40 {
			return fmt.Sprintf("%q", t.Value)
		}
		return "text"
	}
}
