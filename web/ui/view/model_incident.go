package view

import "time"

// IncidentRow is one incident in a list.
type IncidentRow struct {
	ID       string // public id, used in the address
	Number   uint64
	Title    string // hostile
	State    State
	Severity string // critical, error, warning, info, or empty
	Urgency  string // high, low
	Priority string // P1 … P5, or empty
	Service  Ref
	Source   string    // the equipment's name, may be empty; hostile
	Since    time.Time // when it was triggered
	Changed  time.Time // when it came into its state: acknowledged, resolved
	Holder   string    // who acknowledged it: "You", "Night technician"; empty if nobody
	Note     string    // one line: "You were paged", "Snoozed until 07:00"
	Alerts   int       // how many alerts it holds
	// Unreached is why nobody was reached; empty if somebody was or nobody
	// needs to be. Shown in red.
	Unreached string
}

// IncidentList is the home page.
type IncidentList struct {
	OnCall   []OnCallLine // one for each policy; "You until Mon 10:00"
	Handoffs []Task       // those that the viewer has to confirm
	Tasks    []Task       // what the viewer can do with their own time on call
	Counts   Counts
	Rows     []IncidentRow // in the order to be shown; grouped by state as they come
	Filter   IncidentFilter
	Choices  IncidentChoices
	Pager    Pager
	// QuietSince is when the last incident ended; zero if there never was one.
	QuietSince time.Time
	LastEvent  time.Time // zero: none ever
	LastFrom   string    // the integration it came from
	// Connected is false while no integration exists: the empty page then says
	// how to connect the first source instead of "all quiet".
	Connected bool
	After     string        // the cursor that the rows begin after; "" at the top
	Open      *IncidentPage // the one that is chosen; nil: none
	Missing   string        // the name of one that was chosen and is not there; "" none
}

// Counts are the numbers at the top of the home page.
type Counts struct {
	Triggered    int
	Acknowledged int
	Resolved     int // since ResolvedSince
	Quiet        int // kept quiet since ResolvedSince
	// ResolvedSince is when Resolved and Quiet start counting.
	ResolvedSince time.Time
}

// OnCallLine is who is on call for one policy, in one line.
type OnCallLine struct {
	Policy Ref
	Name   string    // "You", a name, or empty when nobody is on call
	Until  time.Time // zero: no end in sight
	Reason string    // why nobody is on call; needed when Name is empty
}

// IncidentFilter is what the list is filtered by, as typed. State is "open"
// (the default, also when empty), a State, or "all".
type IncidentFilter struct {
	Text     string
	State    string
	Service  string // id
	Team     string // id
	Urgency  string // high, low
	Priority string // P1 … P5
}

// Any reports whether the filter leaves anything out that home shows.
func (f IncidentFilter) Any() bool {
	return f.Text != "" || f.Service != "" || f.Team != "" || f.Urgency != "" || f.Priority != "" || (f.State != "" && f.State != "open")
}

// IncidentChoices are the choices of the filter's select fields.
type IncidentChoices struct {
	Services []Option
	Teams    []Option // none: there are no teams
}

// IncidentPage is one incident.
type IncidentPage struct {
	IncidentRow
	EquipmentID string // links Source to its page; empty: no link
	Policy      Ref
	Level       int  // escalation level reached, from 1; 0 before the first page
	Levels      int  // how many the policy has
	Next        Next // what happens next if nobody acts
	Can         Actions
	Runbook     OutsideLink // empty Href: none
	Told        []Told      // oldest first
	Timeline    []Entry     // newest first
	Alerts      []Alert     // newest first
	AlertsMore  int         // further alerts that are not listed
	Details     []Field     // custom details of the newest alert
	Links       []OutsideLink
	Images      []OutsideLink
	Recordings  []Recording // newest first
	Changes     []Change    // change events nearby, newest first
	EventID     string      // the raw event that opened it; empty: none kept
	Note        Form        // field "text"
	Snooze      Form        // field "for"
	Prioritize  Form        // field "to"
	// List is the address of the list that it stands beside; "" alone. What is done
	// to it there leads back there.
	List string
}

// Next is what happens next by itself. A zero At means nothing will.
type Next struct {
	What string // "Second person is paged", "Pages you again"
	At   time.Time
	// Never is why nothing will happen, when At is zero: "acknowledged by Ana",
	// "the policy has no further step". Shown as it is.
	Never string
}

// Actions are what the viewer may do to an incident now. Each is a POST to the
// address of paths.go; a false one is left out.
type Actions struct {
	Acknowledge   bool
	Unacknowledge bool
	Resolve       bool
	Reopen        bool
	Snooze        bool
	Escalate      bool
	Priority      bool
	Note          bool
}

// Any reports whether there is anything to do.
func (a Actions) Any() bool { return a != Actions{} }

// Told is one attempt to reach one person.
type Told struct {
	At      time.Time
	Person  string
	Channel string // push, sms, email, webhook, voice
	Address string // shortened where the viewer may not see it
	Result  ToldResult
	Reason  string // the carrier's words; needed when it failed
}

// ToldResult is how an attempt to reach somebody ended.
type ToldResult string

// The results. Waiting is not yet sent, Accepted is handed to the carrier,
// Delivered is on the device.
const (
	ToldWaiting   ToldResult = "waiting"
	ToldSending   ToldResult = "sending"
	ToldAccepted  ToldResult = "accepted"
	ToldDelivered ToldResult = "delivered"
	ToldRetry     ToldResult = "retry"
	ToldFailed    ToldResult = "failed"
	ToldCancelled ToldResult = "cancelled"
)

// Entry is one line of a timeline.
type Entry struct {
	At    time.Time
	Kind  string // see entryIcon: triggered, acknowledged, resolved, paged, escalated, snoozed, note, reopened, problem, …
	Who   string // actor: "You", a name, "Wakeman"; may be empty
	Text  string // a sentence without the actor; hostile
	Extra string // the reason, or the text of a note, on its own line; hostile
}

// Alert is one alert of an incident: one thing that is wrong, told once or many times.
type Alert struct {
	Watch    string // the page of the watch that saw it; empty: another sender
	Key      string // dedup key; hostile
	Summary  string // hostile
	State    State
	Severity string
	Source   string // hostile
	Count    int    // how often it came in
	First    time.Time
	Last     time.Time
	EventID  string // the newest raw event; empty: none kept
}

// Change is a change event: something somebody did nearby.
type Change struct {
	At      time.Time
	Summary string // hostile
	Source  string // hostile
	Service Ref
	Links   []OutsideLink
	EventID string
}
