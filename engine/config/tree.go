package config

import (
	"strconv"
	"strings"
	"time"

	unread "wakeman/engine/secret"
)

// tree is a piece of configuration the way the file says it: names instead of
// ids, durations as text, fields in a fixed order. Export writes trees, and Diff
// compares them, so that both always speak of the same fields.
type tree struct {
	kind kind
	// key is what an entry of a list is known by; "" goes by position.
	key string

	// A scalar's.
	text   string
	id     string // of the thing that text names: a new name is no change
	style  style
	secret secrecy
	// preset marks a field that may be left out of a file.
	preset bool

	fields []branch // a record's
	items  []tree   // a list's
	// whole lists are shown as one in a difference.
	whole bool
	// inline asks for the flow form, {a: b}, where it fits on a line.
	inline bool
}

type branch struct {
	name string
	tree
}

type kind int

const (
	scalarKind kind = iota
	recordKind
	listKind
)

type style int

const (
	quoted  style = iota // any text, quoted where YAML would misread it
	plain                // durations, numbers and the format's own words
	nothing              // null
)

type secrecy int

const (
	public  secrecy = iota
	secret          // never shown
	ingress         // an integration key: its last characters may be shown
)

// record builds a record field by field.
type record struct{ tree }

func newRecord(key string) *record { return &record{tree{kind: recordKind, key: key}} }

func (r *record) add(name string, t tree) { r.fields = append(r.fields, branch{name, t}) }

// text adds a string; empty is the same as absent.
func (r *record) text(name, value string) { r.add(name, tree{text: value, preset: value == ""}) }

// word adds one of the format's own words; preset is what absence means.
func (r *record) word(name, value, preset string) {
	r.add(name, tree{text: value, style: plain, preset: value == preset})
}

func (r *record) flag(name string, value bool) { r.word(name, strconv.FormatBool(value), "false") }

// timeout adds a duration that 0 switches off.
func (r *record) timeout(name string, d, preset time.Duration) {
	r.word(name, offOr(d), offOr(preset))
}

func offOr(d time.Duration) string {
	if d == 0 {
		return "off"
	}
	return FormatDuration(d)
}

// hidden adds a secret; empty is the same as absent.
func (r *record) hidden(name, value string, how secrecy) {
	t := hiddenTree(value, how)
	t.preset = value == ""
	r.add(name, t)
}

// hiddenTree is a secret. One that the store can not read is the stored one,
// whatever it is: that is how a file says it, and how it stays what it was.
func hiddenTree(value string, how secrecy) tree {
	if unread.Unreadable(value) {
		value = Kept
	}
	return tree{text: value, secret: how}
}

// list adds a list; an empty one is the same as absent unless needed is set.
func (r *record) list(name string, items []tree, needed bool) *tree {
	r.add(name, tree{kind: listKind, items: items, preset: len(items) == 0 && !needed})
	return &r.fields[len(r.fields)-1].tree
}

// oneLine is for lists that are read as one: of people, days, ranges.
func (t *tree) oneLine() { t.whole, t.inline = true, true }

// flow asks for the record on one line.
func (r *record) flow() tree {
	r.inline = true
	return r.tree
}

// same reports whether two trees say the same.
func same(a, b tree) bool {
	if a.kind != b.kind || len(a.fields) != len(b.fields) || len(a.items) != len(b.items) {
		return false
	}
	for i := range a.fields {
		if a.fields[i].name != b.fields[i].name || !same(a.fields[i].tree, b.fields[i].tree) {
			return false
		}
	}
	for i := range a.items {
		if !same(a.items[i], b.items[i]) {
			return false
		}
	}
	return a.style == b.style && (a.text == b.text || a.id != "" && a.id == b.id)
}

// show is the tree on one line for people to read, secrets masked.
func show(t tree) string {
	switch t.kind {
	case listKind:
		if t.preset {
			return ""
		}
		parts := make([]string, len(t.items))
		for i, item := range t.items {
			parts[i] = show(item)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case recordKind:
		var parts []string
		for _, f := range t.fields {
			if !f.preset {
				parts = append(parts, f.name+": "+show(f.tree))
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	if t.style == nothing {
		return "nobody"
	}
	return t.masked()
}

func (t tree) masked() string {
	switch {
	case t.text == "" || t.secret == public:
		return t.text
	case t.secret == ingress && len(t.text) >= minKey:
		return "ending …" + t.text[len(t.text)-4:]
	}
	return "(secret)"
}
