package engine

import (
	"fmt"
	"slices"
	"strings"
)

// Mapping says where the posts of one integration have what an event is made of,
// for senders whose format nobody here knows. Every field may be empty: then the
// decoder looks under the names that are usual.
type Mapping struct {
	Key        Template `json:"key,omitempty"` // the dedup key; all its fields must be there
	State      Template `json:"state,omitempty"`
	States     Words    `json:"states,omitempty"` // what its words mean; see [StateMeanings]
	Severity   Template `json:"severity,omitempty"`
	Severities Words    `json:"severities,omitempty"` // see [SeverityMeanings]

	Summary   Template `json:"summary,omitempty"`
	Source    Template `json:"source,omitempty"` // the equipment
	Component Template `json:"component,omitempty"`
	Group     Template `json:"group,omitempty"`
	Class     Template `json:"class,omitempty"`
	Time      Template `json:"time,omitempty"` // when it happened, for show
	Sent      Template `json:"sent,omitempty"` // when the post was made, with a zone: see [Event.SentAt]

	Links []Template `json:"links,omitempty"`

	// Test is the field that marks test traffic, and TestWords what it says then;
	// without words: yes, true, 1 or test.
	Test      Template `json:"test,omitempty"`
	TestWords []string `json:"test_words,omitempty"`
}

// Bounds on a mapping.
const (
	MaxTemplate     = 255 // characters
	MaxWord         = 100 // characters
	MaxWords        = 50  // for one meaning
	MaxMappingLinks = 5
)

// StateIgnore means that a post concerns nobody: it is kept in the event log, and
// nothing comes of it. The other meanings of state words are actions.
const StateIgnore = "ignore"

// StateMeanings are what the words of a state can mean.
func StateMeanings() []string {
	return []string{string(Trigger), string(Acknowledge), string(Resolve), StateIgnore}
}

// SeverityMeanings are what the words of a severity can mean, worst first.
func SeverityMeanings() []string {
	return []string{string(Critical), string(Error), string(Warning), string(Info)}
}

// DefaultStates are the words for states that mean the same everywhere.
//
// Neither success nor fine is among them, because they are as often about the post
// itself; and neither 1 nor 0, which programs use both ways round.
func DefaultStates() Words {
	return Words{
		string(Trigger): {
			"trigger", "triggered", "problem", "firing", "alerting", "alert", "alarm", "raised", "active", "open", "opened", "new",
			"down", "offline", "unreachable", "unhealthy", "disconnected", "timeout", "lost", "fail", "failed", "failure", "bad",
			"critical", "crit", "error", "warning", "warn", "major", "minor", "unknown", "unusual", "no data", "no_data", "flappingstart",
			"re-triggered", "on battery",
		},
		string(Acknowledge): {"acknowledge", "acknowledged", "acknowledgement", "ack", "acked"},
		string(Resolve): {
			"resolve", "resolved", "recovery", "recovered", "clear", "cleared", "close", "closed", "ok", "okay", "normal", "good",
			"up", "online", "reachable", "healthy", "connected", "restored", "ended", "solved", "on line",
		},
		StateIgnore: {
			"pending", "paused", "maintenance", "custom", "downtimestart", "downtimeend", "downtimecancelled", "downtimeremoved",
		},
	}
}

// IsZero tells whether a mapping says nothing.
func (m Mapping) IsZero() bool {
	return len(m.used()) == 0 && len(m.States) == 0 && len(m.Severities) == 0 && len(m.TestWords) == 0
}

// MappingProblem is what is wrong with a field of a mapping, named as in a file.
type MappingProblem struct{ Field, Message string }

// use is a template of a mapping, with the field it stands in.
type use struct {
	field string
	Template
}

// used are the templates that are not empty.
func (m Mapping) used() []use {
	all := []use{
		{"key", m.Key},
		{"state", m.State},
		{"severity", m.Severity},
		{"summary", m.Summary},
		{"source", m.Source},
		{"component", m.Component},
		{"group", m.Group},
		{"class", m.Class},
		{"time", m.Time},
		{"sent", m.Sent},
		{"test", m.Test},
	}
	for _, link := range m.Links {
		all = append(all, use{"links", link})
	}
	return slices.DeleteFunc(all, func(u use) bool { return u.Template == "" })
}

// Check finds what is wrong with a mapping; nothing for one that can be used.
func (m Mapping) Check() (problems []MappingProblem) {
	say := func(field string, err error) {
		if err != nil {
			problems = append(problems, MappingProblem{field, err.Error()})
		}
	}
	for _, u := range m.used() {
		say(u.field, u.Check())
	}
	_, err := m.list()
	if err != nil && len(problems) == 0 {
		say(err.field, err)
	}
	say("states", m.States.check(StateMeanings()))
	say("severities", m.Severities.check(SeverityMeanings()))
	say("test_words", checkWords(m.TestWords))
	if len(m.Links) > MaxMappingLinks {
		say("links", fmt.Errorf("has more than %d entries", MaxMappingLinks))
	}
	return problems
}

// List is the way to the list whose entries each become an event: what stands
// before [*] in the paths. Without any [*] a post is one event, and ok is false.
func (m Mapping) List() (steps []PathStep, ok bool) {
	found, err := m.list()
	if err != nil || found == nil {
		return nil, false
	}
	return found.Before(), true
}

// listError says that two paths go through different lists.
type listError struct{ field, text string }

func (e *listError) Error() string { return e.text }

func (m Mapping) list() (*Path, *listError) {
	var first *Path
	for _, u := range m.used() {
		for _, p := range u.Paths() {
			switch {
			case !p.Each():
			case first == nil:
				first = &p
			case !slices.Equal(first.Before(), p.Before()):
				return nil, &listError{u.field, fmt.Sprintf("%s goes through another list than %s: a post is taken apart at one list only", p, *first)}
			}
		}
	}
	return first, nil
}

// Headers are the HTTP headers that a mapping reads, in their order in it.
func (m Mapping) Headers() (names []string) {
	for _, u := range m.used() {
		for _, p := range u.Paths() {
			if p.From == FromHeader && !slices.Contains(names, p.Name) {
				names = append(names, p.Name)
			}
		}
	}
	return names
}

// IsTest tells whether what the test field says means test traffic.
func (m Mapping) IsTest(said string) bool {
	words := m.TestWords
	if len(words) == 0 {
		words = []string{"yes", "true", "1", "test"}
	}
	return slices.ContainsFunc(words, func(w string) bool { return matchesWord(w, foldWord(said)) })
}

// oneOf lists words in a sentence.
func oneOf(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
