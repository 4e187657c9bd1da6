package view

import "time"

// EventLog is every accepted event, newest first.
type EventLog struct {
	Rows    []EventRow
	Filter  EventFilter
	Choices EventChoices
	Pager   Pager
	// Connected is false while no integration exists.
	Connected bool
}

// EventFilter is what the log is filtered by, as typed.
type EventFilter struct {
	Text        string
	Integration string // id
	Service     string // id
	Outcome     string // an EventOutcome
}

// Any reports whether the filter leaves anything out.
func (f EventFilter) Any() bool { return f != EventFilter{} }

// EventChoices are the choices of the filter's select fields.
type EventChoices struct {
	Integrations []Option
	Services     []Option
}

// EventOutcome is what became of an event.
type EventOutcome string

// What can become of an event.
const (
	EventOpened       EventOutcome = "opened"       // a new incident
	EventAppended     EventOutcome = "appended"     // counted on an open incident
	EventAcknowledged EventOutcome = "acknowledged" // by the sender
	EventResolved     EventOutcome = "resolved"     // ended an incident or an alert
	EventReopened     EventOutcome = "reopened"
	EventQuiet        EventOutcome = "quiet"      // kept, pages nobody
	EventChange       EventOutcome = "change"     // a change event
	EventTest         EventOutcome = "test"       // test traffic, pages nobody
	EventUnparsed     EventOutcome = "unparsed"   // could not be read; opened an incident
	EventSuppressed   EventOutcome = "suppressed" // by an event rule: kept, pages nobody
	EventDropped      EventOutcome = "dropped"    // by an event rule
	EventUnmatched    EventOutcome = "unmatched"  // a resolve for nothing that is open
	EventRefused      EventOutcome = "refused"
	// EventQuarantined: its sender may not do this; somebody may let it in.
	EventQuarantined EventOutcome = "quarantined"
)

// EventRow is one event in the log.
type EventRow struct {
	ID       string
	At       time.Time
	From     string // integration name; hostile
	Kind     string // integration kind
	Service  Ref
	Summary  string // hostile
	Source   string // hostile
	Severity string
	Action   string // trigger, acknowledge, resolve, change
	Outcome  EventOutcome
	Why      string // one sentence: why this became of it
	Incident Ref    // the incident it went to; Name is its title
}

// EventPage is one event.
type EventPage struct {
	EventRow
	Key         string // dedup key; hostile
	Remote      string // the sender's address
	Method      string // "POST /v2/enqueue", "SMTP"
	ContentType string
	Query       string // of the address, without secrets; hostile
	TeachPath   string // where its format is taught; "" where it can not be
	Headers     []Field
	Decoded     []Field // the event as it was understood
	Reasons     []string
	Raw         string // the body as text, cut to what is shown; hostile
	RawBytes    int    // its full size
	RawCut      bool   // Raw is not all of it
	RawBinary   bool   // not text: Raw is a hex dump
	RawGone     bool   // kept no longer (retention)
	Recordings  []Recording
	Quarantined bool // something of it waits to be let in
	Opens       bool // and would open an incident
}

func (v EventPage) letIn() string {
	if v.Opens {
		return "Open an incident"
	}
	return "Let it in"
}

// Delivery is one page handed to a carrier.
type Delivery struct {
	ID         string
	At         time.Time
	Person     string
	Channel    string // push, sms, email, webhook, voice
	Address    string
	Kind       string // page, test, handoff, notice
	Subject    string // mail subject or push title; hostile
	Text       string // what the person reads; hostile
	Result     ToldResult
	Reason     string
	ProviderID string
	Attempt    int
	Took       time.Duration // from accepting the event to the carrier's answer; 0: not known
	Incidents  []Ref
	AckPath    string // our own path of the acknowledgement page; shown in the demo only
}

// DeliveryPage is what was handed to the carriers, newest first. Cards draws
// each as a message on a phone, as the demo does.
type DeliveryPage struct {
	Rows     []Delivery
	Cards    bool
	Pager    Pager
	Person   string // filter, as typed
	Result   string // filter, a ToldResult
	Failing  int    // deliveries that failed for good in the last hour
	Carriers []Carrier
}

// Carrier is one way out and how it does.
type Carrier struct {
	Name    string // "Email through mail.example.net"
	Channel string
	Level   Level
	Words   string // "Delivering; last 02:14", "Refused by the server: 535 …"
	Strip   []Cell
}
