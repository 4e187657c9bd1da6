package api

import (
	"net/http"
	"strconv"
	"strings"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
)

// suppressedWire is a problem that an event rule keeps quiet. Wakeman's own.
type suppressedWire struct {
	ID          string     `json:"id" doc:"of DELETE /suppressed_alerts/{id}"`
	Type        string     `json:"type"`
	DedupKey    string     `json:"dedup_key"`
	Summary     string     `json:"summary"`
	Source      string     `json:"source"`
	Severity    string     `json:"severity"`
	Service     reference  `json:"service" doc:"for which it would open an incident"`
	Integration *reference `json:"integration" doc:"null: it came by none, or by more than one"`
	Rule        ruleBrief  `json:"event_rule"`
	EventID     string     `json:"event_id" doc:"of its newest event: GET /events/{id}"`
	Since       *string    `json:"since"`
	LastAt      *string    `json:"last_at"`
	Count       uint64     `json:"count" doc:"events that came"`
	AckedAt     *string    `json:"acknowledged_at" doc:"when its sender said that somebody has it: it opens acknowledged; null: it did not"`
	Until       *string    `json:"held_until" doc:"then it pages, if it is not over; null: not known yet, or no clock ends it"`
	AskAt       *string    `json:"asked_again_at" doc:"when the rules are asked again, or it is forgotten because no clock ends it"`
	Timed       bool       `json:"timed" doc:"the clock may end it"`
	More        bool       `json:"more" doc:"it stands for all events of the rule beyond those that are held one by one"`
	Incident    *reference `json:"incident" doc:"that was open about it, as something less severe"`
}

type ruleBrief struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (v view) suppressed(s engine.Suppression) suppressedWire {
	w := suppressedWire{
		ID: s.ID().String(), Type: "suppressed_alert", AckedAt: stamp(s.AckedAt), DedupKey: s.Key, Summary: s.Event.Summary, Source: s.Event.Source, Severity: string(s.Event.Severity),
		Service: v.serviceRef(s.Service), Rule: ruleBrief{s.RuleID, s.Rule}, EventID: strconv.FormatUint(s.Post, 10),
		Since: stamp(s.Since), LastAt: stamp(s.LastAt), Count: s.Count, Until: stamp(s.Until), AskAt: stamp(s.AskAt), Timed: s.Timed, More: s.More(),
	}
	if in, there := v.cfg.Integrations[s.Integration]; there {
		ref := v.integrationRef(in.ID)
		w.Integration = &ref
	}
	if s.Incident != 0 {
		ref := v.incidentRef(s.Incident, s.Event.Summary)
		w.Incident = &ref
	}
	return w
}

// listSuppressed lists what event rules hold now.
func (s *server) listSuppressed(c *call) (any, error) {
	p, err := c.q.page()
	if err != nil {
		return nil, err
	}
	integration, key, _ := strings.Cut(p.after, "\x00")
	list, err := s.store.Suppressions(store.SuppressionQuery{After: engine.SuppressionKey{Integration: integration, Key: key}, Limit: p.limit})
	if err != nil {
		return nil, err
	}
	next := ""
	if len(list) == p.limit {
		last := list[len(list)-1].ID()
		next = last.Integration + "\x00" + last.Key
	}
	return leafed("suppressed_alerts", each(list, c.suppressed), p, next), nil
}

// byHand is which of them a request ends, and why.
func (c *call) byHand() (h engine.ByHand, err error) {
	id, ok := engine.ParseSuppressionKey(c.PathValue("id"))
	if !ok {
		return h, absent("suppressed alert")
	}
	h = engine.ByHand{Suppression: id, Why: c.q.text("why")}
	if seen := c.q.text("event_id"); seen != "" {
		if h.Seen, err = strconv.ParseUint(seen, 10, 64); err != nil {
			return h, invalid("event_id: not the id of an event")
		}
	}
	return h, nil
}

func (s *server) dismissSuppressed(c *call) (any, error) {
	h, err := c.byHand()
	if err != nil {
		return nil, err
	}
	actor, err := c.actor()
	if err != nil {
		return nil, err
	}
	return nil, s.engine.Dismiss(c.Context(), actor, h)
}

// releaseSuppressed pages for one of them, and answers with its newest event as the
// event log has it then.
func (s *server) releaseSuppressed(c *call) (any, error) {
	h, err := c.byHand()
	if err != nil {
		return nil, err
	}
	actor, err := c.actor()
	if err != nil {
		return nil, err
	}
	receipt, err := s.engine.PageNow(c.Context(), actor, h)
	if err != nil {
		return nil, err
	}
	post, kept, err := s.postNumbered(receipt.Seq)
	if err != nil {
		return nil, err
	}
	return c.oneEvent(post, kept), nil
}

func (s *server) suppressionRoutes() []route {
	list := read("/suppressed_alerts", s.listSuppressed, "List the problems that event rules keep quiet now, and until when", givesPages("suppressed_alerts", suppressedWire{}))
	list.role = people.Responder
	dismiss := route{method: "DELETE", path: "/suppressed_alerts/{id}", role: people.Responder, handle: s.dismissSuppressed, doc: does("Dismiss a problem that an event rule keeps quiet: it pages nobody", shape{}, shape{})}
	release := route{method: "POST", path: "/suppressed_alerts/{id}/release", role: people.Responder, status: http.StatusOK, handle: s.releaseSuppressed, doc: does("Page now for a problem that an event rule keeps quiet", takes("", object{}), gives("event", rawPostWire{}))}
	return []route{list, dismiss.asks("event_id", "why"), release.asks("event_id", "why")}
}
