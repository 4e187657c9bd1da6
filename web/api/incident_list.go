package api

import (
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
)

// defaultRange is how far back a list goes when no dates are given, as in
// PagerDuty.
const defaultRange = 30 * 24 * time.Hour

func (s *server) listIncidents(c *call) (any, error) {
	p, err := c.q.paging()
	if err != nil {
		return nil, err
	}
	q, err := c.q.incidents(c.now)
	if err != nil {
		return nil, err
	}
	q.Offset, q.Limit = p.offset, p.limit
	var none bool
	if q.Services, none = c.ofTeams(q.Services); none {
		return paged(c, "incidents", []incidentWire{}, func(w incidentWire) incidentWire { return w })
	}
	list, err := s.store.Incidents(q)
	if err != nil {
		return nil, err
	}
	w := pageWire{Limit: p.limit, Offset: p.offset, More: list.More}
	if p.total {
		n, err := s.store.Count(q)
		if err != nil {
			return nil, err
		}
		w.Total = &n
	}
	wires := []incidentWire{}
	for _, in := range list.Incidents {
		wire, err := s.incidentWith(c, in, c.include["body"])
		if err != nil {
			return nil, err
		}
		wires = append(wires, wire)
	}
	return newList("incidents", wires, w), nil
}

// ofTeams narrows services down to those of the teams that team_ids[] names;
// no service stands for all of them. none is true where nothing is left.
func (c *call) ofTeams(services []string) (narrowed []string, none bool) {
	teams := c.q.list("team_ids")
	if len(teams) == 0 {
		return services, false
	}
	for _, id := range c.cfg.ServicesOf(teams) {
		if allows(services, id) {
			narrowed = append(narrowed, id)
		}
	}
	return narrowed, len(narrowed) == 0
}

func (s *server) getIncident(c *call) (any, error) {
	in, err := s.incidentOf(c)
	if err != nil {
		return nil, err
	}
	return s.oneIncident(c, in)
}

func (s *server) oneIncident(c *call, in engine.Incident) (any, error) {
	wire, err := s.incidentWith(c, in, true)
	return map[string]incidentWire{"incident": wire}, err
}

// incidentOf finds the incident that the path names, by id or number.
func (s *server) incidentOf(c *call) (engine.Incident, error) {
	return s.incidentByID(c.PathValue("id"))
}

func (s *server) incidentByID(id string) (engine.Incident, error) {
	number, ok := engine.ParseIncidentID(id)
	if !ok {
		return engine.Incident{}, absent("incident")
	}
	in, found, err := s.store.Incident(number)
	if err == nil && !found {
		err = absent("incident")
	}
	return in, err
}

// incidentWith maps an incident with what is kept apart from it.
func (s *server) incidentWith(c *call, in engine.Incident, body bool) (incidentWire, error) {
	wire := c.incident(in)
	if body {
		alerts, err := s.store.Alerts(in.Number)
		if err != nil {
			return wire, err
		}
		wire.Body = incidentBody(alerts)
	}
	if c.include["first_trigger_log_entries"] {
		e, found, err := s.entry(in, 1)
		if err != nil {
			return wire, err
		}
		if found {
			wire.FirstTriggerLogEntry = c.logEntry(e, in)
		}
	}
	return wire, nil
}

// incidents reads the filters of a list. Unless dates or date_range=all are
// given it covers the last 30 days, except where only open incidents are asked
// for: an old one must not be hidden from who asks what is open.
func (q query) incidents(now time.Time) (store.IncidentQuery, error) {
	var sq store.IncidentQuery
	var err error
	if sq.Statuses, err = words(q, "statuses", engine.Triggered, engine.Acked, engine.Resolved); err != nil {
		return sq, err
	}
	if sq.Urgencies, err = words(q, "urgencies", people.High, people.Low); err != nil {
		return sq, err
	}
	if sq.Priorities, err = q.wantedPriorities(); err != nil {
		return sq, err
	}
	sq.Services, sq.Users, sq.Key = q.list("service_ids"), q.list("user_ids"), q.text("incident_key")
	sq.Text = q.text("query")
	if sq.Oldest, err = q.oldestFirst(); err != nil {
		return sq, err
	}
	w, err := q.window()
	if err != nil {
		return sq, err
	}
	if q.text("date_range") == "all" {
		return sq, nil
	}
	sq.Since, sq.Until = w.from, w.to
	if sq.Since.IsZero() && (!sq.Until.IsZero() || !onlyOpen(sq)) {
		end := now
		if !sq.Until.IsZero() {
			end = sq.Until
		}
		sq.Since = end.Add(-defaultRange)
	}
	return sq, nil
}

func onlyOpen(q store.IncidentQuery) bool {
	if len(q.Users) > 0 {
		return true // matches open ones only
	}
	for _, s := range q.Statuses {
		if !s.Open() {
			return false
		}
	}
	return len(q.Statuses) > 0
}

// oldestFirst reads sort_by. Incidents come in the order of their numbers,
// which is that of their creation; other fields are taken and do not sort.
func (q query) oldestFirst() (bool, error) {
	oldest := false
	for i, item := range q.list("sort_by") {
		field, direction, _ := strings.Cut(item, ":")
		if direction != "" && direction != "asc" && direction != "desc" {
			return false, invalid("sort_by: " + quote(item) + " is not a field with :asc or :desc")
		}
		if i == 0 && (field == "created_at" || field == "incident_number") {
			oldest = direction != "desc"
		}
	}
	return oldest, nil
}
