package api

import (
	"net/url"

	"wakeman/engine"
	"wakeman/store"
)

// equipmentWire is what events named as their source. Wakeman's own.
type equipmentWire struct {
	reference
	Name           string     `json:"name"`
	FirstSeenAt    *string    `json:"first_seen_at"`
	LastIncidentAt *string    `json:"last_incident_at"`
	Incidents      int        `json:"incidents" doc:"how many there were"`
	LastIncident   *reference `json:"last_incident"`
}

// equipmentShownWire has what is open, too. GET /incidents has the rest of its history.
type equipmentShownWire struct {
	equipmentWire
	OpenIncidents []reference `json:"open_incidents"`
}

// maxOpen is how many open incidents of one piece of equipment are listed, as on its page.
const maxOpen = 200

// listEquipment goes by name.
func (s *server) listEquipment(c *call) (any, error) {
	p, err := c.q.page()
	if err != nil {
		return nil, err
	}
	list, next, err := s.store.EquipmentNamed(c.q.text("query"), p.after, p.limit)
	if err != nil {
		return nil, err
	}
	return leafed("equipment", each(list, c.equipment), p, next), nil
}

func (s *server) getEquipment(c *call) (any, error) {
	eq, found, err := s.store.Equipment(c.PathValue("name"))
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, absent("equipment")
	}
	open, err := s.store.Incidents(store.IncidentQuery{Source: eq.Name, Statuses: []engine.Status{engine.Triggered, engine.Acked}, Limit: maxOpen})
	if err != nil {
		return nil, err
	}
	w := equipmentShownWire{c.equipment(eq), each(open.Incidents, func(in engine.Incident) reference { return c.incidentRef(in.Number, in.Title) })}
	return map[string]equipmentShownWire{"equipment": w}, nil
}

func (v view) equipment(eq engine.Equipment) equipmentWire {
	w := equipmentWire{
		reference: v.link.at("equipment", "/equipment", url.PathEscape(eq.Name), eq.Name), Name: eq.Name, FirstSeenAt: stamp(eq.FirstSeen),
		LastIncidentAt: stamp(eq.LastAt), Incidents: eq.Incidents,
	}
	w.ID = eq.Name
	if eq.LastIncident != 0 {
		ref := v.incidentRef(eq.LastIncident, eq.Name)
		ref.Summary = engine.IncidentID(eq.LastIncident)
		w.LastIncident = &ref
	}
	return w
}
