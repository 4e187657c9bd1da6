package view

import "time"

// SetupBar says on every page how far the first start has come.
type SetupBar struct {
	Done, Of int
	Path     string // the page of the step that is next
}

// WelcomeStep is one step of the first start. Whether it is done follows from
// what the box is, never from a box that somebody ticked.
type WelcomeStep struct {
	Title string // "Sending mail"
	Path  string // its page; empty: it has none
	Done  bool
	Now   bool   // the first that is not done
	Fact  string // a sentence: what proves that it is done, or what is missing
	Grey  bool   // done by doing without it
}

// WelcomePage is the list of the steps; with all of them done, what is left to
// make it better.
type WelcomePage struct {
	Steps  []WelcomeStep
	Rest   []WelcomeRest
	Hidden bool // nobody is reminded of it any more
	// Declined is who chose so, when, and why; empty where it was not asked then.
	Declined string
}

// WelcomeHidePage asks before admins are not reminded any more. The fields are
// "understood" and "why".
type WelcomeHidePage struct {
	Form Form
	Open []WelcomeStep // the steps that nobody will be reminded of
}

// Ready reports whether every step is done.
func (v WelcomePage) Ready() bool { return v.done() == len(v.Steps) }

func (v WelcomePage) done() (n int) {
	for _, s := range v.Steps {
		if s.Done {
			n++
		}
	}
	return n
}

// WelcomeRest is something worth doing that the first start does not wait for.
type WelcomeRest struct {
	What, Why string
	Path, Do  string // empty: not on a page
}

// WelcomeHead is what every step's page has at its top and end.
type WelcomeHead struct {
	Step       WelcomeStep
	Number, Of int // from 1
	Back, Next string
}

// WelcomeMail is the step that lets mail out of the box. The fields are those of
// the settings: "public_url", "outgoing_allow", "mail.host" and so on.
type WelcomeMail struct {
	WelcomeHead
	Form   Form
	Seen   string
	Stored bool     // there is a password
	Set    bool     // a server is set
	To     string   // where a test mail goes
	Last   WakeTest // the newest mail to there
}

// WelcomeContact is the step that makes one person reachable for certain.
type WelcomeContact struct {
	WelcomeHead
	Methods []WelcomeMethod
}

// WelcomeMethod is one of the viewer's ways to be paged.
type WelcomeMethod struct {
	ID, Label, Channel, Address string
	Problem                     string    // why nothing leaves the box by it
	Verified                    time.Time // zero: not yet
	Test                        WakeTest  // the newest test page
	Acked                       time.Time // when that was acknowledged; zero: not yet
}

// WelcomeOnCall is the step that says who is woken. The fields are "service",
// "first" and "second", which may be empty.
type WelcomeOnCall struct {
	WelcomeHead
	Form   Form
	People []Option
	// Now are the services that page somebody already, with whom.
	Now []Field
}

// WelcomeTest is the step that wakes the viewer.
type WelcomeTest struct {
	WelcomeHead
	Methods []WelcomeMethod
	NoLink  bool // no public address: the message has nothing to press
}

// WelcomeSender is the step that lets the first event in. The fields are
// "sender" and "service".
type WelcomeSender struct {
	WelcomeHead
	Form     Form
	Senders  []Option
	Services []Option
	// Chosen is the integration whose instructions are shown; nil: none is.
	Chosen *WelcomeIntegration
	Others []WelcomeIntegration
}

// WelcomeIntegration is a way in, with how its sender is pointed at it.
type WelcomeIntegration struct {
	Integration
	Service Ref
	Setup   []Sender
	Guessed string // the address is the one the page was opened under
}

// WelcomeHeartbeat is the step about who notices when the box is gone. The fields
// of one form are "url" and "interval", of the other "understood" and "why".
type WelcomeHeartbeat struct {
	WelcomeHead
	Form    Form
	Seen    string // version of what is set
	To      string // where it goes now; empty: nowhere
	Every   string
	LastOK  time.Time
	Problem string // why the last one did not get out
	Without string // why there is none
}
