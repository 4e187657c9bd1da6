package config

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
)

// writer writes trees as YAML: blocks outside, one-line flow forms for small
// things, the way people write these files by hand.
type writer struct {
	bytes.Buffer
	withSecrets bool
}

// width is how long a line may be before a flow form becomes a block.
const width = 120

func (w *writer) line(indent int, text string) {
	w.WriteString(strings.Repeat(" ", indent) + text + "\n")
}

// block writes the fields of a record, each on lines of its own.
func (w *writer) block(indent int, t tree) {
	for _, f := range t.fields {
		if !f.preset {
			w.field(indent, strings.Repeat(" ", indent), f)
		}
	}
}

// field writes one field; lead is what stands before it on its first line.
func (w *writer) field(indent int, lead string, f branch) {
	name := w.text(f.name, quoted)
	switch {
	case f.kind == scalarKind && w.isLiteral(f.tree):
		w.literal(indent, lead+name, f.text)
	case f.kind == scalarKind:
		w.line(0, lead+name+": "+w.scalar(f.tree))
	case f.empty():
		w.line(0, lead+name+": "+w.flow(f.tree))
	case f.inline && len(lead)+len(name)+len(w.flow(f.tree)) < width:
		w.line(0, lead+name+": "+w.flow(f.tree))
	case f.kind == listKind:
		w.line(0, lead+name+":")
		w.items(indent+2, f.items)
	default:
		w.line(0, lead+name+":")
		w.block(indent+2, f.tree)
	}
}

// empty reports whether a record or list would write nothing as a block.
func (t tree) empty() bool {
	for _, f := range t.fields {
		if !f.preset {
			return false
		}
	}
	return len(t.items) == 0
}

func (w *writer) items(indent int, items []tree) {
	for _, item := range items {
		flow := w.flow(item)
		if item.kind != recordKind || item.empty() || item.inline && indent+len(flow) < width {
			w.line(indent, "- "+flow)
			continue
		}
		lead := strings.Repeat(" ", indent) + "- "
		for _, f := range item.fields {
			if !f.preset {
				w.field(indent+2, lead, f)
				lead = strings.Repeat(" ", indent+2)
			}
		}
	}
}

// flow is a tree on one line.
func (w *writer) flow(t tree) string {
	switch t.kind {
	case listKind:
		parts := make([]string, len(t.items))
		for i, item := range t.items {
			parts[i] = w.flow(item)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case recordKind:
		var parts []string
		for _, f := range t.fields {
			if !f.preset {
				parts = append(parts, w.text(f.name, quoted)+": "+w.flow(f.tree))
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return w.scalar(t)
}

func (w *writer) scalar(t tree) string {
	switch {
	case t.style == nothing:
		return "null"
	case w.hides(t):
		return Kept
	}
	return w.text(t.text, t.style)
}

func (w *writer) hides(t tree) bool { return t.secret != public && !w.withSecrets && t.text != "" }

func (w *writer) text(s string, how style) string {
	if how == plain && s != "" || isPlain(s) {
		return s
	}
	return quote(s)
}

// isLiteral reports whether text is better written line by line, and can be
// without any of YAML's finer rules about indentation.
func (w *writer) isLiteral(t tree) bool {
	body := strings.TrimSuffix(t.text, "\n")
	if w.hides(t) || !strings.Contains(body, "\n") {
		return false
	}
	for line := range strings.SplitSeq(body, "\n") {
		odd := func(c rune) bool { return !unicode.IsPrint(c) || c == '\ufffd' }
		if line == "" || line != strings.TrimSpace(line) || strings.ContainsFunc(line, odd) {
			return false
		}
	}
	return true
}

func (w *writer) literal(indent int, name, text string) {
	body, ended := strings.CutSuffix(text, "\n")
	mark := "|-"
	if ended {
		mark = "|"
	}
	w.line(0, name+": "+mark)
	for line := range strings.SplitSeq(body, "\n") {
		w.line(indent+2, line)
	}
}

// isPlain reports whether YAML reads the bare text as this very string, in any
// version and in any place: a letter first, then letters, digits and a few
// signs without meaning, and no word that YAML 1.1 takes for something else.
func isPlain(s string) bool {
	switch strings.ToLower(s) {
	case "", "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return false
	}
	for i, c := range s {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		switch {
		case letter, i > 0 && ('0' <= c && c <= '9' || strings.ContainsRune("-_./@+()", c)):
		case c == ' ' && i > 0 && i < len(s)-1:
		default:
			return false
		}
	}
	return true
}

// quote writes a double-quoted string (YAML 1.2 §7.3.1).
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteString(`\t`)
		case unicode.IsPrint(c):
			b.WriteRune(c)
		case c <= 0xff:
			fmt.Fprintf(&b, `\x%02x`, c)
		case c <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			fmt.Fprintf(&b, `\U%08x`, c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
