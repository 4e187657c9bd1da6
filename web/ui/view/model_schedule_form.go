package view

import "time"

// ScheduleFormPage makes or changes a schedule. The names of the form's fields
// are those of a configuration file; see [LayerField] and its neighbours. The
// hidden fields "layers", "layers[0].id", "layers[0].users",
// "layers[0].users[0]", "layers[0].restrictions" and "holidays" keep the form
// together: how many there are of each. Whoever takes a turn is a user's id,
// "nobody", or "" for a choice that was not made.
type ScheduleFormPage struct {
	Schedule Ref // no ID: a new one
	Form     Form
	Zone     string // on whose clock everything is read
	Layers   []ScheduleFormLayer
	Past     SchedulePast
	Holidays int
	People   []Option
	Teams    []Option // none: there is no choice
	Zones    []string
	Preview  SchedulePreview
	Leads    bool // the preview is what was asked for
}

// SchedulePast are the layers of a schedule that are over. They are not changed,
// so they are no fields: they are why the past looks as it does.
type SchedulePast struct {
	Layers []PastLayer // the last that ended first
	More   int         // that are not shown
	Days   int         // how long one stays after it has ended
}

// PastLayer is a layer that is over, or the part of one that an edit has ended.
type PastLayer struct {
	Name         string
	Start, Ended string // on the schedule's clock
	People       string
}

// ScheduleFormLayer is how many fields a layer of the form has.
type ScheduleFormLayer struct {
	Stored bool     // it is in force already
	Slots  []int    // of each turn: how many people can be chosen
	Hours  []string // of each restriction: what it says in words; empty if that cannot be read
}

// SchedulePreview is what saving would do, as far as the form can be read.
type SchedulePreview struct {
	Problems []string // why there is nothing to show yet
	New      bool     // there was none before: nobody moves, shifts are given
	Changes  bool     // there is something to save
	Shown    string   // the state it shows
	Zone     Clock    // the schedule's
	From, To time.Time
	Picture  Rota
	Gaps     []string // "Nobody is on call from … to …."
	Cautions []string
	Moves    []ShiftMove
	Later    bool     // nobody moves in the time that is shown, and somebody after it
	Told     []string // who hears of it by mail
	Untold   string   // why nobody does
}

// ShiftMove is what a change takes from one person and gives them.
type ShiftMove struct {
	Name string
	You  bool
	Less string // "3 shifts less: …"; empty: none
	More string
}

// ScheduleNewPage chooses how a new schedule begins. The form's fields are
// "template", "name", "time_zone", "first", "people[0]" and "others[0]"; the
// hidden fields "people" and "others" are how many there are.
type ScheduleNewPage struct {
	Form           Form
	Templates      []TemplateCard
	People         []Option
	Zones          []string
	Places, Others int
}

// TemplateCard is one template: what it gives, in a sentence and as a picture.
type TemplateCard struct {
	Value, Name, Says string
	Lanes             []RotaLane // over a fortnight
}
