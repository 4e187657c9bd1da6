package engine

import (
	"errors"
	"fmt"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
)

// Where a [Path] begins. Without one of these it is a field of the body, or else
// of the query.
const (
	FromHeader = "header" // header:X-Site
	FromQuery  = "query"  // query:host
	FromText   = "text"   // text: is the whole body as text
	FromLine   = "line"   // line:2 is its second line
)

// Bounds on a path.
const (
	maxPath  = 200 // bytes
	maxSteps = 16
	maxLine  = 1000
)

// Path is the way to one value: alert.host, items[0].name, labels["a.b"],
// alerts[*].host, header:X-Site, query:host, text:, line:2.
type Path struct {
	From  string     // "": the body
	Name  string     // of a header, or a field of the query
	Line  int        // from 1
	Steps []PathStep // into the body
}

// PathStep leads from a value into one that it holds.
type PathStep struct {
	Name  string // of an object's field; "" for an entry of a list
	Index int    // of a list's entry, from 0
	Each  bool   // [*]: each entry of the list is an event of its own
}

// ParsePath reads a path.
func ParsePath(s string) (Path, error) {
	switch {
	case s == "":
		return Path{}, errors.New("{} names no field")
	case len(s) > maxPath:
		return Path{}, fmt.Errorf("%.30q… is longer than %d bytes", s, maxPath)
	}
	from, rest, named := strings.Cut(s, ":")
	switch {
	case !named:
	case from == FromHeader:
		return headerPath(rest)
	case from == FromQuery && rest != "":
		return Path{From: from, Name: rest}, nil
	case from == FromText && rest == "":
		return Path{From: from}, nil
	case from == FromLine:
		n, err := strconv.Atoi(rest)
		if err != nil || n < 1 || n > maxLine {
			return Path{}, fmt.Errorf("write a line of the body like line:1, not %q", s)
		}
		return Path{From: from, Line: n}, nil
	}
	steps, err := parseSteps(s)
	return Path{Steps: steps}, err
}

// headerPath keeps what signs people in out of events, which many may read.
func headerPath(name string) (Path, error) {
	name = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))
	secret := []string{"Authorization", "Proxy-Authorization", "Cookie", "X-Routing-Key"}
	switch {
	case name == "" || strings.ContainsFunc(name, func(c rune) bool { return c <= ' ' || c >= 0x7f || c == ':' }):
		return Path{}, fmt.Errorf("write a header like header:X-Site, not %q", "header:"+name)
	case slices.Contains(secret, name):
		return Path{}, fmt.Errorf("the header %s holds a secret and is not read", name)
	}
	return Path{From: FromHeader, Name: name}, nil
}

func parseSteps(s string) (steps []PathStep, err error) {
	each := false
	for rest := s; rest != ""; {
		var step PathStep
		if step, rest, err = nextStep(rest, len(steps) == 0); err != nil {
			return nil, fmt.Errorf("%q is no way to a field: %w", s, err)
		}
		if each && step.Each {
			return nil, fmt.Errorf("%q has two [*]: a post is taken apart at one list only", s)
		}
		each = each || step.Each
		if steps = append(steps, step); len(steps) > maxSteps {
			return nil, fmt.Errorf("%q is deeper than %d steps", s, maxSteps)
		}
	}
	return steps, nil
}

// nextStep reads one step: .name, [0], [*] or ["name"]. The first has no dot.
func nextStep(s string, first bool) (step PathStep, rest string, err error) {
	if s[0] == '[' {
		return bracket(s[1:])
	}
	if !first {
		if s[0] != '.' {
			return step, "", errors.New("a dot is missing behind ]")
		}
		s = s[1:]
	}
	end := strings.IndexAny(s, ".[]\"")
	if end < 0 {
		end = len(s)
	}
	step.Name, rest = s[:end], s[end:]
	switch {
	case step.Name == "":
		return step, "", errors.New("a name is missing")
	case rest != "" && (rest[0] == ']' || rest[0] == '"'):
		return step, "", errors.New(`write a name with special signs like ["a.b"]`)
	}
	return step, rest, nil
}

func bracket(s string) (step PathStep, rest string, err error) {
	if quoted, err := strconv.QuotedPrefix(s); err == nil && quoted[0] == '"' {
		if step.Name, err = strconv.Unquote(quoted); err != nil || step.Name == "" {
			return step, "", errors.New("a name is missing")
		}
		rest, closed := strings.CutPrefix(s[len(quoted):], "]")
		if !closed {
			return step, "", errors.New("a ] is missing")
		}
		return step, rest, nil
	}
	inside, rest, closed := strings.Cut(s, "]")
	if !closed {
		return step, "", errors.New("a ] is missing")
	}
	if inside == "*" {
		return PathStep{Each: true}, rest, nil
	}
	n, err := strconv.Atoi(inside)
	if err != nil || n < 0 || n > 9999 {
		return step, "", fmt.Errorf("[%s] is no place in a list; they count from [0]", inside)
	}
	return PathStep{Index: n}, rest, nil
}

// String writes a path so that [ParsePath] reads it again.
func (p Path) String() string {
	switch p.From {
	case FromHeader, FromQuery:
		return p.From + ":" + p.Name
	case FromText:
		return p.From + ":"
	case FromLine:
		return p.From + ":" + strconv.Itoa(p.Line)
	}
	var b strings.Builder
	for i, s := range p.Steps {
		b.WriteString(s.text(i == 0))
	}
	return b.String()
}

func (s PathStep) text(first bool) string {
	switch {
	case s.Each:
		return "[*]"
	case s.Name == "":
		return "[" + strconv.Itoa(s.Index) + "]"
	case strings.ContainsAny(s.Name, `.[]{}"`) || strings.TrimSpace(s.Name) != s.Name || first && (strings.Contains(s.Name, ":") || s.Name[0] == '='):
		// Braces are written so that they end no field of a template.
		return "[" + strings.NewReplacer("{", `\x7b`, "}", `\x7d`).Replace(strconv.Quote(s.Name)) + "]"
	case first:
		return s.Name
	}
	return "." + s.Name
}

// Each tells whether a path goes through a list whose entries are events.
func (p Path) Each() bool {
	return slices.ContainsFunc(p.Steps, func(s PathStep) bool { return s.Each })
}

// Before are the steps up to the list.
func (p Path) Before() []PathStep {
	return p.Steps[:slices.IndexFunc(p.Steps, func(s PathStep) bool { return s.Each })]
}

// Behind are the steps within an entry of the list.
func (p Path) Behind() []PathStep {
	return p.Steps[slices.IndexFunc(p.Steps, func(s PathStep) bool { return s.Each })+1:]
}
