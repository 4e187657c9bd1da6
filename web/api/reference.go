package api

import (
	"strconv"

	"wakeman/engine"
)

// References to what is named by id. A thing that no longer exists keeps its id
// as its summary (a person, for as long as the past names them, the name) and has
// no address, so that old incidents stay readable.

func (v view) userRef(id string) reference {
	_, ok := v.cfg.Users[id]
	return v.link.at("user_reference", "/users", id, orID(v.cfg.Name(id), id)).existing(ok)
}

func (v view) serviceRef(id string) reference {
	svc, ok := v.cfg.Service(id)
	return v.link.at("service_reference", "/services", id, orID(svc.Name, id)).existing(ok)
}

func (v view) policyRef(id string) reference {
	p, ok := v.cfg.Policy(id)
	return v.link.at("escalation_policy_reference", "/escalation_policies", id, orID(p.Name, id)).existing(ok)
}

func (v view) scheduleRef(id string) reference {
	s, ok := v.cfg.Schedules[id]
	return v.link.at("schedule_reference", "/schedules", id, orID(s.Name, id)).existing(ok)
}

func (v view) teamRef(id string) reference {
	t, ok := v.cfg.Teams[id]
	return v.link.at("team_reference", "/teams", id, orID(t.Name, id)).existing(ok)
}

// teamRefs is the team that something belongs to, as a list: PagerDuty's things
// may have several.
func (v view) teamRefs(id string) []reference {
	if id == "" {
		return []reference{}
	}
	return []reference{v.teamRef(id)}
}

func (v view) integrationRef(id string) reference {
	in, ok := v.cfg.Integrations[id]
	page := v.link.base + "/services/" + in.Service
	ref := v.link.inside(integrationType(in.Type)+"_reference", "/services/"+in.Service+"/integrations/"+id, id, orID(in.Name, id))
	return ref.with(&page).existing(ok)
}

// existing takes the addresses from a reference to what is not there.
func (r reference) existing(ok bool) reference {
	if !ok {
		r.Self, r.HTMLURL = nil, nil
	}
	return r
}

func (v view) incidentRef(number uint64, title string) reference {
	return v.link.at("incident_reference", "/incidents", engine.IncidentID(number), incidentSummary(number, title))
}

func (v view) alertRef(a engine.Alert) reference {
	id := engine.AlertID(a.Number)
	ref := v.link.inside("alert_reference", "/incidents/"+engine.IncidentID(a.Incident)+"/alerts/"+id, id, a.Summary)
	page := v.link.base + "/incidents/" + engine.IncidentID(a.Incident)
	return ref.with(&page)
}

// actorRef is who did something. What Wakeman does by itself is put down to the
// service, as PagerDuty does with time-outs. service is the incident's.
func (v view) actorRef(a engine.Actor, service string) reference {
	switch a.Kind {
	case engine.ByPerson:
		ref := v.userRef(a.ID)
		ref.Summary = orID(v.cfg.Name(a.ID), orID(a.Name, a.ID))
		return ref
	case engine.ByIntegration:
		ref := v.integrationRef(a.ID)
		ref.Summary = orID(a.Name, a.ID)
		return ref
	case engine.ByToken:
		return reference{ID: a.ID, Type: "api_key_reference", Summary: orID(a.Name, a.ID)}
	case engine.ByCLI:
		return reference{ID: a.ID, Type: "command_line_reference", Summary: orID(a.Name, "command line")}
	}
	return v.serviceRef(service)
}

func incidentSummary(number uint64, title string) string {
	return "[#" + strconv.FormatUint(number, 10) + "] " + title
}

func orID(name, id string) string {
	if name == "" {
		return id
	}
	return name
}
