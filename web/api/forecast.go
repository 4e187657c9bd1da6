package api

import (
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// forecastWire is one thing that would happen: a page, which has a channel, or else a note. Wakeman's own.
type forecastWire struct {
	At              *string    `json:"at"`
	AfterSeconds    int        `json:"after_seconds"`
	Loop            int        `json:"loop" doc:"how often the steps have been gone through before"`
	EscalationLevel int        `json:"escalation_level" doc:"from 1; 0 is what comes after the last"`
	User            *reference `json:"user"`
	Why             string     `json:"why"`
	InTurn          bool       `json:"in_turn" doc:"of a round robin: this one's turn, or another's"`
	Channel         *string    `json:"channel"`
	Label           *string    `json:"label"`
	Doubt           *string    `json:"doubt" doc:"why this page would not leave the box"`
	Note            *string    `json:"note"`
}

type forecastPage struct {
	At               *string        `json:"at"`
	Urgency          string         `json:"urgency" enum:"high,low"`
	EscalationPolicy reference      `json:"escalation_policy"`
	Lines            []forecastWire `json:"lines"`
}

// getForecast answers "if this fired at …", as the page of the policy does.
func getForecast(c *call) (any, error) {
	p, ok := c.cfg.Policies[c.PathValue("id")]
	if !ok {
		return nil, absent("escalation policy")
	}
	at, err := c.q.instant("at")
	if err != nil {
		return nil, err
	}
	if at.IsZero() {
		at = c.now
	}
	urgency := people.High
	switch c.q.text("urgency") {
	case "", string(people.High):
	case string(people.Low):
		urgency = people.Low
	default:
		return nil, invalid("urgency: must be high or low")
	}
	if !engine.Foreseeable(at) {
		return nil, invalid("at: choose an instant from the year 2000 to 2100")
	}
	lines := each(engine.Forecast(c.cfg, p.ID, urgency, at), c.forecastLine)
	return map[string]forecastPage{"forecast": {stamp(at), string(urgency), c.policyRef(p.ID), lines}}, nil
}

func (v view) forecastLine(l engine.ForecastLine) forecastWire {
	w := forecastWire{
		At: stamp(l.At), AfterSeconds: int(l.After / time.Second), Loop: l.Loop, EscalationLevel: l.Step, Why: l.Why, InTurn: l.InTurn,
		Channel: text(string(l.Channel)), Label: text(l.Label), Doubt: text(l.Doubt), Note: text(l.Note),
	}
	if l.User != "" {
		ref := v.userRef(l.User)
		w.User = &ref
	}
	return w
}
