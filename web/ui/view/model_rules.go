package view

import "time"

// MaxTriedEvent bounds a pasted event, in characters: it stands in an address.
const MaxTriedEvent = 8000

// RulesPage is event rules, in the order in which they are asked.
type RulesPage struct {
	Service Ref // whose page it is; zero: all rules
	Sets    []RuleSet
	Since   time.Time // failures are counted since
	Held    []HeldRow // those first of which the rules are asked again first
	MoreOf  bool      // of Held: there are more than are listed
	// Form tries an event out: integration and event, as they were typed.
	Form         Form
	Integrations []Option
	Services     []Option    // that have no rule yet
	Tried        *TriedEvent // nil: nothing was tried
}

// RuleSet are the rules for all events, or those of a service.
type RuleSet struct {
	Service Ref // zero: for all events
	Rules   []RuleRow
	Seen    string // the version of their order
}

// RuleRow is one rule in words.
type RuleRow struct {
	ID       string
	Name     string
	Disabled bool
	When     string   // the condition; "" for always
	Limits   []string // hours and rate
	Actions  []string
	Quiet    bool      // it drops or suppresses
	Day      uint64    // events it decided about in the last 24 hours
	Week     uint64    // and in the last 7 days
	LastHit  time.Time // zero: none
	Held     int       // problems that it keeps quiet now
	// Problem is why it never matches, or what failed last.
	Problem  string
	Failures uint64
	Seen     string // its version
}

// HeldRow is a problem that an event rule keeps quiet now.
type HeldRow struct {
	Key     string // of it, in addresses
	ID      string // of its newest event in the event log
	Summary string // hostile
	Source  string // hostile
	Service Ref
	Rule    string
	Since   time.Time
	Until   time.Time // zero: not known yet, or no clock ends it
	Timed   bool
	Events  int
	Acked   bool // its sender said that somebody has it
	More    bool // it stands for all of a rule beyond those that are held one by one
}

// MaxWhy bounds why somebody ended it, in characters.
const MaxWhy = 255

// until says when it pages.
func (h HeldRow) until() string {
	if h.Timed {
		return "Held for as long as the rule says: it is asked again each minute"
	}
	return "Held until the rule is changed"
}

// TriedEvent is what would become of an event.
type TriedEvent struct {
	Outcome string // a sentence
	Quiet   bool   // nobody would be paged
	Facts   []Field
	Notes   []string
	Failed  []string // rules that could not be asked, and why
}

// RuleFormPage makes or changes an event rule. The form's fields are those of a
// configuration file: "name", "when", "window.from", "actions.extract[0].pattern".
// Beside them are "disabled", "after" (the id of the rule it comes after),
// "window.days.mon" …, "fate" (drop, suppress or nothing), and the rows of the
// builder: "build[0].field", "build[0].detail", "build[0].operator" and
// "build[0].value", with "build.any".
type RuleFormPage struct {
	Service  Ref // zero: for all events
	Rule     Ref // no ID: a new one
	Form     Form
	Snippets map[string]string // by field: the line of an expression, with a caret below the place
	Places   []Option          // rules it may come after
	Services []Option          // it may send events to; none in the list of a service
	Extracts int               // rows to extract variables
	Warnings []string          // allowed, but doubtful
	Seen     string            // the version that is being changed
	Trial    *RuleTrial        // nil: it was not tried
}

// BuilderRows is how many comparisons the builder of conditions has.
const BuilderRows = 3

// EventField is a field that conditions can name.
type EventField struct{ Name, Example, Words string }

// RuleTrial is what a rule that is not saved would have done with events that have
// come already.
type RuleTrial struct {
	Words   string   // how many events, and how many are decided otherwise
	Lost    string   // red: somebody was paged, and would not have been
	Counts  []string // of all that differs: "8 suppressed"
	Caveats []string // what was not looked at, what failed
	Rows    []TrialRow
	More    int // that are not listed
}

// TrialRow is one event for which something would have been different.
type TrialRow struct {
	ID       string // of the line in the event log
	At       time.Time
	Summary  string
	Source   string
	Changes  []Alteration
	Incident Ref    // that it opened
	Lost     string // who was paged, and would not have been
}
