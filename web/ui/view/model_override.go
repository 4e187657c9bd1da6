package view

import "time"

// OverridePage makes an override. The form's fields are "start" and "end",
// readings of the schedule's clock, "user" (a user's id or "nobody"),
// "replaces" (a user's id, or "nobody"; empty: everybody) and "gap".
type OverridePage struct {
	Schedule Ref
	Form     Form
	Own      Clock // the schedule's zone
	People   []Option
	Whom     []Option
	Problems []string   // why there is nothing to show yet
	After    []AfterRow // who is on call in that time, once it is made
	Moves    []ShiftMove
	Cautions []string
	Gap      bool // somebody's time would have nobody
}

// OverrideRow is an override that runs or is to come.
type OverrideRow struct {
	Start, End time.Time
	Names      string // who goes on; empty: nobody
	Whom       string // who goes off; empty: nobody, they are on call beside the others
	You        bool
	Now        bool
	Doubt      string // why it does not do what it says
	Path       string // where it is removed; empty: not by the viewer
}

// ScheduleDeletePage asks before a schedule is deleted.
type ScheduleDeletePage struct {
	Schedule Ref
	Policies []Ref  // that use it, and keep it from being deleted
	OnCall   string // who is on call by it now
	Seen     string
	Problem  string
}
