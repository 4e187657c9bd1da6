package view

import "time"

// ScheduleList is every schedule.
type ScheduleList struct {
	Rows    []ScheduleRow
	Tasks   []Task
	CanMake bool // the viewer may make one
}

// ScheduleRow is one schedule in the list.
type ScheduleRow struct {
	Schedule    Ref
	Description string
	Team        string
	Zone        string
	OnCall      string    // who is, by name; empty: nobody
	Until       time.Time // when that changes; zero: never
	Next        string    // who comes then; empty: nobody
	Policies    []Ref     // that use it
	Gap         string    // "Nobody from Sat 20:00 to Sun 08:00"; empty if covered for a fortnight
	GapYours    string    // its ends on the viewer's clock; empty where that shows the same
}

// SchedulePage is one schedule for a stretch of days, as a picture and as a list.
type SchedulePage struct {
	ScheduleRow
	Own     Clock // the schedule's zone
	Picture Rota
	Shifts  []ShiftRow
	More    int        // shifts that are not listed
	Swaps   []SwapCard // open requests
	Window  RotaWindow
	Duty    []Task // what the viewer can do with their own time on it
	Tasks   []Task
	// Overrides are those that run and are to come.
	Overrides []OverrideRow
	// Away is who is away from this schedule alone, now or to come.
	Away []AwayRow
	// BrokenFeeds are calendars that bear on the schedule and can not be read.
	BrokenFeeds []BrokenFeed
}

// BrokenFeed is a calendar that can not be read.
type BrokenFeed struct {
	Of     string    // what comes from it: "The holidays “Public”"
	Since  time.Time // UTC
	Reason string    // a sentence for everybody
}

// Task is a link to what can be done from a page.
type Task struct{ Word, Path string }

// RotaWindow is which days are shown, and the ways to others.
type RotaWindow struct {
	From, To time.Time
	Span     string // week, fortnight, month
	Spans    []RotaLink
	Back     string // paths
	Today    string
	On       string
}

// RotaLink is another stretch of days.
type RotaLink struct {
	Word, Path string
	Current    bool
}

// Rota is the picture: lanes of bars over days. Places are shares of its width,
// from 0 to 1.
type Rota struct {
	Days  []RotaDay
	Also  []RotaDay // the viewer's days, when their clock differs
	Zone  string    // of Days
	Other string    // of Also
	Lanes []RotaLane
	Now   float64 // below 0: not in the picture
	Words string  // what the picture shows, for those who do not see it
	// People is whose hue is which.
	People []RotaPerson
}

// RotaPerson is somebody in a picture.
type RotaPerson struct {
	Name     string
	Initials string
	Hue      int
}

// RotaDay is a day of the picture.
type RotaDay struct {
	At, Width float64
	Name      string // "Mon", or "" where there is no room
	Number    string // "23", on a Monday or the first with the month; "" for no room
	Weekend   bool
	Holiday   string // its name, or "Holiday"
}

// RotaLane is a row of the picture.
type RotaLane struct {
	Name  string
	Main  bool // what counts in the end
	Bars  []RotaBar
	Empty string // what to say of a lane without bars
}

// RotaBar is a stretch with somebody, or a gap.
type RotaBar struct {
	At, Width float64
	Names     string // whole
	Desk      string // what fits on a wide screen: names, initials or nothing
	Phone     string // and on a narrow one
	Hue       int    // 0 to 11, a person's own
	Others    []int  // the hues of those on call with them
	Gap       bool
	Many      bool   // what there is no room to draw one by one
	Title     string // names, times and reason
}

// ShiftRow is a shift or a gap in words.
type ShiftRow struct {
	Start, End time.Time
	Names      string
	You        bool
	Now        bool
	Gap        bool
	Why        string // of a gap, of a stand-in, of an override
	Asked      string // who asks for it to be taken
	Swap       string // where the viewer asks who takes it; empty for nowhere
	Person     string // who has it alone, by id; empty for several or nobody
	Away       string // where the viewer enters that this person is away then; empty for who may not
	Override   string // where the viewer puts somebody else on for it; empty for who may not
}
