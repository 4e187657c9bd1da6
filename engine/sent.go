package engine

import (
	"cmp"
	"time"
)

// Messages overtake each other: a router's mails wait for the link whose fall they
// report, and a queue of traps is delivered in any order. What counts then is when
// the sender made them, not when they came. An old problem after a newer recovery
// opens nothing, and an old recovery does not end a newer problem. Both are said to
// be delivered late, in the event log.
//
// Only [Event.SentAt] is compared, and only within one integration and key: one
// sender, one clock, so that a clock which is wrong by a constant does no harm. One
// that was stepped does: a router that lost its power begins with an old time, and
// what it reports then must not be taken for what it reported before. So a message
// that came at once is never late, and a recovery overtakes only what comes soon
// after it, as the rest of its queue does. A problem that would have waited for long
// must prove it by the stamp of a relay, because to lose an outage is worse than to
// page for one that is over.

const (
	// queuedAtMost is how long a message waits before it is given up: mail servers
	// try for four to five days (RFC 5321, section 4.5.4.1). A time further back is
	// a clock that was not set, and is not believed.
	queuedAtMost = 5 * 24 * time.Hour
	// promptly is how soon a message comes that no queue has held.
	promptly = time.Minute
	// heldUnseen is how long a sender's own queue is believed to have held a problem
	// that no relay has stamped. Further back it is the sender's clock that is wrong.
	heldUnseen = 2 * time.Hour
	// queueDrained is how long after a recovery an older message still comes from the
	// queue that held both: mail servers that have reached ours again send the rest
	// within their longest interval (Postfix: 4,000 s).
	queueDrained = 2 * time.Hour
	// aheadAtMost is how far a sender's clock may be ahead.
	aheadAtMost = 5 * time.Minute
	// RecoveriesKept is how long the store must remember a [Recovery].
	RecoveriesKept = 24 * time.Hour
)

// Recovery is the newest word of a sender that a key is well again.
type Recovery struct {
	Integration string    `json:"integration"` // Integration.ID
	Key         string    `json:"key"`
	SentAt      time.Time `json:"sent_at"` // by the sender's clock
	SeenAt      time.Time `json:"seen_at"` // by ours
}

// heldAt is when an event was made that waited in a queue since; else zero.
func (d door) heldAt(ev Event) time.Time {
	if at := sentAt(ev, d.now); d.now.Sub(at) > promptly {
		return at
	}
	return time.Time{}
}

// sentAt is when an event was made, if its clock can be believed; else zero.
func sentAt(ev Event, now time.Time) time.Time {
	if ev.SentAt.Before(now.Add(-queuedAtMost)) || ev.SentAt.After(now.Add(aheadAtMost)) {
		return time.Time{}
	}
	return ev.SentAt
}

// overtaken reports whether a trigger was made before a recovery of its key that
// has come already; proven, whether more than its sender's clock says so.
func (d door) overtaken(ev Event) (late, proven bool, err error) {
	at := d.heldAt(ev)
	if at.IsZero() {
		return false, false, nil
	}
	known, found, err := d.tx.Recovery(d.in.ID, d.problem(ev))
	if err != nil || !found || !at.Before(known.SentAt) || d.now.Sub(known.SeenAt) > queueDrained {
		return false, false, err
	}
	relayed := d.relayedAt(ev)
	return true, relayed.Sub(at) <= heldUnseen || relayed.Before(known.SentAt) && relayed.Before(known.SeenAt), nil
}

// relayedAt is when the first relay had a message; now, if it came straight here or
// the stamp can not be believed.
func (d door) relayedAt(ev Event) time.Time {
	if ev.RelayedAt.Before(d.now.Add(-queuedAtMost)) || ev.RelayedAt.After(d.now) {
		return d.now
	}
	return ev.RelayedAt
}

// outlived reports whether a recovery was made before the last trigger of an alert.
func (d door) outlived(ev Event, alert Alert) bool {
	at := d.heldAt(ev)
	return !at.IsZero() && at.Before(alert.SentAt) && len(alert.Sent) == 0 // whose last trigger may be another's
}

// problem is what the sender calls it: event rules may make one alert of several,
// and the recovery of one does not overtake the others.
func (d door) problem(ev Event) string { return cmp.Or(d.sent, ev.Key) }

// recovered remembers a recovery, also of what never was a problem here: the
// message of the problem may still be on its way.
func (d door) recovered(ev Event) error {
	at := sentAt(ev, d.now)
	if at.IsZero() || d.problem(ev) == "" {
		return nil
	}
	known, found, err := d.tx.Recovery(d.in.ID, d.problem(ev))
	if err != nil || found && !known.SentAt.Before(at) {
		return err
	}
	return d.tx.Apply(Changes{Recoveries: []Recovery{{Integration: d.in.ID, Key: d.problem(ev), SentAt: at, SeenAt: d.now}}})
}

// late is the verdict on what was overtaken.
func (d door) late(ev Event, incident uint64, newer string) Verdict {
	return Verdict{
		Fate: Dropped, Incident: incident, Key: ev.Key,
		Reason: "delivered late: it was sent at " + ev.SentAt.UTC().Format(time.RFC3339) + ", and " + newer,
	}
}
