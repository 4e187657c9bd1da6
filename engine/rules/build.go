package rules

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Operator compares a field with a value in a [Term].
type Operator string

// The operators. The last two take no value.
const (
	Is       Operator = "is"
	IsNot    Operator = "is_not"
	Contains Operator = "contains"
	Lacks    Operator = "lacks" // does not contain
	Begins   Operator = "begins"
	Ends     Operator = "ends"
	Above    Operator = "above" // as numbers
	Below    Operator = "below"
	Missing  Operator = "missing" // empty, or not there
	Present  Operator = "present"
)

// Operators lists them in the order in which people choose.
func Operators() []Operator {
	return []Operator{Is, IsNot, Contains, Lacks, Begins, Ends, Above, Below, Missing, Present}
}

// Term is one comparison for people who do not know expressions. Of a text the case
// of letters does not count.
type Term struct {
	// Field is summary, source … as in [Event], or details.NAME, where a dot leads
	// into an object.
	Field    string
	Operator Operator
	Value    string
}

// Fields are the fields that a term may name, beside those of the details.
func Fields() []string {
	return []string{"summary", "source", "severity", "component", "group", "class", "client", "key", "integration", "service", "via"}
}

// Expression writes a condition that holds when all terms do, or any of them. An
// error says which term is wrong, from 1, and why.
func Expression(terms []Term, any bool) (string, error) {
	parts := make([]string, len(terms))
	for i, t := range terms {
		text, err := t.expression()
		if err != nil {
			return "", fmt.Errorf("row %d: %w", i+1, err)
		}
		parts[i] = text
	}
	if any {
		return strings.Join(parts, " or "), nil
	}
	return strings.Join(parts, " and "), nil
}

func (t Term) expression() (string, error) {
	path, detail := strings.CutPrefix(t.Field, "details.")
	text, present := "event."+t.Field, fmt.Sprintf(`event.%s != ""`, t.Field)
	switch {
	case detail:
		place, err := detailPath(path)
		if err != nil {
			return "", err
		}
		text, present = "string("+place+` ?? "")`, place+" != nil"
	case !known(t.Field):
		return "", fmt.Errorf("an event has no field %q", t.Field)
	}
	return t.compare(text, present)
}

func known(field string) bool {
	for _, f := range Fields() {
		if f == field {
			return true
		}
	}
	return false
}

// detailPath leads to a value of the details. What is missing on the way is nil.
func detailPath(path string) (string, error) {
	place := "event.details"
	for name := range strings.SplitSeq(path, ".") {
		if name == "" {
			return "", fmt.Errorf("give the name of the detail, such as battery or ups.volts")
		}
		place += "?.[" + quoted(name) + "]"
	}
	return place, nil
}

// compare writes one comparison. text is the field as a text, and present is true
// when there is one.
func (t Term) compare(text, present string) (string, error) {
	if !utf8.ValidString(t.Value) {
		return "", fmt.Errorf("the value is no text")
	}
	value := quoted(strings.ToLower(strings.TrimSpace(t.Value)))
	switch t.Operator {
	case Present:
		return present, nil
	case Missing:
		return "not (" + present + ")", nil
	case Above, Below:
		return t.number(text)
	}
	if strings.TrimSpace(t.Value) == "" {
		return "", fmt.Errorf("give a value to compare with")
	}
	text = "lower(" + text + ")"
	switch t.Operator {
	case Is:
		return text + " == " + value, nil
	case IsNot:
		return text + " != " + value, nil
	case Contains:
		return text + " contains " + value, nil
	case Lacks:
		return "not (" + text + " contains " + value + ")", nil
	case Begins:
		return text + " startsWith " + value, nil
	case Ends:
		return text + " endsWith " + value, nil
	}
	return "", fmt.Errorf("there is no comparison %q", t.Operator)
}

// number compares as numbers. What is no number in the event is asked first: the
// rule would fail on it, and fill its row with errors.
func (t Term) number(text string) (string, error) {
	value := strings.TrimSpace(t.Value)
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || n != n || n > 1e15 || n < -1e15 {
		return "", fmt.Errorf("%q is no number", cut(value, 40))
	}
	sign := map[Operator]string{Above: ">", Below: "<"}[t.Operator]
	const digits = `^-?[0-9]+(\\.[0-9]+)?$`
	return fmt.Sprintf(`%s matches "%s" and float(%s) %s %s`, text, digits, text, sign, strconv.FormatFloat(n, 'f', -1, 64)), nil
}

// quoted writes a text as expressions have it.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
