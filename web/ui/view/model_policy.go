package view

import "time"

// PolicyList is every escalation policy.
type PolicyList struct {
	Rows []PolicyRow
}

// PolicyRow is one policy in the list.
type PolicyRow struct {
	Policy      Ref
	Description string
	Services    []Ref // that use it
	Steps       int
	Repeats     int
	OnCall      OnCallLine
	Problem     string // why it would reach nobody now; red
	Warnings    int    // what lint finds
}

// PolicyPage is one escalation policy.
type PolicyPage struct {
	Policy      Ref
	Description string
	Services    []Ref
	Repeats     int
	EscalateLow bool
	Steps       []PolicyStep
	Warnings    []string // of the policy as a whole
	Problem     string   // why it would reach nobody now; red
	Forecast    Forecast
}

// PolicyStep is one step as it was decided.
type PolicyStep struct {
	Level      int           // from 1
	After      time.Duration // since the incident was triggered, the first time through
	Delay      time.Duration // until the next step
	RoundRobin bool
	Targets    []PolicyTarget
	Warnings   []string
}

// PolicyTarget is a person or a schedule.
type PolicyTarget struct {
	Name     string
	Schedule bool
	Now      string // who is on call now, for a schedule; empty: nobody
}

// PolicyFormPage makes or changes a policy. The names of the form's fields are
// those of a configuration file: "name", "description", "repeat",
// "escalate_low", "steps[0].delay", "steps[0].round_robin" and
// "steps[0].targets[0]", whose value is "user:ID" or "schedule:ID". The hidden
// fields "steps", "steps[0].id" and "steps[0].targets" keep the form together.
type PolicyFormPage struct {
	Policy    Ref // no ID: a new one
	Form      Form
	Steps     []PolicyFormStep
	People    []Option
	Schedules []Option
	Teams     []Option            // none: there are no teams
	Warnings  map[string][]string // by field: allowed, but doubtful
	Seen      string              // the version that is being changed
}

// PolicyFormStep is one step of the form.
type PolicyFormStep struct {
	ID      string // of a step that is stored; empty: a new one
	Targets int    // how many fields for targets it has
}

// PolicyPreview says what saving would change.
type PolicyPreview struct {
	Policy   Ref // no ID: a new one
	Changes  []Alteration
	Services []Ref // that use it
	Now      []Comparison
	Warnings []string
	Hidden   []Field // the form, to be saved or gone back to
}

// Alteration is one thing that changes. Of something new Old is empty, of
// something that goes New.
type Alteration struct {
	What, Old, New string
}

// Comparison is who would be paged now, before and after.
type Comparison struct {
	Title string // "High urgency"
	Same  bool
	Rows  []ComparisonRow
}

// ComparisonRow is one moment since the incident was triggered.
type ComparisonRow struct {
	After         time.Duration
	Before, Since []string // who is told: as it is, and once it is saved
	Changed       bool
}

// Forecast is who would be paged, when and how, if an incident were triggered
// at a chosen instant. The form's fields are "at", a reading of the viewer's
// clock, and "urgency".
type Forecast struct {
	Path    string // where the form leads
	Policy  Ref    // whose it is; named where ID is set
	Form    Form
	At      time.Time
	Quiet   string           // why nobody is paged whatever the policy says; red
	First   []ForecastMoment // the first time through the steps
	Again   []ForecastMoment // the repeats
	End     []ForecastMoment // what comes then
	Repeats int
}

// ForecastMoment is what happens at one moment by one step.
type ForecastMoment struct {
	At    time.Time
	After time.Duration
	Step  int // 0: none
	Pages []ForecastPage
	Notes []string // what happens instead of pages, or why nobody is told
	Bad   bool     // nobody is told although somebody should be
}

// ForecastPage is one person who is paged, by one or more channels at once.
type ForecastPage struct {
	Name   string
	You    bool
	InTurn bool // this person, or another target of the step
	Why    string
	By     []string // "push (pager)"
	Doubt  string   // why it would not leave the box
}

// PolicyDeletePage asks before a policy is deleted.
type PolicyDeletePage struct {
	Policy   Ref
	Services []Ref // that use it, and keep it from being deleted
	Seen     string
	Problem  string
}
