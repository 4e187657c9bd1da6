package engine

import (
	"context"
	"time"
)

// Reader is what a command may ask of the store, inside its transaction. It
// sees everything committed before it, and what earlier commands of the same
// group wrote.
type Reader interface {
	Config() *Config
	// Hold is the reason why no page may leave the box (a restored copy that
	// nobody has confirmed yet), or "".
	Hold() string

	Incident(number uint64) (Incident, bool, error)
	// LiveAlert finds the alert that an event with this key belongs to: the
	// open one, or one that is resolved but within its flap window.
	LiveAlert(integration, key string) (Alert, bool, error)
	// AwaitedAlerts are those for which [Alert.Awaited] holds and that a sender knows by
	// this key.
	AwaitedAlerts(integration, key string) ([]Alert, error)
	Alerts(incident uint64) ([]Alert, error)
	// Recovery is the newest recovery of a key, within RecoveriesKept.
	Recovery(integration, key string) (Recovery, bool, error)
	Equipment(name string) (Equipment, bool, error)
	// Post is a line of the event log, without its raw body.
	Post(seq uint64) (PostRow, bool, error)
	Turn(policy, step string) (uint64, error) // round robin: how often the step began

	DueTimers(until time.Time, limit int) ([]Timer, error)
	Pages(incident uint64) ([]Page, error)
	DuePages(until time.Time, limit int) ([]Page, error)
	// PendingMethods lists the methods by which somebody is to be told, each
	// with the time of its first page; DuePagesOf the due pages of one, earliest
	// first.
	PendingMethods() ([]PendingMethod, error)
	DuePagesOf(user, method string, until time.Time, limit int) ([]Page, error)
	DueDeliveries(until time.Time, limit int) ([]Delivery, error)
	Delivery(id string) (Delivery, bool, error)
	// Codes are the messages that carried a code to confirm a contact method with,
	// newest first, at most limit.
	Codes(user, method string, limit int) ([]Delivery, error)
	// Tests are the test pages to a person by a method, newest first, at most limit.
	Tests(user, method string, limit int) ([]Delivery, error)
	Reach(user, method string) (Reach, bool, error)
	// Busy reports whether a message is under way to a person by a method.
	Busy(user, method string) (bool, error)
	// Waiting are the messages to a person that wait for another attempt by a
	// method.
	Waiting(user, method string) ([]Delivery, error)
	// NextDue is the earliest time at which a timer (or a pulse, or a suppression) or a
	// delivery is due; zero if there is none.
	NextDue() (timer, delivery time.Time, err error)

	// OpenIncidents are those that are triggered or acknowledged, at most limit.
	OpenIncidents(limit int) ([]Incident, error)
	// PagedSince are the pages among the newest messages to everybody, at most limit
	// of them, that were made at or after an instant, the newest first. whole is the
	// instant from which on they are all there are: that one, or a later one if there
	// were more messages than limit.
	PagedSince(from time.Time, limit int) (pages []Paged, whole time.Time, err error)
	Handoff(number uint64) (Handoff, bool, error)
	// OpenHandoffs are those that nobody has confirmed.
	OpenHandoffs() ([]Handoff, error)

	// Pulse is how a heartbeat does, and Pulses how all do that have a row; DuePulses
	// are those that were silent for too long at a time, the first due first.
	Pulse(heartbeat string) (Pulse, bool, error)
	Pulses() ([]Pulse, error)
	DuePulses(at time.Time, limit int) ([]Pulse, error)
	// Sight is what is known to be wrong of a watch; without a row, nothing. Sights
	// are all that have a row, and Strips how each watch did.
	Sight(watch string) (Sight, error)
	Sights() ([]Sight, error)
	Strips() ([]Strip, error)
	// Rate is how often the condition of an event rule was met; OldRates are those
	// that no rule asks for any more, at most limit.
	Rate(rule, per string) (RateRow, bool, error)
	OldRates(now time.Time, limit int) ([]RateKey, error)
	// Suppression is a problem that an event rule keeps quiet; SuppressedAs are those
	// of an integration to which rules gave a dedup key of their own, at most limit.
	Suppression(id SuppressionKey) (Suppression, bool, error)
	SuppressedAs(integration, key string, limit int) ([]Suppression, error)
	// Suppressions are all after one, by their ids, and DueSuppressions those of which
	// the rules are to be asked again, the first due first; at most limit.
	Suppressions(after SuppressionKey, limit int) ([]Suppression, error)
	DueSuppressions(at time.Time, limit int) ([]Suppression, error)
	// Suppressed is how many a service has, counted up to a number, without those that
	// stand for more.
	Suppressed(service string, upTo int) (int, error)
	// RuleCounts are how event rules did.
	RuleCounts() ([]RuleCount, error)

	// Cursor is up to when a scan has looked, and false before its first.
	Cursor(of Scan) (at time.Time, known bool, err error)

	// LastChange is when the newest change on record was made; zero in an empty
	// store.
	LastChange() (time.Time, error)

	// Number gives the next number of a sequence. One taken by a command that
	// then fails is never used.
	Number(of Sequence) (uint64, error)
}

// PendingMethod is a person's contact method with pages that no message carries
// yet, and when the first of them is due.
type PendingMethod struct {
	User, Method string
	At           time.Time
}

// Paged is that a message was made to page somebody.
type Paged struct {
	User string
	At   time.Time
}

// Sequence is a source of numbers.
type Sequence string

// The sequences.
const (
	IncidentNumbers Sequence = "incidents"
	AlertNumbers    Sequence = "alerts"
	PostNumbers     Sequence = "posts"
	HandoffNumbers  Sequence = "handoffs"
)

// Scan is a thing that looks at time piece by piece, and remembers how far it is.
type Scan string

// HandoffScan looks for shifts that begin and end.
const HandoffScan Scan = "handoffs"

// CursorRow is how far a scan has looked: up to At, exclusive.
type CursorRow struct {
	Scan Scan      `json:"scan"`
	At   time.Time `json:"at"`
}

// Tx is a command's transaction: what it applies, it and later commands read.
type Tx interface {
	Reader
	// Apply writes the rows. Every change needs an actor: see Changes.Audit.
	Apply(Changes) error
}

// Store commits commands.
type Store interface {
	// Update runs a command and returns once its changes are on disk, together
	// with those of other commands that waited. The command may run more than
	// once, so it must not act on anything outside. An error from it changes
	// nothing. Errors of the store itself are a Failure with code Unavailable.
	Update(ctx context.Context, class Class, command func(Tx) error) error
	// Config is the snapshot in force.
	Config() *Config
	// View runs a read.
	View(read func(Reader) error) error
}

// Class says what a command is for when there is not room for all.
type Class int

// Urgent commands (acknowledgements, timers, outcomes) go before Intake, and
// go on when the store is full.
const (
	Intake Class = iota
	Urgent
)

// Changes are the rows a command writes. The zero value writes nothing.
type Changes struct {
	Incidents  []Incident
	Alerts     []Alert
	Entries    []Entry
	Equipment  []Equipment
	Timers     []Timer
	StopTimers []TimerKey
	Pages      []Page
	DropPages  []PageKey
	DropAlerts []AlertKey
	Deliveries []Delivery
	Reach      []Reach
	Turns      []Turn
	Rates      []RateRow
	DropRates  []RateKey

	Suppressions     []Suppression
	DropSuppressions []SuppressionKey

	RuleCounts []RuleCount
	// DropRuleCounts are ids of event rules.
	DropRuleCounts []string
	Cursors        []CursorRow
	Handoffs       []Handoff
	Recoveries     []Recovery
	Pulses         []Pulse
	DropPulses     []string // Heartbeat.ID
	Sights         []Sight
	DropSights     []string // Watch.ID
	Strips         []Strip
	DropStrips     []string  // Watch.ID
	Posts          []PostRow // with Raw.Body
	Judged         []PostRow // posts that are stored already, with other verdicts; their bodies stay
	Changes        []ChangeRow
	Audit          []AuditRow // Seq, Prev and Hash are the store's
}

// AlertKey names an alert.
type AlertKey struct {
	Incident uint64
	Number   uint64
}

// Turn counts how often a round-robin step began.
type Turn struct {
	Policy string
	Step   string
	Count  uint64
}
