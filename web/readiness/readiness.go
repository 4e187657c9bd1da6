package readiness

import (
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
)

// Ahead is how far ahead coverage is looked at.
const Ahead = 14 * 24 * time.Hour

// Facts are what is judged.
type Facts struct {
	Config *engine.Config
	Now    time.Time
	Zone   *time.Location // of the times in sentences
	Base   string         // the public address of the box; "" without one
	Demo   bool           // nobody has to notice when a demo is gone
	// Watcher is how the heartbeat to a watcher outside does.
	Watcher engine.HeartbeatState

	Heard  map[string]time.Time    // when each integration was last heard, by its id; never: not there
	Pulses map[string]engine.Pulse // by Heartbeat.ID
	Tested map[Way]bool            // verified, or a test page has gone out that way as it is set now
}

// Way is a contact method of a person.
type Way struct{ User, Method string }

// Level is how bad a finding is.
type Level string

// Levels.
const (
	Bad     Level = "bad"     // a page would be lost or late
	Warning Level = "warning" // it may be
	Chosen  Level = "chosen"  // somebody chose it so
)

// Kind is what sort of thing a finding is about.
type Kind string

// Kinds.
const (
	Person    Kind = "user"
	Policy    Kind = "escalation_policy"
	Schedule  Kind = "schedule"
	Service   Kind = "service"
	Heartbeat Kind = "heartbeat"
	Box       Kind = "settings" // what is set for the whole box
)

// Subject is what a finding is about.
type Subject struct {
	Kind    Kind
	ID      string // for the box, the setting as in the configuration file: push
	Name    string
	Service string // of a heartbeat: Service.ID
}

// Finding is one thing to mend.
type Finding struct {
	Code    Code
	Level   Level
	Subject Subject
	Message string // a sentence
	// Gaps are when a policy or its step means nobody, in order; nil for other
	// findings.
	Gaps []Span
}

// Span is a stretch of time, without its end.
type Span struct{ From, To time.Time }

// Group is one question with what speaks against a yes.
type Group struct {
	Code     string
	Title    string
	Good     string // a sentence: what is so when nothing was found
	Findings []Finding
}

// Report is everything that was found, in groups that are always the same.
type Report struct {
	At     time.Time
	Groups []Group
}

// Count is how many findings of a level there are.
func (r Report) Count(level Level) (n int) {
	for _, g := range r.Groups {
		for _, f := range g.Findings {
			if f.Level == level {
				n++
			}
		}
	}
	return n
}

// Judge says what speaks against a quiet night.
func (f Facts) Judge() Report {
	k := &judge{Config: f.Config, Facts: f, lint: config.Lint(f.Config, f.Now)}
	k.pageable = k.whoMayBePaged()
	cannot, doubtful := k.people()
	return Report{At: f.Now, Groups: []Group{
		{"reach", "Who cannot be reached", "Everybody who may be paged can be reached.", cannot},
		{"rules", "How people are paged", "Everybody's notification rules do what they seem to, and whoever is paged may acknowledge.", doubtful},
		{"coverage", "What is not covered", "Every step of every policy means somebody, for two weeks.", k.coverage()},
		{"carriers", "Ways out of this box", "Every way that somebody uses is set.", k.carriers()},
		{"services", "Services that hear nothing", "Every integration has been heard.", k.services()},
		{"heartbeats", "Heartbeats never heard", "Everything that must report has reported.", k.heartbeats()},
		{"watcher", "Who watches this box", k.watched(), k.watcher()},
		{"setup", "The first start", "Admins are reminded of it until all of it is done.", k.setup()},
		{"tests", "Never verified", "Every way to everybody who may be paged was verified by its code, or tested.", k.untested()},
	}}
}

// judge is the facts with what follows from them at once.
type judge struct {
	*engine.Config
	Facts
	lint     []config.Warning
	pageable map[string]bool // User.ID
}
