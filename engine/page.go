package engine

import (
	"time"

	"wakeman/notify"
)

// Page is one reason to tell one person by one method: a row of the outbox. Its
// key is the incident and a sequence number within it.
type Page struct {
	Incident uint64 `json:"incident"`
	Seq      uint64 `json:"seq"`
	User     string `json:"user"`
	Method   string `json:"method"` // ContactMethod.ID
	Step     int    `json:"step"`
	Round    int    `json:"round"`
	Why      string `json:"why"` // "on call for Primary"
	// NotBefore is when it is due.
	NotBefore time.Time `json:"not_before"`
	// Delivery is the message that carries it, once it is being sent.
	Delivery string `json:"delivery,omitempty"`
	// Attempts that the carrier did not take.
	Attempts int `json:"attempts,omitempty"`
	// Uncertain: a message that carried it before may have got through unrecorded.
	Uncertain bool `json:"uncertain,omitempty"`
}

// PageKey names a page.
type PageKey struct {
	Incident uint64 `json:"incident"`
	Seq      uint64 `json:"seq"`
}

// Key names the page.
func (p Page) Key() PageKey { return PageKey{p.Incident, p.Seq} }

// failing says that the carrier refused it so often that the engine no longer
// counts on it, though it is still tried.
func (p Page) failing() bool { return p.Attempts >= failingAttempts }

// DeliveryState is where a delivery stands.
type DeliveryState string

// The states of a delivery.
const (
	Sending   DeliveryState = "sending"   // leased: a driver has it, or had it when we stopped
	Waiting   DeliveryState = "waiting"   // for the next attempt
	Sent      DeliveryState = "sent"      // a carrier took it
	Failed    DeliveryState = "failed"    // given up
	Cancelled DeliveryState = "cancelled" // nothing left to say
)

// Done reports whether nothing more will happen to it.
func (s DeliveryState) Done() bool { return s == Sent || s == Failed || s == Cancelled }

// Delivery is one message to one person by one method. It carries one page, or
// several bundled ones, or a text of its own (test, notice).
type Delivery struct {
	ID      string        `json:"id"` // [0-9a-z]+
	Kind    notify.Kind   `json:"kind"`
	User    string        `json:"user"`
	Method  string        `json:"method"`  // ContactMethod.ID
	Label   string        `json:"label"`   // its label then
	Channel string        `json:"channel"` // its type then
	Address string        `json:"address"` // its address then
	Items   []Item        `json:"items,omitempty"`
	Subject string        `json:"subject,omitempty"`
	Text    string        `json:"text,omitempty"`
	State   DeliveryState `json:"state"`
	// Attempts counts the attempts begun.
	Attempts  int       `json:"attempts"`
	CreatedAt time.Time `json:"created_at"`
	NextAt    time.Time `json:"next_at,omitzero"` // of Waiting
	// LeasedAt is when the attempt under way began. A lease found at start was
	// left by a crash.
	LeasedAt   time.Time `json:"leased_at,omitzero"`
	Uncertain  bool      `json:"uncertain,omitempty"` // an attempt may have got through unrecorded
	Reason     string    `json:"reason,omitempty"`    // the last outcome's
	ProviderID string    `json:"provider_id,omitempty"`
	FinishedAt time.Time `json:"finished_at,omitzero"`
	// Until is when it is of no use any more, and is not sent: a reminder of a
	// shift that is over. Zero: never.
	Until time.Time `json:"until,omitzero"`
	// Path is the page of Wakeman that the message leads to, in place of the open
	// incidents: "/schedules/PSCHED1".
	Path string `json:"path,omitempty"`
	// AnsweredAt is when the person acknowledged a test page, or gave the code of
	// a verification; Tries counts the codes that were given.
	AnsweredAt time.Time `json:"answered_at,omitzero"`
	Tries      int       `json:"tries,omitempty"`
}

// Due is when something has to happen to it: its next attempt, or the end of a
// lease that nobody reported. Nothing has to happen to one that is done.
func (d Delivery) Due() (at time.Time, ok bool) {
	switch d.State {
	case Waiting:
		return d.NextAt, true
	case Sending:
		return d.LeasedAt.Add(leaseTimeout), true
	}
	return time.Time{}, false
}

// useless reports whether what it says is past.
func (d Delivery) useless(now time.Time) bool { return !d.Until.IsZero() && now.After(d.Until) }

// Item is one incident in a delivery.
type Item struct {
	PageKey
	Generation int    `json:"generation"`
	Step       int    `json:"step"`
	Why        string `json:"why"`
}

// Reach remembers the last message to a person by a method, for bundling.
type Reach struct {
	User      string    `json:"user"`
	Method    string    `json:"method"`
	At        time.Time `json:"at"`
	Incidents []uint64  `json:"incidents"` // at most 20, the newest
}

// TimerKind is what a timer is for. An incident has at most one of each.
type TimerKind string

// The timers of an incident.
const (
	EscalateTimer    TimerKind = "escalate"
	AckTimer         TimerKind = "ack_timeout"
	SnoozeTimer      TimerKind = "snooze"
	AutoResolveTimer TimerKind = "auto_resolve"
	StaleTimer       TimerKind = "stale"
	FlapTimer        TimerKind = "flap_end"
)

// Timer is a durable timer: a row with a due time.
type Timer struct {
	Incident uint64    `json:"incident"`
	Kind     TimerKind `json:"kind"`
	At       time.Time `json:"at"`
}

// TimerKey names a timer.
type TimerKey struct {
	Incident uint64
	Kind     TimerKind
}
