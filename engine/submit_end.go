package engine

import (
	"fmt"
	"slices"
)

func (d door) acknowledge(ev Event, alert Alert) (Verdict, error) {
	s, err := stateOf(d.tx, alert.Incident)
	if err != nil {
		return Verdict{}, err
	}
	if s.Incident.Status != Triggered {
		return Verdict{Fate: Dropped, Incident: alert.Incident, Key: ev.Key, Reason: "it is acknowledged already"}, nil
	}
	t := newTurn(s, d.actor(), d.now)
	t.acknowledge()
	return Verdict{Fate: Acknowledged, Incident: alert.Incident, Key: ev.Key, Reason: "acknowledged by the sender"}, d.tx.Apply(t.changes())
}

func (d door) resolve(ev Event, alert Alert) (Verdict, error) {
	s, err := stateOf(d.tx, alert.Incident)
	if err != nil {
		return Verdict{}, err
	}
	if !alert.has(d.problem(ev)) {
		return d.endOfNone(ev, alert, s)
	}
	if was := len(alert.Sent); !alert.overFor(d.problem(ev)) {
		reason := fmt.Sprintf("the end of one of %d that event rules made one alert of", was)
		if alert.Beyond {
			reason = "the end of one of very many: " + alert.waits()
		}
		return Verdict{Fate: Updated, Incident: alert.Incident, Key: ev.Key, Reason: reason}, d.endOfOne(alert, s)
	}
	t := newTurn(s, d.actor(), d.now)
	closeAlert(t, &alert)
	t.alertResolved()
	if _, err := d.ease(t, alert); err != nil {
		return Verdict{}, err
	}
	out := t.changes()
	out.Alerts = append(out.Alerts, alert)
	return Verdict{Fate: ResolvedFate, Incident: alert.Incident, Key: ev.Key, Reason: "resolved by the sender"}, d.tx.Apply(out)
}

// endOfOne stores an alert of several problems of which one has ended.
func (d door) endOfOne(alert Alert, s State) error {
	t := newTurn(s, d.actor(), d.now)
	eased, err := d.ease(t, alert)
	if err != nil {
		return err
	}
	var out Changes
	if eased {
		out = t.changes()
	}
	out.Alerts = append(out.Alerts, alert)
	return d.tx.Apply(out)
}

// ease lowers an open incident, once something of it has ended, to the worst that
// is still reported, and tells whether it did: so a worse problem that comes back
// is a rise again. Of several that are one alert the last word is all that is known.
func (d door) ease(t *turn, ended Alert) (bool, error) {
	alerts, err := d.tx.Alerts(t.Incident.Number)
	if err != nil || !t.Incident.Status.Open() {
		return false, err
	}
	var left []Alert
	for _, a := range alerts {
		if a.Integration == ended.Integration && a.Key == ended.Key {
			a = ended
		}
		if a.Open {
			left = append(left, a)
		}
	}
	if len(left) == 0 {
		return false, nil
	}
	worst := slices.MaxFunc(left, func(a, b Alert) int { return a.Severity.weight() - b.Severity.weight() }).Severity
	if worst.weight() >= t.Incident.Severity.weight() {
		return false, nil
	}
	t.nowAt(worst, 0)
	return true, nil
}

// closeAlert resolves an alert, keeping its key live for the flap window.
func closeAlert(t *turn, a *Alert) {
	a.Open, a.ResolvedAt = false, t.now
	a.Sent, a.Ended = nil, nil
	if window := t.service().FlapWindow; window > 0 {
		a.ReopenUntil = t.now.Add(window)
		t.setTimer(FlapTimer, a.ReopenUntil)
	}
}
