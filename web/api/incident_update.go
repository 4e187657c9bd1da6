package api

import (
	"cmp"
	"fmt"
	"net/http"
	"time"

	"wakeman/engine"
)

// maxBulk is how many incidents one request may change.
const maxBulk = 250

func (s *server) updateIncident(c *call) (any, error) {
	in, err := s.incidentOf(c)
	if err != nil {
		return nil, err
	}
	var w changeOrder
	if err := readBody(c.Request, "incident", &w); err != nil {
		return nil, err
	}
	acts, err := w.acts(in)
	if err != nil {
		return nil, err
	}
	if in, err = s.do(c, in, acts...); err != nil {
		return nil, err
	}
	return s.oneIncident(c, in)
}

// do runs acts on one incident, and gives it as it is then.
func (s *server) do(c *call, in engine.Incident, acts ...engine.Act) (engine.Incident, error) {
	actor, err := c.actor()
	if err != nil || len(acts) == 0 {
		return in, err
	}
	in, err = s.engine.Do(c.Context(), in.Number, actor, acts...)
	return in, ofIncident(err)
}

type snoozeOrder struct {
	Duration *float64 `json:"duration" need:"yes" doc:"seconds, up to 7 days"` // seconds
}

func (s *server) snoozeIncident(c *call) (any, error) {
	in, err := s.incidentOf(c)
	if err != nil {
		return nil, err
	}
	var w snoozeOrder
	if err := readBody(c.Request, "", &w); err != nil {
		return nil, err
	}
	d, err := w.length()
	if err != nil {
		return nil, err
	}
	if in, err = s.do(c, in, engine.Act{Snooze: d}); err != nil {
		return nil, err
	}
	return s.oneIncident(c, in)
}

func (w snoozeOrder) length() (time.Duration, error) {
	most := engine.MaxSnooze.Seconds()
	if w.Duration == nil || !(*w.Duration >= 1 && *w.Duration <= most) {
		p := invalid(fmt.Sprintf("duration: from 1 to %.0f seconds", most))
		p.code = codeBadSnooze
		return 0, p
	}
	return time.Duration(*w.Duration) * time.Second, nil
}

func (s *server) undoIncident(c *call) (any, error) {
	in, err := s.incidentOf(c)
	if err != nil {
		return nil, err
	}
	actor, err := c.actor()
	if err != nil {
		return nil, err
	}
	if in, err = s.engine.Do(c.Context(), in.Number, actor, engine.Act{Undo: true}); err != nil {
		return nil, err // too late is not resolved
	}
	return s.oneIncident(c, in)
}

type bulkOrder struct {
	Incidents []changeOrder `json:"incidents" need:"yes"`
}

// order is what is to be done to one incident.
type order struct {
	in   engine.Incident
	acts []engine.Act
}

// updateIncidents changes several: all of them or none.
func (s *server) updateIncidents(c *call) (any, error) {
	var w bulkOrder
	if err := readBody(c.Request, "", &w); err != nil {
		return nil, err
	}
	if len(w.Incidents) > maxBulk {
		return nil, &problem{
			status: http.StatusRequestEntityTooLarge, code: codeInvalid, message: "Request Entity Too Large",
			errors: []string{fmt.Sprintf("incidents: at most %d in one request", maxBulk)},
		}
	}
	orders, err := s.orders(w.Incidents)
	if err != nil {
		return nil, err
	}
	actor, err := c.actor()
	if err != nil {
		return nil, err
	}
	after, err := s.carryOut(c, actor, orders)
	if err != nil {
		return nil, err
	}
	wires := each(orders, func(o order) incidentWire { return c.incident(after[o.in.Number]) })
	return map[string][]incidentWire{"incidents": wires}, nil
}

// orders reads every change before the first is made, so that a fault in the
// last one changes nothing.
func (s *server) orders(changes []changeOrder) ([]order, error) {
	var orders []order
	seen := map[uint64]bool{}
	for i, w := range changes {
		in, err := s.incidentByID(w.ID)
		if err != nil {
			return nil, inItem(i, err)
		}
		if seen[in.Number] {
			return nil, invalid(fmt.Sprintf("incidents[%d]: %s is named twice", i, quote(w.ID)))
		}
		seen[in.Number] = true
		acts, err := w.acts(in)
		if err != nil {
			return nil, inItem(i, err)
		}
		orders = append(orders, order{in, acts})
	}
	return orders, nil
}

// inItem says which item of a bulk an error is about.
func inItem(i int, err error) error {
	p := *problemOf(err)
	sentences := make([]string, len(p.errors))
	for j, e := range p.errors {
		sentences[j] = fmt.Sprintf("incidents[%d]: %s", i, e)
	}
	p.errors = sentences
	return &p
}

// carryOut runs the orders in one transaction, after a check that none of them
// meets a resolved incident, which names the item that is wrong.
func (s *server) carryOut(c *call, actor engine.Actor, orders []order) (map[uint64]engine.Incident, error) {
	after := map[uint64]engine.Incident{}
	var todo []engine.Order
	for i, o := range orders {
		after[o.in.Number] = o.in
		if err := o.possible(c.cfg); err != nil {
			return nil, inItem(i, err)
		}
		if len(o.acts) > 0 {
			todo = append(todo, engine.Order{Number: o.in.Number, Acts: o.acts})
		}
	}
	if len(todo) == 0 {
		return after, nil
	}
	changed, err := s.engine.DoEach(c.Context(), actor, todo)
	if err != nil {
		return nil, ofIncident(err)
	}
	for _, in := range changed {
		after[in.Number] = in
	}
	return after, nil
}

// possible foresees what the engine would refuse.
func (o order) possible(cfg *engine.Config) error {
	resolved := o.in.Status == engine.Resolved
	policy := o.in.Policy
	for _, a := range o.acts {
		if a.Reopen {
			resolved = false
		}
		policy = cmp.Or(a.Policy, policy)
		if err := possible(a, cfg, policy); err != nil {
			return err
		}
		if resolved && !a.Resolve && a.Note == "" && a.Title == "" && a.Priority == nil {
			return ofIncident(engine.Fail(engine.Conflict, "the incident is already resolved"))
		}
	}
	return nil
}

func possible(a engine.Act, cfg *engine.Config, policy string) error {
	for _, id := range a.Assign {
		if u, ok := cfg.Users[id]; !ok || u.Disabled {
			return &engine.Failure{Code: engine.Invalid, Field: "assignments", Message: "there is no such user"}
		}
	}
	if _, ok := cfg.Policies[a.Policy]; a.Policy != "" && !ok {
		return &engine.Failure{Code: engine.Invalid, Field: "escalation_policy", Message: "there is no such escalation policy"}
	}
	if p, _ := cfg.Policy(policy); a.Level > len(p.Steps) {
		return &engine.Failure{Code: engine.Invalid, Field: "escalation_level", Message: "the policy has no such level"}
	}
	if a.Urgency != "" && a.Urgency != "high" && a.Urgency != "low" {
		return &engine.Failure{Code: engine.Invalid, Field: "urgency", Message: "urgency is high or low"}
	}
	if len([]rune(a.Note)) > engine.MaxNote {
		return &engine.Failure{Code: engine.Invalid, Field: "resolution", Message: "a note has 1 to 2000 characters"}
	}
	if len([]rune(a.Title)) > engine.MaxSummary {
		return &engine.Failure{Code: engine.Invalid, Field: "title", Message: "a title has at most 1024 characters"}
	}
	return nil
}
