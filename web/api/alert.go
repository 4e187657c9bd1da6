package api

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"wakeman/engine"
)

// alertWire is one problem as its sender keys it.
type alertWire struct {
	reference
	Status               alertStatus   `json:"status"`
	AlertKey             string        `json:"alert_key"`
	CreatedAt            *string       `json:"created_at"`
	UpdatedAt            *string       `json:"updated_at"`
	ResolvedAt           *string       `json:"resolved_at"`
	Severity             string        `json:"severity"`
	Suppressed           bool          `json:"suppressed"` // nothing is
	Service              any           `json:"service"`
	Incident             any           `json:"incident"`
	Integration          *reference    `json:"integration"` // null: its incident was opened by hand
	Body                 alertBodyWire `json:"body"`
	FirstTriggerLogEntry reference     `json:"first_trigger_log_entry"`
}

type alertStatus string

const (
	alertTriggered alertStatus = "triggered"
	alertResolved  alertStatus = "resolved"
)

type alertBodyWire struct {
	Type     string          `json:"type"`
	Contexts []contextWire   `json:"contexts"`
	Details  json.RawMessage `json:"details"` // as the sender sent them
	// CEFDetails are the fields of the PagerDuty common event format.
	CEFDetails cefWire `json:"cef_details"`
}

type cefWire struct {
	Summary         string  `json:"summary"`
	Severity        *string `json:"severity"`
	SourceOrigin    *string `json:"source_origin"`
	SourceComponent *string `json:"source_component"`
	ServiceGroup    *string `json:"service_group"`
	EventClass      *string `json:"event_class"`
	DedupKey        string  `json:"dedup_key"`
	Client          *string `json:"client"`
	ClientURL       *string `json:"client_url"`
	Count           uint64  `json:"count"` // how often it was sent
}

// contextWire is a link or an image beside an alert.
type contextWire struct {
	Type string  `json:"type"` // link, image
	Href *string `json:"href"`
	Text *string `json:"text"`
	Src  *string `json:"src"`
	Alt  *string `json:"alt"`
}

func (v view) alert(a engine.Alert, in engine.Incident) alertWire {
	w := alertWire{
		reference: v.alertRef(a).whole("alert"), Status: statusOf(a), AlertKey: a.Key,
		CreatedAt: stamp(a.FirstSeen), UpdatedAt: stamp(a.LastSeen), ResolvedAt: stamp(a.ResolvedAt),
		Severity: cmp.Or(string(a.Severity), "critical"), // PagerDuty's default where the sender gave none
		Service:  v.included("services", v.serviceRef(in.Service), func() (any, bool) { return v.plainService(in.Service) }),
		Incident: v.included("incidents", v.incidentRef(in.Number, in.Title), func() (any, bool) { return v.incident(in), true }),
		Body:     v.alertBody(a), FirstTriggerLogEntry: v.firstEntryRef(in),
	}
	_, beat := v.cfg.Heartbeats[a.Integration]
	_, watch := v.cfg.Watches[a.Integration]
	if own := beat || watch || a.Integration == engine.NetworkSight; a.Integration != in.Service && !own {
		ref := v.integrationRef(a.Integration)
		w.Integration = &ref
	}
	return w
}

func statusOf(a engine.Alert) alertStatus {
	if a.Open {
		return alertTriggered
	}
	return alertResolved
}

func (v view) alertBody(a engine.Alert) alertBodyWire {
	body := alertBodyWire{
		Type: "alert_body", Contexts: []contextWire{}, Details: a.Details,
		CEFDetails: cefWire{
			Summary: a.Summary, Severity: text(string(a.Severity)), SourceOrigin: text(a.Source),
			SourceComponent: text(a.Component), ServiceGroup: text(a.Group), EventClass: text(a.Class),
			DedupKey: a.Key, Client: text(a.Client), ClientURL: text(a.ClientURL), Count: a.Count,
		},
	}
	if !json.Valid(body.Details) {
		body.Details = json.RawMessage("null")
	}
	for _, l := range a.Links {
		body.Contexts = append(body.Contexts, contextWire{Type: "link", Href: text(l.Href), Text: text(l.Text)})
	}
	for _, i := range a.Images {
		body.Contexts = append(body.Contexts, contextWire{Type: "image", Src: text(i.Src), Href: text(i.Href), Alt: text(i.Alt)})
	}
	for _, r := range a.Recordings {
		body.Contexts = append(body.Contexts, contextWire{Type: "link", Href: text(v.recordingURL(r)), Text: text("Recording " + r.Name)})
	}
	return body
}

func (s *server) listAlerts(c *call) (any, error) {
	in, err := s.incidentOf(c)
	if err != nil {
		return nil, err
	}
	statuses, err := words(c.q, "statuses", alertTriggered, alertResolved)
	if err != nil {
		return nil, err
	}
	alerts, err := s.store.Alerts(in.Number)
	if err != nil {
		return nil, err
	}
	alerts = slices.DeleteFunc(alerts, func(a engine.Alert) bool {
		return len(statuses) > 0 && !slices.Contains(statuses, statusOf(a))
	})
	slices.SortFunc(alerts, func(a, b engine.Alert) int { return cmp.Compare(a.Number, b.Number) })
	if strings.Contains(c.q.text("sort_by"), ":desc") {
		slices.Reverse(alerts)
	}
	return paged(c, "alerts", alerts, func(a engine.Alert) alertWire { return c.alert(a, in) })
}

func (s *server) getAlert(c *call) (any, error) {
	in, err := s.incidentOf(c)
	if err != nil {
		return nil, err
	}
	alerts, err := s.store.Alerts(in.Number)
	if err != nil {
		return nil, err
	}
	number, ok := engine.ParseAlertID(c.PathValue("alert"))
	i := slices.IndexFunc(alerts, func(a engine.Alert) bool { return a.Number == number })
	if !ok || i < 0 {
		return nil, absent("alert")
	}
	return map[string]alertWire{"alert": c.alert(alerts[i], in)}, nil
}
