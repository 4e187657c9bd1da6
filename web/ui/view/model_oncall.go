package view

import "time"

// OnCallPage is who is on call now, for every policy.
type OnCallPage struct {
	Policies []OnCallPolicy
	Tasks    []Task // what the viewer can do with their own time on call
}

// OnCallPolicy is one escalation policy and who its steps mean now.
type OnCallPolicy struct {
	Policy   Ref
	Services []Ref // the services that use it
	Repeats  int   // how often it starts over, 0 for once
	Steps    []OnCallStep
	// Problem is why this policy would reach nobody; empty if it would. Red.
	Problem string
}

// OnCallStep is one step of a policy.
type OnCallStep struct {
	Level  int           // from 1
	After  time.Duration // since the incident was triggered
	People []OnCallPerson
	Away   string // who of the step is away until when, and passed over or not
	Nobody string // why nobody is meant, when People is empty: it is passed at once
	Tasks  []Task // what the viewer can do about it
}

// OnCallPerson is one person a step means now.
type OnCallPerson struct {
	ID       string
	Name     string
	You      bool
	Via      string    // the schedule, or empty when named directly
	Until    time.Time // end of the shift; zero: no end
	Next     string    // who comes after; empty: nobody, or not known
	Then     []NextPerson
	NextGap  string // "Nobody from Sat 20:00 to Sun 08:00"; empty if there is no gap
	Ladder   []LadderRung
	Reach    Reach
	LastTest time.Time // last test page that was acknowledged; zero: never
}

// LadderRung is one of a person's notification rules for high urgency.
type LadderRung struct {
	After   time.Duration // since the step reached the person
	Channel string
	Label   string // the contact method's label
}

// NextPerson is one of those who come after, and whether they can be reached.
type NextPerson struct {
	ID    string
	Name  string
	You   bool
	Reach Reach
}
