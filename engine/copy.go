package engine

import (
	"strconv"
	"time"
)

// Copy is by what a message is known that comes again because our answer to it got
// lost. An event has one if it stands for its message alone: with a Key, if the message
// says which one it is; else without, and Print tells.
type Copy struct {
	// Print is a digest of what a sender sends again, not of what is another each time.
	// Empty: nobody looks.
	Print string
	// For is how long after the first one counts as the same. The zero value: not at all.
	For time.Duration
}

// copySlot is how long a copy with another date counts as the same: it was made anew,
// by a device that tries again at once or within minutes. It is also the width of the
// slots that have a key each, so that a copy finds the one before it and a true
// repetition, later on, is one of its own.
const copySlot = 10 * time.Minute

// keyOfCopy is the key of a message that says not which one it is: that of the alert of
// the same message, if this is still live or kept quiet, else one of its own. An alert that is over
// has no copies: what comes then opens anew, because a device whose clock stands still
// sends the same bytes when it is in trouble once more.
func keyOfCopy(r Reader, integration string, ev Event, fresh string, now time.Time) (key string, err error) {
	if fresh == "" || ev.Copy.Print == "" {
		return fresh, nil
	}
	slot := now.Unix() / int64(copySlot/time.Second)
	for back := time.Duration(0); back < ev.Copy.For+copySlot; back += copySlot {
		k := HashKey(ev.Copy.Print + "\x00" + strconv.FormatInt(slot-int64(back/copySlot), 10))
		alert, live, err := liveOrHeld(r, integration, k, now)
		switch {
		case err != nil:
			return "", err
		case live && alert.copied(ev, now):
			return k, nil
		case back == 0 && !live:
			fresh = k
		}
	}
	return fresh, nil
}

// liveOrHeld is the live alert of a key, or what would be it if no rule kept it quiet.
func liveOrHeld(r Reader, integration, key string, now time.Time) (Alert, bool, error) {
	alert, live, err := r.LiveAlert(integration, key)
	if err != nil || live {
		return alert, live, err
	}
	s, held, err := r.Suppression(SuppressionKey{integration, key})
	return Alert{FirstSeen: s.Since, SentAt: sentAt(s.Event, now)}, held, err
}

// copied tells whether an event of the same print is this alert's message once more. By
// the same date it is for as long as a mail server waits; by another, or by none, for
// minutes.
func (a Alert) copied(ev Event, now time.Time) bool {
	most := min(ev.Copy.For, copySlot)
	if sent := sentAt(ev, now); !sent.IsZero() && sent.Equal(a.SentAt) {
		most = ev.Copy.For
	}
	return now.Sub(a.FirstSeen).Abs() <= most
}

// receivedAgain says of an event that joined the alert of its own message that this is
// what happened.
func (v Verdict) receivedAgain(ev Event) Verdict {
	if ev.Copy.Print == "" {
		return v
	}
	switch v.Fate {
	case Repeated, Updated, Reopened:
		v.Reason = "received again, the same message as before: " + v.Reason
	}
	return v
}
