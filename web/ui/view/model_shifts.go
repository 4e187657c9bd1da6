package view

import "time"

// AwayPage is when a person is away, and the form that adds to it.
type AwayPage struct {
	Form
	Base  string // PathProfile or PersonPath
	Whose string // empty: the viewer's
	Zone  string // the person's, in which days are counted
	List  []AwayRow
	// Presets are times to be entered by one tap; none where something was typed already.
	Presets []AwayPreset
	// Shown is what was typed when Effects were made, so that what is saved was seen; empty before that.
	Shown   string
	Effects []AwayEffect
	Start   time.Time // of the absence to be saved
	End     time.Time
	Gap     bool // somebody is missing for some of the time
}

// AwayPreset is a time that somebody is likely to be away, as the filled-in form, with what it does.
type AwayPreset struct {
	Form
	Name    string // "Tonight"
	When    string // "Wed 4 Mar 18:00 – Thu 5 Mar 08:00"
	Shown   string // see [AwayPage]
	Effects []AwayEffect
	Gap     bool // somebody is missing: it is looked at before it is saved
}

// AwayRow is one absence.
type AwayRow struct {
	ID     string
	When   string // "Mon 3 – Fri 14 Aug 2026", or with times
	Reason string
	Now    bool
	Feed   bool   // it came from a calendar, and is changed there
	Who    string // of a schedule's: who is away
	You    bool   // that is the viewer
	Base   string // where it is ended; empty for nowhere
}

// ScheduleAwayPage is somebody's absence from one schedule, to be entered.
type ScheduleAwayPage struct {
	AwayPage
	Schedule Ref
	People   []Option // who can be chosen; empty: the viewer alone
}

// AwayEffect is what an absence does to one schedule.
type AwayEffect struct {
	Schedule Ref
	Rows     []AfterRow // the person's time, with who has it then
}

// MyShifts is what somebody has before them.
type MyShifts struct {
	ID     string
	Whose  string // empty: the viewer's
	Shifts []OwnShift
	More   int        // shifts that are not listed
	Asked  []SwapCard // requests of others that the viewer can answer; only their own page has them
	Swaps  []SwapCard // the person's own requests
	Away   []AwayRow
	// AwayPath is where absences are entered; empty: not by the viewer.
	AwayPath string
	Tasks    []Task        // what can be done from here with one tap more; only one's own page has them
	Total    time.Duration // of the shifts shown
}

// OwnShift is one shift of a person.
type OwnShift struct {
	Schedule   Ref
	Start, End time.Time
	Open       bool // it goes on past what is shown
	Now        bool
	Night      time.Duration // of it lies between 22:00 and 8:00
	Weekend    time.Duration // of it lies on Saturdays and Sundays
	Before     string        // who has it before; empty: nobody
	After      string        // who comes then; empty: nobody
	Asked      string        // who takes it is asked
	Swap       string        // where to ask who takes it; empty for nowhere
}
