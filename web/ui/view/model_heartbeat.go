package view

import "time"

// HeartbeatState is how a heartbeat does, in the engine's words.
type HeartbeatState string

// The states of a heartbeat.
const (
	BeatPaused  HeartbeatState = "paused"
	BeatWaiting HeartbeatState = "waiting"
	BeatAlive   HeartbeatState = "alive"
	BeatLate    HeartbeatState = "late"
	BeatSilent  HeartbeatState = "silent"
)

// Heartbeat is something that must report again and again.
type Heartbeat struct {
	ID      string
	Service Ref
	Name    string
	State   HeartbeatState
	Every   string    // "5m"
	Grace   string    // "10m"
	Last    time.Time // the last beat; zero: never heard
	Due     time.Time // when silence pages; zero: not before the next beat
	Since   time.Time // since when it waits for the first beat
	Silent  time.Time // since when it is silent for too long; zero: it is not
	FedBy   Ref       // the integration whose Watchdog feeds it
	Problem string    // red
	// Address and Mail are secrets, empty where the viewer may not see them. Mail is
	// empty where the box takes none.
	Address string
	Mail    string
}

// HeartbeatList is every heartbeat.
type HeartbeatList struct {
	Rows     []Heartbeat
	Services []Option // where one can be added
}

// HeartbeatPage is one heartbeat. Setup is how its sender is set up; nil where the
// viewer may not see the key.
type HeartbeatPage struct {
	Heartbeat
	Setup   []Sender
	Guessed string // the address when no setting says it; empty: one does
}

// HeartbeatFormPage makes or changes a heartbeat. The fields are named as in the
// configuration file: name, interval, grace, integration, paused; and seen.
type HeartbeatFormPage struct {
	Service      Ref
	ID           string // empty for a new one
	Name         string // as it is stored
	Form         Form
	Seen         string
	Integrations []Option
}
