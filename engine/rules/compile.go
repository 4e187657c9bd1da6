package rules

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Program is a set that is ready to run. The zero value and nil match nothing.
type Program struct {
	rules []*compiled
	// unread are the rules that do not compile, which never match.
	unread map[string]string
}

// compiled is one rule.
type compiled struct {
	Rule
	when    *expression // nil: always
	per     *expression // nil: all together
	extract []extraction
	key     *template
	note    *template
	zone    *time.Location
	action  bool // the condition names event.action
	details bool // something names event.details
	clock   bool // something names now
}

type extraction struct {
	from    expression
	pattern *regexp.Regexp
}

// Compile prepares a set. What is disabled is left out. It never fails: a rule that does not compile, such as
// one of an older file, matches nothing, and Unread says why.
func Compile(set Set, global bool) *Program {
	p := &Program{unread: map[string]string{}}
	for _, r := range set {
		if r.Disabled {
			continue
		}
		c, problems := compile(r, global)
		if len(problems) > 0 {
			p.unread[r.ID] = problems[0].Field + ": " + problems[0].Message
			continue
		}
		p.rules = append(p.rules, c)
	}
	return p
}

// Unread is why a rule never matches; "" if it may.
func (p *Program) Unread(id string) string {
	if p == nil {
		return ""
	}
	return p.unread[id]
}

// Details reports whether a rule looks at the sender's details, so that they need
// be read only then.
func (p *Program) Details() bool {
	return p != nil && slices.ContainsFunc(p.rules, func(c *compiled) bool { return c.details })
}

// Len is the number of rules that may match.
func (p *Program) Len() int {
	if p == nil {
		return 0
	}
	return len(p.rules)
}

// compile reads one rule, and reports everything wrong with it at once.
func compile(r Rule, global bool) (*compiled, []Problem) {
	b := &builder{compiled: compiled{Rule: r, zone: r.Window.Zone()}}
	b.condition(r.When)
	b.window(r.Window)
	b.rate(r.Rate)
	b.actions(r.Actions, global)
	if len(b.problems) > 0 {
		return nil, b.problems
	}
	return &b.compiled, nil
}

// builder collects the problems of a rule.
type builder struct {
	compiled
	problems []Problem
}

func (b *builder) fail(field, format string, args ...any) {
	b.problems = append(b.problems, Problem{Field: field, Message: fmt.Sprintf(format, args...)})
}

// failed reports an error of an expression.
func (b *builder) failed(field string, err error) bool {
	if err == nil {
		return false
	}
	p := Problem{Field: field, Message: err.Error()}
	if at, ok := errors.AsType[*broken](err); ok {
		p.Snippet = at.snippet
	}
	b.problems = append(b.problems, p)
	return true
}

func (b *builder) condition(source string) {
	if strings.TrimSpace(source) == "" {
		return
	}
	x, err := condition(source)
	if b.failed("when", err) {
		return
	}
	b.when, b.action = &x, x.action
	b.names(x)
}

// names remembers what an expression looks at.
func (b *builder) names(x expression) {
	b.details, b.clock = b.details || x.details, b.clock || x.clock
}

func (b *builder) window(w *Window) {
	if w == nil {
		return
	}
	if _, err := time.LoadLocation(w.TimeZone); err != nil || w.TimeZone == "Local" {
		b.fail("window.time_zone", "%q is not a time zone; write it like America/Chicago or UTC", w.TimeZone)
	}
	for _, d := range w.Days {
		if d < time.Sunday || d > time.Saturday {
			b.fail("window.days", "a week has seven days")
		}
	}
	if !w.From.Valid() {
		b.fail("window.from", "is no time of day")
	}
	if !w.Until.Valid() {
		b.fail("window.until", "is no time of day")
	}
}

func (b *builder) rate(r *Rate) {
	if r == nil {
		return
	}
	if r.Count < 2 || r.Count > MaxCount {
		b.fail("rate.count", "must be from 2 to %d", MaxCount)
	}
	if r.Within < time.Second || r.Within > MaxWithin {
		b.fail("rate.within", "must be from a second to a day")
	}
	if strings.TrimSpace(r.Per) == "" {
		return
	}
	x, err := value(r.Per)
	if !b.failed("rate.per", err) {
		b.per = &x
		b.names(x)
	}
}

func (b *builder) actions(a Actions, global bool) {
	if a.Route != "" && !global {
		b.fail("actions.route", "only the rules for all events can name another service")
	}
	if a.Drop && a.Suppress {
		b.fail("actions.suppress", "an event is either dropped or suppressed")
	}
	if a.Pause != 0 && (a.Pause < time.Second || a.Pause > MaxPause) {
		b.fail("actions.pause", "must be from a second to a day")
	}
	b.word("actions.severity", a.Severity, "critical", "error", "warning", "info")
	b.word("actions.urgency", a.Urgency, "high", "low")
	b.word("actions.priority", a.Priority, "P1", "P2", "P3", "P4", "P5")
	b.extracts(a.Extract)
	b.key = b.template("actions.dedup_key", a.DedupKey)
	b.note = b.template("actions.note", a.Note)
}

func (b *builder) word(field, given string, words ...string) {
	if given != "" && !slices.Contains(words, given) {
		b.fail(field, "must be one of %s, not %q", strings.Join(words, ", "), given)
	}
}

func (b *builder) extracts(all []Extract) {
	if len(all) > MaxExtracts {
		b.fail("actions.extract", "has more than %d entries", MaxExtracts)
		return
	}
	for i, e := range all {
		field := fmt.Sprintf("actions.extract[%d]", i)
		from, err := value(e.From)
		bad := b.failed(field+".from", err)
		pattern, err := groups(e.Pattern)
		if b.failed(field+".pattern", err) || bad {
			continue
		}
		b.extract = append(b.extract, extraction{from, pattern})
		b.names(from)
	}
}

func (b *builder) template(field, source string) *template {
	if source == "" {
		return nil
	}
	t, err := readTemplate(source)
	if b.failed(field, err) {
		return nil
	}
	for _, x := range t.expressions() {
		b.names(x)
	}
	return &t
}
