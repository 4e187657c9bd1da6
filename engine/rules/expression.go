package rules

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// maxNodes bounds an expression, and maxProgram the patterns in it, in
// instructions of the regular expression's machine: each byte of a text may cost
// as many steps.
const (
	maxNodes   = 200
	maxProgram = 1000
)

// functions are those that an expression may call. Left out is what makes more
// out of less (repeat, replace, ranges), what takes more than linear time (uniq,
// sort), and the clock: an event is judged at one time.
func functions() []string {
	return []string{
		"all", "any", "none", "one", "count", "filter", "len", "lower", "upper", "trim", "int", "float", "string", "abs", "first", "last",
		"keys", "values", "hasPrefix", "hasSuffix", "indexOf",
	}
}

// expression is one that compiled.
type expression struct {
	*vm.Program
	action  bool // it names event.action
	details bool // it names event.details
	clock   bool // it names now
}

// broken is why an expression is refused, and where.
type broken struct {
	message string
	snippet string // the line, and a caret below the place
}

func (b *broken) Error() string { return b.message }

// condition compiles an expression that is true or false.
func condition(source string) (expression, error) { return compileExpression(source, expr.AsBool()) }

// value compiles an expression of any type.
func value(source string) (expression, error) { return compileExpression(source, expr.AsAny()) }

// compileExpression guards against panics of the library: the text may come from
// anywhere.
func compileExpression(source string, kind expr.Option) (x expression, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &broken{message: fmt.Sprintf("it can not be read: %v", p)}
		}
	}()
	if len(source) > MaxExpression {
		return x, &broken{message: fmt.Sprintf("is longer than %d bytes", MaxExpression)}
	}
	tree, err := parser.Parse(source)
	if err != nil {
		return x, explain(source, err)
	}
	check := &checker{source: source}
	ast.Walk(&tree.Node, check)
	if check.problem != nil {
		return x, check.problem
	}
	options := []expr.Option{expr.Env(&env{}), kind, expr.MaxNodes(maxNodes), expr.DisableAllBuiltins()}
	for _, name := range functions() {
		options = append(options, expr.EnableBuiltin(name))
	}
	x.Program, err = expr.Compile(source, options...)
	if err != nil {
		return x, explain(source, err)
	}
	x.action, x.details, x.clock = check.action, check.details, check.clock
	return x, nil
}

// explain says where an expression is wrong.
func explain(source string, err error) error {
	at, ok := errors.AsType[*file.Error](err)
	if !ok {
		return &broken{message: words(err.Error())}
	}
	return &broken{message: fmt.Sprintf("%s (%s)", words(at.Message), where(source, at.From)), snippet: caret(source, at.From)}
}

// words are a message without Go's types.
func words(message string) string {
	return strings.NewReplacer(
		"type rules.Event has no field ", "there is no event.", "type rules.moment has no field ", "there is no now.",
		"rules.Event", "the event", "rules.moment", "the time", "expected bool, but got", "must be true or false, but is",
		"interface {}", "any value",
	).Replace(message)
}

// where names the place of a rune offset.
func where(source string, from int) string {
	line, column, _ := position(source, from)
	if line > 1 {
		return fmt.Sprintf("line %d, character %d", line, column)
	}
	return fmt.Sprintf("character %d", column)
}

// position is the line and the column of a rune offset, from 1, and the line's
// text.
func position(source string, from int) (line, column int, text string) {
	runes := []rune(source)
	from = min(max(from, 0), len(runes))
	before := string(runes[:from])
	line = strings.Count(before, "\n") + 1
	column = len([]rune(before[strings.LastIndex(before, "\n")+1:])) + 1
	return line, column, strings.Split(source, "\n")[line-1]
}

// caret draws the line of an offset with a caret below it.
func caret(source string, from int) string {
	_, column, text := position(source, from)
	return strings.ReplaceAll(text, "\t", " ") + "\n" + strings.Repeat(" ", column-1) + "^"
}

// checker refuses what would make the cost of an expression unbounded.
type checker struct {
	source  string
	problem *broken
	program int // instructions of all patterns

	action, details, clock bool
}

func (c *checker) fail(n ast.Node, format string, args ...any) {
	if c.problem == nil {
		from := n.Location().From
		c.problem = &broken{
			message: fmt.Sprintf(format, args...) + " (" + where(c.source, from) + ")",
			snippet: caret(c.source, from),
		}
	}
}

// Visit looks at one node, after those below it.
func (c *checker) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.VariableDeclaratorNode:
		c.fail(n, "let is not known here")
	case *ast.SequenceNode:
		c.fail(n, "an expression ends at the semicolon")
	case *ast.BinaryNode:
		c.binary(n)
	case *ast.IdentifierNode:
		c.clock = c.clock || n.Value == "now" || n.Value == "$env"
	case *ast.MemberNode:
		c.member(n)
	case *ast.PredicateNode:
		body := n.Node
		ast.Walk(&body, &bodyChecker{c})
	}
}

func (c *checker) binary(n *ast.BinaryNode) {
	switch n.Operator {
	case "..":
		c.fail(n, "ranges are not known here")
	case "matches":
		pattern, constant := n.Right.(*ast.StringNode)
		if !constant {
			c.fail(n, "the pattern after matches must be written out, as a text in quotes")
			return
		}
		size, err := patternSize(pattern.Value)
		if c.program += size; err == nil && c.program > maxProgram {
			err = errors.New("the patterns are too complicated")
		}
		if err != nil {
			c.fail(pattern, "%v", err)
		}
	}
}

func (c *checker) member(n *ast.MemberNode) {
	of, isName := n.Node.(*ast.IdentifierNode)
	field, isField := n.Property.(*ast.StringNode)
	if isName && isField && of.Value == "event" {
		c.action = c.action || field.Value == "action"
		c.details = c.details || field.Value == "details"
	}
}

// bodyChecker looks at what is asked of each item of a list: the item alone. A
// loop in it, or the whole event for each item, would cost the square of what was
// sent.
type bodyChecker struct{ *checker }

// Visit looks at one node.
func (c *bodyChecker) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.PredicateNode:
		c.fail(n, "a list can not be gone through for each item of another")
	case *ast.IdentifierNode:
		c.fail(n, "only the item (#) can be looked at here, not %s", n.Value)
	}
}

// patternSize is the number of instructions of a pattern.
func patternSize(pattern string) (int, error) {
	if len(pattern) > MaxPattern {
		return 0, fmt.Errorf("the pattern is longer than %d bytes", MaxPattern)
	}
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return 0, fmt.Errorf("the pattern is wrong: %w", err)
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return 0, fmt.Errorf("the pattern is wrong: %w", err)
	}
	return len(program.Inst), nil
}

// groups compiles a pattern that has named groups.
func groups(pattern string) (*regexp.Regexp, error) {
	size, err := patternSize(pattern)
	switch {
	case err != nil:
		return nil, err
	case size > maxProgram:
		return nil, errors.New("the pattern is too complicated")
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil, fmt.Errorf("the pattern is wrong: %w", err)
	}
	if strings.Join(re.SubexpNames(), "") == "" {
		return nil, errors.New("the pattern names no group, such as (?P<site>[a-z]+)")
	}
	return re, nil
}

// run evaluates an expression. The library recovers from its own panics; those of
// a value it prints are caught here.
func (x expression) run(e env) (result any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("it broke off: %v", p)
		}
	}()
	if _, unread := e.Event.Details.(tooLong); x.details && unread {
		return nil, fmt.Errorf("the details are longer than %d bytes, or can not be read", MaxDetails)
	}
	result, err = expr.Run(x.Program, &e)
	if err != nil {
		return nil, plain(err)
	}
	return result, nil
}

// plain is an error of the library on one line.
func plain(err error) error {
	if at, ok := errors.AsType[*file.Error](err); ok {
		return errors.New(cut(at.Message, 200))
	}
	return errors.New(cut(err.Error(), 200))
}

func cut(s string, most int) string {
	if runes := []rune(strings.ToValidUTF8(s, "�")); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}
