package rules

import (
	"time"

	"wakeman/schedules/civil"
)

// Set is an ordered list of rules. The first that matches decides.
type Set []Rule

// Rule says what is done with an event, and with which.
type Rule struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Disabled keeps the rule where it is, and asks it about nothing.
	Disabled bool `json:"disabled,omitempty"`
	// When is a condition: an expression that is true or false. Empty is always
	// true.
	When string `json:"when,omitempty"`
	// Window are the hours in which the rule holds; nil: always.
	Window *Window `json:"window,omitempty"`
	// Rate makes the rule hold from the n-th event on; nil: from the first.
	Rate    *Rate   `json:"rate,omitempty"`
	Actions Actions `json:"actions"`
}

// Window is a part of the week, by the clock on a wall somewhere.
type Window struct {
	// Days are those on which it begins; none: each.
	Days []time.Weekday `json:"days,omitempty"`
	// From and Until bound it, Until not included. Until before From is on the next
	// day; equal ones are the whole day.
	From  civil.TimeOfDay `json:"from"`
	Until civil.TimeOfDay `json:"until"`
	// TimeZone is an IANA name; empty is UTC. The hour and the weekday that
	// conditions see are its, too.
	TimeZone string `json:"time_zone,omitempty"`
}

// Rate counts the events that meet the condition.
type Rate struct {
	Count  int           `json:"count"`  // from this many on, 2 to [MaxCount]
	Within time.Duration `json:"within"` // 1 s to [MaxWithin]
	// Per is an expression: events for which it has different values are counted
	// apart. Empty: all together.
	Per string `json:"per,omitempty"`
}

// Actions are what is done. None of them lets the event through as it is, past
// the rules that follow.
type Actions struct {
	// Extract comes before everything else.
	Extract []Extract `json:"extract,omitempty"`
	// Route is the id of the service that the event is for; only in the global set.
	Route string `json:"route,omitempty"`
	// Drop leaves it at a line in the event log. Suppress does, too, and says that
	// the alert was real and is to wake nobody.
	Drop     bool `json:"drop,omitempty"`
	Suppress bool `json:"suppress,omitempty"`
	// Pause opens the incident, and waits with the first page.
	Pause    time.Duration `json:"pause,omitempty"`
	Severity string        `json:"severity,omitempty"` // critical, error, warning, info
	Urgency  string        `json:"urgency,omitempty"`  // high, low
	Priority string        `json:"priority,omitempty"` // P1 … P5
	// DedupKey and Note are templates: text with expressions in braces.
	DedupKey string `json:"dedup_key,omitempty"`
	Note     string `json:"note,omitempty"`
}

// Extract finds variables in a text: each named group of the pattern becomes one,
// which conditions, keys and notes know as vars.NAME.
type Extract struct {
	From    string `json:"from"`    // an expression: event.summary
	Pattern string `json:"pattern"` // RE2: ^(?P<site>\w+)
}

// Bounds on what a rule may be made of.
const (
	MaxRules      = 200 // of one set
	MaxExpression = 2000
	MaxTemplate   = 1000
	MaxPattern    = 500
	MaxExtracts   = 10
	MaxCount      = 100
	MaxWithin     = 24 * time.Hour
	MaxPause      = 24 * time.Hour
)

// Problem is one thing wrong with a rule. Field is named as in a configuration
// file: "when", "actions.extract[0].pattern".
type Problem struct {
	Field   string
	Message string
	// Snippet is the line of an expression that is wrong, with a caret below the
	// place; empty if there is none.
	Snippet string
}

// Check finds what is wrong with a rule. global tells that it is of the set for
// all events.
func (r Rule) Check(global bool) []Problem {
	_, problems := compile(r, global)
	return problems
}
