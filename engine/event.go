package engine

import (
	"encoding/json"
	"time"
)

// Action is what an event asks for.
type Action string

// The actions of PagerDuty's Events API v2, and the change event, which opens
// no incident.
const (
	Trigger     Action = "trigger"
	Acknowledge Action = "acknowledge"
	Resolve     Action = "resolve"
	Change      Action = "change"
)

// Severity is how bad a sender says it is. Empty means it did not say.
type Severity string

// The severities of the PagerDuty common event format, worst first.
const (
	Critical Severity = "critical"
	Error    Severity = "error"
	Warning  Severity = "warning"
	Info     Severity = "info"
)

// Rank orders severities: 4 critical, 3 error, 2 warning, 1 info, 0 unknown.
func (s Severity) Rank() int {
	switch s {
	case Critical:
		return 4
	case Error:
		return 3
	case Warning:
		return 2
	case Info:
		return 1
	}
	return 0
}

// Event is one thing a sender told us, after decoding. Its text is hostile and
// already bounded by the decoder: see the Max constants.
type Event struct {
	Action   Action   `json:"action"`
	Key      string   `json:"key,omitempty"` // dedup key; empty means none was given
	Summary  string   `json:"summary,omitempty"`
	Source   string   `json:"source,omitempty"` // the equipment
	Severity Severity `json:"severity,omitempty"`

	Component string `json:"component,omitempty"`
	Group     string `json:"group,omitempty"`
	Class     string `json:"class,omitempty"`

	// Timestamp is the sender's own time, for show; zero if it gave none or
	// nonsense. Paging goes by the time of arrival.
	Timestamp time.Time `json:"timestamp,omitzero"`

	// SentAt is when the sender made this message, by its own clock: the date of a
	// mail, not the beginning of the problem, which stays the same when it is said
	// again. It tells messages that overtook each other; zero if it is not known.
	SentAt time.Time `json:"sent_at,omitzero"`

	// RelayedAt is when the first machine after the sender's had this message, by its
	// own clock: the oldest stamp of a relay on a mail. It proves that the message
	// waited; zero if none has stamped it.
	RelayedAt time.Time `json:"relayed_at,omitzero"`

	Details json.RawMessage `json:"details,omitempty"` // any JSON value
	Links   []Link          `json:"links,omitempty"`
	Images  []Image         `json:"images,omitempty"`
	// Mail is what is known of the mail it came by; nil: it came otherwise.
	Mail *MailOrigin `json:"mail,omitempty"`
	// Recordings are in the mail; their Post is not yet known.
	Recordings []Recording `json:"recordings,omitempty"`
	Client     string      `json:"client,omitempty"`
	ClientURL  string      `json:"client_url,omitempty"`

	// Beat is the alert that always fires, such as Prometheus' Watchdog: its sender's
	// sign of life, and never an incident.
	Beat bool `json:"beat,omitempty"`
	// Test traffic is shown and pages nobody.
	Test bool `json:"test,omitempty"`
	// Quarantine is why the event has no effect until somebody lets it in: its
	// sender may not do what it asks. Empty: it may.
	Quarantine string `json:"quarantine,omitempty"`
	// Unsure is a [Resolve] whose sender's words may as well mean trouble
	// ("temperature is up"): it resolves the open alert of its Key, and where none is
	// open it is a [Trigger] with the key OwnKey.
	Unsure bool   `json:"unsure,omitempty"`
	OwnKey string `json:"own_key,omitempty"`
	// Copy is by what a message is known that its sender sends again.
	Copy Copy `json:"-"`
	// Unparsed marks an event made from a body that could not be read.
	Unparsed bool `json:"unparsed,omitempty"`
	// Mended lists what decoding had to change: "summary cut at 1024 characters".
	Mended []string `json:"mended,omitempty"`
}

// Trouble is an unsure event where nothing is open that it could resolve.
func (ev Event) Trouble() Event {
	ev.Unsure, ev.Action, ev.Key, ev.OwnKey = false, Trigger, ev.OwnKey, ""
	return ev
}

// Link is a web address beside an event. Href is http or https, checked by the
// decoder.
type Link struct {
	Href string `json:"href"`
	Text string `json:"text,omitempty"`
}

// Image is a picture beside an event. Src and Href are http or https.
type Image struct {
	Src  string `json:"src"`
	Href string `json:"href,omitempty"`
	Alt  string `json:"alt,omitempty"`
}

// Bounds on an event's text, in runes. A longer summary is cut and marked; a
// longer key is hashed, never cut, because two long keys could become one.
const (
	MaxSummary = 1024
	MaxKey     = 255
	MaxField   = 1024 // source, component, group, class, client
)

// Raw is what arrived on the wire, kept as it came.
type Raw struct {
	Body        []byte            `json:"-"`
	ContentType string            `json:"content_type,omitempty"`
	Method      string            `json:"method,omitempty"` // an HTTP method, or SMTP
	Path        string            `json:"path,omitempty"`   // with keys masked
	Query       string            `json:"query,omitempty"`  // of the address, with secrets masked
	Remote      string            `json:"remote,omitempty"` // address without port
	Header      map[string]string `json:"header,omitempty"` // a few that help to debug, no secrets
}

// ViaTest is the door of a [Post] that the box sent itself, to try an integration. It
// is no sign of life of a sender.
const ViaTest = "test"

// Post is one request or mail: any number of events for one integration, stored
// as a whole or not at all.
type Post struct {
	Key    string // the integration's key
	Via    string // "events_api_v2", "events_api_v1", "nagios", "email": which door it came through; [ViaTest]: none
	Events []Event
	Raw    Raw
	// Signed tells that the door has checked the sender's signature, or that the box
	// made the post itself. An integration with a Secret takes nothing else.
	Signed bool
	// Unchecked tells that there is a signature which could not be checked now.
	Unchecked bool
	// Doubt is why nobody knows that the sender is who it says it is, where its kind
	// signs by itself; for the quarantine, a sentence without its full stop.
	Doubt string
}

// Fate is what became of one event.
type Fate string

// The fates of an event.
const (
	Opened       Fate = "opened"       // a new incident
	Reopened     Fate = "reopened"     // a resolved incident within its flap window
	Repeated     Fate = "repeated"     // the same again: counted
	Updated      Fate = "updated"      // an open incident, with something new
	Acknowledged Fate = "acknowledged" // by the sender
	ResolvedFate Fate = "resolved"
	Noted        Fate = "noted"       // a change event, or test traffic: stored and shown
	Dropped      Fate = "dropped"     // had no effect; the reason says why
	Suppressed   Fate = "suppressed"  // by an event rule: recorded, and nobody is to be told
	Quarantined  Fate = "quarantined" // its sender may not do this; somebody may let it in
)

// Verdict is the fate of one event and why.
type Verdict struct {
	Fate     Fate   `json:"fate"`
	Reason   string `json:"reason"` // a sentence for people
	Key      string `json:"key"`    // the dedup key in use, generated if none was given
	Incident uint64 `json:"incident,omitempty"`
}

// Receipt answers a Post once it is committed.
type Receipt struct {
	Seq      uint64 // the post's number in the event log
	Verdicts []Verdict

	rulings []Ruling // to be counted once it is committed
}
