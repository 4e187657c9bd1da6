package schedules

import (
	"time"

	"wakeman/schedules/civil"
)

// Schedule says who is on call at each instant.
type Schedule struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	// Team is the id of the team it belongs to; the calendar does not look at it.
	Team string `json:"team,omitempty"`
	// TimeZone is an IANA name, like America/Chicago. Its wall clock is the one that layers are written on.
	TimeZone string `json:"time_zone"`
	// Layers are in rising order: a later one wins at each instant at which it has somebody.
	Layers    []Layer    `json:"layers,omitempty"`
	Overrides []Override `json:"overrides,omitempty"`
	// Absences are who is away, and when. Those of people hold for every schedule: see [Schedule.WithAbsences].
	Absences []Absence `json:"absences,omitempty"`
	// Holidays are the dates that count as Sundays.
	Holidays []Holiday `json:"holidays,omitempty"`
	// HolidayFeeds are calendars from which more of them come.
	HolidayFeeds []Feed `json:"holiday_feeds,omitempty"`
	// Swaps are requests that are open; see [Swap].
	Swaps []Swap `json:"swaps,omitempty"`
}

// Layer is one rotation.
type Layer struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	// Start is when the layer begins: nothing is on call before it. Turns are counted from it, unless Anchor is set.
	Start civil.DateTime `json:"start"`
	// Written is the start that was asked for, where an edit has made the layer begin later so that the past stays. The calendar
	// does not look at it: it is what a client that wrote it reads again.
	Written civil.DateTime `json:"written,omitzero"`
	// End is when the layer is over (exclusive); zero means never.
	End civil.DateTime `json:"end,omitzero"`
	// Anchor, when it is set, is when a turn of the first slot begins, in place of Start; it may lie before or after Start.
	// PagerDuty calls it rotation_virtual_start.
	Anchor civil.DateTime `json:"anchor,omitzero"`
	// Turn is how long one slot is on before the next.
	Turn Turn `json:"turn"`
	// Users are the slots of the rotation, in order.
	Users []Slot `json:"users"`
	// Restrictions are the hours in which the layer is on; none means always, several mean any of them.
	Restrictions []Restriction `json:"restrictions,omitempty"`
	// TimeZone is whose wall clock the layer is written on, and is set only on a part that was over when the schedule got another
	// zone: so who was on call stays on record. Empty means the schedule's.
	TimeZone string `json:"time_zone,omitempty"`
	// Holidays, with a TimeZone, are those that had begun by then, in place of the schedule's.
	Holidays []Holiday `json:"holidays,omitempty"`
}

// Slot is the ids of the people who are on together for one turn. An empty slot is nobody's turn.
type Slot []string

// Override puts User on call from Start (inclusive) to End (exclusive).
//
// It acts on what the layers, and the overrides created before it, have for that time. With Replaces it acts on that
// person only, wherever they are on call or would have been but for an earlier override; when they are not, it does
// nothing. So a swap that is given back, or handed on, is one more override. With Adds it takes nobody off: User is on call
// beside whoever is, or alone where nobody is.
type Override struct {
	ID    string    `json:"id"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	// User is who goes on; empty means nobody: those replaced just go off.
	User string `json:"user,omitempty"`
	// Replaces is who goes off; empty means everybody, or with Adds nobody.
	Replaces string `json:"replaces,omitempty"`
	// Adds puts User on call beside the others. It goes with a User, and without Replaces.
	Adds bool `json:"adds,omitempty"`
	// CreatedAt decides between overrides for the same time: the last created wins. Of two created at the same instant, the
	// one that is later in the list does.
	CreatedAt time.Time `json:"created_at"`
}

// Shift is a stretch of time in which the same people are on call, in UTC.
type Shift struct {
	Start time.Time `json:"start"` // inclusive
	End   time.Time `json:"end"`   // exclusive
	Users []string  `json:"users"` // sorted, each once, never empty
}

// Horizon is how far [Schedule.Next] looks ahead.
const Horizon = 5 * 366 * 24 * time.Hour

// OnCall is the ids of the people on call at t, sorted, each once; none means that nobody is.
func (s Schedule) OnCall(t time.Time) []string {
	return s.touching(t, t.Add(1)).Calendar().OnCall(t)
}

// Next is the first instant after t at which OnCall changes, and false when it does not change within [Horizon], or not at
// the next 20,000 handoffs.
func (s Schedule) Next(t time.Time) (time.Time, bool) {
	return s.touching(t, t.Add(Horizon)).Calendar().Next(t)
}

// Shifts is who is on call from from (inclusive) to to (exclusive), in order of time: cut off at both ends, neighbours with
// the same people joined, gaps absent. Its cost grows with the number of handoffs in the window, so bound the window.
func (s Schedule) Shifts(from, to time.Time) []Shift {
	return s.touching(from, to).Calendar().Shifts(from, to)
}

// Coverage is the share of the window in which somebody is on call, from 0 to 1; of an empty window it is 0.
func (s Schedule) Coverage(from, to time.Time) float64 {
	return s.touching(from, to).Calendar().Coverage(from, to)
}

// LayerShifts is what the layer at index i has by itself, within its restrictions and without who is away, whatever other
// layers and overrides have.
// There are none for an index that the schedule does not have.
func (s Schedule) LayerShifts(i int, from, to time.Time) []Shift {
	return s.layer(i).Calendar().Shifts(from, to)
}

// Handoffs is each change of who is on call after from (exclusive) and up to to (inclusive), in order of time. Scans that
// use the end of one window as the beginning of the next see each handoff once.
func (s Schedule) Handoffs(from, to time.Time) []Handoff {
	return s.touching(from, to.Add(1)).Calendar().Handoffs(from, to)
}

// touching is the schedule without the overrides and absences that have no bearing on the window: sorting years of them
// costs more than one answer does.
func (s Schedule) touching(from, to time.Time) Schedule {
	var near []Override
	for _, o := range s.Overrides {
		if o.Start.Before(to) && o.End.After(from) {
			near = append(near, o)
		}
	}
	var away []Absence
	for _, a := range s.Absences {
		if a.Start.Before(to) && a.End.After(from) {
			away = append(away, a)
		}
	}
	s.Overrides, s.Absences = near, away
	return s
}

// layer is the schedule with no more than one of its layers.
func (s Schedule) layer(i int) Schedule {
	alone := s
	alone.Layers, alone.Overrides = nil, nil
	if i >= 0 && i < len(s.Layers) {
		alone.Layers = s.Layers[i : i+1]
	}
	return alone
}
