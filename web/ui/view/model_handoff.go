package view

import "time"

// HandoffRow is a handoff as lists show it.
type HandoffRow struct {
	Number   uint64
	Schedule Ref
	At       time.Time
	From, To []string // names
	Figures  string   // "2 open, 14 pages"
	Level    Level    // of State
	State    string   // "not confirmed", "confirmed by Ann" …
	Open     bool
}

// HandoffsPage is every handoff, those that wait for somebody first.
type HandoffsPage struct {
	Schedule string // the name of the only one shown; empty: all
	Query    string // its id
	Waiting  []HandoffRow
	Rows     []HandoffRow
	Pager    Pager
}

// HandoffPage is one handoff.
type HandoffPage struct {
	HandoffRow
	Since time.Time // zero: nobody had it before
	Stay  []string  // who is on call before and after
	Pages int
	// PagesAtLeast: there were too many messages to count them all.
	PagesAtLeast bool
	Incidents    []HandedOver
	More         int
	Note         []Field // what whoever left has to say; none: nothing
	NoteBy       string
	NoteAt       time.Time
	ConfirmedAt  time.Time
	CanConfirm   bool
	CanNote      bool
	Form         Form   // watch, expect, ask
	Seen         string // config.Version of the note that Form began with
}

// HandedOver is an incident as it was at a handoff, and as it is.
type HandedOver struct {
	Ref   Ref
	Title string
	Was   string // "open, reopened twice"
	Now   string // empty: as it was
	Since time.Time
}
