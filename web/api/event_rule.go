package api

import (
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/engine/rules"
	"wakeman/schedules/civil"
)

// eventRuleWire is an event rule: Wakeman's own, not PagerDuty's. The fields are
// those of a configuration file; times are seconds.
type eventRuleWire struct {
	reference
	Name     string          `json:"name"`
	Disabled bool            `json:"disabled"`
	When     string          `json:"when"`
	Window   *ruleWindowWire `json:"window"`
	Rate     *ruleRateWire   `json:"rate"`
	Actions  ruleActionsWire `json:"actions"`
	After    *string         `json:"after" doc:"the id of the rule before it; null: it is the first"`
	Problem  *string         `json:"problem" doc:"why it never matches"`
	Counts   ruleCountsWire  `json:"counts"`
}

// ruleCountsWire is how a rule did. Hits outlive a restart; failures are those since
// the start.
type ruleCountsWire struct {
	LastDay   uint64  `json:"last_24_hours" doc:"events it decided about"`
	LastWeek  uint64  `json:"last_7_days"`
	LastHitAt *string `json:"last_hit_at"`
	Failures  uint64  `json:"failures" doc:"events it failed on since the start"`
	LastError *string `json:"last_error"`
	Held      int     `json:"held" doc:"problems that it keeps quiet now: GET /suppressed_alerts"`
}

type ruleWindowWire struct {
	Days     []string `json:"days" doc:"mon … sun; empty: each"`
	From     string   `json:"from"`
	Until    string   `json:"until"`
	TimeZone string   `json:"time_zone" doc:"empty: UTC"`
}

type ruleRateWire struct {
	Count  int    `json:"count" doc:"from this event on: 2 to 100"`
	Within int    `json:"within_seconds"`
	Per    string `json:"per" doc:"an expression: counted apart by its values"`
}

type ruleActionsWire struct {
	Extract  []ruleExtractWire `json:"extract"`
	Route    *reference        `json:"route"`
	Drop     bool              `json:"drop"`
	Suppress bool              `json:"suppress"`
	Pause    int               `json:"pause_seconds"`
	Severity string            `json:"severity"`
	Urgency  string            `json:"urgency"`
	Priority string            `json:"priority" doc:"P1 … P5; empty: none"`
	DedupKey string            `json:"dedup_key"`
	Note     string            `json:"note"`
}

type ruleExtractWire struct {
	From    string `json:"from"`
	Pattern string `json:"pattern"`
}

// eventRule writes a rule of a list.
func (v view) eventRule(service string, set rules.Set, r rules.Rule, did ruleCounts) eventRuleWire {
	path := "/event_rules"
	if service != "" {
		path = "/services/" + service + path
	}
	page := v.link.base + strings.Replace(path, "/event_rules", "/rules", 1) + "/" + r.ID + "/edit"
	w := eventRuleWire{
		reference: v.link.inside("event_rule", path+"/"+r.ID, r.ID, r.Name).with(&page), Name: r.Name, Disabled: r.Disabled, When: r.When,
		After: text(config.RuleBefore(set, r.ID)), Problem: text(v.cfg.UnreadRule(service, r.ID)), Actions: v.ruleActions(r.Actions),
		Counts: did.wire(r.ID, v.now),
	}
	if in := r.Window; in != nil {
		w.Window = &ruleWindowWire{Days: each(in.Days, dayWord), From: in.From.String(), Until: in.Until.String(), TimeZone: in.TimeZone}
	}
	if n := r.Rate; n != nil {
		w.Rate = &ruleRateWire{n.Count, int(n.Within / time.Second), n.Per}
	}
	return w
}

// ruleCounts are how all rules did, and how many problems each holds.
type ruleCounts struct {
	did  map[string]engine.RuleCount
	held map[string]int
}

func (s *server) ruleCounts() (n ruleCounts, err error) {
	if n.did, err = s.engine.RuleCounts(); err == nil {
		n.held, err = s.store.SuppressedBy()
	}
	return n, err
}

func (n ruleCounts) wire(rule string, now time.Time) ruleCountsWire {
	did := n.did[rule]
	return ruleCountsWire{did.LastDay(now), did.LastWeek(now), stamp(did.LastHit), did.Failures, text(did.LastError), n.held[rule]}
}

func dayWord(d time.Weekday) string { return strings.ToLower(d.String()[:3]) }

func (v view) ruleActions(a rules.Actions) ruleActionsWire {
	w := ruleActionsWire{
		Extract: each(a.Extract, func(e rules.Extract) ruleExtractWire { return ruleExtractWire(e) }), Drop: a.Drop, Suppress: a.Suppress,
		Pause: int(a.Pause / time.Second), Severity: a.Severity, Urgency: a.Urgency, Priority: a.Priority, DedupKey: a.DedupKey, Note: a.Note,
	}
	if a.Route != "" {
		to := v.serviceRef(a.Route)
		w.Route = &to
	}
	return w
}

// eventRuleOrder is what a request says about an event rule. What it does not name
// stays; of window, rate and actions each is replaced as a whole.
type eventRuleOrder struct {
	Name     maybe[string]            `json:"name"`
	Disabled maybe[bool]              `json:"disabled"`
	When     maybe[string]            `json:"when" doc:"an expression; empty: every event"`
	Window   maybe[*ruleWindowOrder]  `json:"window"`
	Rate     maybe[*ruleRateOrder]    `json:"rate"`
	Actions  maybe[*ruleActionsOrder] `json:"actions"`
	After    maybe[string]            `json:"after" doc:"moves it: the id of the rule it comes after, empty for the first place; a new one comes last"`
}

type ruleWindowOrder struct {
	Days     []string `json:"days" doc:"mon … sun; empty: each"`
	From     string   `json:"from" doc:"22:00"`
	Until    string   `json:"until"`
	TimeZone string   `json:"time_zone"`
}

type ruleRateOrder struct {
	Count  int    `json:"count"`
	Within int    `json:"within_seconds"`
	Per    string `json:"per"`
}

type ruleActionsOrder struct {
	Extract  []ruleExtractOrder `json:"extract"`
	Route    *targetOrder       `json:"route"`
	Drop     bool               `json:"drop"`
	Suppress bool               `json:"suppress"`
	Pause    int                `json:"pause_seconds"`
	Severity string             `json:"severity"`
	Urgency  string             `json:"urgency"`
	Priority string             `json:"priority" doc:"P1 … P5; empty: none"`
	DedupKey string             `json:"dedup_key"`
	Note     string             `json:"note"`
}

type ruleExtractOrder struct {
	From    string `json:"from"`
	Pattern string `json:"pattern"`
}

// apply puts what the order says on top of a rule. What no rule may be is said by
// the configuration.
func (w eventRuleOrder) apply(r rules.Rule) (rules.Rule, error) {
	var f faults
	trimmed(w.Name, &r.Name)
	w.Disabled.put(&r.Disabled)
	trimmed(w.When, &r.When)
	if w.Window.given {
		r.Window = w.Window.value.window(&f)
	}
	if w.Rate.given {
		if r.Rate = nil; w.Rate.value != nil {
			o := w.Rate.value
			r.Rate = &rules.Rate{Count: o.Count, Within: whole(o.Within), Per: strings.TrimSpace(o.Per)}
		}
	}
	if w.Actions.given {
		r.Actions = w.Actions.value.actions()
	}
	return r, f.err()
}

func whole(n int) time.Duration { return time.Duration(min(max(n, -1), farSeconds)) * time.Second }

func (o *ruleWindowOrder) window(f *faults) *rules.Window {
	if o == nil {
		return nil
	}
	w := &rules.Window{TimeZone: o.TimeZone, From: clockIn(f, "window.from", o.From), Until: clockIn(f, "window.until", o.Until)}
	for d := time.Sunday; d <= time.Saturday; d++ {
		if slices.Contains(o.Days, dayWord(d)) {
			w.Days = append(w.Days, d)
		}
	}
	if len(w.Days) != len(o.Days) {
		f.add("window.days", "must be different ones of mon, tue, wed, thu, fri, sat, sun")
	}
	return w
}

func clockIn(f *faults, field, given string) civil.TimeOfDay {
	at, err := civil.ParseTimeOfDay(given)
	if err != nil {
		f.add(field, "must be a time of day like 22:00")
	}
	return at
}

func (o *ruleActionsOrder) actions() (a rules.Actions) {
	if o == nil {
		return a
	}
	a = rules.Actions{
		Drop: o.Drop, Suppress: o.Suppress, Pause: whole(o.Pause), Severity: o.Severity, Urgency: o.Urgency, Priority: o.Priority, DedupKey: o.DedupKey, Note: o.Note,
	}
	for _, e := range o.Extract {
		a.Extract = append(a.Extract, rules.Extract(e))
	}
	if o.Route != nil {
		a.Route = o.Route.ID
	}
	return a
}

// eventRulesOf is the list that the request's path names, in a configuration.
func (c *call) eventRulesOf(cfg *engine.Config) (rules.Set, error) {
	set, ok := config.RulesOf(cfg, c.PathValue("id"))
	if !ok {
		return nil, absent("service")
	}
	return set, nil
}

func (s *server) listEventRules(c *call) (any, error) {
	set, err := c.eventRulesOf(c.cfg)
	if err != nil {
		return nil, err
	}
	counts, err := s.ruleCounts()
	if err != nil {
		return nil, err
	}
	return paged(c, "event_rules", set, func(r rules.Rule) eventRuleWire { return c.eventRule(c.PathValue("id"), set, r, counts) })
}

func (s *server) getEventRule(c *call) (any, error) { return s.oneEventRule(c, c.PathValue("rule")) }

func (s *server) oneEventRule(c *call, id string) (any, error) {
	set, err := c.eventRulesOf(c.cfg)
	if err != nil {
		return nil, err
	}
	i := config.RuleAt(set, id)
	if i < 0 {
		return nil, absent("event rule")
	}
	counts, err := s.ruleCounts()
	if err != nil {
		return nil, err
	}
	c.tag(set[i])
	return map[string]eventRuleWire{"event_rule": c.eventRule(c.PathValue("id"), set, set[i], counts)}, nil
}

// eventRuleIn finds a rule that is to be changed, as the client saw it.
func (c *call) eventRuleIn(set rules.Set) (rules.Rule, error) {
	i := config.RuleAt(set, c.PathValue("rule"))
	if i < 0 {
		return rules.Rule{}, absent("event rule")
	}
	return set[i], c.unchanged(set[i])
}

// createEventRule puts a rule at the end, or where it is wanted.
func (s *server) createEventRule(c *call) (any, error) {
	return s.saveEventRule(c, func(set rules.Set) (r rules.Rule, after string, err error) {
		if len(set) > 0 {
			after = set[len(set)-1].ID
		}
		return rules.Rule{ID: config.NewID(config.EventRuleID)}, after, nil
	})
}

// updateEventRule changes a rule, and moves it if the request says where.
func (s *server) updateEventRule(c *call) (any, error) {
	return s.saveEventRule(c, func(set rules.Set) (r rules.Rule, after string, err error) {
		r, err = c.eventRuleIn(set)
		return r, config.RuleBefore(set, r.ID), err
	})
}

func (s *server) saveEventRule(c *call, find func(rules.Set) (rules.Rule, string, error)) (any, error) {
	var w eventRuleOrder
	if err := readOrder(c.Request, "event_rule", &w); err != nil {
		return nil, err
	}
	var id string
	err := s.edit(c, c.eventRuleSubject(), func(next *engine.Config) error {
		set, err := c.eventRulesOf(next)
		if err != nil {
			return err
		}
		r, after, err := find(set)
		if err != nil {
			return err
		}
		w.After.put(&after)
		if r, err = w.apply(r); err != nil {
			return err
		}
		id = r.ID
		return config.PlaceRule(next, c.PathValue("id"), r, after)
	})
	if err != nil {
		return nil, err
	}
	return s.oneEventRule(c, id)
}

// eventRuleSubject: problems of a rule are told without its place in the list.
func (c *call) eventRuleSubject() subject {
	n := names{"": "", "event_rules": "", "within": "within_seconds", "pause": "pause_seconds"}
	if id := c.PathValue("id"); id != "" {
		return subject{serviceKind, id, n}
	}
	return subject{"event_rules", "", n}
}

func (s *server) deleteEventRule(c *call) (any, error) {
	return nil, s.edit(c, c.eventRuleSubject(), func(next *engine.Config) error {
		set, err := c.eventRulesOf(next)
		if err != nil {
			return err
		}
		r, err := c.eventRuleIn(set)
		if err != nil {
			return err
		}
		return config.RemoveRule(next, c.PathValue("id"), r.ID)
	})
}

// eventRuleRoutes are the rules for all events, and those of a service. Who may look
// at them is as on the pages.
func (s *server) eventRuleRoutes() (all []route) {
	one, order := gives("event_rule", eventRuleWire{}), takes("event_rule", eventRuleOrder{})
	all = s.suppressionRoutes()
	for _, set := range []struct{ path, of string }{{"/event_rules", "for all events"}, {"/services/{id}/event_rules", "of a service"}} {
		path, of := set.path, set.of
		list := read(path, s.listEventRules, "List the event rules "+of+", in the order in which they are asked", givesList("event_rules", eventRuleWire{}))
		get := read(path+"/{rule}", s.getEventRule, "Show an event rule "+of, one)
		list.role, get.role = people.Responder, people.Responder
		all = append(
			all, list, get,
			create(path, people.Admin, s.createEventRule, "Create an event rule "+of, order, one),
			update(path+"/{rule}", people.Admin, s.updateEventRule, "Change or move an event rule "+of, order, one),
			remove(path+"/{rule}", people.Admin, s.deleteEventRule, "Delete an event rule "+of),
			route{method: "POST", path: path + "/try", role: people.Admin, status: 200, handle: s.tryEventRules, doc: does("Say what other event rules "+of+" would have done with the newest events", takes("", triedOrder{}), gives("trial", trialWire{}))},
		)
	}
	return all
}
