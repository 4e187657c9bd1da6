package view

import "time"

// TakePage is the form with which somebody goes on call at once.
type TakePage struct {
	Form
	Schedule Ref
	OnCall   string    // who is, by name; empty: nobody
	Until    time.Time // when that changes; zero: never
	Whom     []Option  // whose place it can be; empty: nobody is on call
	People   []Option  // who can be put on, for who may choose; empty: the viewer
	Lengths  []Option  // field "for": until when
	Ends     string    // of each whose place it can be when their shift ends; empty where all end at once
	// On is that the viewer is on call already; Back is where that can be given back, empty for nowhere.
	On   bool
	Back string
}

// whomHelp says how long somebody's place lasts, and to who may choose the taker what one's own place is.
func (v TakePage) whomHelp() string {
	text := "A person's place lasts until their shift ends."
	if len(v.People) > 0 {
		text += " Whoever goes on in their own place stays on longer, and nobody goes off."
	}
	return text
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

// SwapCard is one open request to take a shift.
type SwapCard struct {
	Schedule   Ref
	ID         string
	By         string // who asks
	Mine       bool   // the viewer asks
	Start, End time.Time
	To         string // who is asked; empty: anybody
	ToYou      bool   // only the viewer is asked
	// ReturnStart and ReturnEnd is the time that goes back in exchange; zero: none.
	ReturnStart, ReturnEnd time.Time
	Note                   string
	Declined               string // who has said no, by name
	Left                   bool   // nobody is left who could take it: all have said no
	CanTake                bool
	CanDecline             bool
	CanWithdraw            bool
}

// SwapPage is one request with what can be done about it.
type SwapPage struct {
	SwapCard
	Takers []Option // who can be given it by somebody who may choose; empty: nobody may
}

// SwapForm asks who takes a shift.
type SwapForm struct {
	Form
	Schedule Ref
	Own      Clock    // the schedule's zone, which all times are in
	User     string   // whose shift, by id
	Whose    string   // their name; empty: the viewer's
	Shifts   []Option // field "shift"; empty: there are none to come
	People   []Option // field "to"
	Returns  []Option // field "return"

	Chosen  Option // of Shifts: what the choices below ask for
	Others  []SwapOther
	Choices []SwapChoice // by one tap each; empty where something was typed that is refused
	Busy    []string     // who could not take it, by name
}

// SwapOther leads to the same page for another shift.
type SwapOther struct {
	Words string // "Fri 13 Mar 20:00 – Sat 14 Mar 08:00"
	Path  string
}

// SwapChoice is one way to ask who takes the shift that is chosen.
type SwapChoice struct {
	To     string // id; empty: anybody
	Name   string
	Return string // field "return"; empty: nothing is given in exchange
	Words  string // of what is taken in exchange: "Fri 13 Mar 20:00 – Sat 14 Mar 08:00"
}
