package rules

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// template is text with expressions in braces: "{event.source}/{vars.port}". Two
// braces are one that is meant.
type template struct {
	parts []part
}

// part is literal text, or an expression and how it was written.
type part struct {
	text string
	expr *expression
}

// readTemplate compiles a template.
func readTemplate(source string) (template, error) {
	var t template
	if len(source) > MaxTemplate {
		return t, &broken{message: fmt.Sprintf("is longer than %d bytes", MaxTemplate)}
	}
	for rest := source; rest != ""; {
		i := strings.IndexAny(rest, "{}")
		if i < 0 {
			t.literal(rest)
			break
		}
		t.literal(rest[:i])
		if strings.HasPrefix(rest[i:], "{{") || strings.HasPrefix(rest[i:], "}}") {
			t.literal(rest[i : i+1])
			rest = rest[i+2:]
			continue
		}
		inner, after, closed := strings.Cut(rest[i+1:], "}")
		if rest[i] == '}' || !closed {
			return t, &broken{message: "a brace has no partner; write {{ or }} for one that is meant"}
		}
		x, err := value(inner)
		if err != nil {
			return t, fmt.Errorf("{%s}: %w", inner, err)
		}
		t.parts = append(t.parts, part{text: inner, expr: &x})
		rest = after
	}
	return t, nil
}

func (t *template) literal(text string) {
	if text != "" {
		t.parts = append(t.parts, part{text: text})
	}
}

// expressions are those that stand in it.
func (t template) expressions() (list []expression) {
	for _, p := range t.parts {
		if p.expr != nil {
			list = append(list, *p.expr)
		}
	}
	return list
}

// fill puts the values in. strict refuses a value that is empty.
func (t template) fill(e env, strict bool) (string, error) {
	var b strings.Builder
	for _, p := range t.parts {
		if p.expr == nil {
			b.WriteString(p.text)
			continue
		}
		v, err := p.expr.run(e)
		if err != nil {
			return "", fmt.Errorf("{%s}: %w", p.text, err)
		}
		text, err := asText(v)
		if err == nil && text == "" && strict {
			err = errors.New("is empty")
		}
		if err != nil {
			return "", fmt.Errorf("{%s} %w", p.text, err)
		}
		b.WriteString(cut(text, maxValue))
	}
	return b.String(), nil
}

// maxValue is how many characters of a value a template takes.
const maxValue = 1024

// asText writes a value that is a text, a number, a truth, or nothing.
func asText(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case bool:
		return strconv.FormatBool(v), nil
	case int:
		return strconv.Itoa(v), nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	}
	return "", errors.New("is neither a text nor a number")
}
