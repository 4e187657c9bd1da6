package engine

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Pulse is how a heartbeat does: one row, whose DueAt is its timer.
type Pulse struct {
	Heartbeat string `json:"heartbeat"` // Heartbeat.ID
	// Since is from when it waits for beats: since it was made, or listened to again.
	Since time.Time `json:"since"`
	// LastAt is the last beat that was written down; zero: never heard. Beats that
	// its deadline covers already are not written, so it may be some seconds old.
	LastAt time.Time `json:"last_at,omitzero"`
	// DueAt is when silence becomes an incident; zero: not before the next beat.
	DueAt time.Time `json:"due_at,omitzero"`
	// SilentAt is since when it is silent for too long; zero: it is not.
	SilentAt time.Time `json:"silent_at,omitzero"`
	// Patience is the interval and grace by which DueAt was reckoned.
	Patience time.Duration `json:"patience"`
	// Renewed counts how often DueAt was moved since the last beat because this box
	// was not there to hear.
	Renewed int `json:"renewed,omitempty"`
	// Off: paused, or its service is disabled.
	Off bool `json:"off,omitempty"`
}

// PulseState is a pulse in a word.
type PulseState string

// The states of a heartbeat.
const (
	PulsePaused  PulseState = "paused"  // it, or its service: silence pages nobody
	PulseWaiting PulseState = "waiting" // for the first beat: silence pages nobody yet
	PulseAlive   PulseState = "alive"
	PulseLate    PulseState = "late"   // within its grace
	PulseSilent  PulseState = "silent" // for too long: an incident was opened
)

// State says how a heartbeat does.
func (p Pulse) State(h Heartbeat, now time.Time) PulseState {
	switch {
	case p.Off || h.Paused:
		return PulsePaused
	case !p.SilentAt.IsZero():
		return PulseSilent
	case p.LastAt.IsZero():
		return PulseWaiting
	case now.Sub(p.LastAt) > h.Interval+h.slack():
		return PulseLate
	}
	return PulseAlive
}

// WaitingTooLong reports whether a heartbeat that was never heard should have
// been by now: whoever made it forgot the sender.
func (p Pulse) WaitingTooLong(h Heartbeat, now time.Time) bool {
	return p.State(h, now) == PulseWaiting && now.Sub(p.Since) >= max(24*time.Hour, h.Patience())
}

// covers reports whether a beat now changes nothing that matters.
func (p Pulse) covers(h Heartbeat, now time.Time) bool {
	since := now.Sub(p.LastAt)
	return p.SilentAt.IsZero() && !p.LastAt.IsZero() && since >= 0 && since < h.slack() && (p.Off || !p.DueAt.IsZero())
}

// beat is the pulse after a beat.
func (p Pulse) beat(h Heartbeat, on bool, now time.Time) Pulse {
	if p.Heartbeat == "" {
		p.Heartbeat, p.Since = h.ID, now
	}
	p.LastAt, p.SilentAt, p.DueAt = now, time.Time{}, time.Time{}
	p.Patience, p.Off, p.Renewed = h.Patience(), !on, 0
	if on {
		p.DueAt = now.Add(h.Patience() + h.slack())
	}
	return p
}

// silent is the pulse once its deadline has passed.
func (p Pulse) silent(now time.Time) Pulse {
	p.SilentAt, p.DueAt = now, time.Time{}
	return p
}

// adapted is the pulse after the configuration changed; over says why an open
// incident of it ends. A heartbeat that was changed gets its whole patience anew:
// nobody is woken by an edit.
func (p Pulse) adapted(h Heartbeat, on bool, now time.Time) (next Pulse, over string) {
	next = p
	if p.Heartbeat == "" {
		next = Pulse{Heartbeat: h.ID, Since: now}
	}
	next.Off, next.Patience = !on, h.Patience()
	switch {
	case next == p:
		return p, ""
	case !on:
		next.DueAt, next.SilentAt = time.Time{}, time.Time{}
		if !p.SilentAt.IsZero() {
			over = "Nobody listens to this heartbeat any more: it, or its service, was paused."
		}
	case p.Off:
		next.Since, next.Renewed = now, 0
		next = next.renewed(h, now)
	case !p.DueAt.IsZero():
		next.DueAt = latest(p.LastAt.Add(h.Patience()+h.slack()), now.Add(h.Patience()))
	}
	return next, over
}

// maxRenewed bounds how often the deadline moves without a beat: a box that
// restarts again and again must still notice what died.
const maxRenewed = 3

// renewed is the pulse after this box was not there up to now: a beat may have
// been missed, and nobody is woken for that. One that fell due meanwhile comes
// again an interval later, so silence gets the whole patience anew; one that is
// still to come has its grace.
func (p Pulse) renewed(h Heartbeat, now time.Time) Pulse {
	if p.Off || p.LastAt.IsZero() || !p.SilentAt.IsZero() || p.Renewed >= maxRenewed {
		return p
	}
	wait := h.Patience()
	expected := p.LastAt.Add(h.Interval - min(h.Grace, h.Interval)) // clocks drift, jobs take their time
	if expected.After(now) && !p.DueAt.IsZero() {
		wait = h.Grace
	}
	if due := now.Add(wait + h.slack()); due.After(p.DueAt) {
		p.DueAt = due
		p.Renewed++
	}
	return p
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// inWords reads "5 min", "1 h 30 min", "2 days": the two largest parts.
func inWords(d time.Duration) string {
	var parts []string
	for _, unit := range []struct {
		one, many string
		size      time.Duration
	}{{"day", "days", 24 * time.Hour}, {"h", "h", time.Hour}, {"min", "min", time.Minute}, {"s", "s", time.Second}} {
		n := d / unit.size
		d -= n * unit.size
		switch {
		case len(parts) == 2 || n == 0:
		case n == 1:
			parts = append(parts, "1 "+unit.one)
		default:
			parts = append(parts, fmt.Sprintf("%d %s", n, unit.many))
		}
	}
	if len(parts) == 0 {
		return "0 s"
	}
	return strings.Join(parts, " ")
}

// jsonObject makes details out of names and values.
func jsonObject(pairs ...string) json.RawMessage {
	var b strings.Builder
	for i := 0; i+1 < len(pairs); i += 2 {
		name, _ := json.Marshal(pairs[i]) // a string always has a JSON form
		value, _ := json.Marshal(pairs[i+1])
		fmt.Fprintf(&b, ",%s:%s", name, value)
	}
	return json.RawMessage("{" + strings.TrimPrefix(b.String(), ",") + "}")
}
