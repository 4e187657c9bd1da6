package ui

import (
	"cmp"
	"encoding/json"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// pasted is an event as people paste it: as the Events API v2 takes it, or its
// fields alone.
type pasted struct {
	Action  string             `json:"event_action"`
	Key     string             `json:"dedup_key"`
	Client  string             `json:"client"`
	Payload *pasted            `json:"payload"`
	Summary string             `json:"summary"`
	Source  string             `json:"source"`
	Level   string             `json:"severity"`
	Part    string             `json:"component"`
	Group   string             `json:"group"`
	Class   string             `json:"class"`
	Custom  json.RawMessage    `json:"custom_details"`
	Details json.RawMessage    `json:"details"`
	Mail    *engine.MailOrigin `json:"mail"`
}

func (p pasted) event() engine.Event {
	of := p
	if p.Payload != nil {
		of = *p.Payload
	}
	details := of.Custom
	if len(details) == 0 {
		details = of.Details
	}
	return engine.Event{
		Action: engine.Action(cmp.Or(p.Action, string(engine.Trigger))), Key: p.Key, Client: p.Client, Summary: of.Summary, Source: of.Source,
		Severity: engine.Severity(of.Level), Component: of.Part, Group: of.Group, Class: of.Class, Details: details, Mail: p.Mail,
	}
}

// tryRules says what would become of a pasted event; nil when it can not be read.
func (u *ui) tryRules(cfg *engine.Config, f *view.Form) *view.TriedEvent {
	var p pasted
	if err := json.Unmarshal([]byte(f.Value("event")), &p); err != nil {
		f.Errors = map[string]string{"event": "This is not an event in JSON: " + sentence(err.Error())}
		return nil
	}
	in, known := cfg.Integrations[f.Value("integration")]
	if !known {
		f.Errors = map[string]string{"integration": "Choose the integration it comes by."}
		return nil
	}
	return tried(cfg, cfg.Judge(in, "events_api_v2", p.event(), u.Now(), nil))
}

func tried(cfg *engine.Config, r engine.Ruling) *view.TriedEvent {
	v := &view.TriedEvent{Outcome: "It goes on as it came: no rule matches", Notes: r.Notes}
	switch by := strings.Join(r.Rules, ", then "); {
	case r.Drop != "":
		v.Outcome, v.Quiet = "Dropped by “"+r.Drop+"”", true
	case r.Suppress != "":
		v.Outcome, v.Quiet = "Suppressed by “"+r.Suppress+"”", true
	case r.Pause > 0:
		v.Outcome = "The first page waits " + config.FormatDuration(r.Pause) + ", by “" + r.PausedBy + "”"
	case by != "":
		v.Outcome = "Decided by “" + by + "”"
	}
	for _, f := range r.Failures {
		v.Failed = append(v.Failed, "“"+f.Name+"” could not be asked: "+sentence(f.Message))
	}
	for _, f := range []view.Field{
		{Name: "rules", Value: strings.Join(r.Rules, ", ")},
		{Name: "service", Value: cfg.Services[r.Service].Name},
		{Name: "dedup key", Value: r.Event.Key},
		{Name: "severity", Value: string(r.Event.Severity)},
		{Name: "urgency", Value: string(r.Urgency)},
		{Name: "priority", Value: string(r.Priority)},
	} {
		if f.Value != "" {
			v.Facts = append(v.Facts, f)
		}
	}
	return v
}
