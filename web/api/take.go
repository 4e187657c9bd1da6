package api

import (
	"net/http"

	"wakeman/engine"
	"wakeman/engine/duty"
	"wakeman/engine/people"
	"wakeman/schedules"
)

// takeOrder is that somebody goes on call at once. Wakeman's own.
type takeOrder struct {
	Until    string       `json:"until" need:"yes"`
	User     *targetOrder `json:"user" doc:"the person whose key it is, if left out"`
	Replaces *targetOrder `json:"replaces" doc:"who goes off: a person on call now; it then lasts until their shift ends at most, which the override that is answered says. The same as user stays on longer, and nobody goes off"`
	Everyone bool         `json:"replaces_everybody" doc:"all who are on call until then go off"`
	Adds     bool         `json:"adds" doc:"nobody goes off: on call beside whoever is"`
}

// takeSchedule puts somebody on call now, and answers with the override that it is.
func (s *server) takeSchedule(c *call) (any, error) {
	var w takeOrder
	if err := readOrder(c.Request, "", &w); err != nil {
		return nil, err
	}
	var made schedules.Override
	err := s.swapEdit(c, func(next *engine.Config) error {
		found, ok := next.Schedules[c.PathValue("id")]
		if !ok {
			return absent("schedule")
		}
		var f faults
		take := duty.Take{
			Schedule: found.ID, User: orID(w.User.person(next, &f, "user"), c.who.User.ID), Replaces: w.Replaces.person(next, &f, "replaces"),
			Until: instantOf(w.Until, zoneOf(found), &f, "until"),
		}
		switch {
		case w.Adds && (w.Everyone || w.Replaces != nil):
			f.add("adds", "nobody goes off when somebody is added: leave out replaces and replaces_everybody")
		case w.Adds:
			take.Replaces = duty.Beside
		case w.Everyone:
			take.Replaces = duty.Everybody
		}
		err := f.err()
		if err == nil {
			made, err = take.Do(next, c.doer(), c.now)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return map[string]overrideWire{"override": c.override(c.cfg.Schedules[c.PathValue("id")], made)}, nil
}

// logRoutes are what came in and went out, and who did what. Who may read them is who may read their pages.
func (s *server) logRoutes() []route {
	audit := read("/audit/records", s.listAuditRecords, "List who did what, the newest first", givesPages("records", auditWire{})).asks("since", "until", "actor_id", "operation", "query", "time_zone")
	audit.role = people.Admin
	access := read("/audit/access", s.getAccess, "Say who can get in by what, and what they reach", gives("access", accessWire{}))
	access.role = people.Admin
	event := read("/events/{id}", s.getEvent, "Show a post of the event log as it came, and what became of it", gives("event", rawPostWire{}))
	event.role = people.Responder
	return []route{
		audit, access,
		read("/events", s.listEvents, "List what came in and what became of it, the newest first", givesPages("events", postWire{})).asks("service_id", "integration_id", "outcome", "query"),
		event,
		{method: "POST", path: "/events/{id}/release", role: people.Responder, status: http.StatusOK, handle: s.releaseEvent, doc: does("Let in what waits in quarantine: its events have their effect, and whoever is on call is paged", takes("", object{}), gives("event", rawPostWire{}))},
		read("/deliveries", s.listDeliveries, "List the messages to people, the newest first", givesPages("deliveries", deliveryWire{})).asks("since", "until", "user_ids[]", "states[]", "time_zone"),
		read("/incidents/{id}/deliveries", s.listIncidentDeliveries, "List the messages that told of an incident", givesList("deliveries", deliveryWire{})),
		read("/equipment", s.listEquipment, "List what events named as their source", givesPages("equipment", equipmentWire{})).asks("query"),
		read("/equipment/{name}", s.getEquipment, "Show a piece of equipment and what is open there", gives("equipment", equipmentShownWire{})),
		read("/escalation_policies/{id}/forecast", getForecast, "Say who would be paged if an incident were triggered at an instant and nobody answered", gives("forecast", forecastPage{})).asks("at", "urgency", "time_zone"),
		read("/readiness", s.getReadiness, "Say what would keep a page from reaching somebody: who cannot be reached, what is not covered, what was never tried", gives("readiness", readinessWire{})).asks("time_zone"),
		read("/refusals", s.listRefusals, "List what was not let in, and why", givesList("refusals", refusalWire{})),
		{method: "POST", path: "/schedules/{id}/take", role: people.Responder, handle: s.takeSchedule, doc: takeDoc()},
	}
}

func takeDoc() doc {
	d := does("Go on call at once, in place of whoever is", takes("", takeOrder{}), gives("override", overrideWire{}))
	d.needs = "Needs the role responder, for oneself; for others, whoever may change the schedule."
	return d
}
