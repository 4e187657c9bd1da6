package view

import (
	"fmt"
	"time"
)

// WatchState is how a watch does.
type WatchState string

// The states of a watch.
const (
	WatchPaused  WatchState = "paused"
	WatchWaiting WatchState = "waiting" // for its first look since the start
	WatchGood    WatchState = "good"
	WatchAgain   WatchState = "again" // something is wrong, and looked at again before it counts
	WatchBad     WatchState = "bad"
	WatchUnknown WatchState = "unknown" // it can not tell
	WatchCut     WatchState = "cut"     // nothing that is watched answers
)

// Watch is a host that is looked at.
type Watch struct {
	ID      string
	Service Ref
	Name    string
	Host    string
	State   WatchState
	Every   string    // "1m"
	Last    time.Time // the last look; zero: none since the start
	Next    time.Time // zero: none is due
	Wrongs  []string  // what counts as wrong, sentences without their end
	Unknown string    // why it can not tell all
	Problem string    // red
	Strip   []Cell    // the last 24 hours, a cell each
}

// WatchCheck is one thing that a watch looks at.
type WatchCheck struct {
	Name  string // "Port 443 open"
	State WatchState
	Words string    // what is wrong, or why it can not tell
	Since time.Time // since when it counts as wrong
	Took  time.Duration
	Tries int // looks in a row that saw something wrong, before it counts
}

// WatchList is every watch.
type WatchList struct {
	Rows     []Watch
	Services []Option // where one can be added
}

// WatchPage is one watch.
type WatchPage struct {
	Watch
	Retries  int
	Checks   []WatchCheck
	Incident Ref // the open one; empty: none
}

// WatchFormPage makes or changes a watch. The fields are named as in the
// configuration file: name, host, interval, retries, ping, open_ports,
// closed_ports, http, paused; and seen.
type WatchFormPage struct {
	Service Ref
	ID      string // empty for a new one
	Form    Form
	Seen    string
}

func (s WatchState) level() Level {
	switch s {
	case WatchBad:
		return Bad
	case WatchAgain, WatchUnknown, WatchCut:
		return Warning
	case WatchGood:
		return Good
	}
	return ""
}

// word is the state in words.
func (s WatchState) word() string {
	switch s {
	case WatchBad:
		return "Not as it should be"
	case WatchAgain:
		return "Looking again"
	case WatchUnknown:
		return "Can not tell"
	case WatchCut:
		return "Nothing answers here"
	case WatchGood:
		return "All well"
	case WatchPaused:
		return "Paused"
	}
	return "Not looked at yet"
}

// rhythm reads "192.0.2.10, every 1m".
func (w Watch) rhythm() string { return "every " + w.Every }

// took reads "12 ms".
func (c WatchCheck) took() string {
	if c.Took <= 0 {
		return ""
	}
	return fmt.Sprintf("%d ms", max(c.Took.Milliseconds(), 1))
}

func (v WatchFormPage) title() string {
	if v.ID == "" {
		return "Watch a host"
	}
	return "Edit watch"
}

func (v WatchFormPage) action() string {
	if v.ID == "" {
		return NewWatch(v.Service.ID)
	}
	return WatchEdit(v.Service.ID, v.ID)
}

func (v WatchFormPage) button() string {
	if v.ID == "" {
		return "Watch it"
	}
	return "Save"
}

func (v WatchFormPage) back() string {
	if v.ID == "" {
		return ServicePath(v.Service.ID)
	}
	return WatchPath(v.Service.ID, v.ID)
}
