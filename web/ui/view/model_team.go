package view

// TeamsPage is every team.
type TeamsPage struct{ Rows []TeamRow }

// TeamRow is one team in the list.
type TeamRow struct {
	Team        Ref
	Description string
	Members     int
	Managers    []string
	OnCall      []OnCallLine // of the policies it goes by
	Things      int          // services, policies and schedules that belong to it
	// Problem is why the team looks after something and nobody is there; empty
	// if somebody is.
	Problem string
}

// TeamPage is one team.
type TeamPage struct {
	TeamRow
	People    []TeamMember
	Services  []Ref
	Policies  []Ref
	Schedules []string // names
	Triggered int      // incidents of its services
	Acked     int
}

// TeamMember is a person of a team.
type TeamMember struct {
	Person Ref
	Role   string // manager, responder, observer
	You    bool
	Left   bool
}

// TeamFormPage makes or changes a team; fields name, description, seen, and for
// each person [MemberField].
type TeamFormPage struct {
	Team   Ref // as it is stored; empty for a new one
	Form   Form
	Seen   string // the version the form shows; empty for a new one
	People []Ref
}

// TeamDeletePage asks before a team is deleted.
type TeamDeletePage struct {
	Team    Ref
	Belongs []string // what belongs to it, which forbids it
	Seen    string
	Problem string // why it was not done
}
