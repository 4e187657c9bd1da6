package view

import "time"

// PeoplePage is everybody, by name.
type PeoplePage struct {
	People []PersonRow
	Left   []PersonRow // who has left
	CanAdd bool
}

// PersonRow is one person of the list.
type PersonRow struct {
	ID     string
	Name   string
	Role   string
	You    bool
	Ways   []Way
	Teams  []Ref
	OnCall []string // the names of the schedules they are on call for now
	Reach  Reach
	Ready  Tested
}

// Way is one way to reach a person.
type Way struct {
	Channel string
	Label   string
}

// Tested says in a sentence whether paging a person was ever seen to work.
type Tested struct {
	Level Level
	Text  string
	At    time.Time // of the test it speaks of; zero: none
}

// PersonPage is one person: their own profile, or somebody else.
type PersonPage struct {
	ID       string
	Base     string // where changes go: PathProfile or PersonPath
	You      bool
	Name     string
	Email    string
	Role     string
	Zone     string // IANA
	JobTitle string
	Left     bool
	CanEdit  bool // contact methods and rules; else addresses are not shown
	CanAdmin bool // role, invitation, leaving
	// CanNotLeave says why there is no way to let them leave; empty if there is.
	CanNotLeave string
	Reach       Reach
	Ready       Tested
	OnCall      []Duty
	Methods     []Method
	Ladders     []Ladder // high, then low urgency
	Handoffs    []HandoffLine
	Quiet       string   // "22:00 to 07:00"; empty: none
	Warnings    []string // what is doubtful about all this
	RulesSeen   string   // the state that buttons were drawn for
	HandoffSeen string
	Seen        string
	HasPassword bool
	InvitedTill time.Time // zero: no link is open
	MailedTo    string    // the address that the link was sent to; "": it was handed over
	Mailed      WakeTest  // what became of that mail
	CannotMail  string    // why no link can be sent by mail, a sentence; "": one can
}

// Duty is something a person is on call for.
type Duty struct {
	What  string
	Until time.Time // zero: no end
}

// Method is one contact method.
type Method struct {
	ID      string
	Label   string
	Channel string
	Address string // empty for those whom it does not concern
	Problem string // why no page leaves the box this way; empty if it does
	Test    WakeTest
	Trust   Trust
}

// Trust is what is known of an address.
type Trust struct {
	At          time.Time // when it was confirmed; zero: never
	Unconfirmed bool      // it was typed, and nothing shows that it is right
	Spared      bool      // and so no page goes there, because there is another
}

// VerifyPage asks for the code that was sent by a contact method.
type VerifyPage struct {
	Form    Form // code
	Base    string
	ID      string
	Label   string
	Channel string
	Address string
	Whose   string // empty: your own
	Problem string // why no message leaves the box this way; empty if it does
	Trust   Trust
	Sent    WakeTest // the last code; At is zero if none was sent to this address
	Open    bool     // it can still be given
}

// WakeTest is what came of the last "Wake me now".
type WakeTest struct {
	At     time.Time // when it was asked for; zero: never
	Result ToldResult
	Reason string
	Took   time.Duration
}

// Ladder is the rules for one urgency, in the order in which they page.
type Ladder struct {
	Urgency string // high, low
	// Default: there is no rule, and this is what is done then.
	Default bool
	Rungs   []Rung
}

// Rung is one notification rule.
type Rung struct {
	ID      string
	After   time.Duration
	Channel string
	Label   string
}

// QuietForm is the form of the hours in which somebody is sent no reminder.
type QuietForm struct {
	Form  Form // from, until
	Base  string
	Whose string // empty: your own
	Zone  string
	Seen  string
}

// Choice is a thing that can be ticked.
type Choice struct {
	ID     string
	Name   string
	Chosen bool
}

// HandoffLine is one reminder of a shift.
type HandoffLine struct {
	Schedules []string // names; none: every one
	ID        string
	When      string // on, off, both
	Advance   time.Duration
	Channel   string
	Label     string
}

// PersonForm is the form of a person: a new one, or the facts of one.
type PersonForm struct {
	Form  Form // name, email, role, time_zone, job_title
	Base  string
	Name  string // of the person; empty: a new one
	You   bool
	Admin bool // e-mail address and role too
	Roles []Option
	Zones []string
	Seen  string
	// AsViewer is what would be wrong with the role viewer, a sentence; "": nothing.
	AsViewer string
	// CannotMail is why the link of a new person can not be sent by mail, a sentence;
	// "": it can.
	CannotMail string
}

// MethodForm is the form of a contact method.
type MethodForm struct {
	Form     Form // type, label, address, secret
	Base     string
	ID       string // empty: a new one
	Channel  string // empty: to be chosen first
	Whose    string // empty: your own
	Seen     string
	HasKey   bool // a secret is stored, and kept when the field stays empty
	Channels []ChannelChoice
}

// ChannelChoice is a channel that may be added.
type ChannelChoice struct {
	Channel string
	Problem string // why no page leaves the box this way; empty if it does
}

// RuleForm is the form of a notification or handoff rule.
type RuleForm struct {
	Form      Form     // urgency, delay, method; or when, advance, method, schedules
	Schedules []Choice // that a reminder can be for
	Base      string
	Whose     string // empty: your own
	Urgency   string
	Handoff   bool
	Methods   []Option
	Default   bool // the first rule replaces what is done without any
	Seen      string
}

// LeavePage asks before a person leaves, and says what that leaves behind.
type LeavePage struct {
	Person Ref
	Bare   []string // duties that nobody has then; red
	Kept   []string // duties that others share
	Keys   []LeaveKey
	Ends   []string
	Form   Form
	Seen   string
}

// LeaveKey is a key of the account that a person made, on the page where they leave. Field "revoke" holds the ids of those
// that are revoked with them.
type LeaveKey struct {
	KeyRow
	Revoke bool
}

// sends reports whether alerts come in by it.
func (k LeaveKey) sends() bool { return k.Scope == "ingest" }

// InvitationMade shows a link, once, for whoever hands it over.
type InvitationMade struct {
	Person  Ref
	Email   string
	Link    string
	Expires time.Time
	New     bool // the person was just added
	Mailed  bool // it is on its way to them, too
	Reset   bool // they have a password, which the link replaces
}

// InvitationPage is where an invited person sets their password.
type InvitationPage struct {
	Secret string
	Name   string
	Email  string
	Form   Form
}
