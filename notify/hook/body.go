package hook

import (
	"time"

	"wakeman/notify"
	"wakeman/notify/text"
)

// Body is the JSON document that is posted. Every field is always present; a
// list is never null; strings are one line of plain text unless said otherwise.
// None of it is escaped for HTML.
type Body struct {
	ID      string `json:"id"`      // the delivery; the same over all attempts, and the webhook-id header
	Type    string `json:"type"`    // page, test, handoff, notice, verification or emergency
	Attempt int    `json:"attempt"` // from 1
	// MayBeDuplicate is true when Wakeman stopped while this delivery was being
	// sent. A receiver that remembers ids can leave this to the id.
	MayBeDuplicate bool   `json:"may_be_duplicate"`
	Recipient      string `json:"recipient"` // the person's name
	Subject        string `json:"subject"`   // the message in one line, for people
	Text           string `json:"text"`      // the message in several lines, for people
	// Incidents are what a page is about, the most severe first, at most 100;
	// empty for the other types.
	Incidents []Incident `json:"incidents"`
	// Omitted is how many more incidents belong to this page and are not listed.
	Omitted int `json:"omitted"`
	// AckURL is a page with a button that acknowledges all of this message's
	// incidents, for the recipient alone and for a limited time. Opening it
	// changes nothing. "" if no public address is set.
	AckURL  string `json:"ack_url"`
	ListURL string `json:"list_url"` // the page of open incidents, of a handoff its own page, or ""
	// Code is the six digits of a verification, to be typed on the page that asks
	// for it; "" for the other types.
	Code string `json:"code"`
}

// Incident is one incident in a [Body].
type Incident struct {
	ID       string `json:"id"`     // as in the REST API
	Number   uint64 `json:"number"` // as people say it: #17
	Title    string `json:"title"`
	Service  string `json:"service"`
	Severity string `json:"severity"` // critical, error, warning or info
	Urgency  string `json:"urgency"`  // high or low
	Priority string `json:"priority"` // P1 … P5, or ""
	Source   string `json:"source"`   // the equipment, or ""
	Since    string `json:"since"`    // RFC 3339 in UTC, or ""
	Level    int    `json:"level"`    // the escalation level, from 1
	Details  string `json:"details"`  // several lines; at most 8000 runes
	URL      string `json:"url"`      // the incident's page, for people who can sign in
	AckURL   string `json:"ack_url"`  // as in Body, for this incident alone
}

const (
	maxTitle   = 1024
	maxName    = 200
	maxDetails = 8000

	maxIncidents = 100 // per body; the rest is counted
)

// NewBody describes d.
func NewBody(d notify.Delivery) Body {
	m := d.Message
	b := Body{
		ID:             d.ID,
		Type:           string(m.Kind),
		Attempt:        d.Attempt,
		MayBeDuplicate: m.MayBeDuplicate,
		Recipient:      name(m.Recipient),
		Subject:        subject(m),
		Text:           body(m),
		Incidents:      []Incident{},
		Omitted:        max(0, m.Omitted),
		AckURL:         text.Link(m.AckURL),
		ListURL:        text.Link(m.ListURL),
		Code:           name(m.Code),
	}
	for n, i := range text.Worst(m.Incidents) {
		if n == maxIncidents {
			b.Omitted += len(m.Incidents) - n
			break
		}
		b.Incidents = append(b.Incidents, newIncident(i))
	}
	return b
}

func newIncident(i notify.Incident) Incident {
	return Incident{
		ID:       name(i.ID),
		Number:   i.Number,
		Title:    text.Cut(text.Line(i.Title), maxTitle),
		Service:  name(i.Service),
		Severity: name(i.Severity),
		Urgency:  name(i.Urgency),
		Priority: name(i.Priority),
		Source:   name(i.Source),
		Since:    stamp(i.Since),
		Level:    i.Step,
		Details:  text.Cut(text.Block(i.Details), maxDetails),
		URL:      text.Link(i.URL),
		AckURL:   text.Link(i.AckURL),
	}
}

func name(s string) string { return text.Cut(text.Line(s), maxName) }

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
