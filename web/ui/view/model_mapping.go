package view

import "time"

// MappingPage is the page on which the format of a sender that nobody knows is
// taught: a sample, what its fields are, and what the posts that came would become.
//
// Each of the mapping's templates has two fields in the form: a choice of the
// sample's fields, called as in the configuration file (key, state, …), and a text
// behind [OwnSuffix], which holds if [MappingOwn] is chosen, or if only it is filled
// in. Words have one field for each meaning; see [WordsField].
type MappingPage struct {
	Service Ref
	ID      string
	Name    string
	Form    Form
	Seen    string

	Sample  MappingSample
	Words   []TaughtWords // for states and for severities, as they came
	Past    []TaughtPost  // newest first
	Summary string        // what would become of them, in a sentence
}

// MappingOwn is the choice of a template that is written, not chosen.
const MappingOwn = "*"

// OwnSuffix ends the name of the field in which a template is written; WasSuffix
// that of what stood there when the form was drawn.
const (
	OwnSuffix = "_text"
	WasSuffix = "_was"
)

// WordsField is the field of the words for one meaning: "states_trigger".
func WordsField(field, meaning string) string { return field + "_" + meaning }

// MappingSample is the post that is looked at.
type MappingSample struct {
	Event   string    // its number in the event log; "" for one that was pasted
	At      time.Time // when it came
	Raw     string    // hostile
	Query   string    // hostile
	Problem string    // why it has no fields
	Fields  []Option  // Value is the path, Label the path with its value; hostile
	Becomes []TaughtEvent
}

// Any tells whether there is a sample.
func (s MappingSample) Any() bool { return s.Raw != "" || s.Query != "" || s.Event != "" }

// TaughtWords are the words that came in a field, and what each means.
type TaughtWords struct {
	Field string // states or severities
	List  []TaughtWord
}

// TaughtWord is a word of a sender.
type TaughtWord struct {
	Word    string // hostile
	Count   int
	Means   string // in words
	Unknown bool   // nobody said so: it is supposed
}

// TaughtEvent is one event of a post as it is read.
type TaughtEvent struct {
	Action   string // trigger, acknowledge, resolve; "" if nothing comes of the post
	Summary  string // hostile
	Key      string // hostile
	Source   string // hostile
	Severity string
	Then     string       // what would become of it, in words
	Outcome  EventOutcome // what became of it, instead
	Notes    []string     // what was mended
}

// TaughtPost is a post of the past.
type TaughtPost struct {
	Event   string // its number in the event log
	At      time.Time
	Gone    string // why it is not read again; "" if it is
	Pairs   []TaughtPair
	Further int // events that are not shown
	Changed bool
}

// TaughtPair is an event as it was read when it came, and as it would be read now;
// nil where there is none.
type TaughtPair struct {
	Was, Is *TaughtEvent
	Changed bool
}
