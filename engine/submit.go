package engine

import (
	"context"
	"strings"
	"time"
)

// Submit takes a post in: it returns once every event of it, with whatever
// follows from it, is on disk. Either the whole post is stored or nothing.
//
// Errors are a Failure: UnknownKey, or Unavailable with a time to come back.
func (e *Engine) Submit(ctx context.Context, post Post) (Receipt, error) {
	if _, _, ok := e.store.Config().ByKey(post.Key); !ok {
		return Receipt{}, Fail(UnknownKey, "no integration has this key")
	}
	now := e.clock()
	post.Events = prepared(post.Events)
	var receipt Receipt
	err := e.update(ctx, Intake, func(tx Tx) ([]uint64, error) {
		var err error
		receipt, err = take(tx, post, now)
		return receipt.incidents(), err
	})
	return receipt, err
}

// prepared gives each trigger without a dedup key one of its own, so that it
// opens an incident of its own, and keeps out what the store could not hold: a
// decoder that forgot a bound must not cost an alert.
func prepared(events []Event) []Event {
	ready := make([]Event, len(events))
	for i, ev := range events {
		ev.Key, ev.Source = clean(ev.Key), clean(ev.Source)
		if len(ev.Key) > 4*MaxKey {
			ev.Key = HashKey(ev.Key)
		}
		ev.Source = string([]rune(ev.Source)[:min(len([]rune(ev.Source)), MaxField)])
		if ev.Key == "" && ev.Action == Trigger {
			ev.Key = NewKey()
		}
		ready[i] = ev
	}
	return ready
}

func clean(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(s, "�"), "\x00", ""))
}

func (r Receipt) incidents() []uint64 {
	var numbers []uint64
	for _, v := range r.Verdicts {
		if v.Incident != 0 {
			numbers = append(numbers, v.Incident)
		}
	}
	return numbers
}

func take(tx Tx, post Post, now time.Time) (Receipt, error) {
	in, svc, ok := tx.Config().ByKey(post.Key)
	if !ok {
		return Receipt{}, Fail(UnknownKey, "no integration has this key")
	}
	seq, err := tx.Number(PostNumbers)
	if err != nil {
		return Receipt{}, err
	}
	receipt := Receipt{Seq: seq}
	row := PostRow{
		Seq: seq, At: now, Integration: in.ID, Service: svc.ID, Via: post.Via,
		Raw: post.Raw, Bytes: len(post.Raw.Body),
	}
	door := door{tx: tx, in: in, svc: svc, now: now, post: seq}
	for _, ev := range post.Events {
		verdict, err := door.take(ev)
		if err != nil {
			return Receipt{}, err
		}
		receipt.Verdicts = append(receipt.Verdicts, verdict)
		row.Events = append(row.Events, EventRow{
			Action: ev.Action, Summary: ev.Summary, Source: ev.Source,
			Severity: ev.Severity, Mended: ev.Mended, Verdict: verdict,
		})
	}
	return receipt, tx.Apply(Changes{Posts: []PostRow{row}})
}

// door takes the events of one post, one after the other.
type door struct {
	tx   Tx
	in   Integration
	svc  Service
	now  time.Time
	post uint64
}

func (d door) actor() Actor {
	return Actor{Kind: ByIntegration, ID: d.in.ID, Name: d.in.Name}
}

func (d door) take(ev Event) (Verdict, error) {
	switch {
	case ev.Action == Change:
		return d.change(ev)
	case ev.Test:
		return Verdict{Fate: Noted, Key: ev.Key, Reason: "test traffic is shown and pages nobody" + spacedList(ev.Mended)}, nil
	case d.svc.Disabled:
		return Verdict{Fate: Noted, Key: ev.Key, Reason: "the service is disabled"}, nil
	}
	alert, live, err := d.tx.LiveAlert(d.in.ID, ev.Key)
	if err != nil {
		return Verdict{}, err
	}
	switch {
	case ev.Action == Trigger && live && alert.Open:
		return d.again(ev, alert)
	case ev.Action == Trigger && live:
		return d.flap(ev, alert)
	case ev.Action == Trigger:
		return d.open(ev)
	case !live || !alert.Open:
		return Verdict{Fate: Dropped, Key: ev.Key, Reason: "no open alert has this key"}, nil
	case ev.Action == Acknowledge:
		return d.acknowledge(ev, alert)
	default:
		return d.resolve(ev, alert)
	}
}

func spacedList(items []string) string {
	text := ""
	for _, s := range items {
		text += "; " + s
	}
	return text
}

func (d door) change(ev Event) (Verdict, error) {
	at := d.now
	if !ev.Timestamp.IsZero() {
		at = ev.Timestamp
	}
	row := ChangeRow{Seq: d.post, At: at, Service: d.svc.ID, Integration: d.in.ID, Event: ev}
	return Verdict{Fate: Noted, Reason: "a change event opens no incident"},
		d.tx.Apply(Changes{Changes: []ChangeRow{row}})
}

func (d door) open(ev Event) (Verdict, error) {
	number, err := d.tx.Number(IncidentNumbers)
	if err != nil {
		return Verdict{}, err
	}
	alert := newAlert(ev, d.in.ID, ev.Key, d.now, d.post)
	alert.Incident = number
	if alert.Number, err = d.tx.Number(AlertNumbers); err != nil {
		return Verdict{}, err
	}
	t := newTurn(State{Config: d.tx.Config(), Turn: turnsOf(d.tx)}, d.actor(), d.now)
	t.open(d.svc, ev, alert)
	out := t.changes()
	out.Alerts = append(out.Alerts, alert)
	if err := d.noteEquipment(&out, t.Incident); err != nil {
		return Verdict{}, err
	}
	return Verdict{Fate: Opened, Incident: number, Key: ev.Key, Reason: "no alert was open for this key"}, d.tx.Apply(out)
}

func (d door) noteEquipment(out *Changes, in Incident) error {
	if in.Source == "" {
		return nil
	}
	eq, known, err := d.tx.Equipment(in.Source)
	if err != nil {
		return err
	}
	if !known {
		eq = Equipment{Name: in.Source, FirstSeen: d.now}
	}
	eq.Incidents++
	eq.LastIncident, eq.LastAt = in.Number, d.now
	out.Equipment = append(out.Equipment, eq)
	return nil
}

func (d door) again(ev Event, alert Alert) (Verdict, error) {
	s, err := stateOf(d.tx, alert.Incident)
	if err != nil {
		return Verdict{}, err
	}
	t := newTurn(s, d.actor(), d.now)
	changed := t.repeat(&alert, ev, d.post)
	var out Changes
	verdict := Verdict{Fate: Repeated, Incident: alert.Incident, Key: ev.Key, Reason: "the alert is open: counted"}
	if changed {
		out = t.changes()
		verdict.Fate, verdict.Reason = Updated, "the alert is open, and something about it changed"
	}
	out.Alerts = append(out.Alerts, alert)
	return verdict, d.tx.Apply(out)
}

// flap reopens an incident whose key triggers again within the flap window.
func (d door) flap(ev Event, alert Alert) (Verdict, error) {
	s, err := stateOf(d.tx, alert.Incident)
	if err != nil {
		return Verdict{}, err
	}
	if s.Incident.Status.Open() && s.Incident.OpenAlerts == 0 {
		return d.open(ev)
	}
	t := newTurn(s, d.actor(), d.now)
	t.repeat(&alert, ev, d.post)
	alert.Open, alert.ReopenUntil, alert.ResolvedAt = true, time.Time{}, time.Time{}
	t.Incident.OpenAlerts++
	t.stopTimer(FlapTimer)
	if t.Incident.Status == Resolved {
		t.reopen("the same key triggered again within the flap window")
	}
	out := t.changes()
	out.Alerts = append(out.Alerts, alert)
	return Verdict{Fate: Reopened, Incident: alert.Incident, Key: ev.Key, Reason: "resolved only a moment ago"}, d.tx.Apply(out)
}

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
	t := newTurn(s, d.actor(), d.now)
	closeAlert(t, &alert)
	t.alertResolved()
	out := t.changes()
	out.Alerts = append(out.Alerts, alert)
	return Verdict{Fate: ResolvedFate, Incident: alert.Incident, Key: ev.Key, Reason: "resolved by the sender"}, d.tx.Apply(out)
}

// closeAlert resolves an alert, keeping its key live for the flap window.
func closeAlert(t *turn, a *Alert) {
	a.Open, a.ResolvedAt = false, t.now
	if window := t.service().FlapWindow; window > 0 {
		a.ReopenUntil = t.now.Add(window)
		t.setTimer(FlapTimer, a.ReopenUntil)
	}
}
