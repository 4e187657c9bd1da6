package view

import "time"

// CalendarPage is the calendar addresses of one's own shifts, or of a schedule.
type CalendarPage struct {
	Schedule Ref // empty: one's own shifts
	Form     Form
	Rows     []CalendarRow
	Max      int // how many there may be
	PostPath string

	Feeds    []CalendarFeed
	FeedForm Form // fields "url"; of a schedule also "feed_name", "from"
	FeedPath string
	MayFeed  bool // the viewer may set feeds
}

// CalendarFeed is a calendar that is read: absences of a person, holidays of a
// schedule. Its address is never shown: it is a secret.
type CalendarFeed struct {
	Name        string // "Public holidays"; empty for a person's
	Server      string // "calendar.example.net"
	From        string // "09:00": when holidays begin; empty for midnight
	Good        time.Time
	Entries     int
	LeftOut     string    // what was left out, and why: sentences; empty for nothing
	Guessed     string    // which time zones are not known, and what they are read as: sentences
	Failing     time.Time // since when; zero: all is well
	Reason      string
	Detail      string // for admins only
	RefreshPath string // empty: the viewer may not
	RemovePath  string
}

func (v CalendarPage) own() bool { return v.Schedule.ID == "" }

func (v CalendarPage) title() string {
	if v.own() {
		return "My calendar"
	}
	return "Calendars of " + v.Schedule.Name
}

// CalendarRow is one secret address.
type CalendarRow struct {
	Name       string
	Hint       string // "wk_…a1b2"
	Owner      string // who made it; empty where it is one's own
	Created    time.Time
	Used       time.Time // zero: never; coarse: to an hour
	RevokePath string    // empty: the viewer may not
}

// CalendarMadePage shows a secret address, once.
type CalendarMadePage struct {
	Name    string
	Address string // https://…/calendar/….ics
}
