package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"wakeman/engine/people"
)

// Submit takes a post in: it returns once every event of it, with whatever
// follows from it, is on disk. Either the whole post is stored or nothing.
//
// Errors are a Failure: UnknownKey, or Unavailable with a time to come back.
func (e *Engine) Submit(ctx context.Context, post Post) (Receipt, error) {
	if _, _, ok := e.store.Config().ByKey(post.Key); !ok {
		return Receipt{}, e.store.Config().strange(post.Key, "no integration has this key")
	}
	now := e.clock()
	var fresh []string
	post.Events, fresh = prepared(post.Events)
	var receipt Receipt
	err := e.update(ctx, Intake, func(tx Tx) ([]uint64, error) {
		var err error
		receipt, err = take(tx, post, fresh, now)
		return receipt.incidents(), err
	})
	if err == nil {
		e.tally.add(receipt.rulings, now)
	}
	return receipt, err
}

// prepared keeps out what the store could not hold: a decoder that forgot a bound
// must not cost an alert. For each trigger without a dedup key there is a fresh
// one, so that it opens an incident of its own, unless an event rule knows better.
func prepared(events []Event) (ready []Event, fresh []string) {
	ready, fresh = make([]Event, len(events)), make([]string, len(events))
	for i, ev := range events {
		ev.Key, ev.Source, ev.Summary = cleanKey(ev.Key), oneLine(ev.Source, MaxField), oneLine(ev.Summary, MaxSummary)
		ev = storable(ev)
		ev.OwnKey = cleanKey(ev.OwnKey)
		if ev.Key == "" && ev.Action == Trigger || ev.Unsure && ev.OwnKey == "" {
			fresh[i] = NewKey()
		}
		ready[i] = ev
	}
	return ready, fresh
}

// storable changes what could not be written, or read back, as JSON.
func storable(ev Event) Event {
	switch ev.Action {
	case Trigger, Acknowledge, Resolve, Change:
	default: // rather a page too many than an alert lost
		ev.Mended = append(slices.Clip(ev.Mended), fmt.Sprintf("the action %q is unknown, taken for a trigger", ev.Action))
		ev.Action = Trigger
	}
	if len(ev.Details) > 0 && !json.Valid(ev.Details) {
		ev.Details, _ = json.Marshal(string(ev.Details)) // a string always has a JSON form
	}
	for _, at := range []*time.Time{&ev.Timestamp, &ev.SentAt, &ev.RelayedAt} {
		if y := at.Year(); y < 1 || y > 9999 {
			*at = time.Time{}
		}
	}
	return ev
}

// cleanKey is a key that the store can hold. One that it can not is hashed, so
// that two of them never become one.
func cleanKey(s string) string {
	if len(s) > 4*MaxKey || !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return HashKey(s)
	}
	return strings.TrimSpace(s)
}

// oneLine is s without control characters, at most so many runes long.
func oneLine(s string, most int) string {
	runes := []rune(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "�")))
	return strings.TrimSpace(string(runes[:min(len(runes), most)]))
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

func take(tx Tx, post Post, fresh []string, now time.Time) (Receipt, error) {
	in, svc, ok := tx.Config().ByKey(post.Key)
	if !ok {
		return Receipt{}, tx.Config().strange(post.Key, "no integration has this key")
	}
	if in.mustSign() && !post.Signed {
		return Receipt{}, unsigned(post)
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
	door := door{tx: tx, in: in, svc: svc, now: now, post: seq, via: post.Via}
	doubt := in.doubt(post)
	for i, ev := range post.Events {
		own, err := keyOfCopy(tx, in.ID, ev, fresh[i], now)
		if err != nil {
			return Receipt{}, err
		}
		if ev, err = surely(tx, in.ID, ev, own); err != nil {
			return Receipt{}, err
		}
		ev = unproven(ev, doubt)
		door.part, door.sent, door.fresh, door.event = uint64(i), ev.Key, own, ev
		door.Ruling = tx.Config().Judge(in, post.Via, ev, now, door.counter())
		verdict, err := door.take()
		if err != nil {
			return Receipt{}, err
		}
		verdict = verdict.receivedAgain(ev)
		receipt.Verdicts = append(receipt.Verdicts, verdict)
		receipt.rulings = append(receipt.rulings, door.Ruling)
		row.Events = append(row.Events, EventRow{
			Action: ev.Action, Summary: ev.Summary, Source: ev.Source,
			Severity: ev.Severity, Mended: ev.Mended, SentKey: otherThan(verdict.Key, ev.Key), Rules: door.Rules,
			Recordings: withRecordings(nil, ev.Recordings, seq), Verdict: verdict,
		})
	}
	return receipt, tx.Apply(Changes{Posts: []PostRow{row}})
}

// surely makes a recovery or a problem of a resolve whose sender's words leave room
// for both. What was resolved a moment ago counts as open: it is said once more.
func surely(tx Tx, integration string, ev Event, fresh string) (Event, error) {
	if !ev.Unsure {
		return ev, nil
	}
	_, live, err := tx.LiveAlert(integration, ev.Key)
	if err == nil && !live {
		_, live, err = tx.Suppression(SuppressionKey{integration, ev.Key})
	}
	if err != nil || live || ev.Action != Resolve {
		ev.Unsure = false
		return ev, err
	}
	ev = ev.Trouble()
	ev.Key = cmp.Or(ev.Key, fresh)
	ev.Mended = append(slices.Clip(ev.Mended), "it may tell of an end or of trouble, and nothing of this name is open: taken for trouble")
	return ev, nil
}

// otherThan is s, or "" if it is the same as key.
func otherThan(key, s string) string {
	if s == key {
		return ""
	}
	return s
}

// door takes the events of one post, one after the other.
type door struct {
	tx   Tx
	in   Integration
	svc  Service
	now  time.Time
	post uint64
	part uint64 // which event of the post
	via  string
	// by acts in the integration's place; the zero value is the integration itself.
	by Actor
	// worse is why who had acknowledged is paged again; empty: a repeat wakes nobody.
	worse string

	Ruling
	sent  string // the sender's own dedup key
	fresh string // the key of a trigger that has none
	event Event  // as it was sent, before the rules
	// kept is what it was until now, if a rule kept it quiet; nil: it has just come.
	kept *Suppression
}

func (d door) actor() Actor {
	if d.by.Kind != "" {
		return d.by
	}
	return Actor{Kind: ByIntegration, ID: d.in.ID, Name: d.in.Name}
}

// take decides what becomes of an event that the rules have judged.
func (d door) take() (Verdict, error) {
	d.svc = d.tx.Config().service(d.Service)
	ev := d.Event
	ev.Key = cmp.Or(ev.Key, d.fresh)
	return d.decide(ev)
}

func (d door) decide(ev Event) (Verdict, error) {
	v, err := d.verdict(ev)
	if err != nil || ev.Test || ev.Beat || ev.Quarantine != "" || d.Drop != "" {
		return v, err
	}
	switch {
	case ev.Action == Resolve:
		return d.quietEnd(ev, v)
	case ev.Action == Acknowledge:
		by, err := d.taken(ev)
		if err == nil && len(by) > 0 && v.Incident == 0 {
			v.Fate, v.Reason = Suppressed, "acknowledged by the sender: a problem that "+joinAnd(by)+" keeps quiet, and that opens acknowledged"
		}
		return v, err
	case v.Incident != 0 && ev.Action == Trigger && v.Fate != Dropped:
		return v, d.loud(ev, v.Incident)
	}
	return v, nil
}

func (d door) verdict(ev Event) (Verdict, error) {
	switch {
	case ev.Quarantine != "":
		return d.held(ev)
	case ev.Action == Change:
		return d.change(ev)
	case ev.Beat:
		return d.beat(ev)
	case ev.Test:
		return Verdict{Fate: Noted, Key: ev.Key, Reason: "test traffic is shown and pages nobody" + spacedList(ev.Mended)}, nil
	case d.Drop != "":
		return Verdict{Fate: Dropped, Key: ev.Key, Reason: "dropped by " + quoteRule(d.Drop)}, nil
	case d.Suppress != "":
		return d.suppressed(ev)
	case d.svc.Disabled:
		return Verdict{Fate: Noted, Key: ev.Key, Reason: "the service is disabled"}, nil
	}
	alert, live, err := d.alert(ev)
	if err != nil {
		return Verdict{}, err
	}
	open := live && alert.Open
	switch {
	case ev.Action == Trigger && open:
		return d.again(ev, alert)
	case ev.Action == Trigger:
		return d.down(ev, alert, live)
	case ev.Action == Resolve:
		return d.up(ev, alert, open)
	case !open:
		return d.unopened(ev), nil
	default:
		return d.acknowledge(ev, alert)
	}
}

// down takes a trigger whose alert is not open.
func (d door) down(ev Event, alert Alert, live bool) (Verdict, error) {
	overtaken, proven, err := d.overtaken(ev)
	switch {
	case err != nil:
		return Verdict{}, err
	case overtaken && proven:
		return d.late(ev, alert.Incident, "a newer recovery has come already"), nil
	}
	verdict, err := d.anew(ev, alert, live)
	if overtaken {
		verdict.Reason += "; its date, " + ev.SentAt.UTC().Format(time.RFC3339) + ", is before that of the last recovery, and nothing shows that it waited: its clock is not believed"
	}
	return verdict, err
}

func (d door) anew(ev Event, alert Alert, live bool) (Verdict, error) {
	if live {
		return d.flap(ev, alert)
	}
	return d.open(ev)
}

// up takes a resolve.
func (d door) up(ev Event, alert Alert, open bool) (Verdict, error) {
	if err := d.recovered(ev); err != nil {
		return Verdict{}, err
	}
	switch {
	case !open:
		return d.unopened(ev), d.overSince(ev)
	case d.outlived(ev, alert):
		return d.late(ev, alert.Incident, "the problem was reported again after that"), nil
	}
	return d.resolve(ev, alert)
}

func (d door) unopened(ev Event) Verdict {
	return Verdict{Fate: Dropped, Key: ev.Key, Reason: "no open alert has this key"}
}

// alert finds the alert that an event is about. The end of one goes by what its
// sender called it, whatever the rules make of it now: they may have changed, and
// the end of an alert often says less than its beginning.
func (d door) alert(ev Event) (alert Alert, live bool, err error) {
	if ev.Action != Trigger && d.sent != "" && d.sent != ev.Key {
		alert, live, err = d.tx.LiveAlert(d.in.ID, d.sent)
		if err != nil || live && alert.Open {
			return alert, live, err
		}
	}
	return d.tx.LiveAlert(d.in.ID, ev.Key)
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
	row := ChangeRow{Seq: d.post, Part: d.part, At: at, Service: d.svc.ID, Integration: d.in.ID, Event: ev}
	return Verdict{Fate: Noted, Reason: "a change event opens no incident"},
		d.tx.Apply(Changes{Changes: []ChangeRow{row}})
}

func (d door) open(ev Event) (Verdict, error) {
	number, err := d.tx.Number(IncidentNumbers)
	if err != nil {
		return Verdict{}, err
	}
	if ev.Summary == "" {
		ev.Summary = "(no summary)"
	}
	alert := newAlert(ev, d.in.ID, ev.Key, d.now, d.post)
	alert.sentAs(d.problem(ev), true)
	alert.since(d.kept)
	alert.Incident = number
	if alert.Number, err = d.tx.Number(AlertNumbers); err != nil {
		return Verdict{}, err
	}
	followed, err := d.follow(&alert, d.problem(ev))
	if err != nil {
		return Verdict{}, err
	}
	t := newTurn(State{Config: d.tx.Config(), Turn: turnsOf(d.tx)}, d.actor(), d.now)
	t.Incident.Kept = d.kept.kept(d.now)
	t.open(d.svc, ev, alert, d.Ruling)
	out := t.changes()
	out.Alerts = append(append(out.Alerts, alert), followed...)
	if err := d.noteEquipment(&out, t.Incident); err != nil {
		return Verdict{}, err
	}
	return Verdict{Fate: Opened, Incident: number, Key: ev.Key, Reason: "no alert was open for this key" + d.byRules()}, d.tx.Apply(out)
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
	verdict := Verdict{Fate: Repeated, Incident: alert.Incident, Key: ev.Key, Reason: "the alert is open: counted"}
	known := alert.Beyond
	alert.sentAs(d.problem(ev), false)
	tooMany := alert.Beyond && !known
	if !tooMany && !alert.changedBy(ev) && d.Urgency != people.High && d.Priority == "" && d.worse == "" { // the common case: a sender that repeats itself
		alert.merge(ev, d.now, d.post)
		return verdict, d.tx.Apply(Changes{Alerts: []Alert{alert}})
	}
	s, err := stateOf(d.tx, alert.Incident)
	if err != nil {
		return Verdict{}, err
	}
	t := newTurn(s, d.actor(), d.now)
	var out Changes
	changed := t.repeat(&alert, ev, d.post)
	if d.kept != nil {
		t.noted(d.Notes)
		changed = true
	}
	if d.worse != "" && t.Incident.Status == Acked {
		t.unacknowledge(d.worse)
		changed = true
	}
	if tooMany {
		t.beyond()
		changed = true
	}
	higher := t.higherPriority(d.Ruling)
	if t.louderBy(d.Ruling) || higher || changed {
		out = t.changes()
		verdict.Fate, verdict.Reason = Updated, "the alert is open, and something about it changed"+d.byRules()
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
	t := newTurn(s, d.actor(), d.now)
	ended := !alert.Awaited()
	alert.openAgain()
	alert.sentAs(d.problem(ev), ended)
	t.Incident.OpenAlerts++
	t.repeat(&alert, ev, d.post)
	t.worstAgain(alert)
	t.pause = pause{d.Pause, d.PausedBy}
	alerts, err := d.tx.Alerts(alert.Incident)
	if err != nil {
		return Verdict{}, err
	}
	t.out.Alerts = append(t.out.Alerts, alert)
	t.stopTimer(FlapTimer)
	t.keepFlap(alerts)
	if t.Incident.Status == Resolved {
		t.Incident.Kept = d.kept.kept(d.now)
		t.reopen("the same key triggered again within the flap window")
		t.noted(d.Notes)
	}
	t.higherPriority(d.Ruling)
	out := t.changes()
	return Verdict{Fate: Reopened, Incident: alert.Incident, Key: ev.Key, Reason: "resolved only a moment ago" + d.byRules()}, d.tx.Apply(out)
}
