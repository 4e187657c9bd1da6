package view

import (
	"fmt"
	"strconv"
	"strings"
)

func levelClass(l Level) string {
	if l == "" {
		return "is-unknown"
	}
	return "is-" + string(l)
}

// A strip is drawn in cells of 8 units with 2 between, 20 high: what was silent
// is a low line, what was bad stands out by height as well as by colour.
func stripBox(cells int) string { return fmt.Sprintf("0 0 %d 20", cells*10-2) }

func stripX(i int) string { return strconv.Itoa(i * 10) }

func stripSize(l Level) int {
	switch l {
	case Good:
		return 10
	case Warning:
		return 15
	case Bad:
		return 20
	}
	return 3
}

func stripHeight(l Level) string { return strconv.Itoa(stripSize(l)) }

func stripY(l Level) string { return strconv.Itoa(20 - stripSize(l)) }

// stripLabel says a strip in words, for those who do not see it.
func stripLabel(cells []Cell, what string) string {
	var bad, doubtful, silent int
	for _, c := range cells {
		switch c.Level {
		case Bad:
			bad++
		case Warning:
			doubtful++
		case "":
			silent++
		}
	}
	said := []string{fmt.Sprintf("%s, last %s:", what, count(len(cells), "hour", "hours"))}
	for _, part := range []struct {
		n    int
		word string
	}{{bad, "bad"}, {doubtful, "doubtful"}, {silent, "silent"}} {
		if part.n > 0 {
			said = append(said, fmt.Sprintf("%d %s", part.n, part.word))
		}
	}
	if len(said) == 1 {
		said = append(said, "all good")
	}
	return strings.Join(said, " ")
}

// inputSpec describes one text field of a form.
type inputSpec struct {
	Name     string
	Label    string
	Help     string
	Kind     string // email, password; text when empty
	Complete string // autocomplete token
	Required bool
	Focus    bool
	Spell    bool // a person's words, not a code
	Most     int  // characters of prose; 0: the form says when it is too much
}

func (s inputSpec) kind() string {
	if s.Kind == "" {
		return "text"
	}
	return s.Kind
}

func (s inputSpec) describedBy(f Form) string {
	var ids []string
	if f.Error(s.Name) != "" {
		ids = append(ids, s.Name+"-error")
	}
	if s.Help != "" {
		ids = append(ids, s.Name+"-help")
	}
	return strings.Join(ids, " ")
}
