package engine

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Template says how a value is made of the fields of a post or mail, in one of
// three forms:
//
//	alert.host          one field, by its [Path]
//	{host}/{check}      text with fields in braces
//	=netwatch           this very text, always
//
// It runs no code: braces hold a path and nothing else.
type Template string

// part is a piece of a template: text, or a field if field is set.
type part struct {
	text  string
	field *Path
}

func (t Template) parts() ([]part, error) {
	s := strings.TrimSpace(string(t))
	if fixed, is := strings.CutPrefix(s, "="); is {
		return []part{{text: strings.TrimSpace(fixed)}}, nil
	}
	if !strings.ContainsAny(s, "{}") {
		p, err := ParsePath(s)
		return []part{{field: &p}}, err
	}
	var all []part
	for s != "" {
		before, rest, open := strings.Cut(s, "{")
		if strings.Contains(before, "}") {
			return nil, errors.New("a } without its {")
		}
		if before != "" {
			all = append(all, part{text: before})
		}
		if !open {
			break
		}
		name, behind, closed := strings.Cut(rest, "}")
		if !closed {
			return nil, errors.New("a { without its }")
		}
		p, err := ParsePath(strings.TrimSpace(name))
		if err != nil {
			return nil, err
		}
		all, s = append(all, part{field: &p}), behind
	}
	return all, nil
}

// Check says what is wrong with a template; nil for an empty one.
func (t Template) Check() error {
	if t == "" {
		return nil
	}
	if utf8.RuneCountInString(string(t)) > MaxTemplate {
		return fmt.Errorf("is longer than %d characters", MaxTemplate)
	}
	_, err := t.parts()
	return err
}

// Paths are the fields that a template reads; none of one that is wrong.
func (t Template) Paths() (paths []Path) {
	if t == "" {
		return nil
	}
	parts, err := t.parts()
	if err != nil {
		return nil
	}
	for _, p := range parts {
		if p.field != nil {
			paths = append(paths, *p.field)
		}
	}
	return paths
}

// Filled is what a template says of one post.
type Filled struct {
	Text string // trimmed; missing fields are left out
	// Missing are the paths of fields that are not there, or say nothing.
	Missing []string
	Fields  int // that were there
}

// Whole tells whether nothing is missing.
func (f Filled) Whole() bool { return len(f.Missing) == 0 && f.Text != "" }

// Fill puts fields into a template. look gives the text of a field; ok is false
// for one that is not there.
func (t Template) Fill(look func(Path) (value string, ok bool)) (f Filled) {
	if t == "" {
		return f
	}
	parts, err := t.parts()
	if err != nil {
		return Filled{Missing: []string{string(t)}}
	}
	var b strings.Builder
	for _, p := range parts {
		if p.field == nil {
			b.WriteString(p.text)
			continue
		}
		value, ok := look(*p.field)
		if value = strings.TrimSpace(value); !ok || value == "" {
			f.Missing = append(f.Missing, p.field.String())
			continue
		}
		f.Fields++
		b.WriteString(value)
	}
	if f.Text = strings.TrimSpace(b.String()); f.Fields == 0 && len(f.Missing) > 0 {
		f.Text = "" // nothing but the text around what is not there
	}
	if len(f.Missing) > 0 {
		f.Text = strings.Trim(f.Text, " :;,/|-–") // "tower-7: " without its message
	}
	return f
}
