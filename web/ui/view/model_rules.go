package view

import "time"

// MaxTriedEvent bounds a pasted event, in characters: it stands in an address.
const MaxTriedEvent = 8000

// RulesPage is every event rule, in the order in which they are asked.
type RulesPage struct {
	Sets  []RuleSet
	Since time.Time // what is counted is counted since
	// Form tries an event out: integration and event, as they were typed.
	Form         Form
	Integrations []Option
	Tried        *TriedEvent // nil: nothing was tried
}

// RuleSet are the rules for all events, or those of a service.
type RuleSet struct {
	Service Ref // zero: for all events
	Rules   []RuleRow
}

// RuleRow is one rule in words.
type RuleRow struct {
	Name    string
	When    string   // the condition; "" for always
	Limits  []string // hours and rate
	Actions []string
	Quiet   bool // it drops or suppresses
	Hits    uint64
	LastHit time.Time // zero: none
	// Problem is why it never matches, or what failed last.
	Problem  string
	Failures uint64
}

// TriedEvent is what would become of an event.
type TriedEvent struct {
	Outcome string // a sentence
	Quiet   bool   // nobody would be paged
	Facts   []Field
	Notes   []string
	Failed  []string // rules that could not be asked, and why
}
