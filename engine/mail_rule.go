package engine

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// MailRule says how the mails of a sender that nobody here knows are read. The
// rules of an integration are asked in their order, before the readers that Wakeman
// comes with; the first that applies decides.
//
// A rule applies to a mail of which all its conditions hold and in which everything
// is found that the dedup key is made of. So a mail that is not quite as the rule
// expects it is no repetition of another problem: it goes on to the readers, and at
// last opens an incident of its own.
type MailRule struct {
	Name string          `json:"name"`
	When []MailCondition `json:"when,omitempty"` // all must hold; none: every mail
	// Each makes an event of each row of the text; what is taken from the text is taken
	// from the row then.
	Each MailEach `json:"each,omitzero"`

	// Key is the dedup key. Without it, host and check are the key; without those
	// each mail is an incident of its own.
	Key       MailTake `json:"key,omitzero"`
	Source    MailTake `json:"source,omitzero"`    // the host
	Component MailTake `json:"component,omitzero"` // what is checked there
	Summary   MailTake `json:"summary,omitzero"`   // without it, the subject

	// State decides between problem and recovery. A rule without it reads problems.
	State      MailTake `json:"state,omitzero"`
	States     Words    `json:"states,omitempty"` // what its words mean; see [StateMeanings]
	Severity   MailTake `json:"severity,omitzero"`
	Severities Words    `json:"severities,omitempty"` // see [SeverityMeanings]
}

// Bounds on the rules of an integration. The product of patterns and text bounds
// what a mail can cost.
const (
	MaxMailRules      = 20 // of an integration
	MaxMailConditions = 5  // of a rule
	MaxAnchor         = 120
	MaxMailPattern    = 200      // bytes
	MaxMailText       = 16 << 10 // bytes of a mail's text that rules look at
)

// MailPart is where in a mail something stands.
type MailPart string

// The parts of a mail that rules look at.
const (
	MailFrom    MailPart = "from"    // the author's address
	MailSubject MailPart = "subject" // decoded, without Fwd:
	MailBody    MailPart = "body"    // as text; HTML is turned into text before
)

// MailParts are all of them.
func MailParts() []MailPart { return []MailPart{MailSubject, MailBody, MailFrom} }

// MailCondition holds of a mail whose part has a text, or matches a pattern. One of
// both is set.
type MailCondition struct {
	In       MailPart `json:"in"`
	Contains string   `json:"contains,omitempty"` // whatever the case
	Matches  string   `json:"matches,omitempty"`  // RE2
}

// Holds tells whether it holds of the text of its part.
func (c MailCondition) Holds(text string) bool { return c.holder()(text) }

// holder is Holds with what it needs made once.
func (c MailCondition) holder() func(text string) bool {
	if c.Contains != "" {
		wanted := strings.ToLower(c.Contains)
		return func(text string) bool { return strings.Contains(strings.ToLower(text), wanted) }
	}
	re, err := boundedPattern(c.Matches)
	return func(text string) bool { return err == nil && re.MatchString(text) }
}

// Named is a take with the field that it fills.
type namedTake struct {
	field string
	MailTake
}

func (r MailRule) takes() []namedTake {
	return []namedTake{
		{"key", r.Key},
		{"source", r.Source},
		{"component", r.Component},
		{"summary", r.Summary},
		{"state", r.State},
		{"severity", r.Severity},
	}
}

// MailProblem is what is wrong with a field of a rule, named as in a file:
// "source.pattern", "when[1].matches".
type MailProblem struct{ Field, Message string }

// Check finds what is wrong with a rule; nothing for one that can be used.
func (r MailRule) Check() (problems []MailProblem) {
	say := func(field string, err error) {
		if err != nil {
			problems = append(problems, MailProblem{field, err.Error()})
		}
	}
	say("name", checkRuleName(r.Name))
	if len(r.When) > MaxMailConditions {
		say("when", fmt.Errorf("has more than %d conditions", MaxMailConditions))
	}
	for i, c := range r.When {
		field, err := c.check()
		say("when["+strconv.Itoa(i)+"]"+field, err)
	}
	each, err := r.checkEach()
	say("each"+each, err)
	empty := true
	for _, t := range r.takes() {
		empty = empty && t.IsZero()
		field, err := t.check()
		say(t.field+field, err)
	}
	if empty {
		say("source", errors.New("the rule takes nothing from a mail: say where the host stands, or the state"))
	}
	if r.Key.In == MailFrom {
		say("key.in", errors.New("a key is what the mail is about, not who sent it; take the host from the address instead"))
	}
	say("states", r.States.check(StateMeanings()))
	say("severities", r.Severities.check(SeverityMeanings()))
	say("state", r.checkState())
	return problems
}

func checkRuleName(name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return errors.New("is missing")
	case len([]rune(name)) > MaxWord:
		return fmt.Errorf("is longer than %d characters", MaxWord)
	}
	return nil
}

// checkState refuses a state that never could be known.
func (r MailRule) checkState() error {
	switch {
	case r.State.Text != "":
		if _, known := r.StateOf(r.State.Text); !known {
			return fmt.Errorf("%q is no known word for a state; say what it means", r.State.Text)
		}
	case r.State.Whole && len(r.States) == 0:
		return errors.New("say which words mean what: in a whole line no word is known by itself")
	}
	return nil
}

func (c MailCondition) check() (field string, err error) {
	switch {
	case !slices.Contains(MailParts(), c.In):
		return ".in", fmt.Errorf("must be subject, body or from, not %q", c.In)
	case (c.Contains == "") == (c.Matches == ""):
		return "", errors.New("needs a text that is contained, or a pattern, and not both")
	case len([]rune(c.Contains)) > MaxAnchor:
		return ".contains", fmt.Errorf("is longer than %d characters", MaxAnchor)
	case c.Matches != "":
		_, err := boundedPattern(c.Matches)
		return ".matches", err
	}
	return "", nil
}

// StateOf is the action a state's words ask for, or [StateIgnore]; known is false for
// words without a meaning, which are taken for a problem.
func (r MailRule) StateOf(said string) (meaning string, known bool) {
	if m, ok := r.States.Of(said); ok {
		return m, true
	}
	if r.State.Whole {
		return r.States.within(said)
	}
	return DefaultStates().Of(said)
}
