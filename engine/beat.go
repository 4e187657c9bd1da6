package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// Heartbeat is a sign of life that something must give again and again: a backup
// that ran, a poller that polls. Silence for longer than Interval and Grace opens
// an incident of its service; the next beat resolves it.
//
// (The sign of life that this box gives to others is [HeartbeatSettings].)
type Heartbeat struct {
	ID      string `json:"id"`
	Service string `json:"service"` // Service.ID
	Name    string `json:"name"`    // what beats: "nightly backup"
	// Key is the secret of its address, /beat/KEY, and of its mail address.
	Key      string        `json:"key"`
	Interval time.Duration `json:"interval"` // MinInterval to MaxInterval
	// Grace is how late a beat may come, up to MaxInterval; 0: not at all.
	Grace time.Duration `json:"grace"`
	// Integration is that whose always firing alert feeds it, such as Prometheus'
	// Watchdog: see [Event.Beat]. It belongs to the same service. Empty: none.
	Integration string `json:"integration,omitempty"` // Integration.ID
	// Paused ones are heard and page nobody.
	Paused    bool      `json:"paused,omitempty"`
	CreatedAt time.Time `json:"created_at,omitzero"`
}

// Bounds on the interval of a heartbeat.
const (
	MinInterval = 10 * time.Second
	MaxInterval = 366 * 24 * time.Hour
)

// DefaultGrace is how late a beat may come when the admin says nothing: two
// intervals more, because one beat is lost now and then; at most an hour.
func DefaultGrace(interval time.Duration) time.Duration { return min(2*interval, time.Hour) }

// Patience is how long it may be silent.
func (h Heartbeat) Patience() time.Duration { return h.Interval + h.Grace }

// slack is how long after a beat that was written down the next need not be: the
// deadline that was written covers them. A sender that beats ten times a second
// costs one row in ten seconds, and silence is noticed so much later at most.
func (h Heartbeat) slack() time.Duration { return min(10*time.Second, h.Patience()/20) }

// HeartbeatByKey finds the heartbeat that a sender's key names.
func (c *Config) HeartbeatByKey(key string) (Heartbeat, bool) {
	h, ok := c.Heartbeats[c.beatKeys[key]]
	return h, ok && key != ""
}

// HeartbeatsOf lists the heartbeats of a service by name.
func (c *Config) HeartbeatsOf(service string) []Heartbeat {
	return c.heartbeats(func(h Heartbeat) bool { return h.Service == service })
}

func (c *Config) heartbeats(want func(Heartbeat) bool) []Heartbeat {
	var list []Heartbeat
	for _, h := range c.Heartbeats {
		if want(h) {
			list = append(list, h)
		}
	}
	slices.SortFunc(list, func(a, b Heartbeat) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return list
}

// listens reports whether silence of a heartbeat may page.
func (c *Config) listens(h Heartbeat) bool {
	s, there := c.Services[h.Service]
	return there && !s.Disabled && !h.Paused
}

// Beat takes a sign of life in. When it returns without an error, what the beat
// changes is on disk: the next deadline, and the end of an incident.
//
// Errors are a Failure: UnknownKey, or Unavailable with a time to come back.
func (e *Engine) Beat(ctx context.Context, key string) (Heartbeat, error) {
	now := e.clock()
	h, ok := e.store.Config().HeartbeatByKey(key)
	if !ok {
		return h, e.store.Config().strange(key, "no heartbeat has this key")
	}
	covered := false
	err := e.store.View(func(r Reader) error {
		p, found, err := r.Pulse(h.ID)
		covered = found && p.covers(h, now)
		return err
	})
	if err != nil || covered {
		return h, err
	}
	// Urgent: a store that is full must not make every sender look dead.
	return h, e.update(ctx, Urgent, func(tx Tx) ([]uint64, error) { return beat(tx, h.ID, now) })
}

// beat writes one beat, and resolves the incident that silence opened.
func beat(tx Tx, id string, now time.Time) ([]uint64, error) {
	h, ok := tx.Config().Heartbeats[id]
	if !ok {
		return nil, Fail(UnknownKey, "no heartbeat has this key")
	}
	p, found, err := tx.Pulse(id)
	if err != nil || found && p.covers(h, now) {
		return nil, err
	}
	next := p.beat(h, tx.Config().listens(h), now)
	var touched []uint64
	if !p.SilentAt.IsZero() {
		if touched, err = endSilence(tx, h.ID, "the heartbeat "+h.Name, now); err != nil {
			return nil, err
		}
	}
	return touched, tx.Apply(Changes{Pulses: []Pulse{next}})
}

// beat takes the sign of life of an always firing alert.
func (d door) beat(ev Event) (Verdict, error) {
	verdict := Verdict{Fate: Noted, Key: ev.Key}
	if ev.Action == Resolve {
		verdict.Reason = "the alert that always fires has stopped: no sign of life"
		return verdict, nil
	}
	var names []string
	for _, h := range d.tx.Config().heartbeats(func(h Heartbeat) bool { return h.Integration == d.in.ID }) {
		touched, err := beat(d.tx, h.ID, d.now)
		if err != nil {
			return Verdict{}, err
		}
		names = append(names, h.Name)
		if len(touched) > 0 {
			verdict.Incident = touched[0]
		}
	}
	verdict.Reason = "a sign of life: heard for the heartbeat " + joinAnd(names)
	if len(names) == 0 {
		verdict.Reason = "a sign of life of the sender, and nobody would notice its end: add a heartbeat on the page of the service, fed by this integration"
	}
	return verdict, nil
}

func beatKey(id string) string { return "heartbeat/" + id }

// silenceDoor takes what a heartbeat has to say about its service, as an
// integration would.
func silenceDoor(tx Tx, id, name string, svc Service, now time.Time) door {
	return door{
		tx: tx, in: Integration{ID: id, Name: name, Service: svc.ID}, svc: svc, now: now,
		by: Actor{Kind: BySystem, Name: name},
	}
}

// endSilence resolves the incident of a silence, if it is still open. It asks
// nobody whether the service is disabled: what is over is over.
func endSilence(tx Tx, id, by string, now time.Time) ([]uint64, error) {
	v, err := silenceDoor(tx, id, by, Service{}, now).decide(Event{Action: Resolve, Key: beatKey(id)})
	return Receipt{Verdicts: []Verdict{v}}.incidents(), err
}

// beginSilence opens the incident of a silence. No event rule is asked about it: they are
// written for what a sender says, and one that drops all but the critical, or suppresses
// for as long as it stands, would lose the only word there is of a sender that has died.
// What quiets a heartbeat is its own: its grace, and its pause.
func beginSilence(tx Tx, h Heartbeat, p Pulse, now time.Time) ([]uint64, error) {
	d := silenceDoor(tx, h.ID, "the heartbeat "+h.Name, tx.Config().Services[h.Service], now)
	last, silence := "never", h.Patience()
	if real := now.Sub(p.LastAt); !p.LastAt.IsZero() && real > silence+h.slack()+time.Minute { // this box was away meanwhile
		silence = real.Truncate(time.Minute)
	}
	if !p.LastAt.IsZero() {
		last = p.LastAt.Format(time.RFC3339)
	}
	ev := Event{
		Action: Trigger, Key: beatKey(h.ID), Severity: Error, Class: "heartbeat",
		Summary: fmt.Sprintf("No heartbeat from %s for %s (expected every %s)", oneLine(h.Name, MaxField/2), inWords(silence), inWords(h.Interval)),
		Details: jsonObject("last_beat", last, "expected_every", inWords(h.Interval), "grace", inWords(h.Grace)),
	}
	v, err := d.decide(ev)
	return Receipt{Verdicts: []Verdict{v}}.incidents(), err
}
