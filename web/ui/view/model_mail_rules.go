package view

import "time"

// MailRulesPage lists the rules by which an integration reads mails, and what they
// make of those that came.
type MailRulesPage struct {
	Service Ref
	ID      string
	Name    string
	Seen    string
	Rules   []MailRuleRow
	Full    bool // no further rule fits
	Past    MailPast
}

// MailRuleRow is one rule, in words.
type MailRuleRow struct {
	Name  string
	Lines []string // when it applies and what it takes; hostile
}

// MailRulePage is the form of one rule, beside a sample.
//
// Each value that a rule takes has these fields in the form, behind the name it has
// in a file (key, source, …): MarkSuffix what it says in the sample, WasSuffix what
// that was when the form was drawn, AtSuffix where it was pointed at
// ("subject:12", counted in characters), HowSuffix how it is found
// ("between:subject"), and FirstSuffix and SecondSuffix the texts for that. A mark
// that is not what it was is looked for anew.
type MailRulePage struct {
	Service Ref
	ID      string
	Name    string // of the integration
	Rule    int    // from 1; 0 for a new one
	Form    Form
	Seen    string
	Sample  MailSample
	Takes   []MailTakeRow
	When    int // conditions shown
	States  []MailWord
	Becomes []MailEvent
	Past    MailPast
}

// The fields of a value in the form of a rule; see [MailRulePage].
const (
	MarkSuffix   = "_mark"
	MailWas      = "_was"
	AtSuffix     = "_at"
	HowSuffix    = "_how"
	FirstSuffix  = "_first"
	SecondSuffix = "_second"
)

// The fields that say which rows of a mail are events: EachBy is "", line or block,
// EachWas what it was when the form was drawn.
const (
	EachBy     = "each_by"
	EachWas    = "each_was"
	EachHow    = "each_how"
	EachText   = "each_text"
	EachNewest = "each_newest"
)

// MailSample is the mail that is taught.
type MailSample struct {
	Event   string // its number in the event log; "" for one that was pasted
	At      time.Time
	From    string // hostile, as are subject and body
	Subject string
	Body    string
	Cut     bool // Body is not all of it
	Gone    string
}

// Any tells whether there is a sample.
func (s MailSample) Any() bool { return s.From+s.Subject+s.Body != "" }

// MailTakeRow is a value that a rule takes.
type MailTakeRow struct {
	Field, Label, Help string
	Found              string // in words: how it is found
	Reads              bool   // it is found in the sample
}

// MailWord is a word for a state that came in mails, with what it is taken for.
type MailWord struct {
	Word    string // hostile
	Count   int
	Means   string // in words
	Unknown bool
}

// MailEvent is what a mail is, or would be.
type MailEvent struct {
	Outcome  EventOutcome // what became of it; "" for what would become
	Then     string       // what would become of it, in words
	State    State
	By       string // who read it: a rule or a reader; "" for nobody
	Summary  string // hostile, as are the others
	Key      string
	Source   string
	Severity string
	Notes    []string
}

// MailPast is what became of the last mails, and what would become of them.
type MailPast struct {
	Summary string
	Rows    []MailPastRow
}

// MailPastRow is one mail of the past.
type MailPastRow struct {
	Event   string
	At      time.Time
	Gone    string // why it can not be read again
	Was, Is []MailEvent
	Changed bool
}
