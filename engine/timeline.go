package engine

import "time"

// EntryType is what a timeline entry tells. The words are those of PagerDuty's
// log entries where it has one.
type EntryType string

// The timeline entries.
const (
	TriggerEntry       EntryType = "trigger"
	AcknowledgeEntry   EntryType = "acknowledge"
	UnacknowledgeEntry EntryType = "unacknowledge"
	ResolveEntry       EntryType = "resolve"
	ReopenEntry        EntryType = "reopen"
	AssignEntry        EntryType = "assign"   // people were chosen, and why
	EscalateEntry      EntryType = "escalate" // a step began
	SkipEntry          EntryType = "skip"     // a step meant nobody
	ExhaustEntry       EntryType = "exhaust_escalation_path"
	NotifyEntry        EntryType = "notify" // an attempt to tell somebody, and its result
	AnnotateEntry      EntryType = "annotate"
	SnoozeEntry        EntryType = "snooze"
	UrgencyEntry       EntryType = "urgency_change"
	SeverityEntry      EntryType = "severity_change"
	PriorityEntry      EntryType = "priority_change"
	TitleEntry         EntryType = "title_change"
	QuietEntry         EntryType = "quiet" // why nobody is paged
	MergeEntry         EntryType = "merge" // its alerts went to another, or came from others
)

// Entry is one line of an incident's timeline.
type Entry struct {
	Incident uint64    `json:"incident"`
	Seq      uint64    `json:"seq"`
	At       time.Time `json:"at"`
	Type     EntryType `json:"type"`
	Actor    Actor     `json:"actor"`
	// Text is the sentence people read: what happened and why.
	Text string `json:"text"`
	// Level is the escalation level concerned, from 1; 0 if none.
	Level int `json:"level,omitempty"`
	// Users are the people concerned: assigned, or told.
	Users []string `json:"users,omitempty"`
	// Of a NotifyEntry:
	Channel  string `json:"channel,omitempty"`
	Method   string `json:"method,omitempty"` // the contact method's label
	Delivery string `json:"delivery,omitempty"`
	Result   string `json:"result,omitempty"` // delivered, accepted, retry, failed
	Attempt  int    `json:"attempt,omitempty"`
	// Post is the event behind the entry; 0 if none.
	Post uint64 `json:"post,omitempty"`
	// Until is the end of a snooze.
	Until time.Time `json:"until,omitzero"`
}

// PostRow is one line of the event log: a request or mail, and what became of
// each event in it.
type PostRow struct {
	Seq         uint64     `json:"seq"`
	At          time.Time  `json:"at"`
	Integration string     `json:"integration"` // Integration.ID
	Service     string     `json:"service"`     // Service.ID
	Via         string     `json:"via"`
	Raw         Raw        `json:"raw"`
	Bytes       int        `json:"bytes"`
	Events      []EventRow `json:"events"`
}

// EventRow is one event of a post, shortened, with its verdict.
type EventRow struct {
	Action   Action   `json:"action"`
	Summary  string   `json:"summary,omitempty"`
	Source   string   `json:"source,omitempty"`
	Severity Severity `json:"severity,omitempty"`
	Mended   []string `json:"mended,omitempty"`
	// SentKey is the sender's dedup key, if an event rule gave it another.
	SentKey string `json:"sent_key,omitempty"`
	// Rules are the names of the event rules that matched, in the order in which
	// they were asked: none, one, or one of all events and one of the service.
	Rules []string `json:"rules,omitempty"`
	// Recordings came with it; their Post is this one.
	Recordings []Recording `json:"recordings,omitempty"`
	Verdict
}

// ChangeRow is a change event: something was deployed or configured.
type ChangeRow struct {
	Seq         uint64    `json:"seq"`            // the post's
	Part        uint64    `json:"part,omitempty"` // which event of the post, from 0
	At          time.Time `json:"at"`             // the sender's time, else arrival
	Service     string    `json:"service"`
	Integration string    `json:"integration"`
	Event       Event     `json:"event"`
}

// AuditRow is one line of the audit log. The store links each to the one before
// by a hash.
type AuditRow struct {
	Seq    uint64    `json:"seq"`
	At     time.Time `json:"at"`
	Actor  Actor     `json:"actor"`
	Action string    `json:"action"` // incident.acknowledge, config.apply, token.create …
	Object string    `json:"object"` // what it was done to
	Detail string    `json:"detail,omitempty"`
	Prev   string    `json:"prev"` // hex SHA-256 of the row before
	Hash   string    `json:"hash"`
}
