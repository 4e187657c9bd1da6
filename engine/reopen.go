package engine

import (
	"slices"
	"time"
)

// Closing is how an alert was when its incident was resolved by a person or a timer,
// and what its senders have said since: what it takes to open it again as it was, and
// nobody to be paged for what is over.
type Closing struct {
	// Sent is Alert.Sent, without those who have reported since that theirs is over.
	Sent []string `json:"sent,omitempty"`
	Over bool     `json:"over,omitempty"` // all of them have
	// Again is the incident that the same key has opened since, which has it now.
	Again uint64 `json:"again,omitempty"`
}

// Awaited reports whether its incident was resolved, and no sender has said since that
// it is over, or that it is there again.
func (a Alert) Awaited() bool {
	return !a.Open && a.Closed != nil && !a.Closed.Over && a.Closed.Again == 0
}

// openAgain makes an alert as it was before its incident was resolved: whoever has not
// reported since that theirs is over is waited for.
func (a *Alert) openAgain() {
	if a.Awaited() {
		a.Sent = a.Closed.Sent
	} else {
		a.Beyond = false
	}
	a.Open, a.ResolvedAt, a.ReopenUntil, a.Closed = true, time.Time{}, time.Time{}, nil
}

// followAlerts makes the alerts of an incident as open as the incident is.
func followAlerts(tx Tx, t *turn, was Incident, undo bool) error {
	switch {
	case t.Incident.Status == Resolved:
		return closeAlerts(tx, t)
	case t.Incident.Generation != was.Generation, was.Status == Resolved:
		return reviveAlerts(tx, t, was, undo)
	}
	return nil
}

func closeAlerts(tx Tx, t *turn) error {
	alerts, err := tx.Alerts(t.Incident.Number)
	if err != nil {
		return err
	}
	for _, a := range alerts {
		if a.Open {
			sent := a.Sent
			closeAlert(t, &a)
			a.Closed = &Closing{Sent: sent}
			t.out.Alerts = append(t.out.Alerts, a)
		}
	}
	return nil
}

// reviveAlerts opens the alerts of a reopened incident again, so that what their
// sender says next is about this incident, and its resolve closes it. Only those
// that were open until its end: the others were over before.
//
// What is over since, or has opened another incident, stays closed. An undo is refused
// if that leaves none: it would page for what no sender can end any more. Who reopens
// wishes for it all the same.
func reviveAlerts(tx Tx, t *turn, was Incident, undo bool) error {
	alerts, err := tx.Alerts(t.Incident.Number)
	if err != nil {
		return err
	}
	t.Incident.OpenAlerts = 0
	var left unrevived
	for _, a := range alerts {
		switch {
		case a.Open:
			t.Incident.OpenAlerts++
		case was.Status == Resolved && a.ResolvedAt.Equal(was.ChangedAt):
			if err := left.sort(tx, t, a, undo); err != nil {
				return err
			}
		}
	}
	switch {
	case t.Incident.OpenAlerts > 0:
	case undo:
		err = left.refusal()
	default:
		for _, a := range left.over {
			t.reviveAlert(a)
		}
	}
	t.keepFlap(alerts)
	return err
}

// unrevived is what stays closed when an incident is reopened.
type unrevived struct {
	over      []Alert
	elsewhere uint64 // an incident that has one of them now
}

// sort opens an alert again, unless there is a reason not to.
func (u *unrevived) sort(tx Tx, t *turn, a Alert, undo bool) error {
	switch other, err := incidentSince(tx, a, undo); {
	case err != nil:
		return err
	case other != 0:
		u.elsewhere = other
	case a.Closed != nil && !a.Awaited():
		u.over = append(u.over, a)
	default:
		t.reviveAlert(a)
	}
	return nil
}

// refusal is why an undo that would open no alert is not done; nil if there was none
// open before, either.
func (u *unrevived) refusal() error {
	switch {
	case u.elsewhere != 0:
		f := Fail(Conflict, "that can no longer be taken back: the same problem has come again since, as #%d", u.elsewhere)
		f.Incident = u.elsewhere
		return f
	case len(u.over) > 0:
		return Fail(Conflict, "that can no longer be taken back: its sender has reported meanwhile that it is over")
	}
	return nil
}

// keepFlap lets the flap window of alerts that stay closed end when it would have.
func (t *turn) keepFlap(alerts []Alert) {
	var end time.Time
	for _, a := range alerts {
		revived := slices.ContainsFunc(t.out.Alerts, func(b Alert) bool { return b.Number == a.Number && b.Open })
		if !revived && a.ReopenUntil.After(end) {
			end = a.ReopenUntil
		}
	}
	if !end.IsZero() {
		t.setTimer(FlapTimer, end)
	}
}

func (t *turn) reviveAlert(a Alert) {
	a.openAgain()
	t.Incident.OpenAlerts++
	t.stopTimer(FlapTimer)
	t.out.Alerts = append(t.out.Alerts, a)
}

// incidentSince is the other incident that has the problem of a closed alert now; 0 if
// none has. To an undo that is also one that has ended: its end was the problem's.
func incidentSince(tx Tx, a Alert, undo bool) (uint64, error) {
	live, ok, err := tx.LiveAlert(a.Integration, a.Key)
	if err == nil && ok && live.Number != a.Number {
		return live.Incident, nil
	}
	if undo && a.Closed != nil {
		return a.Closed.Again, err
	}
	return 0, err
}

// endAwaited remembers the end of what a person has resolved already.
func endAwaited(tx Tx, integration, key string) error {
	alerts, err := tx.AwaitedAlerts(integration, key)
	if err != nil || len(alerts) == 0 {
		return err
	}
	for i := range alerts {
		alerts[i].Closed = &Closing{Over: true}
	}
	return tx.Apply(Changes{Alerts: alerts})
}

// overSince remembers a recovery that ends nothing, because a person has resolved it
// already: taking that back must not page anybody for what is over.
func (d door) overSince(ev Event) error {
	key := d.problem(ev)
	alerts, err := d.tx.AwaitedAlerts(d.in.ID, key)
	if err == nil && len(alerts) == 0 && d.sent != "" && d.sent != ev.Key {
		alerts, err = d.tx.AwaitedAlerts(d.in.ID, ev.Key)
	}
	if err != nil {
		return err
	}
	var changed []Alert
	for _, a := range alerts {
		as := a // as it was
		as.Sent = a.Closed.Sent
		if left, known := a.without(key); known && !d.outlived(ev, as) {
			a.Closed = &left
			changed = append(changed, a)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return d.tx.Apply(Changes{Alerts: changed})
}

// without is how an alert was closed, without a problem of it that has ended since. known
// is false if that was no part of it, or none any more: then the others are still bad, as
// they are with an open alert. Of more than are remembered nobody knows when all are over.
func (a Alert) without(key string) (left Closing, known bool) {
	a.Sent, a.Ended = a.Closed.Sent, nil
	if !a.has(key) {
		return *a.Closed, false
	}
	if a.overFor(key) {
		return Closing{Over: true}, true
	}
	return Closing{Sent: a.Sent}, true
}

// follow gives the closed alerts that a new one takes the place of. While the resolve of
// theirs could still be taken back, it waits for the end of all that they waited for:
// for the undo is refused then.
func (d door) follow(alert *Alert, problem string) ([]Alert, error) {
	closed, err := d.tx.AwaitedAlerts(d.in.ID, alert.Key)
	if err == nil && d.sent != "" && d.sent != alert.Key {
		var more []Alert
		more, err = d.tx.AwaitedAlerts(d.in.ID, d.sent)
		closed = append(closed, slices.DeleteFunc(more, func(a Alert) bool { return a.Key == alert.Key })...)
	}
	var changed []Alert
	for _, a := range closed {
		switch left, known := a.without(problem); {
		case a.Key == alert.Key:
			if d.now.Sub(a.ResolvedAt) <= undoFor {
				alert.alsoFor(a.Closed.Sent)
				alert.Beyond = alert.Beyond || a.Beyond
			}
			a.Closed = &Closing{Again: alert.Incident}
		case known && left.Over:
			a.Closed = &Closing{Again: alert.Incident}
		case known:
			a.Closed = &left
		default:
			continue
		}
		changed = append(changed, a)
	}
	return changed, err
}

// alsoFor makes an alert wait for those, too, by whose keys an alert before it was
// known; none of them: only by its own.
func (a *Alert) alsoFor(sent []string) {
	if len(sent) == 0 {
		sent = []string{a.Key}
	}
	for _, s := range sent {
		a.sentAs(s, false)
	}
}
