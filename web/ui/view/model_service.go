package view

import "time"

// ServiceList is every service.
type ServiceList struct {
	Rows  []ServiceRow
	Team  string   // id of the one it is narrowed down to; empty: all
	Teams []Option // none: there are no teams
}

// ServiceRow is one service in the list.
type ServiceRow struct {
	Service      Ref
	Description  string
	Team         string // name
	Triggered    int
	Acknowledged int
	Policy       Ref
	OnCall       OnCallLine
	Integrations int
	LastEvent    time.Time // zero: none ever
	LastFrom     string
	Problem      string   // why it would page nobody, or can hear nothing; red
	Silent       []string // what is wrong with its integrations, in sentences; red
	Strip        []Cell
}

// ServicePage is one service.
type ServicePage struct {
	ServiceRow
	Runbook      OutsideLink
	Open         []IncidentRow // triggered and acknowledged
	Recent       []IncidentRow // resolved lately, newest first
	Connections  []Integration
	Heartbeats   []Heartbeat
	Watches      []Watch
	Changes      []Change
	AckTimeout   time.Duration // 0: never pages again
	AutoResolve  time.Duration // 0: never
	FlapWindow   time.Duration // 0: never
	UrgencyWords string        // "always high"
	Sandbox      bool
	Forecast     Forecast
	Disabled     bool
}

// Integration is one way into a service.
type Integration struct {
	ID      string
	Service string // its id
	Name    string
	Kind    string // "Events API v2", "Mail"
	// Address is what to point a sender at, an http or mail address, and Key
	// what it must say. Both are empty where the viewer may not see them.
	Address  string
	Key      string
	KeyField string // where the sender says the key: "routing_key"; empty: in the address
	Last     time.Time
	Count    int    // events in the last 24 h; 0: not known
	Problem  string // "Silent for 3 days; it should be heard within 24 h."; red
	// SilentAfter is how long it may be silent; 0: that is not judged. Refused is how
	// often it was turned away, RefusedAt the last time; TurnedAway says why, if
	// nothing came since.
	SilentAfter time.Duration
	Refused     int
	RefusedAt   time.Time
	TurnedAway  string
	Strip       []Cell
}

// EquipmentList is every piece of equipment that was ever named by an event.
type EquipmentList struct {
	Rows   []EquipmentRow
	Text   string // the filter, as typed
	Pager  Pager
	Total  int // listed here; 0: leave it out
	Broken int // how many have an open incident
}

// EquipmentRow is one piece of equipment in the list.
type EquipmentRow struct {
	ID       string
	Name     string // hostile
	Site     string
	Parents  []Ref
	Open     int       // open incidents
	Recent   int       // incidents ever
	LastSeen time.Time // when the last incident opened
	State    State     // the worst state of its open incidents; Resolved when it has none
}

// EquipmentPage is one piece of equipment with its history.
type EquipmentPage struct {
	EquipmentRow
	Children  []Ref
	Customers int // behind it; 0: not known
	Open      []IncidentRow
	History   []IncidentRow // newest first
	Pager     Pager
	Days      []Day // the last 30, oldest first
	Changes   []Change
}

// Day is one day of a piece of equipment.
type Day struct {
	Date      time.Time // any instant of that day, in the page's zone
	Incidents int
	Worst     string // severity
}
