package view

import (
	"time"

	"wakeman/embed"
)

// Clock is the instant a page is drawn for and the zone its times are shown in.
// Zone nil means UTC.
type Clock struct {
	Now  time.Time
	Zone *time.Location
}

// Page is what every page needs beside its own contents. The zero Viewer means
// that nobody is signed in: the navigation is left out.
type Page struct {
	Clock
	Viewer  Viewer
	Notice  *Notice  // the result of what was just done; nil for none
	Banners []Banner // standing trouble, shown on every page, worst first
	// Setup reminds admins of the first start; nil: it is through, or this is it.
	Setup  *SetupBar
	Assets *embed.Set
	// Triggered is the number of triggered incidents, for the navigation and
	// the window title.
	Triggered int
	// LiveAfter is the id of the newest live event at the time of drawing, so
	// that nothing is missed between drawing and listening. Empty: not live.
	LiveAfter string
	// Answer tells that the page is drawn in answer to a POST: at its address there
	// may be none to be had, so what is live is read from another.
	Answer bool
	// Passkeys is where passkeys work.
	Passkeys PasskeyPlace
	Version  string // shown in the menu and on the health page
	Demo     bool   // a made-up provider; says so on every page
}

// Viewer is the person looking.
type Viewer struct {
	Name     string // empty: nobody is signed in
	Email    string
	Role     string // viewer, responder, scheduler, admin, owner
	CanAct   bool   // may acknowledge, resolve, note (responder and up)
	CanAdmin bool   // may start paging, see raw events and addresses
}

// Level is how bad a notice, banner or check is.
type Level string

// The levels. The empty level is neutral.
const (
	Good    Level = "good"
	Warning Level = "warning"
	Bad     Level = "bad"
)

// Notice is the result of the last action, shown once at the top and announced
// politely. UndoPath, if any, is POSTed to take it back.
type Notice struct {
	Level     Level
	Text      string // "You have it. Paging has stopped."
	UndoPath  string // empty: nothing to undo
	UndoLabel string // "Undo"
	LinkPath  string // a path of ours, empty for none
	LinkText  string // "Open #2"
}

// Banner is standing trouble: "Paging is on hold since …".
type Banner struct {
	Level    Level
	Text     string
	LinkPath string // a path of ours, empty for none
	LinkText string
}

// Ref names a thing of ours that has a page. An empty ID is drawn without a link.
type Ref struct {
	ID   string
	Name string
}

// Field is one name with its value: a detail of an event, a header.
type Field struct {
	Name  string
	Value string // may be long, hostile, and have many lines
}

// OutsideLink is a link or an image that came with an event. It becomes a link
// only if Href is an absolute http or https address, else it is shown as text.
type OutsideLink struct {
	Href string
	Text string // empty: the address itself
}

// Option is one choice of a select field.
type Option struct {
	Value string
	Label string
}

// Pager leads to the pages before and after this one of a long list. Cursors
// are opaque; empty means there is none.
type Pager struct {
	Newer string
	Older string
}

// Form is what was typed into a form and what was wrong with it. The keys of
// both maps are the names of the form's fields. A nil map is fine.
type Form struct {
	Values  map[string]string
	Errors  map[string]string // one sentence each, shown beside the field
	Problem string            // what is wrong with the form as a whole
}

// Value returns what was typed into the field.
func (f Form) Value(name string) string { return f.Values[name] }

// Error returns what is wrong with the field, or the empty string.
func (f Form) Error(name string) string { return f.Errors[name] }

// Failed reports whether anything is wrong.
func (f Form) Failed() bool { return len(f.Errors) > 0 || f.Problem != "" }

// State is the state of an incident as people see it.
type State string

// The states. Quiet is kept and shown but pages nobody (suppressed).
const (
	Triggered    State = "triggered"
	Acknowledged State = "acknowledged"
	Resolved     State = "resolved"
	Quiet        State = "quiet"
)

// Reach says whether a person can be reached. The zero value means unknown.
type Reach struct {
	State  ReachState
	Reason string // why not, or what is doubtful; needed unless Reachable
}

// ReachState is the answer to "reachable?".
type ReachState string

// The answers.
const (
	ReachUnknown ReachState = ""
	Reachable    ReachState = "reachable"
	Doubtful     ReachState = "doubtful"
	Unreachable  ReachState = "unreachable"
)

// Cell is one hour of a health strip, oldest first. Level empty means nothing
// was heard; Words is its title ("14:00 to 15:00: 12 events, 1 failed").
type Cell struct {
	Level Level
	Words string
}
