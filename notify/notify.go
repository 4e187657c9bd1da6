package notify

import (
	"context"
	"time"
)

// Channel names a family of contact methods. The value is what the
// configuration file and the store hold.
type Channel string

// The channels that have a driver.
const (
	Email   Channel = "email"
	Webhook Channel = "webhook"
	Push    Channel = "push" // ntfy
	SMS     Channel = "sms"
)

// Word is the channel in a sentence: told by SMS, by mail.
func (c Channel) Word() string {
	switch c {
	case Email:
		return "mail"
	case SMS:
		return "SMS"
	}
	return string(c)
}

// Address is where one person is reached by one channel.
//
// Value is an e-mail address, an http(s) URL, an ntfy topic (or the URL of one
// on another server), or a telephone number in E.164 form, by channel. Secret
// signs webhooks; it is empty elsewhere and never logged.
type Address struct {
	Channel Channel
	Value   string
	Secret  string
}

// Kind says why a message is sent, so that a driver can choose its form.
type Kind string

// The kinds of message.
const (
	Page    Kind = "page"    // an incident needs somebody
	Test    Kind = "test"    // "wake me now": asked for by a person
	Handoff Kind = "handoff" // a shift begins or ends
	Notice  Kind = "notice"  // something the person should know; wakes nobody
	// Verification carries a code that the person types to show that messages to
	// this address reach them.
	Verification Kind = "verification"
	// Invitation brings somebody the link with which they set their password, as
	// ListURL. It is a secret.
	Invitation Kind = "invitation"
	// Emergency says that Wakeman itself has failed, so that what watches it can
	// tell this from a page. It wakes, like a test.
	Emergency Kind = "emergency"
)

// Incident is what a message says about one incident. All text comes from
// outside and is hostile: drivers escape it for their medium.
type Incident struct {
	Number    uint64
	ID        string // public id, PagerDuty's shape
	Title     string // at most 1024 runes, no control characters
	Service   string
	Severity  string // critical, error, warning, info
	Urgency   string // high, low
	Priority  string // P1 … P5, may be empty
	Source    string // the equipment, may be empty
	Since     time.Time
	HeldSince time.Time // from when an event rule kept it quiet, until Since; zero: none did
	Step      int       // escalation level, from 1
	Details   string    // plain text, may be long: drivers cut it
	URL       string    // the incident's page, for people who can sign in
	AckURL    string    // page with a button, works without signing in; see Message.AckURL
	Runbook   string    // http(s) link, may be empty
	WhyYou    string    // "on call for Primary until Mon 09:00", one line
	Reminders int       // how often this person was told before, 0 the first time
}

// Message is one thing to tell one person. A page carries one incident, or
// several when they were bundled.
type Message struct {
	Kind      Kind
	Recipient string // the person's name
	Incidents []Incident
	Omitted   int    // further incidents that were bundled but do not fit
	Subject   string // for kinds without incidents
	Text      string // for kinds without incidents, plain text
	Code      string // the six digits of a Verification, which Subject says too
	// AckURL opens a page with a button that acknowledges everything in this
	// message. It is for this recipient only, and expires. Empty when no
	// public address is set.
	AckURL string
	// AckPostURL acknowledges everything in this message by an HTTP POST with
	// an empty body, for buttons on a lock screen. Never fetched by GET.
	AckPostURL string
	// AnswerTo is the mail address that takes an answer to this message, whose first
	// line is 4 to acknowledge or 6 to resolve; by mail only. Empty: none is taken.
	AnswerTo string
	// ListURL is the page of open incidents; of a Handoff, the page it leads to; of an Invitation, the link.
	ListURL string
	// MayBeDuplicate is set when the box stopped while this message was being
	// sent, so the recipient may have it already. Every driver says so in words.
	MayBeDuplicate bool
	Zone           *time.Location // the recipient's, for times in text; never nil
}

// Delivery is one attempt to hand one message to one carrier.
type Delivery struct {
	ID      string // [0-9a-z]+, the idempotency key: the same over all attempts
	Attempt int    // from 1
	To      Address
	Message Message
}

// Status is what became of an attempt.
type Status string

// What a driver may answer.
const (
	// Delivered: the recipient's device or server has it.
	Delivered Status = "delivered"
	// Accepted: the carrier took responsibility; more is not known.
	Accepted Status = "accepted"
	// Retry: it did not work, and may work later (time-out, 5xx, 429, no route).
	Retry Status = "retry"
	// Permanent: it will not work however often it is tried (unknown address,
	// 4xx, refused by policy). The next method is used at once.
	Permanent Status = "permanent"
)

// Outcome is a driver's answer to one attempt.
type Outcome struct {
	Status Status
	// Reason is one line for the timeline, without secrets: "550 no such user".
	Reason string
	// ProviderID is the carrier's own id for the message, if it gave one.
	ProviderID string
	// RetryAfter is how long the carrier asked us to wait; 0 if it did not.
	RetryAfter time.Duration
}

// OK reports whether the carrier took the message.
func (o Outcome) OK() bool { return o.Status == Delivered || o.Status == Accepted }

// Driver hands messages to one family of carriers.
//
// Send must return when ctx ends, must be safe for concurrent use, must never
// panic on any text, and must not retry by itself. It reports a failure in the
// Outcome, never by a second channel.
type Driver interface {
	Send(ctx context.Context, d Delivery) Outcome
}
