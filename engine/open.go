package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"wakeman/engine/people"
)

// Opening is an incident that somebody opens by hand, without an event.
type Opening struct {
	Service string // Service.ID
	Title   string // 1 to MaxSummary characters
	Details string // what else there is to say, at most MaxDetails bytes
	// Key is the dedup key. No two open incidents of a service have the same;
	// "" makes one.
	Key      string
	Urgency  people.Urgency // "": by the rule of the service, as for an event without severity
	Priority Priority       // "": none
	Policy   string         // Policy.ID in place of the service's; "": the service's
	Assign   []string       // User.IDs in place of whom the policy names
}

// Open opens an incident and pages as an event does, in one transaction. Who
// assigns it to nobody but themselves has it already: it begins acknowledged,
// and nobody is told.
//
// The incident has one alert, whose integration is the service itself.
//
// Errors are a Failure: Invalid with Field service, title, details,
// incident_key, urgency, escalation_policy or assignments; or Unavailable.
func (e *Engine) Open(ctx context.Context, actor Actor, o Opening) (Incident, error) {
	now := e.clock()
	var opened Incident
	err := e.update(ctx, Intake, func(tx Tx) ([]uint64, error) {
		var err error
		opened, err = open(tx, actor, now, o)
		return []uint64{opened.Number}, err
	})
	if err != nil {
		return Incident{}, err
	}
	return opened, nil
}

func open(tx Tx, actor Actor, now time.Time, o Opening) (Incident, error) {
	o.Title, o.Key = strings.TrimSpace(o.Title), cleanKey(o.Key)
	if err := o.check(tx.Config()); err != nil {
		return Incident{}, err
	}
	if err := o.checkKey(tx); err != nil {
		return Incident{}, err
	}
	number, err := tx.Number(IncidentNumbers)
	if err != nil {
		return Incident{}, err
	}
	alert := o.alert(now)
	alert.Incident = number
	if alert.Number, err = tx.Number(AlertNumbers); err != nil {
		return Incident{}, err
	}
	t := newTurn(State{Config: tx.Config(), Turn: turnsOf(tx)}, actor, now)
	t.openByHand(o, alert)
	out := t.changes()
	out.Alerts = append(out.Alerts, alert)
	return t.Incident, tx.Apply(out)
}

func (o Opening) alert(now time.Time) Alert {
	ev := Event{Summary: oneLine(o.Title, MaxSummary)}
	if o.Details != "" {
		ev.Details, _ = json.Marshal(o.Details) // a string always has a JSON form
	}
	return newAlert(ev, o.Service, cmp.Or(o.Key, NewKey()), now, 0)
}

// check holds an opening to what the configuration has.
func (o Opening) check(c *Config) error {
	wrong := func(field, message string) error {
		return &Failure{Code: Invalid, Field: field, Message: message}
	}
	svc, ok := c.Services[o.Service]
	switch {
	case !ok:
		return wrong("service", "there is no such service")
	case svc.Disabled:
		return wrong("service", "the service is disabled")
	case o.Title == "" || len([]rune(o.Title)) > MaxSummary:
		return wrong("title", "a title has 1 to 1024 characters")
	case len(o.Details) > MaxDetails/2: // room for what JSON escapes
		return wrong("details", "they are longer than 16 KiB")
	case o.Urgency != "" && o.Urgency != people.High && o.Urgency != people.Low:
		return wrong("urgency", "urgency is high or low")
	case o.Priority != "" && !slices.Contains(Priorities(), o.Priority):
		return wrong("priority", "a priority is one of P1, P2, P3, P4, P5")
	}
	if _, ok := c.Policies[o.Policy]; o.Policy != "" && !ok {
		return wrong("escalation_policy", "there is no such escalation policy")
	}
	for _, id := range o.Assign {
		if u, ok := c.Users[id]; !ok || u.Disabled {
			return wrong("assignments", "there is no such user")
		}
	}
	return nil
}

// checkKey refuses a key that an open incident of the service has, whichever way
// it was opened.
func (o Opening) checkKey(tx Tx) error {
	if o.Key == "" {
		return nil
	}
	doors := []string{o.Service}
	for id, in := range tx.Config().Integrations {
		if in.Service == o.Service {
			doors = append(doors, id)
		}
	}
	for _, door := range doors {
		alert, live, err := tx.LiveAlert(door, o.Key)
		if err != nil {
			return err
		}
		if live && alert.Open {
			return &Failure{Code: Invalid, Field: "incident_key", Message: "an open incident of the service has this key"}
		}
	}
	return nil
}

// openByHand makes the incident of an opening and its alert, and pages.
func (t *turn) openByHand(o Opening, alert Alert) {
	svc := t.Config.Services[o.Service]
	t.Incident = Incident{
		Number: alert.Incident, Title: alert.Summary, Service: svc.ID, Policy: cmp.Or(o.Policy, svc.Policy),
		Urgency: cmp.Or(o.Urgency, svc.Urgency.Of("")), Priority: o.Priority, Key: alert.Key,
		CreatedAt: t.now, OpenAlerts: 1, AllAlerts: 1, Generation: 1,
	}
	t.setStatus(Triggered)
	text := "Opened by " + t.actor.label()
	if o.Priority != "" {
		text += ", with priority " + string(o.Priority)
	}
	t.log(Entry{Type: TriggerEntry, Text: text + "."})
	t.audit("trigger", t.Incident.Title)
	t.afterOpening()
	switch {
	case len(o.Assign) == 0:
		t.begin("the incident was opened")
	case len(o.Assign) == 1 && t.actor.Kind == ByPerson && o.Assign[0] == t.actor.ID:
		t.Incident.Level = Level{Assigned: o.Assign, StartedAt: t.now, Direct: true}
		t.acknowledge()
	default:
		t.reassign(o.Assign, "")
	}
}
