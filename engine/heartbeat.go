package engine

import "time"

// HeartbeatState is how the outside heartbeat does; see [HeartbeatSettings]. The
// zero value means that none was due yet.
type HeartbeatState struct {
	LastOK time.Time // when the watcher last took one; zero: never since the start
	// FailingSince is when the first of those that did not get out was due, after
	// the last that did; zero: all is well.
	FailingSince time.Time
	// Reason is a sentence: why the last one was not taken, or not even sent.
	Reason string
}

// HeartbeatPatience is how long a heartbeat may fail before the box says so: the
// watcher outside has told somebody long before, if it works.
const HeartbeatPatience = 15 * time.Minute

// Overdue reports whether it has failed for too long.
func (s HeartbeatState) Overdue(now time.Time) bool {
	return !s.FailingSince.IsZero() && now.Sub(s.FailingSince) >= HeartbeatPatience
}
