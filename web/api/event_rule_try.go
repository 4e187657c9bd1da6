package api

import (
	"encoding/json"
	"strconv"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/rules"
	"wakeman/engine/trial"
	"wakeman/web/recall"
)

// trialWire is what other rules would have done with the newest events of the log.
type trialWire struct {
	Events  int `json:"events" doc:"that were judged: the newest, at most 1,000"`
	Skipped int `json:"skipped" doc:"that rules are not asked about"`
	Partial int `json:"partial" doc:"of which only what the event log says was looked at"`
	Matched int `json:"matched" doc:"that the rule decides about; of a whole list, any of its rules"`
	Changed int `json:"changed" doc:"for which something would have been different"`
	Lost    int `json:"lost" doc:"of which somebody was told, and nobody would have been"`
	// Kinds counts what differs, by the words of the changes.
	Kinds       map[string]int `json:"kinds"`
	Failures    int            `json:"failures" doc:"on which it failed, and did not match"`
	Failure     *string        `json:"failure"`
	Stopped     bool           `json:"stopped" doc:"time ran out before all of them were looked at"`
	Differences []trialRowWire `json:"differences" doc:"at most 50: what would be lost, then the newest"`
}

type trialRowWire struct {
	Event     string            `json:"event" doc:"its id at /events"`
	At        *string           `json:"at"`
	Summary   string            `json:"summary"`
	Source    string            `json:"source"`
	Incident  *reference        `json:"incident" doc:"that it opened"`
	Changes   []trialChangeWire `json:"changes"`
	WouldMiss []reference       `json:"would_miss" doc:"who was told, if nobody would have been"`
}

type trialChangeWire struct {
	What string `json:"what" doc:"dropped, suppressed, let_through, service, severity, urgency, priority, dedup_key, pause, note"`
	From string `json:"from" doc:"services by their id; empty: nothing"`
	To   string `json:"to"`
}

// triedOrder is what to try: one rule, new or (with its id) changed, or a whole list.
type triedOrder struct {
	Rule  maybe[*triedRuleOrder]  `json:"event_rule" doc:"one rule: a new one, or with its id one that is there"`
	Rules maybe[[]triedRuleOrder] `json:"event_rules" doc:"or the whole list, in its order; rules with an id begin as they are"`
}

type triedRuleOrder struct {
	ID       string                   `json:"id"`
	Name     maybe[string]            `json:"name"`
	Disabled maybe[bool]              `json:"disabled"`
	When     maybe[string]            `json:"when"`
	Window   maybe[*ruleWindowOrder]  `json:"window"`
	Rate     maybe[*ruleRateOrder]    `json:"rate"`
	Actions  maybe[*ruleActionsOrder] `json:"actions"`
	After    maybe[string]            `json:"after"`
}

func (w triedRuleOrder) order() eventRuleOrder {
	return eventRuleOrder{w.Name, w.Disabled, w.When, w.Window, w.Rate, w.Actions, w.After}
}

// on is the rule as it would be: one of the list if it has an id, else a new one.
func (w triedRuleOrder) on(set rules.Set) (r rules.Rule, after string, err error) {
	if len(set) > 0 {
		after = set[len(set)-1].ID
	}
	r.ID = config.NewID(config.EventRuleID)
	if w.ID != "" {
		i := config.RuleAt(set, w.ID)
		if i < 0 {
			return r, "", invalid("id: there is no event rule " + quote(w.ID) + " in this list")
		}
		r, after = set[i], config.RuleBefore(set, w.ID)
	}
	w.After.put(&after)
	r, err = w.order().apply(r)
	return r, after, err
}

// tryEventRules says what a change of a list would have done with what came. It
// changes nothing, and refuses what a change would be refused for.
func (s *server) tryEventRules(c *call) (any, error) {
	var raw json.RawMessage
	if err := readBody(c.Request, "", &raw); err != nil {
		return nil, err
	}
	var w triedOrder
	if err := decodeOrder(raw, &w); err != nil {
		return nil, err
	}
	if given := w.Rule.value != nil; given == w.Rules.given {
		return nil, invalid("give either event_rule or event_rules")
	}
	var next *engine.Config
	var id string
	changed, err := config.Edit(c.cfg, c.now, func(edited *engine.Config) (err error) {
		next = edited
		id, err = c.try(edited, w)
		return err
	})
	if err != nil {
		return nil, c.eventRuleSubject().told(err, next)
	}
	result, err := recall.Try(c.Context(), s.store, c.cfg, changed, id)
	if err != nil {
		return nil, err
	}
	return map[string]trialWire{"trial": c.trial(result)}, nil
}

// try makes the change. id is the rule's, or "" for a whole list.
func (c *call) try(next *engine.Config, w triedOrder) (id string, err error) {
	set, err := c.eventRulesOf(next)
	if err != nil {
		return "", err
	}
	of := c.PathValue("id")
	if w.Rule.value != nil {
		r, after, err := w.Rule.value.on(set)
		if err != nil {
			return "", err
		}
		return r.ID, config.PlaceRule(next, of, r, after)
	}
	for _, r := range set {
		if err := config.RemoveRule(next, of, r.ID); err != nil {
			return "", err
		}
	}
	last := ""
	for _, item := range w.Rules.value {
		r, _, err := item.on(set)
		if err != nil {
			return "", err
		}
		if err := config.PlaceRule(next, of, r, last); err != nil {
			return "", err
		}
		last = r.ID
	}
	return "", nil
}

func (v view) trial(r trial.Result) trialWire {
	w := trialWire{
		Events: r.Events, Skipped: r.Skipped, Partial: r.Partial, Matched: r.Matched, Changed: r.Changed, Lost: r.Lost,
		Kinds: map[string]int{}, Failures: r.Failures, Failure: text(r.Failure), Stopped: r.Stopped,
		Differences: each(r.Differences, v.trialRow),
	}
	for kind, n := range r.Kinds {
		w.Kinds[string(kind)] = n
	}
	return w
}

func (v view) trialRow(d trial.Difference) trialRowWire {
	w := trialRowWire{
		Event: strconv.FormatUint(d.Post.Seq, 10), At: stamp(d.Post.At), Summary: d.Row.Summary, Source: d.Row.Source,
		Changes:   each(d.Changes, func(c trial.Change) trialChangeWire { return trialChangeWire{string(c.Kind), c.From, c.To} }),
		WouldMiss: each(d.Told, v.userRef),
	}
	if d.Row.Incident != 0 && (d.Row.Fate == engine.Opened || d.Row.Fate == engine.Reopened) {
		ref := v.incidentRef(d.Row.Incident, d.Row.Summary)
		w.Incident = &ref
	}
	return w
}
