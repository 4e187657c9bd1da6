package engine

import (
	"encoding/json"
	"time"

	"wakeman/engine/people"
)

// Status is the state of an incident.
type Status string

// The states of an incident. Resolved ones can be reopened.
const (
	Triggered Status = "triggered"
	Acked     Status = "acknowledged"
	Resolved  Status = "resolved"
)

// Open reports whether somebody may still have to act.
func (s Status) Open() bool { return s == Triggered || s == Acked }

// Incident is one thing that is wrong and somebody's job. It holds one alert or
// more; everything that happened to it is its timeline.
type Incident struct {
	Number   uint64         `json:"number"`
	Title    string         `json:"title"`
	Service  string         `json:"service"` // Service.ID
	Policy   string         `json:"policy"`  // Policy.ID in force
	Status   Status         `json:"status"`
	Urgency  people.Urgency `json:"urgency"`
	Severity Severity       `json:"severity,omitempty"` // worst of its alerts
	Priority Priority       `json:"priority,omitempty"` // by an event rule or a person; "": none
	// Ruled is the highest priority that an event rule gave it.
	Ruled     Priority `json:"ruled,omitempty"`
	Key       string   `json:"key"`              // dedup key of the first alert
	Source    string   `json:"source,omitempty"` // the equipment
	Component string   `json:"component,omitempty"`
	Group     string   `json:"group,omitempty"`
	Class     string   `json:"class,omitempty"`

	CreatedAt time.Time `json:"created_at"`
	ChangedAt time.Time `json:"changed_at"` // last change of status
	ChangedBy Actor     `json:"changed_by"`

	Acks         []Ack     `json:"acks,omitempty"` // empty unless acknowledged
	SnoozedUntil time.Time `json:"snoozed_until,omitzero"`
	// Kept tells that an event rule kept it quiet until it was opened, or reopened; nil:
	// none did.
	Kept *Kept `json:"kept,omitempty"`
	// Press is what the last person did, for Act.Undo; nil if it is nothing of the kind.
	Press *Press `json:"press,omitempty"`
	// Generation counts how often it was opened: 1, and one more for each
	// reopening. A link sent for an earlier generation no longer works.
	Generation int   `json:"generation"`
	Level      Level `json:"level"`
	// Quiet is the reason why nobody is being paged although it is triggered.
	Quiet string `json:"quiet,omitempty"`

	OpenAlerts int `json:"open_alerts"`
	AllAlerts  int `json:"all_alerts"`
	// MergedInto is the incident that this one's alerts went to; 0 if none.
	MergedInto uint64 `json:"merged_into,omitempty"`
	Retitled   int    `json:"retitled,omitempty"` // how often the sender changed the title
	Entries    uint64 `json:"entries"`            // last timeline sequence number
	LastPage   uint64 `json:"last_page"`          // last page sequence number
	Revision   uint64 `json:"revision"`           // grows with each change, for optimistic locking
}

// Kept is which event rule kept a problem quiet, and from when to when.
type Kept struct {
	Rule  string    `json:"rule"` // its name
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

// Level is how far an incident has escalated.
type Level struct {
	Step  int `json:"step"`  // index into Policy.Steps
	Loop  int `json:"loop"`  // 0 the first time through
	Round int `json:"round"` // grows with each start of a step, so that late outcomes are told apart
	// Assigned are the users told in this round.
	Assigned  []string  `json:"assigned,omitempty"`
	StartedAt time.Time `json:"started_at,omitzero"`
	NextAt    time.Time `json:"next_at,omitzero"` // when the next step begins; zero if it will not
	// Reached: a carrier took a page of this round. EverReached: of any round
	// since it was triggered, but for those of the fallback contact.
	Reached     bool `json:"reached,omitempty"`
	EverReached bool `json:"ever_reached,omitempty"`
	Exhausted   bool `json:"exhausted,omitempty"` // every step, every loop
	Fallback    bool `json:"fallback,omitempty"`  // this round is the fallback contact's
	Direct      bool `json:"direct,omitempty"`    // assigned to people by hand, not by the policy
	Restarts    int  `json:"restarts,omitempty"`  // how often it started over because nobody was reached
	Paused      bool `json:"paused,omitempty"`    // an event rule waits with the first page until NextAt
}

// Ack is one acknowledgement.
type Ack struct {
	By Actor     `json:"by"`
	At time.Time `json:"at"`
}

// Alert is one problem as its sender keys it. Repeats of it are counted here.
type Alert struct {
	Number      uint64 `json:"number"`
	Incident    uint64 `json:"incident"`
	Integration string `json:"integration"` // Integration.ID; Service.ID if it was opened by hand
	Key         string `json:"key"`
	// Sent are the keys by which its senders know it, if an event rule gave it
	// another: see [Alert.sentAs]. Beyond: there were more than are remembered.
	Sent   []string `json:"sent,omitempty"`
	Beyond bool     `json:"beyond,omitempty"`
	// Ended are keys of which an end was heard, and no trigger since.
	Ended     []string `json:"ended,omitempty"`
	Open      bool     `json:"open"`
	Severity  Severity `json:"severity,omitempty"`
	Summary   string   `json:"summary"`
	Source    string   `json:"source,omitempty"`
	Component string   `json:"component,omitempty"`
	Group     string   `json:"group,omitempty"`
	Class     string   `json:"class,omitempty"`
	Client    string   `json:"client,omitempty"`
	ClientURL string   `json:"client_url,omitempty"`
	Links     []Link   `json:"links,omitempty"`
	Images    []Image  `json:"images,omitempty"`
	// Recordings are those of all its events, oldest first.
	Recordings []Recording `json:"recordings,omitempty"`
	// Details are the sender's, at most MaxDetails bytes; longer ones are only
	// in the raw event.
	Details    json.RawMessage `json:"details,omitempty"`
	FirstSeen  time.Time       `json:"first_seen"`
	LastSeen   time.Time       `json:"last_seen"`
	ResolvedAt time.Time       `json:"resolved_at,omitzero"`
	Count      uint64          `json:"count"`
	FirstPost  uint64          `json:"first_post"`
	LastPost   uint64          `json:"last_post"`
	// SentAt is the newest Event.SentAt of its triggers; zero if none had one.
	SentAt time.Time `json:"sent_at,omitzero"`
	// ReopenUntil ends the flap window of a resolved alert.
	ReopenUntil time.Time `json:"reopen_until,omitzero"`
	// Closed is set of an alert that no sender ended: its incident was resolved.
	Closed *Closing `json:"closed,omitempty"`
}

// Live reports whether a trigger with this alert's key belongs to it: it is
// open, or within its flap window.
func (a Alert) Live() bool { return a.Open || !a.ReopenUntil.IsZero() }

// MaxDetails bounds the details kept with an alert, in bytes.
const MaxDetails = 32 << 10

// ActorKind is what sort of thing did something.
type ActorKind string

// The kinds of actor.
const (
	ByPerson      ActorKind = "person"
	ByIntegration ActorKind = "integration"
	BySystem      ActorKind = "system" // Wakeman itself: a timer, a start
	ByToken       ActorKind = "token"  // an API key that is nobody's
	ByCLI         ActorKind = "cli"
)

// Actor is who did something, and by which way.
type Actor struct {
	Kind ActorKind `json:"kind"`
	ID   string    `json:"id,omitempty"`
	Name string    `json:"name,omitempty"`
	Via  string    `json:"via,omitempty"` // ui, api, mail link, push button, cli …
}

// System is Wakeman acting by itself.
func System() Actor { return Actor{Kind: BySystem, Name: "Wakeman"} }

// Equipment is a thing that events name as their source.
type Equipment struct {
	Name         string    `json:"name"`
	FirstSeen    time.Time `json:"first_seen"`
	LastIncident uint64    `json:"last_incident"`
	LastAt       time.Time `json:"last_at"` // when that incident opened
	Incidents    int       `json:"incidents"`
}
