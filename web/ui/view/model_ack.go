package view

import "time"

// AckPage is the page behind the link in a page (SMS, mail, push): it needs no
// sign-in and lets one person acknowledge what one message told them.
type AckPage struct {
	State     AckState
	Incidents []AckItem // one, or several when the message bundled them
	// PostPath is where the button posts to. Needed for AckReady.
	PostPath  string
	Recipient string        // whose link it is
	By        string        // AckAlready: who has it ("You" if the same person)
	At        time.Time     // when that happened, or when the link expired or was revoked
	Test      bool          // a test page: there is no incident
	Took      time.Duration // of a test: from the button to the acknowledgement
	SignIn    string        // path of the incident or list for people who can sign in
}

// AckState is what the link can still do.
type AckState string

// The states of an acknowledgement link.
const (
	AckReady    AckState = "ready"    // shows the button
	AckDone     AckState = "done"     // after the POST: you have it
	AckAlready  AckState = "already"  // acknowledged before, By says by whom
	AckResolved AckState = "resolved" // over already
	AckExpired  AckState = "expired"
	AckRevoked  AckState = "revoked"
)

// AckItem is one incident on an acknowledgement page.
type AckItem struct {
	ID       string
	Number   uint64
	Title    string // hostile
	State    State
	Severity string
	Priority string
	Service  string
	Source   string // hostile
	Since    time.Time
	Holder   string      // who has it, if anybody
	Runbook  OutsideLink // empty Href: none
}
