package view

import "time"

// TakePage is the form with which somebody goes on call at once.
type TakePage struct {
	Form
	Schedule Ref
	OnCall   string    // who is, by name; empty: nobody
	Until    time.Time // when that changes; zero: never
	Whom     []Option  // whose place it can be, when several are on call; empty: no choice
	People   []Option  // who can be put on, for who may choose; empty: the viewer
	Lengths  []Option  // field "for": until when
	// On is that the viewer is on call already; Back is where that can be given back, empty for nowhere.
	On   bool
	Back string
}

// BackPage asks before an override is given back.
type BackPage struct {
	Form
	Schedule   Ref
	Override   string // its id
	User       string // whose it is; empty: the viewer's
	Start, End time.Time
	Begun      bool
	After      []AfterRow // who is on call then
	Gap        bool       // some of it is nobody's: that must be meant
	Ask        string     // where somebody else can be asked, empty for nowhere
}

// AfterRow is a stretch of time with who has it after a change.
type AfterRow struct {
	Start, End time.Time
	Names      string // empty: nobody
	Why        string // of a gap
	You        bool
}
