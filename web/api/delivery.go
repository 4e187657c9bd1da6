package api

import (
	"encoding/base64"
	"maps"
	"slices"
	"strconv"

	"wakeman/engine"
	"wakeman/engine/people"
)

// deliveryWire is one message to one person by one way. Wakeman's own.
type deliveryWire struct {
	ID         string      `json:"id"`
	Type       string      `json:"type"`
	Kind       string      `json:"kind" doc:"page, test, handoff, notice, verification, invitation"`
	User       reference   `json:"user"`
	Channel    string      `json:"channel"`
	Label      string      `json:"label"`
	Address    *string     `json:"address" doc:"one's own; everybody's for admins"`
	Subject    string      `json:"subject"`
	Text       string      `json:"text"`
	State      string      `json:"state" enum:"sending,waiting,sent,failed,cancelled"`
	Reason     string      `json:"reason"`
	Attempts   int         `json:"attempts"`
	ProviderID *string     `json:"provider_id"`
	CreatedAt  *string     `json:"created_at"`
	NextAt     *string     `json:"next_at"`
	FinishedAt *string     `json:"finished_at"`
	AnsweredAt *string     `json:"answered_at" doc:"of a test: when it was acknowledged; of a code: when it was given back"`
	Incidents  []reference `json:"incidents"`
}

// listDeliveries goes from the newest back. What a filter leaves out stays out of the page, and the cursor goes on.
func (s *server) listDeliveries(c *call) (any, error) {
	p, err := c.q.page()
	if err != nil {
		return nil, err
	}
	w, err := c.q.window()
	if err != nil {
		return nil, err
	}
	before, err := p.instant()
	if err != nil {
		return nil, err
	}
	if !w.to.IsZero() && (before.IsZero() || w.to.Before(before)) {
		before = w.to
	}
	list, next, err := s.store.DeliveryPage(before, p.limit)
	if err != nil {
		return nil, err
	}
	users, states, after := c.q.list("user_ids"), c.q.list("states"), ""
	if !next.IsZero() && !next.Before(w.from) {
		after = strconv.FormatInt(next.UnixNano(), 10)
	}
	list = slices.DeleteFunc(list, func(d engine.Delivery) bool {
		return d.CreatedAt.Before(w.from) || !allows(users, d.User) || !allows(states, string(d.State))
	})
	return leafed("deliveries", each(list, c.delivery), p, after), nil
}

// listIncidentDeliveries is every message that told of an incident, the first first, as far as its log reaches, and what is under way.
func (s *server) listIncidentDeliveries(c *call) (any, error) {
	in, err := s.incidentOf(c)
	if err != nil {
		return nil, err
	}
	log, err := s.store.Timeline(in.Number, maxReach)
	if err != nil {
		return nil, err
	}
	var all []engine.Delivery
	err = s.store.View(func(r engine.Reader) (err error) {
		all, err = deliveriesOf(r, in.Number, log)
		return err
	})
	if err != nil {
		return nil, err
	}
	return paged(c, "deliveries", all, c.delivery)
}

// deliveriesOf is the messages that a log names, and those that are under way.
func deliveriesOf(r engine.Reader, incident uint64, log []engine.Entry) (all []engine.Delivery, err error) {
	pages, err := r.Pages(incident)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range log {
		ids = append(ids, e.Delivery)
	}
	for _, p := range pages {
		ids = append(ids, p.Delivery)
	}
	seen := map[string]bool{"": true}
	for _, id := range ids {
		if seen[id] {
			continue
		}
		seen[id] = true
		d, found, err := r.Delivery(id)
		if err != nil {
			return nil, err
		}
		if found {
			all = append(all, d)
		}
	}
	return all, nil
}

func (v view) delivery(d engine.Delivery) deliveryWire {
	w := deliveryWire{
		ID: d.ID, Type: "delivery", Kind: string(d.Kind), User: v.userRef(d.User), Channel: d.Channel, Label: d.Label, Subject: d.Subject, Text: d.Text,
		State: string(d.State), Reason: d.Reason, Attempts: d.Attempts, ProviderID: text(d.ProviderID), CreatedAt: stamp(d.CreatedAt), NextAt: stamp(d.NextAt),
		FinishedAt: stamp(d.FinishedAt), AnsweredAt: stamp(d.AnsweredAt), Incidents: []reference{},
	}
	if v.me == d.User || v.role.AtLeast(people.Admin) && !v.readOnly {
		w.Address = text(d.Address)
	}
	for _, it := range d.Items {
		w.Incidents = append(w.Incidents, v.link.at("incident_reference", "/incidents", engine.IncidentID(it.Incident), "[#"+strconv.FormatUint(it.Incident, 10)+"]"))
	}
	return w
}

func encoded(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
