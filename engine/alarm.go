package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"wakeman/engine/people"
)

// OwnID is the public id of the service that incidents about the box itself
// belong to, and of its escalation policy. It has a character more than what
// [NewID] makes, so nothing of an admin's can have it.
//
// Neither is in [Config.Services] or [Config.Policies]: they are nobody's to
// edit or remove, and no file holds them. [Config.Service] and [Config.Policy]
// find them beside those of the admin.
const OwnID = "PWAKEMAN"

const ownName = "Wakeman"

// Alarm is something wrong with the box itself, or odd enough that its admins
// should look.
type Alarm struct {
	// Key names what is wrong: while an incident with this key is open, a
	// further alarm is noted there and pages nobody again.
	Key     string
	Title   string         // one line, at most MaxSummary characters
	Details string         // what there is to know and to do; plain text
	Urgency people.Urgency // high wakes; low tells. "" is high
}

// Alarm opens an incident about Wakeman itself and pages the account's fallback
// contact (the settings', else every owner, else every admin) the way every
// incident pages: rules, retries, acknowledgement, repeats for high urgency. It
// needs no service and no policy to be set up. It gives the incident's number.
//
// What comes of the pages of such an incident must never be a reason for an
// alarm: an alarm that mail fails would fail by mail, and alarm again.
//
// Errors are a Failure: Invalid with field key or title, or Unavailable.
func (e *Engine) Alarm(ctx context.Context, a Alarm) (number uint64, err error) {
	now := e.clock()
	a.Key, a.Title = cleanKey(a.Key), oneLine(a.Title, MaxSummary)
	if err := a.check(); err != nil {
		return 0, err
	}
	err = e.update(ctx, Urgent, func(tx Tx) ([]uint64, error) {
		var err error
		number, err = alarm(tx, a, now)
		return []uint64{number}, err
	})
	if err != nil {
		return 0, err
	}
	return number, nil
}

// EndAlarm resolves the open incident of an alarm whose cause is gone. Without
// one it does nothing.
func (e *Engine) EndAlarm(ctx context.Context, key, why string) error {
	now := e.clock()
	var number uint64
	err := e.store.View(func(r Reader) error {
		live, open, err := r.LiveAlert(OwnID, cleanKey(key))
		if err != nil || open && live.Open {
			number = live.Incident
			return err
		}
		awaited, err := r.AwaitedAlerts(OwnID, cleanKey(key))
		if len(awaited) > 0 {
			number = awaited[0].Incident
		}
		return err
	})
	if err != nil || number == 0 { // what runs each minute should not wait for a commit each time
		return err
	}
	return e.update(ctx, Urgent, func(tx Tx) ([]uint64, error) { return overOwn(tx, OwnID, cleanKey(key), why, now) })
}

func (a Alarm) check() error {
	wrong := func(field, message string) error {
		return &Failure{Code: Invalid, Field: field, Message: message}
	}
	switch {
	case a.Key == "":
		return wrong("key", "an alarm needs a key")
	case a.Title == "":
		return wrong("title", "an alarm needs a title")
	}
	return nil
}

func alarm(tx Tx, a Alarm, now time.Time) (uint64, error) {
	alert, live, err := tx.LiveAlert(OwnID, a.Key)
	if err != nil {
		return 0, err
	}
	if live && alert.Open {
		return alert.Incident, a.again(tx, alert, now)
	}
	return a.open(tx, now)
}

func (a Alarm) event() Event {
	ev := Event{Summary: a.Title}
	if a.Details != "" {
		text := strings.ToValidUTF8(a.Details[:min(len(a.Details), MaxDetails/2)], "") // room for what JSON escapes
		ev.Details, _ = json.Marshal(text)                                             // a string always has a JSON form
	}
	return ev
}

func (a Alarm) open(tx Tx, now time.Time) (number uint64, err error) {
	if number, err = tx.Number(IncidentNumbers); err != nil {
		return 0, err
	}
	alert := newAlert(a.event(), OwnID, a.Key, now, 0)
	alert.Incident = number
	if alert.Number, err = tx.Number(AlertNumbers); err != nil {
		return 0, err
	}
	t := newTurn(State{Config: tx.Config(), Turn: turnsOf(tx)}, System(), now)
	t.Incident = Incident{
		Number: number, Title: a.Title, Service: OwnID, Policy: OwnID,
		Urgency: cmp.Or(a.Urgency, people.High), Key: a.Key,
		CreatedAt: t.now, OpenAlerts: 1, AllAlerts: 1, Generation: 1,
	}
	t.setStatus(Triggered)
	t.log(Entry{Type: TriggerEntry, Text: "Wakeman noticed this about itself."})
	t.audit("trigger", a.Title)
	t.begin("the incident was opened")
	out := t.changes()
	out.Alerts = append(out.Alerts, alert)
	return number, tx.Apply(out)
}

// maxNoted bounds how many further alarms an incident's timeline tells; the
// alert counts them all.
const maxNoted = 20

// again notes a further alarm. It pages nobody again, unless it is more urgent
// than what people were told.
func (a Alarm) again(tx Tx, alert Alert, now time.Time) error {
	s, err := stateOf(tx, alert.Incident)
	if err != nil {
		return err
	}
	t := newTurn(s, System(), now)
	alert.merge(a.event(), now, 0)
	if alert.Count <= maxNoted {
		t.log(Entry{Type: AnnotateEntry, Text: strings.TrimSuffix("Again: "+a.Title+". "+oneLine(a.Details, MaxNote), ". ")})
	}
	if cmp.Or(a.Urgency, people.High) == people.High && t.Incident.Urgency == people.Low {
		t.Incident.Urgency = people.High
		t.log(Entry{Type: UrgencyEntry, Text: "Urgency is now high."})
		if t.Incident.Status == Triggered {
			t.begin("the urgency rose to high")
		} else {
			t.unacknowledge("the urgency rose to high")
		}
	}
	out := t.changes()
	out.Alerts = append(out.Alerts, alert)
	return tx.Apply(out)
}

// overOwn ends the alert of what this box itself noticed and does not look at any more,
// or knows to be over: an alarm, a silence, a host. Its incident ends with it, unless
// others were merged with it that are open.
func overOwn(tx Tx, id, key, why string, now time.Time) ([]uint64, error) {
	alert, live, err := tx.LiveAlert(id, key)
	switch {
	case err != nil:
		return nil, err
	case !live || !alert.Open:
		return nil, endAwaited(tx, id, key)
	}
	s, err := stateOf(tx, alert.Incident)
	if err != nil {
		return nil, err
	}
	t := newTurn(s, System(), now)
	closeAlert(t, &alert)
	if t.Incident.OpenAlerts > 1 {
		t.Incident.OpenAlerts--
		t.log(Entry{Type: AnnotateEntry, Text: fmt.Sprintf("One alert is over; %d still open.%s", t.Incident.OpenAlerts, spaced(why))})
	} else {
		t.resolve(why)
	}
	out := t.changes()
	out.Alerts = append(out.Alerts, alert)
	return []uint64{alert.Incident}, tx.Apply(out)
}

// Service finds a service by id: one of the admin's, or Wakeman's own.
func (c *Config) Service(id string) (Service, bool) {
	if id == OwnID {
		return Service{
			ID: OwnID, Name: ownName, Policy: OwnID, Urgency: AlwaysHigh, AckTimeout: 4 * time.Hour,
			Description: "What Wakeman notices about itself. It is built in: there is nothing to set up.",
		}, true
	}
	s, ok := c.Services[id]
	return s, ok
}

// ownDelay is how long one round of pages about the box itself waits for an
// acknowledgement before the next.
const ownDelay = 10 * time.Minute

// Policy finds an escalation policy by id: one of the admin's, or Wakeman's own,
// which pages the account's fallback contact and nobody else.
func (c *Config) Policy(id string) (Policy, bool) {
	if id != OwnID {
		p, ok := c.Policies[id]
		return p, ok
	}
	step := Step{ID: OwnID, Delay: ownDelay}
	for _, a := range c.fallback() {
		step.Targets = append(step.Targets, people.Target{User: a.User})
	}
	return Policy{
		ID: OwnID, Name: ownName, Repeat: 9, Steps: []Step{step},
		Description: "Built in: the fallback contact of the settings, else every owner, else every admin.",
	}, true
}

// service and policy are for what is there or as good as empty.
func (c *Config) service(id string) Service {
	s, _ := c.Service(id)
	return s
}

func (c *Config) policy(id string) Policy {
	p, _ := c.Policy(id)
	return p
}
